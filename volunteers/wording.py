"""Conditions as people read them: what a person said, and what an opening showed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.japanese.dates import japanese_date_short
from base.masks import MaskField, SlotsField
from base.vocabulary import Month
from base.wording import listed, months_in_words, slots_in_words
from partners.models import Workplace
from projects.models import Opening
from projects.models.openings import CONDITION_FIELDS
from volunteers.models import WorkConditions

HOURS_A_WEEK = gettext_lazy("%(number)s hours a week")
MINUTES = gettext_lazy("%(number)s minutes")
KILOGRAMS = gettext_lazy("%(number)s kg")
YEN = gettext_lazy("%(number)s yen")
PEOPLE = gettext_lazy("%(number)s people")
HALF_DAYS = gettext_lazy("%(number)s half-days")
UNITS = {
    "max_hours_now": HOURS_A_WEEK,
    "max_hours_goal": HOURS_A_WEEK,
    "hours_min": HOURS_A_WEEK,
    "hours_max": HOURS_A_WEEK,
    "starts_from_hours": HOURS_A_WEEK,
    "max_minutes_continuous": MINUTES,
    "stand_minutes": MINUTES,
    "max_commute_minutes": MINUTES,
    "minutes_continuous": MINUTES,
    "last_service_gap": MINUTES,
    "lift_kg": KILOGRAMS,
    "pay_min": YEN,
    "pay_max": YEN,
    "supporter_ratio": PEOPLE,
    "slots_needed": HALF_DAYS,
}


@dataclass(frozen=True)
class Row:
    """One condition by its name; `description` is "" where it is not known."""

    name: str
    term: str
    description: str


def rows_of(conditions: WorkConditions, names: Iterable[str]) -> list[Row]:
    """What a person said, in the order of `names`."""
    return [_row(WorkConditions, name, getattr(conditions, name)) for name in names]


def snapshot_in_words(snapshot: dict[str, Any]) -> list[Row]:
    """The conditions that a placement keeps, as they were shown; what was not known is left out."""
    rows = [_row(Opening, name, snapshot.get(name)) for name in CONDITION_FIELDS]
    return [row for row in rows if row.description]


def _row(model: type[models.Model], name: str, value: Any) -> Row:
    field: Any = model._meta.get_field(name)
    term = str(field.verbose_name)
    return Row(name=name, term=term, description=_in_words(field, value))


def _in_words(field: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(field, models.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, models.DateField):
        return japanese_date_short(dt.date.fromisoformat(value) if isinstance(value, str) else value)
    if isinstance(field, models.ManyToManyField):
        return listed([str(item) for item in value.all()])
    if isinstance(field, models.ForeignKey):
        return str(Workplace.objects.filter(pk=value).first() or "")
    return _chosen(field, value) or _measured(field.name, value)


def _chosen(field: Any, value: Any) -> str:
    if isinstance(field, SlotsField):
        return slots_in_words(value)
    if isinstance(field, MaskField) and field.members == Month.choices:
        return months_in_words(value)
    if isinstance(field, MaskField):
        return listed([str(label) for bit, label in field.members if value & bit])
    return str(dict(field.flatchoices).get(value, "")) if field.choices else ""


def _measured(name: str, value: Any) -> str:
    unit = UNITS.get(name)
    return str(unit) % {"number": f"{value:,}"} if unit else str(value)


WHY_READ = {
    "team": gettext_lazy("on the team"),
    "chief": gettext_lazy("chief"),
    "emergency": gettext_lazy("emergency"),
    "consent": gettext_lazy("with consent"),
    "named": gettext_lazy("named for it"),
    "law": gettext_lazy("demanded by law"),
    "life_and_body": gettext_lazy("a life in danger"),
    "conference": gettext_lazy("support meeting under the law"),
    "request": gettext_lazy("a request had come to the desk"),
}
SCREENS = {
    "desk_people": gettext_lazy("List of people"),
    "desk_person": gettext_lazy("Page of the person"),
    "desk_person_edit": gettext_lazy("What is known of the person"),
    "desk_person_stage": gettext_lazy("Stage"),
    "desk_person_role": gettext_lazy("Roles"),
    "desk_person_team": gettext_lazy("Team"),
    "desk_person_readers": gettext_lazy("This list"),
    "desk_openings_for_person": gettext_lazy("Openings for the person"),
    "desk_openings_beside": gettext_lazy("Openings side by side"),
    **dict.fromkeys(
        (
            "desk_boards",
            "desk_board",
            "desk_board_begin",
            "desk_board_stop",
            "desk_board_suggest",
            "desk_board_again",
            "desk_board_settle",
            "desk_board_lift",
            "desk_board_lift_place",
            "desk_board_compare",
        ),
        gettext_lazy("The whole board"),
    ),
    "desk_people_for_opening": gettext_lazy("People for an opening"),
    "desk_tell_what_could_be": gettext_lazy("People for an opening"),
    "desk_suggest": gettext_lazy("Suggestion"),
    "desk_progress": gettext_lazy("Matches and placements"),
    "desk_match": gettext_lazy("Match"),
    "desk_match_clear": gettext_lazy("Match"),
    "desk_match_step": gettext_lazy("Match"),
    "desk_placement": gettext_lazy("Placement"),
    "desk_placement_step": gettext_lazy("Placement"),
    "desk_consent_new": gettext_lazy("Consent"),
    "desk_consent": gettext_lazy("Consent"),
    "desk_consent_step": gettext_lazy("Consent"),
    "desk_consent_print": gettext_lazy("Sheet with consent"),
    "desk_told": gettext_lazy("List of what was told"),
    "desk_told_without": gettext_lazy("Sheet without consent"),
    "shared_sheet": gettext_lazy("Sheet with consent"),
    "desk_emergency": gettext_lazy("Emergency"),
    "desk_emergency_seen": gettext_lazy("Emergency"),
    "desk_kept_apart": gettext_lazy("Who may open the address"),
    "desk_kept_apart_end": gettext_lazy("Who may open the address"),
    "desk_record": gettext_lazy("The record itself"),
    "desk_record_step": gettext_lazy("The record itself"),
    "desk_own_file": gettext_lazy("Copy for the person"),
    "desk_retention": gettext_lazy("Keeping and forgetting"),
    "desk_retention_requests": gettext_lazy("Keeping and forgetting"),
    "desk_retention_accounts": gettext_lazy("Keeping and forgetting"),
    "desk_authority_file": gettext_lazy("File for the authority"),
    "desk_authority_erasure": gettext_lazy("Keeping and forgetting"),
    "erasure": gettext_lazy("Erasure"),
    "desk_secret_address": gettext_lazy("Address that is kept apart"),
    "desk_secret_reader": gettext_lazy("Who may open the address"),
    "desk_secret_end": gettext_lazy("Who may open the address"),
    "secret_address.kept": gettext_lazy("Address that is kept apart: written or ended"),
    "secret_address.named": gettext_lazy("Who may open the address"),
    "secret_address.opened": gettext_lazy("Address that is kept apart: opened"),
    "emergencies": gettext_lazy("Emergency"),
    "desk_consultations": gettext_lazy("Requests for a talk"),
    "desk_consultations_erasure": gettext_lazy("Requests for a talk"),
    **dict.fromkeys(
        (
            "desk_consultation",
            "desk_consultation_attempt",
            "desk_consultation_hand_over",
            "desk_consultation_link",
            "desk_consultation_register",
            "desk_consultation_step",
        ),
        gettext_lazy("A request for a talk"),
    ),
    **dict.fromkeys(("desk_documents", "desk_document", "desk_document_remove"), gettext_lazy("Documents")),
    "today_at_the_desk": gettext_lazy("Today at the desk"),
}
"""The screens by the names of their addresses, as a person reads them. A test finds one that is missing."""


def what_was_read(screen: str) -> str:
    """A screen or file of the log of readings in words."""
    return str(SCREENS.get(screen.partition(" ")[0], screen))
