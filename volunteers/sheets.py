"""What a sheet about somebody says: the fields of the catalogue, filled from the records as they are now, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from base.japanese.phones import format_phone
from partners.models import Partner
from volunteers.models import Person, Placement
from volunteers.models.consents import Shareable
from volunteers.models.placements import LIVE_PLACEMENT_STATES
from volunteers.wording import rows_of

Row = dict[str, str]
"""One line of a sheet as plain JSON: code of the catalogue, term, description."""

# Columns of WorkConditions behind each group. Partners to be avoided stand in none: they are nobody's business.
CONDITIONS = {
    Shareable.TIME: ("max_hours_now", "max_hours_goal", "max_minutes_continuous", "available_from", "slots"),
    Shareable.BODY: (
        "lift_kg",
        "stand_minutes",
        "cold_ok",
        "heights_ok",
        "machinery_ok",
        "driving_ok",
        "night_ok",
    ),
    Shareable.SURROUNDINGS: (
        "noise_stress",
        "crowd_stress",
        "smell_stress",
        "phone_stress",
        "stranger_stress",
        "pace_stress",
        "reading_stress",
    ),
    Shareable.WAY: ("travel_modes", "max_commute_minutes", "winter_ok"),
    Shareable.SUPPORT: (
        "needs_accompaniment",
        "instruction_style",
        "qualifications",
        "needs_same_day_absence",
        "needs_quiet_place",
    ),
    Shareable.WISHES: ("interests", "wish_company", "wish_posture", "wish_place"),
    Shareable.PAY: ("pay_day_need", "wish_pay"),
}


def told_of(person: Person, fields: Iterable[str], *, partner: Partner | None = None) -> list[Row]:
    """The lines of a sheet, in the order of the catalogue. What is not known is left out, not said to be missing.

    What was arranged at a workplace is told to the employer of that workplace only; agencies read all of it.
    """
    chosen = set(fields)
    return [
        {"code": code.value, "term": term, "description": description}
        for code in Shareable
        if code in chosen
        for term, description in _lines(person, code, partner)
        if description
    ]


def _lines(person: Person, code: Shareable, partner: Partner | None) -> list[tuple[str, str]]:
    if code in CONDITIONS:
        return [(row.term, row.description) for row in rows_of(person.conditions, CONDITIONS[code])]
    if code == Shareable.ACCOMMODATIONS:
        return [(str(code.label), words) for words in _arranged(person, partner)]
    if code == Shareable.PHONE:
        number = format_phone(person.phone) if person.phone else ""
        return [(_("Telephone"), number), (_("Good times to call"), person.contact_hours if number else "")]
    return [(str(code.label), _one_line(person, code))]


def _one_line(person: Person, code: Shareable) -> str:
    said = {
        Shareable.CALL_NAME: person.call_name,
        Shareable.FULL_NAME: f"{person.family_name} {person.given_name}".strip(),
        Shareable.KANA: f"{person.family_name_kana} {person.given_name_kana}".strip(),
        Shareable.BIRTH_YEAR: _("born in %(year)s") % {"year": person.birth_date.year}
        if person.birth_date
        else "",
        Shareable.AREA: str(person.area or ""),
        Shareable.STRENGTHS: person.strengths,
        Shareable.OWN_WORDS: person.own_words,
        Shareable.BENEFIT: person.get_benefit_status_display(),
        Shareable.AUTHORITY: person.get_responsible_authority_display(),
        Shareable.STAGE: person.get_stage_display(),
    }
    return str(said[code])


def _arranged(person: Person, partner: Partner | None) -> list[str]:
    live = Placement._base_manager.filter(match__person=person, state__in=LIVE_PLACEMENT_STATES)
    if partner:
        live = live.filter(match__opening__partner=partner)
    return [placement.accommodations for placement in live.order_by("pk") if placement.accommodations]


def fields_in_words(fields: Iterable[str]) -> str:
    """The names of what may be told, in the order of the catalogue."""
    chosen = set(fields)
    return " ／ ".join(str(code.label) for code in Shareable if code in chosen)
