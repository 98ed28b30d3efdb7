"""The sheet that an employer reads with the person's consent, asked for anew each time."""

import uuid
from typing import cast

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from base.keyring import KeysMissing
from base.models import User
from partners.models import Partner
from partners.views.portal import for_members, portal_page
from volunteers.actions import NotShared, share
from volunteers.models import ConsentRecord, DisclosureRecord


@for_members
@require_safe
def shared_sheet(request: HttpRequest, partner: Partner, shared_id: uuid.UUID) -> HttpResponse:
    """Exactly what was agreed, to members of exactly that employer. What is over says so and shows nothing."""
    consent = get_object_or_404(ConsentRecord._base_manager.filter(partner=partner), shared_id=shared_id)
    try:
        sheet = share(
            consent,
            actor=cast(User, request.user),
            purpose=consent.purpose,
            partner=partner,
            way=DisclosureRecord.Way.SCREEN,
            what="shared_sheet",
        )
    except NotShared as refusal:
        return portal_page(
            request,
            "volunteers/shared_ended.html",
            partner,
            status=410,
            sentence=str(refusal),
            reference=consent.reference,
        )
    except (DatabaseError, KeysMissing):
        return portal_page(
            request, "volunteers/shared_ended.html", partner, status=503, sentence="", reference=""
        )
    return portal_page(
        request, "volunteers/shared_sheet.html", partner, consent=sheet.consent, rows=sheet.rows
    )
