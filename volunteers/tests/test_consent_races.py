"""Taking a consent back while others read with it: what is not on the list was never shown."""

from collections import Counter
from functools import partial

import pytest
from django_scopes import scopes_disabled

from base.tests.at_once import all_at_once
from volunteers import actions
from volunteers.actions import NotShared, Sheet
from volunteers.models import ConsentRecord, DisclosureRecord
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db(transaction=True)

READERS = 12
ROUNDS = 3


def test_whoever_reads_while_it_is_taken_back_is_on_the_list_or_was_shown_nothing() -> None:
    owner, host = scene.coordinator(), scene.partner()
    person = scene.person(owner)
    accounts = [scene.member_of(host, f"employer{number}") for number in range(READERS)]
    seen: Counter[str] = Counter()
    for _round in range(ROUNDS):
        consent = scene.consent(person, owner, partner=host)

        def read(account, consent=consent):  # type: ignore[no-untyped-def]
            return actions.share(
                consent, actor=account, purpose="work", partner=host, way="screen", what="shared_sheet"
            )

        def take_back(consent=consent):  # type: ignore[no-untyped-def]
            with reading_as(owner):
                return actions.withdraw_consent(ConsentRecord._base_manager.get(pk=consent.pk), actor=owner)

        readings = [partial(read, account) for account in accounts]
        results = all_at_once([*readings[: READERS // 2], take_back, *readings[READERS // 2 :]])

        [listed] = [result for result in results if isinstance(result, list)]
        shown = [result for result in results if isinstance(result, Sheet)]
        refused = [result for result in results if isinstance(result, NotShared)]
        assert len(shown) + len(refused) == READERS, results
        kept = DisclosureRecord._base_manager.filter(consent=consent)
        assert {record.pk for record in listed} == {sheet.record.pk for sheet in shown}
        assert set(kept.values_list("pk", flat=True)) == {record.pk for record in listed}
        seen.update(shown=len(shown), refused=len(refused))
    assert seen.total() == READERS * ROUNDS


def test_one_account_that_reads_many_times_at_once_is_one_record_a_day() -> None:
    owner, host = scene.coordinator(), scene.partner()
    consent = scene.consent(scene.person(owner), owner, partner=host)
    reader = scene.member_of(host)
    read = partial(
        actions.share, consent, actor=reader, purpose="work", partner=host, way="screen", what="shared_sheet"
    )
    results = all_at_once([read] * READERS)
    assert all(isinstance(result, Sheet) for result in results), results
    with scopes_disabled():
        assert DisclosureRecord.objects.count() == 1
