"""Uploaded lists and the records: keep an upload, compare it with what is recorded, import its good rows once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from base import clock
from base.japanese.errors import UnreadableInputError
from base.japanese.text import split_legal_form
from base.models import Area, User
from base.states import MoveRefused, begin, move
from partners.importing.preview import (
    ACCREDITATION_FIELDS,
    PARTNER_FIELDS,
    WORKPLACE_FIELDS,
    Action,
    KnownPartner,
    KnownWorkplace,
    Step,
    fingerprint,
    plan,
)
from partners.importing.rows import Field, Reading
from partners.importing.tables import read_tables
from partners.importing.understanding import understand
from partners.importing.values import area_code
from partners.importing.wording import outcome_of
from partners.models import Accreditation, ImportBatch, Partner, Workplace
from partners.models.imports import ImportState
from partners.models.records import PartnerKind

LONGEST_FILE_NAME = 200
_COLUMN_OF = {Field.PARTNER_ADDRESS: "address"}
_KIND_OF_FORM = {
    "株式会社": PartnerKind.COMPANY,
    "有限会社": PartnerKind.COMPANY,
    "合同会社": PartnerKind.COMPANY,
    "合資会社": PartnerKind.COMPANY,
    "合名会社": PartnerKind.COMPANY,
    "社会福祉法人": PartnerKind.SOCIAL_WELFARE,
    "特定非営利活動法人": PartnerKind.NPO,
    "医療法人": PartnerKind.MEDICAL,
    "学校法人": PartnerKind.SCHOOL,
    "農事組合法人": PartnerKind.PRIMARY,
    "労働者協同組合": PartnerKind.COOPERATIVE,
}
_KIND_OF_WORD = (
    (("信用金庫", "信用組合"), PartnerKind.CREDIT_UNION),
    (("協同組合", "森林組合", "生協"), PartnerKind.COOPERATIVE),
)


def keep_upload(content: bytes, *, file_name: str, actor: User) -> ImportBatch:
    """Keep an uploaded file until it is imported or set aside. The same file sent twice is one batch.

    Raises UnreadableInputError where the file cannot be read or holds no table.
    """
    reading = _read(content, file_name)
    if not reading.tables:
        raise UnreadableInputError(
            _(
                "No table was found in this file. It needs a row of headers with the workplace (事業所名) "
                "and at least one of address, telephone, capacity, accreditation number or date."
            ),
            code="file_no_table",
        )
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        _one_at_a_time()
        waiting = ImportBatch.objects.filter(
            sha256=sha256, uploaded_by=actor, state=ImportState.WAITING
        ).first()
        if waiting:
            return waiting
        batch = ImportBatch.objects.create(
            content=content,
            sha256=sha256,
            file_name=file_name[-LONGEST_FILE_NAME:],
            uploaded_by=actor,
            uploaded_at=clock.now(),
        )
        begin(batch, actor=actor)
    return batch


def look_through(batch: ImportBatch) -> tuple[Reading, list[Step]]:
    """What a waiting batch says, and what importing it now would do."""
    reading = _read(bytes(batch.content), batch.file_name)
    return reading, plan(reading.rows, *recorded())


def import_batch(batch: ImportBatch, *, actor: User, seen: str) -> None:
    """Write all good rows of a waiting batch, in one transaction, once.

    `seen` is the `fingerprint` of the steps that the actor looked at. Raises MoveRefused where the records have
    changed since, AlreadyMoved where the batch was imported or set aside by someone else.
    """
    try:
        with transaction.atomic():
            _one_at_a_time()
            waiting = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.WAITING).first()
            steps = look_through(waiting)[1] if waiting else []
            if waiting and fingerprint(steps) != seen:
                raise MoveRefused(
                    _(
                        "Partners were changed since you opened this page. Please look through the rows once more."
                    )
                )
            areas = area_names()
            move(
                batch,
                ImportState.IMPORTED,
                actor=actor,
                seen=ImportState.WAITING,
                content=b"",
                outcome=[outcome_of(step, areas) for step in steps],
            )
            _Writer(steps).write()
    except IntegrityError as fault:
        batch.refresh_from_db()
        raise MoveRefused(
            _(
                "The rows do not fit what is recorded. Nothing was imported. Please look through them once more."
            )
        ) from fault


def set_aside(batch: ImportBatch, *, actor: User) -> None:
    """Decide not to import a waiting batch; its file is forgotten."""
    move(batch, ImportState.SET_ASIDE, actor=actor, seen=ImportState.WAITING, content=b"")


def _read(content: bytes, file_name: str) -> Reading:
    return understand(read_tables(content, file_name), today=clock.today())


def _one_at_a_time() -> None:
    """Imports of different files must not both find a workplace missing and both make it: the oldest batch is
    the lock of all (SQLite has only one writer anyway)."""
    list(ImportBatch.objects.select_for_update().order_by("pk").values_list("pk")[:1])


def recorded() -> tuple[list[KnownWorkplace], list[KnownPartner]]:
    """Every recorded workplace with its accreditation, and every organisation; one organisation is one object."""
    partners = {partner.pk: _known_partner(partner) for partner in Partner.objects.all()}
    places = Workplace.objects.select_related("area", "accreditation").order_by("pk")
    workplaces = [
        KnownWorkplace(pk=place.pk, partner=partners[place.partner_id], values=_recorded_values(place))
        for place in places
    ]
    return workplaces, list(partners.values())


def area_names() -> dict[str, str]:
    """The name of every area by its code."""
    return dict(Area.objects.values_list("code", "name"))


def _known_partner(partner: Partner) -> KnownPartner:
    values = {str(target): getattr(partner, _column(target)) for target in PARTNER_FIELDS}
    return KnownPartner(pk=partner.pk, legal_name=partner.legal_name, values=values)


def _recorded_values(place: Workplace) -> dict[str, Any]:
    values: dict[str, Any] = {str(target): getattr(place, _column(target)) for target in WORKPLACE_FIELDS}
    values[Field.AREA] = place.area.code if place.area else None
    accreditation = getattr(place, "accreditation", None)
    if accreditation:
        values |= {str(target): getattr(accreditation, _column(target)) for target in ACCREDITATION_FIELDS}
    return values


def _column(target: Field) -> str:
    return _COLUMN_OF.get(target, str(target))


def kind_of(legal_name: str) -> PartnerKind:
    """The kind of organisation that its legal form or name tells; `other` where neither does."""
    form, _key = split_legal_form(legal_name)
    if form in _KIND_OF_FORM:
        return _KIND_OF_FORM[form]
    fitting = (kind for words, kind in _KIND_OF_WORD if any(word in legal_name for word in words))
    return next(fitting, PartnerKind.OTHER)


class _Writer:
    """Writes steps one after another: later rows may complete what earlier ones made."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = [step for step in steps if step.action in (Action.CREATE, Action.UPDATE)]
        self.areas = {area.code: area for area in Area.objects.all()}
        places = [step.workplace for step in self.steps if step.workplace]
        self.partners: dict[int, Partner] = Partner.objects.in_bulk(
            [place.partner.pk for place in places if place.partner.pk]
        )
        self.workplaces: dict[int, Workplace] = Workplace.objects.select_related("accreditation").in_bulk(
            [place.pk for place in places if place.pk]
        )
        self.made_partners: dict[int, Partner] = {}
        self.made_workplaces: dict[int, Workplace] = {}

    def write(self) -> None:
        for step in self.steps:
            assert step.workplace is not None  # noqa: S101 - plan() gives every such step its workplace
            partner = self._partner(step, step.workplace.partner)
            self._change(partner, step, PARTNER_FIELDS)
            if step.action is Action.CREATE:
                self.made_workplaces[id(step.workplace)] = self._make_workplace(step, partner)
            else:
                self._update_workplace(step, step.workplace)

    def _partner(self, step: Step, known: KnownPartner) -> Partner:
        if known.pk:
            return self.partners[known.pk]
        if id(known) not in self.made_partners:
            self.made_partners[id(known)] = self._make_partner(step)
        return self.made_partners[id(known)]

    def _make_partner(self, step: Step) -> Partner:
        said = step.row.understood
        legal_name = said[Field.LEGAL_NAME]
        return Partner.objects.create(
            legal_name=legal_name,
            kind=kind_of(legal_name),
            area=self.areas.get(area_code(said.get(Field.PARTNER_ADDRESS, "")) or ""),
            **{_column(target): said[target] for target in PARTNER_FIELDS if target in said},
        )

    def _make_workplace(self, step: Step, partner: Partner) -> Workplace:
        said = step.row.understood
        values = {
            str(target): self._stored(target, said[target]) for target in WORKPLACE_FIELDS if target in said
        }
        workplace = Workplace.objects.create(partner=partner, **values)
        accredited = {str(target): said[target] for target in ACCREDITATION_FIELDS if target in said}
        if accredited:
            Accreditation.objects.create(workplace=workplace, **accredited)
        return workplace

    def _update_workplace(self, step: Step, known: KnownWorkplace) -> None:
        workplace = self.workplaces[known.pk] if known.pk else self.made_workplaces[id(known)]
        self._change(workplace, step, WORKPLACE_FIELDS)
        if any(change.field in ACCREDITATION_FIELDS for change in step.changes):
            accreditation = getattr(workplace, "accreditation", None) or Accreditation(workplace=workplace)
            self._change(accreditation, step, ACCREDITATION_FIELDS)

    def _change(self, record: Any, step: Step, fields: Iterable[Field]) -> None:
        """Write the changes that concern this record; a new record takes all of its row's values."""
        changes = [change for change in step.changes if change.field in fields]
        for change in changes:
            setattr(record, _column(change.field), self._stored(change.field, change.after))
        if changes:
            record.save()

    def _stored(self, target: Field, value: Any) -> Any:
        return self.areas.get(value) if target is Field.AREA else value
