"""Bringing in a published list: upload, look through row by row, import all good rows once, see what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_denied

from base.desk import desk_page, tell, warn
from base.states import MoveRefused
from partners.importing.apply import area_names, import_batch, look_through, set_aside
from partners.importing.forms import UploadForm
from partners.importing.preview import Action, fingerprint
from partners.importing.rows import Reading
from partners.importing.wording import ACTION_LABELS, columns_of, counts_of, outcome_of
from partners.models import ImportBatch
from partners.models.imports import ImportState
from partners.rules import may_import

ROWS_A_PAGE = 100
LATEST = 20

View = Callable[..., HttpResponse]


def for_importers(view: View) -> View:
    """Coordinators and chiefs; everyone else goes back to the admin's first page with a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_import(request.user):
            return permission_denied(request)
        return view(request, **kwargs)

    return guarded


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Import a list of partners"), reverse("partners_import"))]


@for_importers
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose the file; below, the lists that were brought in before."""
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if posted and form.is_valid():
        batch = form.keep(actor=request.user)  # type: ignore[arg-type]
        if batch:
            return redirect("partners_import_batch", pk=batch.pk)
    return desk_page(
        request,
        "partners/importing/upload.html",
        title=_("Import a list of partners"),
        icon="upload",
        form=form,
        batches=ImportBatch.objects.defer("content", "outcome").select_related("uploaded_by")[:LATEST],
    )


@for_importers
@require_safe
def batch(request: HttpRequest, *, pk: int) -> HttpResponse:
    """One list: before its import what would become of every row, afterwards what did."""
    found = get_object_or_404(ImportBatch.objects.select_related("uploaded_by"), pk=pk)
    context = _waiting(found) if found.state == ImportState.WAITING else {"rows": found.outcome}
    rows = context.pop("rows")
    chosen = request.GET.get("show", "")
    kept = [row for row in rows if row["action"] == chosen] if chosen in ACTION_LABELS else rows
    page = Paginator(kept, ROWS_A_PAGE).get_page(request.GET.get("p"))
    for row in page.object_list:
        row["label"] = ACTION_LABELS[row["action"]]
    return desk_page(
        request,
        "partners/importing/batch.html",
        title=found.file_name,
        icon="upload",
        crumbs=_crumbs(),
        batch=found,
        counts=counts_of(rows),
        good=sum(row["action"] in (Action.CREATE, Action.UPDATE) for row in rows),
        wrong=sum(row["action"] == Action.WRONG for row in rows),
        chosen=chosen,
        page=page,
        moves=found.moves().select_related("actor"),
        **context,
    )


def _waiting(found: ImportBatch) -> dict[str, Any]:
    reading, steps = look_through(found)
    areas = area_names()
    return {
        "rows": [outcome_of(step, areas) for step in steps],
        "fingerprint": fingerprint(steps),
        "tables": _tables(reading),
        "sheets_without_table": reading.sheets_without_table,
        "imported_before": ImportBatch.objects.defer("content", "outcome")
        .filter(sha256=found.sha256, state=ImportState.IMPORTED)
        .first(),
    }


def _tables(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "sheet": table.sheet,
            "header_rows": "・".join(map(str, table.header_rows)),
            "columns": columns_of(table),
            "unknown": table.unknown_columns,
            "unkept": table.unkept_columns,
        }
        for table in reading.tables
    ]


@for_importers
@require_POST
def confirm(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Import all good rows of a list that was looked through."""
    found = get_object_or_404(ImportBatch.objects.defer("content", "outcome"), pk=pk)
    try:
        import_batch(found, actor=request.user, seen=request.POST.get("fingerprint", ""))  # type: ignore[arg-type]
    except MoveRefused as refusal:
        warn(request, refusal)
    else:
        tell(request, _("The good rows were imported. Below you see what became of every row."))
    return redirect("partners_import_batch", pk=pk)


@for_importers
@require_POST
def put_aside(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Decide not to import a list."""
    found = get_object_or_404(ImportBatch.objects.defer("content", "outcome"), pk=pk)
    try:
        set_aside(found, actor=request.user)  # type: ignore[arg-type]
    except MoveRefused as refusal:
        warn(request, refusal)
    else:
        tell(request, _("The list was set aside. Nothing of it was imported."))
    return redirect("partners_import")
