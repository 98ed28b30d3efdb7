"""Accounts at the desk: who has one, who is invited, who waits; switching off, signing out, a lost telephone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.accounts import invitations, second_factor, standing
from base.desk import desk_page, tell, warn
from base.models import Invitation, KeptSession, User
from home.forms import InviteForm, ReasonForm
from home.rules import (
    accounts_looked_after,
    did_other_half,
    may_invite_employers,
    may_invite_staff,
    may_renew,
)
from partners.actions import confirm_member, invite_member

ACCOUNTS_A_PAGE = 50
LINK = "invitation_link"

View = Callable[..., HttpResponse]


def for_hosts(view: View) -> View:
    """For those who look after accounts; everybody else finds no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_invite_employers(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)


def _account(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(
        accounts_looked_after(request.user).select_related("partner_member__partner"), pk=pk
    )


def _open_invitations(request: HttpRequest) -> QuerySet[Invitation]:
    waiting = Invitation.objects.waiting().select_related(
        "group", "account", "invited_by", "for_employer__partner"
    )
    if may_invite_staff(request.user):
        return waiting
    theirs = Q(kind=Invitation.Kind.EMPLOYER) | Q(account__in=accounts_looked_after(request.user))
    return waiting.filter(theirs)


@for_hosts
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Who waits to be confirmed, who is invited, who has an account."""
    apps = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    shown = (
        accounts_looked_after(request.user)
        .select_related("partner_member__partner")
        .prefetch_related("groups")
        .annotate(has_app=Exists(apps))
    )
    waiting = shown.filter(
        partner_member__isnull=False, partner_member__confirmed_at__isnull=True, is_active=True
    )
    return desk_page(
        request,
        "home/accounts/accounts.html",
        title=_("Accounts"),
        icon="user",
        waiting=waiting,
        invitations=_open_invitations(request),
        page=Paginator(shown, ACCOUNTS_A_PAGE).get_page(request.GET.get("p")),
        staff=may_invite_staff(request.user),
    )


@for_hosts
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation. The link is shown once, on the next page."""
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        staff=may_invite_staff(request.user),
        mail=settings.MAIL_IS_SET_UP,
    )
    if not form.is_valid():
        return desk_page(
            request,
            "home/accounts/invite.html",
            title=_("Invite somebody"),
            icon="user",
            crumbs=_crumbs(),
            status=422 if form.is_bound else 200,
            form=form,
        )
    group, label = form.group(), form.cleaned_data["label"]
    if group is None:
        _made, token = invite_member(form.cleaned_data["partner"], actor=_me(request), label=label)
    else:
        _made, token = invitations.invite(Invitation.Kind.STAFF, actor=_me(request), label=label, group=group)
    return _show_link(request, token, mail_to=form.cleaned_data.get("email", ""))


def _show_link(request: HttpRequest, token: str, *, mail_to: str = "") -> HttpResponse:
    address = request.build_absolute_uri(reverse("account_open_invitation", args=[token]))
    if mail_to:
        invitations.mail_link(address, to=mail_to)
        tell(request, _("The link was mailed."))
    request.session[LINK] = address
    return redirect("desk_invitation_link")


@for_hosts
@require_safe
def link(request: HttpRequest) -> HttpResponse:
    """The link that was just made, to be copied. It is shown this once."""
    address = request.session.pop(LINK, None)
    if address is None:
        return redirect("desk_accounts")
    return desk_page(
        request,
        "home/accounts/link.html",
        title=_("The link is ready"),
        icon="link",
        crumbs=_crumbs(),
        address=address,
        days=invitations.VALID_FOR.days,
    )


@for_hosts
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation that is not needed any more."""
    if invitations.withdraw(get_object_or_404(_open_invitations(request), pk=pk)):
        tell(request, _("The invitation was withdrawn. Its link leads nowhere now."))
    return redirect("desk_accounts")


@for_hosts
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: what it may, where it is signed in, what was done with it."""
    return _account_page(request, _account(request, pk))


def _account_page(request: HttpRequest, user: User, *, refused: ReasonForm | None = None) -> HttpResponse:
    return desk_page(
        request,
        "home/accounts/account.html",
        title=user.shown_name,
        icon="user",
        crumbs=_crumbs(),
        status=422 if refused else 200,
        account=user,
        member=getattr(user, "partner_member", None),
        groups=list(user.groups.all()),
        has_app=second_factor.is_set_up(user),
        sessions=list(KeptSession.of(user)),
        events=user.account_events.select_related("actor"),
        is_me=user == request.user,
        staff=may_invite_staff(request.user),
        reason=refused or ReasonForm(),
        may_renew=may_renew(request.user, user),
    )


@for_hosts
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A new account of an employer: the coordinator knows who it is."""
    user = _account(request, pk)
    member = getattr(user, "partner_member", None)
    if member is None:
        raise Http404
    if confirm_member(member, actor=_me(request)):
        tell(request, _("Confirmed. They can use the window of their workplace now."))
    return redirect("desk_account", user.pk)


@for_hosts
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, with a reason; or on again. Nobody switches themselves off."""
    user = _someone_else(request, pk)
    if not user.is_active:
        standing.switch(user, on=True, actor=_me(request))
        tell(request, _("The account can be used again."))
        return redirect("desk_account", user.pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _account_page(request, user, refused=form)
    standing.switch(user, on=False, actor=_me(request), reason=form.cleaned_data["reason"])
    tell(request, _("The account is off, and signed out everywhere."))
    return redirect("desk_account", user.pk)


@for_hosts
@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of somebody else."""
    user = _someone_else(request, pk)
    standing.sign_out_everywhere(user, actor=_me(request))
    tell(request, _("Signed out everywhere."))
    return redirect("desk_account", user.pk)


@for_hosts
@require_POST
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """A telephone was lost: chiefs only, with a reason."""
    if not may_invite_staff(request.user):
        raise Http404
    user = _someone_else(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _account_page(request, user, refused=form)
    if refused := _not_by_me(request, user, "reset"):
        return refused
    standing.reset_second_factor(user, actor=_me(request), reason=form.cleaned_data["reason"])
    tell(request, _("App and recovery codes are forgotten. At the next sign-in they are set up anew."))
    return redirect("desk_account", user.pk)


@for_hosts
@require_POST
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A link with which somebody chooses a new password."""
    user = _someone_else(request, pk)
    if refused := _not_by_me(request, user, "link"):
        return refused
    _made, token = invitations.invite(
        Invitation.Kind.RENEWAL, actor=_me(request), label=user.shown_name[:60], account=user
    )
    return _show_link(request, token)


def _not_by_me(request: HttpRequest, user: User, half: str) -> HttpResponse | None:
    """The way back with a sentence, where this half of letting somebody in is not for this reader."""
    if not may_renew(request.user, user):
        warn(
            request,
            ValidationError(
                _(
                    "For a chief only a system administrator does this. A lost password: “forgotten” at the door, by mail."
                )
            ),
        )
    elif did_other_half(_me(request), user, half):
        warn(
            request,
            ValidationError(
                _(
                    "You did the other half of this for the same account lately. A colleague has to do this one."
                )
            ),
        )
    else:
        return None
    return redirect("desk_account", user.pk)


def _someone_else(request: HttpRequest, pk: int) -> User:
    user = _account(request, pk)
    if user == request.user:
        raise Http404
    return user


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Accounts"), reverse("desk_accounts"))]
