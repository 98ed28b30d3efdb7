"""An address that is kept apart: who may open it, and opening it. The address itself stands on one page only."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base.audit import AuditAction
from base.desk import desk_page, said_by_rule, tell, warn
from base.keyring import KeysMissing
from base.states import MoveRefused
from volunteers.actions import (
    end_reader,
    keep_address_apart,
    name_reader,
    no_longer_apart,
    open_secret_address,
)
from volunteers.forms.addresses import NameReaderForm, OpenSecretForm, SecretAddressForm
from volunteers.models import Person, SecretAddress, SecretAddressReader
from volunteers.rules import reads_everyone

from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, not_shown, person_or_404, reader


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def kept_apart(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether the address is kept apart, who may open it, and writing a (new) one. What it is, stands elsewhere."""
    person = person_or_404(public_id)
    form = SecretAddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            keep_address_apart(person, actor=reader(request), **form.cleaned_data)
        except ValidationError as error:
            return _page(request, person, form=form, refused=said_by_rule(error))
        tell(request, _("The address is kept apart from now on. Nobody reads it whom a chief has not named."))
        return redirect("desk_kept_apart", public_id)
    return _page(request, person, form=form)


def _page(
    request: HttpRequest,
    person: Person,
    *,
    form: SecretAddressForm | None = None,
    naming: NameReaderForm | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    is_chief = reads_everyone(request.user)
    return desk_page(
        request,
        "volunteers/desk/kept_apart.html",
        title=_("Address of %(number)s") % {"number": person.public_id},
        icon="lock",
        crumbs=[people_crumb(), person_crumb(person.public_id)],
        status=409 if refused else 200,
        person=person,
        form=form or SecretAddressForm(),
        naming=(naming or NameReaderForm(person=person)) if is_chief and person.address_kept_apart else None,
        readers=list(
            person.secret_readers.filter(ended_at__isnull=True).select_related("reader", "named_by")
        ),
        openings=list(person.secret_openings.select_related("reader")[:50]),
        may_open=SecretAddress.objects.filter(person=person).exists(),
        is_chief=is_chief,
        refused=refused or [],
    )


@for_supporters
@require_POST
def name(request: HttpRequest, public_id: str) -> HttpResponse:
    """A chief names one reader."""
    person = _of_chief(request, public_id)
    form = NameReaderForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, person, naming=form)
    try:
        name_reader(person, actor=reader(request), **form.cleaned_data)
    except ValidationError as error:
        return _page(request, person, naming=form, refused=said_by_rule(error))
    tell(request, _("Named. It is written down who named whom, and why."))
    return redirect("desk_kept_apart", public_id)


@for_supporters
@require_POST
def end(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """A chief ends what one reader may."""
    person = _of_chief(request, public_id)
    named: SecretAddressReader = get_object_or_404(SecretAddressReader.objects.filter(person=person), pk=pk)
    try:
        end_reader(named, actor=reader(request))
    except MoveRefused as refusal:
        warn(request, refusal)
    else:
        tell(request, _("Ended. This colleague does not open the address any more."))
    return redirect("desk_kept_apart", public_id)


@for_supporters
@require_POST
def end_keeping(request: HttpRequest, public_id: str) -> HttpResponse:
    """A chief ends the keeping apart: the secret address is deleted."""
    person = _of_chief(request, public_id)
    no_longer_apart(person, actor=reader(request))
    tell(request, _("The address is no longer kept apart, and what was written of it is deleted."))
    return redirect("desk_person", public_id)


def _of_chief(request: HttpRequest, public_id: str) -> Person:
    if not reads_everyone(request.user):
        raise Http404
    person = person_or_404(public_id)
    if not person.address_kept_apart:
        raise Http404
    return person


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: HttpRequest, public_id: str) -> HttpResponse:
    """For named readers only: first why, then the address, on this answer and on nothing that can be come back to."""
    doing(AuditAction.VIEW)
    person = person_or_404(public_id)
    if not SecretAddress.objects.filter(person=person).exists():
        raise Http404
    form = OpenSecretForm(request.POST if request.method == "POST" else None)
    shown: Any = None
    if form.is_bound and form.is_valid():
        try:
            shown = open_secret_address(person, actor=reader(request), **form.cleaned_data)
        except (DatabaseError, KeysMissing):
            return not_shown(request)
        except (SecretAddress.DoesNotExist, PermissionDenied):  # ended this very moment
            raise Http404 from None
    return desk_page(
        request,
        "volunteers/desk/secret_address.html",
        title=_("Open the address of %(number)s") % {"number": public_id},
        icon="lock",
        crumbs=[
            people_crumb(),
            person_crumb(public_id),
            (_("Address"), reverse("desk_kept_apart", args=[public_id])),
        ],
        person=person,
        form=form,
        secret=shown,
    )
