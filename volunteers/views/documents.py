"""Papers about a person: the list, putting one in, opening one, removing one."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.audit import AuditAction
from base.desk import desk_page, posted_token, said_by_rule, tell
from base.sheets import one_sheet, sheet_of
from base.states import MoveRefused
from base.uploads.kinds import CONTENT_TYPES, Kind
from volunteers.actions import add_document, bytes_of, remove_document
from volunteers.forms import DocumentForm, RemovalForm
from volunteers.models import Person, PersonDocument

from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, person_or_404, reader

NOTHING_RUNS = "sandbox; default-src 'none'"


def document_or_404(public_id: str, key: uuid.UUID) -> PersonDocument:
    """A paper about one of the reader's people."""
    found = PersonDocument.objects.select_related("person", "uploaded_by", "removed_by")
    document: PersonDocument = get_object_or_404(found, key=key, person__public_id=public_id)
    return document


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, public_id: str) -> HttpResponse:
    """What papers there are, and a form to put one in."""
    return _documents(request, person_or_404(public_id))


@one_sheet
def _documents(request: HttpRequest, person: Person) -> HttpResponse:
    posted = request.method == "POST"
    form = DocumentForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_bound and form.is_valid():
        _document, made = add_document(
            person,
            actor=reader(request),
            checked=form.checked,
            kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"],
            token=posted_token(request) or sheet_of(request),
        )
        tell(request, _("The document is kept, sealed.") if made else _("This document was kept already."))
        return redirect("desk_documents", person.public_id)
    return _page(request, person, form=form)


@for_supporters
@require_safe
def document(request: HttpRequest, public_id: str, key: uuid.UUID) -> HttpResponse:
    """Hand it over as a file to be kept, never as a page. The wall writes that it was opened before it is sent."""
    found = document_or_404(public_id, key)
    doing(AuditAction.ATTACHMENT)
    try:
        data = bytes_of(found)
    except MoveRefused as refusal:
        return _page(request, found.person, refused=said_by_rule(refusal))
    response = HttpResponse(data, content_type=CONTENT_TYPES[Kind(found.ending)])
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_supporters
@require_POST
def remove(request: HttpRequest, public_id: str, key: uuid.UUID) -> HttpResponse:
    """Erase the bytes; that it was there, who removed it and why stays."""
    found = document_or_404(public_id, key)
    form = RemovalForm(request.POST, auto_id=f"id_remove_{found.key}_%s")
    if not form.is_valid():
        return _page(request, found.person, removal=(found.key, form))
    doing(AuditAction.ERASE)
    remove_document(found, actor=reader(request), reason=form.cleaned_data["reason"])
    tell(request, _("Removed. The file is erased; the line in the list stays."))
    return redirect("desk_documents", public_id)


def _page(
    request: HttpRequest,
    person: Person,
    *,
    form: DocumentForm | None = None,
    removal: tuple[uuid.UUID, RemovalForm] | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    papers = PersonDocument.objects.filter(person=person).select_related("uploaded_by", "removed_by")
    return desk_page(
        request,
        "volunteers/desk/documents.html",
        title=_("Documents of %(number)s") % {"number": person.public_id},
        icon="doc-full",
        crumbs=[people_crumb(), person_crumb(person.public_id)],
        status=409 if refused else 200,
        person=person,
        token=posted_token(request) or sheet_of(request),
        form=form or DocumentForm(),
        lines=[_line(paper, removal) for paper in papers],
        refused=refused or [],
    )


def _line(paper: PersonDocument, removal: tuple[uuid.UUID, RemovalForm] | None) -> dict[str, Any]:
    is_tried = removal is not None and removal[0] == paper.key
    form = removal[1] if removal and is_tried else RemovalForm(auto_id=f"id_remove_{paper.key}_%s")
    return {"document": paper, "removal": form, "is_tried": is_tried, "ending": paper.ending.upper()}
