"""Consents of the demo: some given, one refused, one taken back after it was read, one about to end."""

import datetime as dt
from collections.abc import Generator
from typing import Any

from base import clock
from base.models import User
from volunteers import actions
from volunteers.models import ConsentRecord, DisclosureRecord, Person, Placement
from volunteers.models.consents import ConsentState, Method, Purpose, Shareable
from volunteers.models.placements import LIVE_PLACEMENT_STATES

from .records import Cast

Story = Generator[int, None, None]

OFFICE, CLINIC = "みほん市 福祉事務所 二番窓口", "みほん市 地域包括の窓口"
WORK = (Shareable.CALL_NAME, Shareable.FULL_NAME, Shareable.TIME, Shareable.SUPPORT, Shareable.ACCOMMODATIONS)
A_MONTH_AGO = -30


def play_consents(cast: Cast) -> list[Story]:
    """Each with its own end. They begin when the work of those about whom they are has begun."""
    return [
        _read_by_employer(cast),
        _taken_back(cast),
        _about_to_end(cast),
        _refused(cast),
        _office_told(cast),
    ]


def _at_work(cast: Cast, number: int, *, partner: str = "") -> Person | None:
    """The `number`-th of those at work now, the longest first; with `partner` only those at its workplaces."""
    placements = Placement.objects.filter(state__in=LIVE_PLACEMENT_STATES)
    if partner:
        placements = placements.filter(match__opening__partner=cast.partners[partner])
    found = list(placements.select_related("match__person").order_by("pk")[: number + 1])
    return found[number].match.person if len(found) > number else None


def _asked(person: Person, *, ends_in: int, **question: Any) -> ConsentRecord:
    ends_on = clock.today() + dt.timedelta(days=ends_in)
    return actions.ask_consent(person, actor=person.main_supporter, ends_on=ends_on, **question)[0]


def _given(person: Person, *, method: str = Method.PAPER, **question: Any) -> ConsentRecord:
    consent = _asked(person, **question)
    witness = "受付・見本" if method == Method.SPOKEN else ""
    actions.note_given(consent, actor=person.main_supporter, method=method, witness=witness)
    return consent


def _shown(cast: Cast, consent: ConsentRecord, reader: User) -> None:
    way = DisclosureRecord.Way.SCREEN if consent.partner else DisclosureRecord.Way.PAPER
    what = "shared_sheet" if consent.partner else "desk_consent_print"
    actions.share(consent, actor=reader, purpose=consent.purpose, partner=consent.partner, way=way, what=what)


def _read_by_employer(cast: Cast) -> Story:
    """The one that the account of the employer may read today."""
    yield A_MONTH_AGO
    person = _at_work(cast, 0, partner="net")
    if person:
        consent = _given(person, purpose=Purpose.WORK, partner=cast.partners["net"], fields=WORK, ends_in=180)
        yield A_MONTH_AGO + 2
        _shown(cast, consent, cast.users["employer"])


def _taken_back(cast: Cast) -> Story:
    yield A_MONTH_AGO
    person = _at_work(cast, 1, partner="net")
    if person:
        consent = _given(
            person,
            purpose=Purpose.WORK,
            partner=cast.partners["net"],
            fields=(*WORK, Shareable.PHONE),
            ends_in=180,
            method=Method.SPOKEN,
        )
        for day in (A_MONTH_AGO + 1, A_MONTH_AGO + 9):
            yield day
            _shown(cast, consent, cast.users["employer"])
        yield A_MONTH_AGO + 20
        actions.withdraw_consent(consent, actor=person.main_supporter)


def _about_to_end(cast: Cast) -> Story:
    yield A_MONTH_AGO
    person = _at_work(cast, 2)
    if person:
        fields = (Shareable.FULL_NAME, Shareable.PHONE, Shareable.TIME)
        _given(person, purpose=Purpose.AGENCY, agency=CLINIC, fields=fields, ends_in=-A_MONTH_AGO + 5)


def _refused(cast: Cast) -> Story:
    yield A_MONTH_AGO + 5
    person = _at_work(cast, 3)
    if person:
        fields = (Shareable.FULL_NAME, Shareable.BENEFIT)
        consent = _asked(person, purpose=Purpose.WELFARE, agency=OFFICE, fields=fields, ends_in=90)
        yield A_MONTH_AGO + 6
        actions.note_refused(consent, actor=person.main_supporter, seen=ConsentState.REQUESTED)


def _office_told(cast: Cast) -> Story:
    yield A_MONTH_AGO + 3
    person = _at_work(cast, 0, partner="net")
    if person:
        fields = (Shareable.FULL_NAME, Shareable.KANA, Shareable.BENEFIT, Shareable.TIME)
        consent = _given(person, purpose=Purpose.WELFARE, agency=OFFICE, fields=fields, ends_in=180)
        yield A_MONTH_AGO + 4
        _shown(cast, consent, person.main_supporter)
