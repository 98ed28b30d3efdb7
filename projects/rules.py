"""What an opening must have before the public sees it, and who may decide it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from base.vocabulary import PayKind
from partners.rules import may_be_shown
from projects.models import Opening


def may_carve(user: Any) -> bool:
    """Coordinators and chiefs carve openings and publish them."""
    return bool(user and user.has_perm("projects.carve_opening"))


def missing_for_publication(opening: Opening, *, summary: str, on: dt.date) -> list[str]:
    """Sentences that say what is still missing; empty when the opening may be shown (domain.md L2, L5, L19)."""
    return [sentence for is_missing, sentence in _checks(opening, summary, on) if is_missing]


def _checks(opening: Opening, summary: str, on: dt.date) -> list[tuple[bool, str]]:
    return [
        (not may_be_shown(opening.partner), _("The partner has not yet agreed to be shown on the site.")),
        (not summary.strip(), _("Write the short summary in easy words.")),
        (not opening.tasks_text.strip(), _("Write what one does.")),
        (opening.valid_until is None, _("Give the date until which it is shown.")),
        (
            opening.valid_until is not None and opening.valid_until < on,
            _("The date until which it is shown has passed."),
        ),
        (
            opening.pay_kind == PayKind.WAGE and not (opening.pay_min and opening.pay_unit),
            _("Employment needs the wage and its unit."),
        ),
        (
            not opening.papers_complete,
            _("Employment: all conditions must be written. Otherwise: insurance and the confirmation sheet."),
        ),
        (not opening.supporter_named, _("Name somebody at the workplace who looks after the person.")),
    ]
