"""What importing would do, row by row, before anything is done: create, update, same, wrong.

`plan` is pure: understood rows and what is recorded go in, steps come out. Planning the same rows again after
they were imported gives nothing but "same", so importing twice makes no doubles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from base.japanese.text import search_key, split_legal_form
from partners.importing.rows import FIELD_LABELS, Field, Problem, Row, RowKind, Severity
from partners.importing.understanding import comparable, number_key, place_key, row_place

PARTNER_FIELDS = (
    Field.LEGAL_NAME_KANA,
    Field.CORPORATE_NUMBER,
    Field.PARTNER_ADDRESS,
    Field.SECTOR,
    Field.URL,
)
WORKPLACE_FIELDS = (Field.NAME, Field.POSTAL_CODE, Field.ADDRESS, Field.AREA, Field.PHONE)
ACCREDITATION_FIELDS = (
    Field.NUMBER,
    Field.ACCREDITED_ON,
    Field.REVOKED_ON,
    Field.AUTHORITY,
    Field.CAPACITY,
    Field.COVERS_EMPLOYMENT,
    Field.COVERS_NON_EMPLOYMENT,
    Field.WORK,
)
STORED_FIELDS = (*PARTNER_FIELDS, *WORKPLACE_FIELDS, *ACCREDITATION_FIELDS)


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    REPEAT = "repeat"
    WRONG = "wrong"
    NO_DATA = "no_data"


@dataclass
class KnownPartner:
    """An organisation that is recorded (`pk`), or that an earlier row of the plan makes (`pk` None)."""

    pk: int | None
    legal_name: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def corporate_number(self) -> str:
        return self.values.get(Field.CORPORATE_NUMBER) or ""


@dataclass
class KnownWorkplace:
    """A workplace with its accreditation as recorded, or as an earlier row of the plan makes it.

    `values` holds the WORKPLACE_FIELDS and ACCREDITATION_FIELDS; unknown ones are absent, None or "".
    """

    pk: int | None
    partner: KnownPartner
    values: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One value that an update writes."""

    field: Field
    before: Any
    after: Any

    @property
    def label(self) -> str:
        return str(FIELD_LABELS[self.field])

    @property
    def is_addition(self) -> bool:
        return self.before in (None, "")


@dataclass(frozen=True)
class Step:
    """What becomes of one row. `workplace` and `partner` are set unless the row is wrong or no data."""

    row: Row
    action: Action
    changes: tuple[Change, ...] = ()
    workplace: KnownWorkplace | None = None
    makes_partner: bool = False
    problems: tuple[Problem, ...] = ()
    """Those of the row, and those found by comparing with the records."""


def plan(
    rows: Iterable[Row], existing: Iterable[KnownWorkplace], partners: Iterable[KnownPartner] = ()
) -> list[Step]:
    """One step for every row, in order.

    `partners` are the recorded organisations, also those without a workplace; one organisation is one object,
    there and in `existing`. Both are completed with what the rows say.
    """
    book = _Book(existing, partners)
    return [_step(row, book) for row in rows]


def fingerprint(steps: Iterable[Step]) -> str:
    """A hash of all that would be done, to notice that records changed between looking and confirming."""
    digest = hashlib.sha256()
    for step in steps:
        changes = [(change.field, change.before, change.after) for change in step.changes]
        target = (step.workplace.pk, step.workplace.partner.pk) if step.workplace else None
        digest.update(repr((step.row.sheet, step.row.number, step.action, target, changes)).encode())
    return digest.hexdigest()


def _step(row: Row, book: _Book) -> Step:
    if row.kind is not RowKind.DATA:
        return Step(row, Action.NO_DATA)
    if row.is_wrong:
        return Step(row, Action.WRONG, problems=tuple(row.problems))
    found = book.find_workplace(row)
    if isinstance(found, Problem):
        return Step(row, Action.WRONG, problems=(*row.problems, found))
    return _creation(row, book) if found is None else _update(row, found, book)


def _creation(row: Row, book: _Book) -> Step:
    partner = book.find_partner(row)
    if isinstance(partner, Problem):
        return Step(row, Action.WRONG, problems=(*row.problems, partner))
    makes_partner = partner is None
    if partner is None:
        partner = book.add_partner(row)
    changes, problems = _partner_changes(row, partner, book)
    book.change_partner(partner, changes)
    workplace = book.add_workplace(row, partner)
    return Step(row, Action.CREATE, changes, workplace, makes_partner, (*row.problems, *problems))


def _update(row: Row, workplace: KnownWorkplace, book: _Book) -> Step:
    if mistaken := book.corporate_number_conflict(row, workplace.partner):
        return Step(row, Action.WRONG, problems=(*row.problems, mistaken))
    of_workplace = tuple(_changes(row, workplace.values, (*WORKPLACE_FIELDS, *ACCREDITATION_FIELDS)))
    is_planned = book.is_planned(workplace)
    if is_planned and (contradicting := _contradictions(of_workplace)):
        return Step(row, Action.WRONG, problems=(*row.problems, contradicting))
    of_partner, problems = _partner_changes(row, workplace.partner, book)
    book.change_partner(workplace.partner, of_partner)
    book.change_workplace(workplace, of_workplace)
    unchanged = Action.REPEAT if is_planned else Action.SAME
    changes = (*of_partner, *of_workplace)
    return Step(
        row,
        Action.UPDATE if changes else unchanged,
        changes,
        workplace,
        problems=(*row.problems, *problems, *_worth_a_look(of_workplace)),
    )


def _contradictions(changes: Iterable[Change]) -> Problem | None:
    """An error where a row would undo what an earlier row of the same list says."""
    fields = "、".join(change.label for change in changes if not change.is_addition)
    if not fields:
        return None
    return Problem(
        "",
        _(
            "An earlier row of this list is about the same workplace, but says something else about: %(fields)s."
        ),
        {"fields": fields},
        code="contradicts",
    )


def _partner_changes(
    row: Row, partner: KnownPartner, book: _Book
) -> tuple[tuple[Change, ...], list[Problem]]:
    """What the row adds to or changes in its organisation. Of rows that differ the first one counts."""
    if other := _other_partner(row, partner):
        return (), other
    changes = tuple(_changes(row, partner.values, PARTNER_FIELDS))
    if not book.is_planned(partner) or not _contradictions(changes):
        return changes, []
    kept = [
        Problem(
            "",
            _("%(field)s of the organisation is “%(before)s” in an earlier row. That one is kept."),
            {"field": change.label, "before": change.before},
            Severity.WARNING,
            "organisation_differs",
        )
        for change in changes
        if not change.is_addition
    ]
    return tuple(change for change in changes if change.is_addition), kept


def _changes(row: Row, recorded: Mapping[str, Any], fields: Iterable[Field]) -> Iterable[Change]:
    """What the row says otherwise than the record. An empty cell says nothing and changes nothing."""
    for target in fields:
        after = row.understood.get(target)
        before = recorded.get(target)
        if after is not None and comparable(target, after) != comparable(target, before):
            yield Change(target, before, after)


def _other_partner(row: Row, partner: KnownPartner) -> list[Problem]:
    if _same_organisation(row.understood[Field.LEGAL_NAME], partner.legal_name):
        return []
    if any(problem.code == "no_legal_name" for problem in row.problems):
        return []
    return [
        Problem(
            "",
            _(
                "Recorded under “%(recorded)s”, but the list says “%(listed)s”. The organisation is left as it is."
            ),
            {"recorded": partner.legal_name, "listed": row.understood[Field.LEGAL_NAME]},
            Severity.WARNING,
            "other_partner",
        )
    ]


def _worth_a_look(changes: Iterable[Change]) -> list[Problem]:
    """Changes of what a workplace is known by."""
    return [
        Problem(
            "",
            _(
                "%(field)s changes from “%(before)s” to “%(after)s”. Please see that it is the same workplace."
            ),
            {"field": change.label, "before": change.before, "after": change.after},
            Severity.WARNING,
            "identity_changes",
        )
        for change in changes
        if change.field in (Field.NAME, Field.NUMBER, Field.ADDRESS) and not change.is_addition
    ]


def _same_organisation(one: str, other: str) -> bool:
    """One name, and the same legal form wherever both write it: 株式会社 and 有限会社 of one name are two."""
    (form, key), (other_form, other_key) = split_legal_form(one), split_legal_form(other)
    return key == other_key and (form == other_form or not form or not other_form)


class _Book:
    """What is recorded and what the plan has made so far, to be found by number, by place or by name."""

    def __init__(self, existing: Iterable[KnownWorkplace], partners: Iterable[KnownPartner]) -> None:
        self.by_number: dict[str, KnownWorkplace] = {}
        self.by_place: dict[tuple[str, str], KnownWorkplace] = {}
        self.by_name_of_workplace: dict[str, list[KnownWorkplace]] = {}
        self.by_corporate_number: dict[str, KnownPartner] = {}
        self.by_name: dict[str, list[KnownPartner]] = {}
        self.planned: set[int] = set()
        for workplace in existing:
            self._know_workplace(workplace)
            self._know_partner(workplace.partner)
        for partner in partners:
            self._know_partner(partner)

    def find_workplace(self, row: Row) -> KnownWorkplace | Problem | None:
        """The workplace that the row is about; a problem where number and place point to different ones."""
        number = number_key(row.understood.get(Field.NUMBER, ""))
        numbered = self.by_number.get(number) if number else None
        placed = self._find_by_place(row)
        if isinstance(placed, Problem):
            return numbered or placed
        if numbered and placed and numbered is not placed:
            return Problem(
                "",
                _(
                    "The number is recorded for “%(one)s”, but name and address for another workplace. Please check."
                ),
                {"one": numbered.values[Field.NAME]},
                code="two_workplaces",
            )
        if numbered and not placed and not _shares_place(row, numbered):
            return Problem(
                "",
                _(
                    "The number is recorded for “%(one)s”, which has another name and another address. Please check."
                ),
                {"one": numbered.values[Field.NAME]},
                code="number_of_another",
            )
        return numbered or placed

    def _find_by_place(self, row: Row) -> KnownWorkplace | Problem | None:
        """By name and address; where one side has no address, by name within the organisation."""
        if found := self.by_place.get(row_place(row)):
            return found
        name, address = row.understood[Field.NAME], row.understood.get(Field.ADDRESS)
        namesakes = [
            known
            for known in self.by_name_of_workplace.get(search_key(name), [])
            if _same_organisation(row.understood[Field.LEGAL_NAME], known.partner.legal_name)
            and (address is None or not known.values.get(Field.ADDRESS))
        ]
        if len(namesakes) > 1:
            return Problem(
                "",
                _("Several workplaces are recorded as “%(name)s”. Please add the address to the list."),
                {"name": name},
                code="several_workplaces",
            )
        return namesakes[0] if namesakes else None

    def corporate_number_conflict(self, row: Row, partner: KnownPartner) -> Problem | None:
        """A problem where the list gives a recorded organisation the number of another one."""
        number = row.understood.get(Field.CORPORATE_NUMBER) or ""
        holder = self.by_corporate_number.get(number)
        if not number or holder is partner or (holder is None and not partner.corporate_number):
            return None
        return Problem(
            "",
            _("“%(name)s” is recorded with another corporate number. Please check which one is right."),
            {"name": partner.legal_name},
            code="corporate_number_differs",
        )

    def find_partner(self, row: Row) -> KnownPartner | Problem | None:
        """The organisation by corporate number, else by name; a problem where the name fits several."""
        number = row.understood.get(Field.CORPORATE_NUMBER) or ""
        if number and number in self.by_corporate_number:
            return self.by_corporate_number[number]
        name = row.understood[Field.LEGAL_NAME]
        fitting = [
            partner
            for partner in self.by_name.get(split_legal_form(name)[1], [])
            if _same_organisation(name, partner.legal_name) and not (number and partner.corporate_number)
        ]
        written_alike = [p for p in fitting if split_legal_form(p.legal_name) == split_legal_form(name)]
        fitting = written_alike or fitting
        if len(fitting) > 1:
            return Problem(
                "",
                _(
                    "Several organisations are recorded as “%(name)s”. Please add the corporate number to the list."
                ),
                {"name": name},
                code="several_partners",
            )
        return fitting[0] if fitting else None

    def add_partner(self, row: Row) -> KnownPartner:
        values = _said(row, PARTNER_FIELDS)
        partner = KnownPartner(pk=None, legal_name=row.understood[Field.LEGAL_NAME], values=values)
        self._know_partner(partner)
        return partner

    def add_workplace(self, row: Row, partner: KnownPartner) -> KnownWorkplace:
        values = _said(row, (*WORKPLACE_FIELDS, *ACCREDITATION_FIELDS))
        workplace = KnownWorkplace(pk=None, partner=partner, values=values)
        self._know_workplace(workplace)
        self.planned.add(id(workplace))
        return workplace

    def change_partner(self, partner: KnownPartner, changes: Iterable[Change]) -> None:
        partner.values.update({change.field: change.after for change in changes})
        self._know_partner(partner)
        self.planned.add(id(partner))

    def change_workplace(self, workplace: KnownWorkplace, changes: Iterable[Change]) -> None:
        workplace.values.update({change.field: change.after for change in changes})
        self._know_workplace(workplace)
        self.planned.add(id(workplace))

    def _know_workplace(self, workplace: KnownWorkplace) -> None:
        values = workplace.values
        if number := number_key(values.get(Field.NUMBER) or ""):
            self.by_number[number] = workplace
        place = place_key(values[Field.NAME], values.get(Field.ADDRESS) or "", workplace.partner.legal_name)
        self.by_place.setdefault(place, workplace)
        namesakes = self.by_name_of_workplace.setdefault(search_key(values[Field.NAME]), [])
        if not any(known is workplace for known in namesakes):
            namesakes.append(workplace)

    def is_planned(self, record: KnownWorkplace | KnownPartner) -> bool:
        """Whether an earlier row of the list already made it or spoke about it."""
        return id(record) in self.planned

    def _know_partner(self, partner: KnownPartner) -> None:
        if partner.corporate_number:
            self.by_corporate_number[partner.corporate_number] = partner
        namesakes = self.by_name.setdefault(split_legal_form(partner.legal_name)[1], [])
        if not any(known is partner for known in namesakes):
            namesakes.append(partner)


def _said(row: Row, fields: Iterable[Field]) -> dict[str, Any]:
    return {str(target): row.understood[target] for target in fields if target in row.understood}


def _shares_place(row: Row, workplace: KnownWorkplace) -> bool:
    """Whether name or address of the row is that of the workplace: it was renamed or moved, not another."""
    return any(
        comparable(target, row.understood.get(target) or "")
        == comparable(target, workplace.values.get(target) or "")
        for target in (Field.NAME, Field.ADDRESS)
    )
