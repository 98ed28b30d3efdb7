"""The words on the form that the person agrees to, and of the letters that go with it. Changing them is a new version."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.japanese.dates import japanese_date
from volunteers.models.consents import (
    KIND_OF,
    ConsentRecord,
    DisclosureRecord,
    Purpose,
    RecipientKind,
    Shareable,
)
from volunteers.sheets import fields_in_words

VERSION = "2026-11"


@dataclass(frozen=True)
class Ready:
    """A purpose with what is usually told for it: a beginning, to be made smaller or larger with the person."""

    purpose: Purpose
    fields: tuple[Shareable, ...]
    hint: Any

    @property
    def kind(self) -> RecipientKind:
        return KIND_OF[self.purpose]


READY = {
    ready.purpose: ready
    for ready in (
        Ready(
            Purpose.MEETING,
            (Shareable.CALL_NAME, Shareable.TIME, Shareable.SUPPORT),
            gettext_lazy("So that the employer knows whom to greet, and how to make the first day easy."),
        ),
        Ready(
            Purpose.WORK,
            (
                Shareable.CALL_NAME,
                Shareable.FULL_NAME,
                Shareable.TIME,
                Shareable.SUPPORT,
                Shareable.ACCOMMODATIONS,
            ),
            gettext_lazy("The name for the papers, and what was arranged."),
        ),
        Ready(
            Purpose.WELFARE,
            (Shareable.FULL_NAME, Shareable.KANA, Shareable.BENEFIT, Shareable.TIME),
            gettext_lazy("The case worker and we talk over what works out together."),
        ),
        Ready(
            Purpose.AGENCY,
            (Shareable.FULL_NAME, Shareable.PHONE),
            gettext_lazy("So that the other agency can get in touch, and nothing has to be told twice."),
        ),
        Ready(
            Purpose.COMPANION,
            (Shareable.CALL_NAME, Shareable.SUPPORT),
            gettext_lazy("For a volunteer who goes along on the way or on the first day."),
        ),
    )
}


def form_text(
    *, purpose: str, recipient: str, kind: str, fields: Iterable[str], asked_on: dt.date, ends_on: dt.date
) -> str:
    """The form as the person reads or hears it, one sentence a line. It holds nothing of the person."""
    lines = [
        _("May we tell this about you?"),
        "",
        _("To whom: %(name)s") % {"name": recipient},
        _("What for: %(purpose)s") % {"purpose": Purpose(purpose).label},
        _("What: %(fields)s") % {"fields": fields_in_words(fields)},
        _("From %(first)s until %(last)s")
        % {"first": japanese_date(asked_on), "last": japanese_date(ends_on)},
        "",
        _("We tell nothing but this, to nobody but them, and for nothing else."),
        _("You may take it back at any time. No reason is needed, a word is enough."),
        _("If you would rather not, we support you just the same."),
        _("You may ask us at any time what was told to whom and when. We give you a list."),
    ]
    if kind != RecipientKind.AGENCY:
        lines.append(_("Names of illnesses, disabilities and welfare benefit are never told to them."))
    return "\n".join(lines)


def letter_text(consent: ConsentRecord, told: Iterable[DisclosureRecord], *, today: dt.date) -> str:
    """The letter that asks a recipient to give back or erase what they had. It names nobody: they know the number."""
    rows = sorted({(record.at_date, fields_in_words(record.fields)) for record in told})
    return "\n".join(
        [
            japanese_date(today),
            _("To %(name)s") % {"name": consent.recipient_name},
            "",
            _("About the sheet with the number %(number)s") % {"number": consent.reference},
            "",
            _(
                "The person has taken back the consent to the sheet that we had shown you, or its time is over."
            ),
            _("Please give the following back to us, or erase it: paper, files, copies and notes alike."),
            "",
            *(
                _("・%(day)s: %(fields)s") % {"day": japanese_date(day), "fields": fields}
                for day, fields in rows
            ),
            "",
            _(
                "What the law tells you to keep, you may keep for as long as it says, and use for nothing else."
            ),
            _("A short word when it is done is enough. Thank you for your care."),
        ]
    )
