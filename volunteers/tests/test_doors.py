"""What would open a door, at the desk and for the employer: nobody is recognised, and what protects is never bargained with."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from base.models import AuditEntry, User
from partners.models import NeedNews
from partners.wording import CHANGES, change_in_words, could_be_in_words, line_of
from projects.models import Opening
from volunteers import actions
from volunteers.board import invitations, people_and_doors
from volunteers.matching.doors import BY_NAME, SLOTS, Change, Invitation
from volunteers.models import Person
from volunteers.models.consents import Shareable
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


def heavy(owner: User, **values: Any) -> Opening:
    """An opening for which 20 kg are lifted."""
    return scene.opening(owner, lift_kg=20, **values)


def people_who_lift(owner: User, *limits: int) -> list[Person]:
    return [
        scene.person(owner, f"ひみつさん{number}", conditions={"lift_kg": limit})
        for number, limit in enumerate(limits)
    ]


def page(client: Client, opening: Opening) -> str:
    return client.get(reverse("desk_people_for_opening", args=[opening.pk])).content.decode()


def test_every_lever_of_the_engine_has_words() -> None:
    assert set(CHANGES) == set(BY_NAME)
    values = {"other_half_day": SLOTS - 1, "alongside": 2}
    for lever in BY_NAME:
        words = change_in_words(lever, values.get(lever, 7))
        assert words
        assert "%(" not in words
        assert words.endswith(("する", "外す", "のばす", "ふやす", "切り分ける", "決める", "入れる"))


@pytest.mark.parametrize(
    ("lever", "value", "words"),
    [
        ("lighter", 5, "持ち上げるものを5kgまでにする"),
        ("lighter", 0, "持ち上げる作業を切り分ける"),
        ("alongside", 2, "同行（はじめの1週間）を受け入れる"),
        ("other_half_day", 3, "火　午前にも来られるようにする"),
    ],
)
def test_a_change_is_something_that_an_employer_can_do(lever: str, value: int, words: str) -> None:
    assert change_in_words(lever, value) == words


def test_the_desk_says_which_change_lets_whom_in(client: Client, owner: User) -> None:
    opening = heavy(owner)
    people_who_lift(owner, 10, 10, 3)
    shown = page(client, opening)
    assert "どう変えれば来られるか" in shown
    wider, lighter = (shown.index(f"持ち上げるものを{kilograms}kgまでにする") for kilograms in (3, 10))
    assert wider < lighter, "what lets in more people stands first"
    assert "あと3人" in shown
    assert "ひみつさん2" in shown[wider:lighter]


def test_the_best_of_every_kind_of_change_is_read_first(client: Client, owner: User) -> None:
    opening = scene.opening(owner, lift_kg=20, slots=1)
    for slots in (2, 4, 8, 16, 32, 64, 128, 256):
        scene.person(owner, conditions={"slots": slots, "lift_kg": 30})
    people_who_lift(owner, 5)
    response = client.get(reverse("desk_people_for_opening", args=[opening.pk]))
    doors, more = response.context["doors"], response.context["more_doors"]
    assert [door.changes for door in doors[:2]].count(["持ち上げるものを5kgまでにする"]) == 1
    assert (len(doors), len(more), response.context["doors_left_out"]) == (6, 3, 0)


def test_an_opening_that_nobody_is_kept_from_has_no_doors(client: Client, owner: User) -> None:
    opening = scene.opening(owner, lift_kg=1)
    people_who_lift(owner, 10)
    assert "どう変えれば来られるか" not in page(client, opening)


def test_who_is_to_be_avoided_is_no_door(client: Client, owner: User) -> None:
    opening = heavy(owner)
    (person,) = people_who_lift(owner, 5)
    with reading_as(owner):
        person.conditions.avoid_partners.add(opening.partner)
        assert people_and_doors(opening)[1] == []
    assert "どう変えれば来られるか" not in page(client, opening)


def test_the_employer_is_told_of_three_people_and_of_two_nothing(client: Client, owner: User) -> None:
    opening = heavy(owner)
    people_who_lift(owner, 7, 7)
    assert invitations(opening) == []
    assert "3人に満たないので" in page(client, opening)
    people_who_lift(owner, 6)
    assert invitations(opening) == [Invitation(Change("lighter", 5), 3)]
    assert "あと3人以上の方が来られそうです" in page(client, opening)


def test_everybody_is_counted_whoever_asks_and_nobody_is_noted_as_read(client: Client, owner: User) -> None:
    opening = heavy(owner)
    people_who_lift(scene.coordinator("colleague"), 7, 7, 7)
    people_who_lift(owner, 3)
    shown = page(client, opening)
    assert "2kgまでにすることができれば、あと3人以上" in shown
    assert "5kgまでにすることができれば" not in shown, "the fourth could be told from the three"
    read = AuditEntry.objects.last()
    assert read is not None
    with scopes_disabled():
        mine = set(Person.objects.filter(team=owner).values_list("pk", flat=True))
        assert Person.objects.count() == 4
    assert set(read.subjects.values_list("person_id", flat=True)) == mine


def test_what_is_told_is_read_in_the_portal(client: Client, owner: User) -> None:
    opening = heavy(owner)
    people_who_lift(owner, 7, 7, 8)
    answer = client.post(reverse("desk_tell_what_could_be", args=[opening.pk]))
    assert answer["Location"] == reverse("desk_people_for_opening", args=[opening.pk])
    news = NeedNews.objects.get(kind=NeedNews.Kind.COULD_BE)
    assert (news.need, news.opening_title, news.could_be) == (
        opening.need,
        opening.title,
        [["lighter", 5, 3]],
    )
    client.force_login(scene.member_of(opening.partner))
    portal = client.get(reverse("portal:need", args=[opening.need_id])).content.decode()
    assert "持ち上げるものを5kgまでにすることができれば、あと3人以上の方が来られそうです。" in portal
    assert "ひみつさん" not in portal


def test_the_same_is_told_once(client: Client, owner: User) -> None:
    opening = heavy(owner)
    people_who_lift(owner, 7, 7, 8)
    assert actions.tell_what_could_be(opening)
    people_who_lift(owner, 9)  # four are still "three or more"
    assert not actions.tell_what_could_be(opening)
    assert NeedNews.objects.filter(kind=NeedNews.Kind.COULD_BE).count() == 1
    people_who_lift(owner, 7)
    assert actions.tell_what_could_be(opening)
    assert line_of(NeedNews.objects.latest("pk")).could_be == [could_be_in_words("lighter", 5, 5)]


def test_of_a_few_nothing_is_told(client: Client, owner: User) -> None:
    opening = heavy(owner)
    people_who_lift(owner, 7)
    answer = client.post(reverse("desk_tell_what_could_be", args=[opening.pk]))
    assert answer.status_code == 409
    assert "伝えられることがありません" in answer.content.decode()
    assert not NeedNews.objects.filter(kind=NeedNews.Kind.COULD_BE).exists()


def test_an_opening_without_a_need_has_nowhere_to_tell_it(client: Client, owner: User) -> None:
    opening = heavy(owner)
    Opening.objects.filter(pk=opening.pk).update(need=None)
    opening.refresh_from_db()
    people_who_lift(owner, 7, 7, 7)
    with pytest.raises(ValidationError):
        actions.tell_what_could_be(opening)
    assert reverse("desk_tell_what_could_be", args=[opening.pk]) not in page(client, opening)


def test_the_page_asks_as_much_for_many_people_as_for_few(client: Client, owner: User) -> None:
    opening = heavy(owner)
    people_who_lift(owner, 7, 7, 7)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, opening)
        return len(asked)

    page(client, opening)
    few = queries()
    people_who_lift(owner, 1, 2, 3, 7, 7, 12, 15)
    assert queries() == few


def test_a_person_s_page_says_what_would_open_each_blocked_opening(client: Client, owner: User) -> None:
    heavy(owner, title="重い荷物")
    heavy(owner, title="鍵のかかった仕事", papers_complete=False)
    person = scene.person(owner, conditions={"lift_kg": 7})
    response = client.get(reverse("desk_openings_for_person", args=[person.public_id]))
    doors = {card.pair.opening.title: card.doors for card in response.context["blocked"]}
    assert doors == {"重い荷物": [["持ち上げるものを7kgまでにする"]], "鍵のかかった仕事": []}
    assert "持ち上げるものを7kgまでにする" in response.content.decode()


# --- one match, three explanations ------------------------------------------------------------------------------------


def match_page(client: Client, owner: User, **conditions: Any) -> tuple[Any, Any, str]:
    person = scene.person(owner, conditions=conditions)
    match = scene.suggested(person, heavy(owner, stand_minutes=60), owner)
    return match, person, client.get(reverse("desk_match", args=[match.pk])).content.decode()


def part(shown: str, title: str) -> str:
    """What stands folded under a title."""
    found = re.search(rf"<summary><h3>{title}</h3></summary>(.*?)</details>", shown, re.DOTALL)
    assert found
    return found[1]


def test_a_match_is_said_in_three_ways(client: Client, owner: User) -> None:
    _match, _person, shown = match_page(client, owner, lift_kg=7, stand_minutes=30)
    assert "差：13kg" in shown
    own, employer = part(shown, "本人への説明"), part(shown, "事業所への説明")
    assert "重いものはほかの人にお願いできるか聞いてみます" in own
    assert "途中で座れるか聞いてみます" in own
    assert "持ち上げる重さ：5kgまで" in employer
    assert "立っている時間" not in employer
    for text in (own, employer):
        assert "差：" not in text
        assert "支障" not in text


def test_what_the_person_agreed_to_widens_what_the_employer_hears(client: Client, owner: User) -> None:
    match, person, shown = match_page(client, owner, lift_kg=7, stand_minutes=50)
    assert "同意はまだありません" in part(shown, "事業所への説明")
    scene.consent(person, owner, partner=match.opening.partner, fields=[Shareable.BODY])
    after = part(client.get(reverse("desk_match", args=[match.pk])).content.decode(), "事業所への説明")
    assert "立っている時間：続けて30分まで" in after
    assert str(Shareable.BODY.label) in after


def test_a_consent_to_another_employer_tells_this_one_nothing(client: Client, owner: User) -> None:
    match, person, _shown = match_page(client, owner, lift_kg=7, stand_minutes=50)
    scene.consent(person, owner, partner=scene.partner("別の会社"), fields=[Shareable.BODY])
    after = part(client.get(reverse("desk_match", args=[match.pk])).content.decode(), "事業所への説明")
    assert "立っている時間" not in after


def test_why_a_block_was_overridden_is_read_at_the_desk_alone(client: Client) -> None:
    chief = scene.chief()
    client.force_login(chief)
    match, _person, _shown = match_page(client, chief, lift_kg=7)
    with reading_as(chief):
        actions.clear_block(match, "lift", actor=chief, reason="ふたりで持つ約束です")
    shown = client.get(reverse("desk_match", args=[match.pk])).content.decode()
    assert "解除の理由：ふたりで持つ約束です" in shown
    assert "ふたりで" not in part(shown, "本人への説明")
    assert "ふたりで" not in part(shown, "事業所への説明")


def test_no_sentence_for_an_employer_or_a_person_has_words_that_wound() -> None:
    from django.utils.translation import gettext

    from volunteers.matching.explain import EMPLOYER, PERSON

    told = {gettext(words) for telling in EMPLOYER.values() for words in telling.say if words}
    said = {gettext(words) for say in PERSON.values() for words in say if words}
    assert len(told) > 40
    assert len(said) > 50
    for sentence in told:
        assert not re.search(
            "病|障害|障がい|診断|症状|体調|調子|医師|できない|無理|苦手|弱|生活保護", sentence
        ), sentence
    for sentence in said:
        assert not re.search("支障|ブロック|点|不合格|マッチ|限界", sentence), sentence
        assert len(sentence) < 60
