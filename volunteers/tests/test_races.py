"""What happens when two people at two desks press at the same moment."""

import datetime as dt
from collections import Counter
from functools import partial

import pytest
from django_scopes import scopes_disabled

from base import clock
from base.models import Move
from base.states import AlreadyMoved
from base.tests.at_once import all_at_once
from partners.models import NeedNews
from volunteers import actions
from volunteers.models import Match, Person, Placement
from volunteers.models.matches import MatchState
from volunteers.scopes import reading_as
from volunteers.tests import scene
from volunteers.tests.races import LastPlace

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = 40


def test_last_place_is_given_once_of_forty_claims() -> None:
    race = LastPlace.of(CLAIMS)
    for _round in range(2):
        assert race.round() == Counter({"won": 1, "no place left": CLAIMS - 1})


def test_of_two_desks_that_agree_to_one_match_one_hears_who_was_faster() -> None:
    actor = scene.coordinator()
    match = scene.proposed(scene.person(actor), scene.opening(actor, places=2), actor)
    both = [Match._base_manager.get(pk=match.pk) for _desk in range(2)]

    def agree(seen: Match) -> Placement:
        with reading_as(actor):
            return actions.agree(seen, actor=actor, starts_on=clock.today(), workplace_supporter="浜さん")

    results = all_at_once([partial(agree, seen) for seen in both])

    [placement] = [result for result in results if isinstance(result, Placement)]
    [refusal] = [result for result in results if isinstance(result, AlreadyMoved)]
    assert actor.shown_name in str(refusal)
    with scopes_disabled():
        assert list(Placement.objects.all()) == [placement]
    match.opening.refresh_from_db()
    assert match.opening.places_taken == 1
    assert Move.objects.into(Match, MatchState.AGREED).count() == 1
    assert NeedNews.objects.filter(kind=NeedNews.Kind.AGREED).count() == 1


def test_of_two_desks_that_take_a_match_apart_ways_one_way_is_gone() -> None:
    first, second = scene.coordinator("first"), scene.coordinator("second")
    match = scene.proposed(scene.person(first, team=[second]), scene.opening(first), first)
    mine, theirs = (Match._base_manager.select_related("opening").get(pk=match.pk) for _desk in range(2))
    on = clock.today() + dt.timedelta(days=3)

    def set_visit() -> None:
        with reading_as(first):
            actions.set_visit(mine, actor=first, kind="visit", on=on)

    def withdraw() -> None:
        with reading_as(second):
            actions.withdraw(theirs, actor=second)

    results = all_at_once([set_visit, withdraw])

    [refusal] = [result for result in results if result is not None]
    assert isinstance(refusal, AlreadyMoved)
    last = match.moves().last()
    assert last is not None
    assert last.actor is not None
    assert last.actor.shown_name in str(refusal)
    now = Match._base_manager.get(pk=match.pk)
    assert (now.state, now.visit_on) in [(MatchState.TRIAL, on), (MatchState.WITHDRAWN, None)]
    assert match.moves().filter(from_state=MatchState.PROPOSED).count() == 1
    told = {NeedNews.Kind.TRIAL, NeedNews.Kind.NOT_THIS_TIME} & {
        *NeedNews.objects.values_list("kind", flat=True)
    }
    assert told == {NeedNews.Kind.TRIAL if now.state == MatchState.TRIAL else NeedNews.Kind.NOT_THIS_TIME}


def test_one_registration_posted_ten_times_at_once_is_one_person() -> None:
    actor = scene.coordinator()
    token = "7b0e5d0a-6f5a-4a38-9a1c-0d6c3d5a9f11"

    def register() -> tuple[Person, bool]:
        with reading_as(actor):
            return actions.register_person(actor=actor, call_name="みなと", token=token)

    results = all_at_once([register] * 10)

    assert sorted(made for _person, made in results) == [False] * 9 + [True]
    assert Person._base_manager.count() == 1


def test_two_suggestions_at_once_are_one_match() -> None:
    actor = scene.coordinator()
    person, opening = scene.person(actor), scene.opening(actor)

    def suggest() -> tuple[Match, bool]:
        with reading_as(actor):
            return actions.suggest(person, opening, actor=actor)

    results = all_at_once([suggest] * 10)

    assert sorted(made for _match, made in results) == [False] * 9 + [True]
    assert len({match.pk for match, _made in results}) == 1
