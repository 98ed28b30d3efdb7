"""The copy of everything that is kept of somebody, for themselves (domain.md L14), as paper and as a table.

In large letters and plain words. Nothing of third persons is in it, and no address that is kept apart. Of a document
it says that it is kept: the paper itself is handed over from its own page.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from base.japanese.dates import japanese_date_short
from base.japanese.phones import format_phone
from base.japanese.text import format_postal_code
from base.models.moves import Move
from base.states import state_label
from projects.models import Opening
from volunteers.looks import looks_at
from volunteers.models import (
    BlockClearance,
    BoardLine,
    BoardOrder,
    ConsentRecord,
    ConsultationRequest,
    ContactAttempt,
    DisclosureRecord,
    EmergencyAccess,
    ErasureCase,
    Match,
    Person,
    PersonDocument,
    PersonRole,
    PersonsRequest,
    Placement,
    RetentionHold,
    Review,
    WorkConditions,
)
from volunteers.models.consents import Shareable
from volunteers.wording import WHY_READ, rows_of, snapshot_in_words, what_was_read

LOOKS = 2000
"""So many of the latest lines of who looked; more make no paper that anybody reads."""


@dataclass
class Section:
    """A heading and its rows; with `head` they are a table, without it a term and what is said of it."""

    title: str
    rows: Sequence[Sequence[str]] = ()
    head: Sequence[str] = ()


def sections(person: Person) -> list[Section]:
    """Everything that the reader may see of somebody, in the order in which they would ask for it, and who looked."""
    looked = _lookers(person)
    return [*kept_of(person), *([looked] if looked.rows else [])]


def kept_of(person: Person) -> list[Section]:
    """The same without who looked, which is about the centre's own people."""
    matches = list(Match.objects.filter(person=person).select_related("opening__partner"))
    found = [
        _who(person),
        _conditions(person),
        _requests_for_a_talk(person),
        _attempts(person),
        _stages(person),
        _matches(matches),
        _placements(person),
        _conditions_shown(person),
        _documents(person),
        _consents(person),
        _told(person),
        _wishes(person),
        _terms(person),
        _emergencies(person),
        _boards(person),
    ]
    return [section for section in found if section.rows]


def of_everybody(people: Iterable[Person]) -> list[Section]:
    """What is kept of several people, to be given back to the authority that entrusted them to the centre (domain.md L15).

    Each line begins with the number of its record.
    """
    rows: dict[str, list[Sequence[str]]] = {}
    heads: dict[str, Sequence[str]] = {}
    for person in people:
        for section in kept_of(person):
            heads[section.title] = (
                _("Number"),
                *(section.head or (_("Item of the record"), _("What it was"))),
            )
            rows.setdefault(section.title, []).extend((person.public_id, *row) for row in section.rows)
    return [Section(title, rows[title], heads[title]) for title in rows]


def _who(person: Person) -> Section:
    names = (
        "call_name", "family_name", "given_name", "family_name_kana", "given_name_kana", "birth_date", "phone",
        "contact_hours", "postal_code", "address", "area", "responsible_authority", "benefit_status", "stage",
        "own_words", "strengths", "registered_at", "main_supporter",
    )  # fmt: skip
    rows = [(_("Number of this record"), person.public_id)]
    rows += [(_label(person, name), _said(person, name)) for name in names]
    if person.address_kept_apart:
        rows.append((_("Address"), _("Kept apart. Only a few people can open it; it is not in this copy.")))
    rows += [
        (_label(person, name), _("Yes") if getattr(person, name) else _("No"))
        for name in ("safe_to_call", "voicemail_ok")
    ]
    rows.append((_("Roles"), "、".join(_role(role) for role in person.roles.all())))
    rows.append((_("Team"), "、".join(member.shown_name for member in person.team.all())))
    return Section(_("About you"), [row for row in rows if row[1]])


def _role(role: PersonRole) -> str:
    return f"{role.get_kind_display()}（{_day(role.since)} – {_day(role.until)}）"


def _label(row: Any, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)


def _said(row: Any, name: str) -> str:
    value = getattr(row, name)
    if value in (None, ""):
        return ""
    if name == "phone":
        return format_phone(value)
    if name == "postal_code":
        return format_postal_code(value)
    if name == "main_supporter":
        return str(value.shown_name)
    if isinstance(value, dt.date):
        return _day(value)
    return str(getattr(row, f"get_{name}_display")() if row._meta.get_field(name).choices else value)


def _day(value: dt.date | None) -> str:
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    return japanese_date_short(value) if value else ""


def _conditions(person: Person) -> Section:
    names = [
        f.name for f in WorkConditions._meta.get_fields() if f.name not in ("id", "person", "confirmed_on")
    ]
    return Section(
        _("Work conditions"),
        [(row.term, row.description) for row in rows_of(person.conditions, names) if row.description],
    )


def _requests_for_a_talk(person: Person) -> Section:
    rows = [
        (_day(row.received_at), row.text, _left_by(row), row.outcome_note)
        for row in ConsultationRequest.objects.filter(person=person).order_by("received_at")
    ]
    return Section(
        _("What you wrote to us"), rows,
        (_("When"), _("What it was"), _("What you told about yourself"), _("what became of it")),
    )  # fmt: skip


def _left_by(row: ConsultationRequest) -> str:
    """What stood beside the words: subjects, a name, ways to be reached."""
    reached = (row.call_name, format_phone(row.phone) if row.phone else "", row.email, row.contact_hours)
    return "\n".join(filter(None, ("、".join(row.topic_labels), *reached)))


def _attempts(person: Person) -> Section:
    rows = [
        (_day(tried.at), f"{tried.get_how_display()} {_('we spoke') if tried.reached else ''}", tried.note)
        for tried in ContactAttempt.objects.filter(consultation__person=person)
    ]
    return Section(_("When we tried to reach you"), rows, (_("When"), _("How we tried"), _("Note")))


def _stages(person: Person) -> Section:
    rows = [(_day(change.at), str(change.get_to_stage_display())) for change in person.stage_changes.all()]
    return Section(_("History of stages"), rows, (_("When"), _("Stage")))


def _matches(matches: list[Match]) -> Section:
    """Our notes, and not the words of the employer's people, which are theirs."""
    rows = [
        (
            match.opening.title,
            "\n".join(
                (
                    *(f"{_day(move.at)} {state_label(match, move.to_state)}" for move in _moves(match)),
                    _visit(match),
                )
            ),
            match.person_words,
            "\n".join((*(str(reason.get("text", "")) for reason in match.reasons), *_cleared(match))),
        )
        for match in matches
    ]
    return Section(
        _("Openings that we looked at"), rows, (_("Opening"), _("State"), _("What you said"), _("Reasons"))
    )


def _visit(match: Match) -> str:
    return f"{_day(match.visit_on)} {match.get_visit_kind_display()}" if match.visit_on else ""


def _cleared(match: Match) -> Iterable[str]:
    """Why a chief thought that something stood in the way no longer."""
    cleared = BlockClearance.objects.filter(match=match).order_by("cleared_at")
    return (f"{_day(row.cleared_at)} {row.reason}" for row in cleared)


def _moves(record: Any) -> Iterable[Move]:
    return Move.objects.of(record)


def _placements(person: Person) -> Section:
    rows = []
    for placement in Placement.objects.filter(match__person=person).select_related("match__opening__partner"):
        looks = Review.objects.filter(placement=placement)
        rows.append(
            (
                f"{placement.match.opening.title}\n{placement.match.opening.partner}",
                _when(placement),
                "\n".join(
                    word
                    for word in (
                        placement.accommodations,
                        str(placement.get_outcome_display()),
                        str(placement.get_end_reason_display()),
                        placement.end_note,
                    )
                    if word
                ),
                "\n".join(
                    f"{_day(look.held_on)} {look.get_decision_display()} {look.person_words}"
                    for look in looks
                ),
            )
        )
    return Section(_("Work"), rows, (_("Work"), _("When"), _("what was arranged"), _("What you said")))


def _when(placement: Placement) -> str:
    """Days, hours and how it stands."""
    days = f"{_day(placement.begun_on or placement.starts_on)} – {_day(placement.ended_on)}"
    hours = (
        _("%(number)s hours a week") % {"number": placement.hours_per_week}
        if placement.hours_per_week
        else ""
    )
    return "\n".join(filter(None, (days, hours, str(state_label(placement, placement.state)))))


def _conditions_shown(person: Person) -> Section:
    rows = [
        (placement.match.opening.title, row.term, row.description)
        for placement in Placement.objects.filter(match__person=person).select_related("match__opening")
        for row in snapshot_in_words(placement.conditions_shown)
    ]
    return Section(
        _("Conditions as you were shown them"), rows, (_("Work"), _("Condition"), _("What it was"))
    )


def _documents(person: Person) -> Section:
    """Which papers are kept, and which were; not what stands in them."""
    rows = [
        (_day(paper.uploaded_at), str(paper.get_kind_display()), paper.title, _hands(paper))
        for paper in PersonDocument.objects.filter(person=person).select_related("uploaded_by", "removed_by")
    ]
    return Section(
        _("Papers of yours that we keep"),
        rows,
        (_("When"), _("Kind"), _("Name of the paper"), _("Who put it here")),
    )


def _hands(paper: PersonDocument) -> str:
    put_in = str(paper.uploaded_by.shown_name)
    if not paper.removed_by:
        return put_in
    removed = _("Removed on %(day)s by %(name)s: %(reason)s") % {
        "day": _day(paper.removed_at),
        "name": paper.removed_by.shown_name,
        "reason": paper.removal_reason,
    }
    return f"{put_in}\n{removed}"


def _consents(person: Person) -> Section:
    rows = []
    for consent in ConsentRecord.objects.filter(person=person):
        # Another person who helps is not named: that is for them to say.
        to = _("a volunteer") if consent.volunteer_id else consent.recipient_name
        what = "、".join(str(dict(Shareable.choices).get(name, name)) for name in consent.fields)
        rows.append(
            (
                _days_of(consent),
                f"{to}\n{consent.get_purpose_display()}",
                state_label(consent, consent.state),
                what,
            )
        )
    return Section(_("What you agreed to"), rows, (_("When"), _("To whom"), _("State"), _("What it was")))


def _days_of(consent: ConsentRecord) -> str:
    asked = f"{_day(consent.asked_on)} – {_day(consent.ends_on)}"
    return "\n".join(filter(None, (asked, _day(consent.given_on), _day(consent.withdrawn_on))))


def _told(person: Person) -> Section:
    rows = []
    for told in DisclosureRecord.objects.filter(person=person).select_related("consent"):
        hidden = told.consent is not None and told.consent.volunteer_id
        what = "、".join(str(dict(Shareable.choices).get(name, name)) for name in told.fields)
        allowed = "\n".join(filter(None, (str(told.get_basis_display()), told.reason)))
        rows.append((_day(told.at), _("a volunteer") if hidden else told.recipient_name, what, allowed))
    return Section(
        _("What we told others"), rows, (_("When"), _("To whom"), _("What it was"), _("what allows it"))
    )


def _wishes(person: Person) -> Section:
    rows = [
        (
            _day(wish.asked_on),
            str(wish.get_kind_display()),
            wish.words,
            f"{_day(wish.answered_on)} {wish.answer}",
        )
        for wish in PersonsRequest.objects.filter(person=person)
    ]
    return Section(
        _("What you asked about this record"),
        rows,
        (_("When"), _("What it was"), _("in their words"), _("what was done")),
    )


def _terms(person: Person) -> Section:
    """Whether the record is to go, or has to stay, and why."""
    holds = RetentionHold.objects.filter(person=person).select_related("set_by")
    rows = [
        (_day(held.set_at), _("Has to stay"), held.reason, _until(held.set_by.shown_name, held.ended_at))
        for held in holds
    ]
    rows += [
        (_day(case.asked_at or case.found_on), str(case.get_ground_display()), case.words, _asked_by(case))
        for case in ErasureCase.objects.filter(person=person).select_related("asked_by")
    ]
    return Section(
        _("How long this record is kept"), rows, (_("When"), _("What it was"), _("Reason"), _("Who"))
    )


def _until(name: str, ended: dt.datetime | None) -> str:
    return f"{name}\n– {_day(ended)}" if ended else name


def _asked_by(case: ErasureCase) -> str:
    return case.asked_by.shown_name if case.asked_by else _("the system")


def _emergencies(person: Person) -> Section:
    rows = [
        (_day(opened.opened_at), opened.actor.shown_name, opened.reason)
        for opened in EmergencyAccess.objects.filter(person=person).select_related("actor")
    ]
    return Section(_("Opened in an emergency"), rows, (_("When"), _("Who"), _("Reason")))


def _boards(person: Person) -> Section:
    """What was settled about them, and where they were placed, when the whole board was put together."""
    orders = BoardOrder.objects.filter(person=person).select_related("opening", "ordered_by")
    rows = [
        (_day(order.ordered_at), str(order.get_kind_display()), _title(order.opening), order.reason)
        for order in orders
    ]
    rows += [
        (_day(line.run.made_at), _("Proposal for the whole board"), _title(line.opening), "")
        for line in BoardLine.objects.filter(person=person).select_related("run", "opening")
    ]
    return Section(
        _("When the whole board was put together"),
        sorted(rows),
        (_("When"), _("What it was"), _("Opening"), _("Reason")),
    )


def _title(opening: Opening | None) -> str:
    return opening.title if opening else _("no place")


def _lookers(person: Person) -> Section:
    rows = [
        (
            f"{_day(look.at)} {timezone.localtime(look.at):%H:%M}",
            look.actor.shown_name if look.actor else _("the system"),
            f"{look.get_action_display()}（{what_was_read(look.what)}）",
            str(WHY_READ.get(look.why, look.why)),
        )
        for look in looks_at(person)[:LOOKS]
    ]
    return Section(_("Who has looked"), rows, (_("When"), _("Who"), _("What they did"), _("Why they may")))
