"""From the employer's words to tasks, at the coordinator's desk."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.models import User
from partners.actions import add_task, hear
from partners.models import Need, Partner
from partners.models.needs import NeedState
from projects.actions import make_opening
from projects.tests.desk import carved_need, coordinator, hidden, need_of, rows, says, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sano() -> User:
    return coordinator("佐野")


@pytest.fixture
def desk(sano: User) -> Client:
    return signed_in(sano)


@pytest.fixture
def farm() -> Partner:
    return Partner.objects.create(legal_name="見本牧場")


def step(need: Need, name: str) -> str:
    return reverse("desk_need_step", args=[need.pk, name])


def shown(desk: Client, **filters: Any) -> list[Need]:
    return list(desk.get(reverse("desk_needs"), filters).context["rows"])


def test_the_list_shows_the_undone_first_then_the_newest(desk: Client, sano: User, farm: Partner) -> None:
    older, newer = need_of(farm, by=sano), need_of(farm, by=sano)
    answered = carved_need(farm, by=sano)
    Need.objects.filter(pk=answered.pk).update(state=NeedState.SUPPORTED_OTHERWISE)

    assert shown(desk) == [newer, older, answered]


def test_the_list_is_filtered_by_state_partner_and_hands(desk: Client, sano: User, farm: Partner) -> None:
    other = Partner.objects.create(legal_name="見本水産")
    waiting, mine = need_of(other, by=sano), need_of(farm, by=sano)
    hear(mine, actor=sano)
    theirs = need_of(farm, by=sano)
    hear(theirs, actor=coordinator("三浦"))

    assert shown(desk, state="submitted") == [waiting]
    assert shown(desk, partner=other.pk) == [waiting]
    assert shown(desk, mine="on") == [mine]
    assert set(shown(desk, state="undone")) == {waiting, mine, theirs}


def test_a_filter_that_does_not_exist_shows_everything(desk: Client, sano: User, farm: Partner) -> None:
    need = need_of(farm, by=sano)

    assert shown(desk, state="no-such-state", partner="x", p="999") == [need]


def phoned(desk: Client, **answers: Any) -> dict[str, Any]:
    token = hidden(desk.get(reverse("desk_need_new"), follow=True), "token")
    return {
        "token": token,
        "source": "phone",
        "trouble": "牛舎の掃除に手が足りません",
        "can_try_first": "maybe",
        "can_pay": "maybe",
        **answers,
    }


def test_a_need_from_the_telephone_is_written_down_with_a_new_partner(desk: Client, sano: User) -> None:
    posted = phoned(desk, new_name="しらかば牧場", new_phone="０１５４－００－４３２１", people_needed="２")

    response = desk.post(reverse("desk_need_new"), posted)

    need = Need.objects.get()
    assert response.url == reverse("desk_need", args=[need.pk])
    assert (need.partner.legal_name, need.partner.phone) == ("しらかば牧場", "0154004321")
    assert (need.source, need.people_needed, need.submitted_by) == ("phone", 2, sano)
    assert need.state == NeedState.SUBMITTED


def test_the_same_form_posted_twice_makes_one_need_and_one_partner(desk: Client) -> None:
    posted = phoned(desk, new_name="しらかば牧場")

    first = desk.post(reverse("desk_need_new"), posted)
    second = desk.post(reverse("desk_need_new"), posted)

    assert first.url == second.url
    assert (Need.objects.count(), Partner.objects.count()) == (1, 1)


def test_a_partner_that_is_known_is_not_made_a_second_time(desk: Client, farm: Partner) -> None:
    response = desk.post(reverse("desk_need_new"), phoned(desk, new_name=" 見本牧場 "))

    assert "new_name" in response.context["form"].errors
    assert (Need.objects.count(), Partner.objects.count()) == (0, 1)


def test_a_known_partner_and_a_new_name_at_once_are_asked_about(desk: Client, farm: Partner) -> None:
    response = desk.post(reverse("desk_need_new"), phoned(desk, partner=farm.pk, new_name="もう一つ"))

    assert "new_name" in response.context["form"].errors
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trouble": " 　 "}, "trouble"),
        ({"people_needed": "0"}, "people_needed"),
        ({"people_needed": "201"}, "people_needed"),
        ({"new_phone": "うちの電話"}, "new_phone"),
        ({"new_name": ""}, "partner"),
        ({"can_pay": "たぶん"}, "can_pay"),
    ],
)
def test_what_cannot_be_read_comes_back_filled(desk: Client, wrong: dict[str, str], field: str) -> None:
    posted = phoned(desk, new_name="しらかば牧場", when_needed="来年の春から") | wrong

    response = desk.post(reverse("desk_need_new"), posted)

    assert list(response.context["form"].errors) == [field]
    assert "来年の春から" in says(response)
    assert hidden(response, "token") == posted["token"]
    assert (Need.objects.count(), Partner.objects.count()) == (0, 0)


def test_a_need_goes_from_hearing_to_carving_with_everything_in_its_history(
    desk: Client, sano: User, farm: Partner
) -> None:
    need = need_of(farm, by=sano)

    desk.post(step(need, "hear"), {"seen": "submitted"})
    desk.post(step(need, "carve"), {"seen": "hearing", "heard_note": "昼なら二人で分けられる"})

    need.refresh_from_db()
    assert (need.state, need.owner, need.heard_note) == (NeedState.CARVING, sano, "昼なら二人で分けられる")
    history = desk.get(reverse("desk_need", args=[need.pk])).context["history"]
    assert [entry["who"] for entry in history if not entry["told"]] == ["佐野"] * 3
    assert [str(line.kind) for line in need.news.all()] == ["received", "hearing", "carving"]
    assert len([entry for entry in history if entry["told"]]) == 3


def test_only_steps_of_the_map_are_offered(desk: Client, sano: User, farm: Partner) -> None:
    need = need_of(farm, by=sano)

    steps = desk.get(reverse("desk_need", args=[need.pk])).context["steps"]

    assert [entry["step"].name for entry in steps] == ["hear", "decline"]


def test_a_step_that_the_map_does_not_have_is_refused(desk: Client, sano: User, farm: Partner) -> None:
    need = need_of(farm, by=sano)

    response = desk.post(step(need, "carve"), {"seen": "submitted", "heard_note": "飛ばしたい"})

    assert response.context["said"]
    assert "飛ばしたい" in says(response)
    need.refresh_from_db()
    assert (need.state, need.heard_note) == (NeedState.SUBMITTED, "")


def test_a_need_is_declined_only_on_a_lawful_ground(desk: Client, sano: User, farm: Partner) -> None:
    need = need_of(farm, by=sano)

    refused = desk.post(step(need, "decline"), {"seen": "submitted", "reason": "忙しいから"})
    assert refused.status_code == 200
    assert "忙しいから" in says(refused)
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED

    desk.post(
        step(need, "decline"), {"seen": "submitted", "decline_reason": "unlawful", "reason": "最低賃金"}
    )
    need.refresh_from_db()
    assert (need.state, need.decline_reason) == (NeedState.DECLINED, "unlawful")
    assert need.moves().last().reason == "最低賃金"


def test_more_can_be_carved_out_of_a_need_after_its_openings(desk: Client, sano: User, farm: Partner) -> None:
    need = carved_need(farm, by=sano)
    make_opening(need, actor=sano, title="掃除", work_form=0, pay_kind=0)
    offered = desk.get(reverse("desk_need", args=[need.pk])).context["steps"]
    assert [entry["step"].name for entry in offered] == ["carve-more"]

    desk.post(step(need, "carve-more"), {"seen": "openings_made", "heard_note": "冬の仕事もある"})

    need.refresh_from_db()
    assert (need.state, need.heard_note) == (NeedState.CARVING, "冬の仕事もある")


def test_helping_in_another_way_asks_how(desk: Client, sano: User, farm: Partner) -> None:
    need = carved_need(farm, by=sano)

    desk.post(step(need, "support"), {"seen": "carving", "reason": ""})
    need.refresh_from_db()
    assert need.state == NeedState.CARVING

    desk.post(step(need, "support"), {"seen": "carving", "reason": "順番を見直した"})
    need.refresh_from_db()
    assert need.state == NeedState.SUPPORTED_OTHERWISE


def test_the_slower_of_two_coordinators_learns_who_was_faster(
    sano: User, desk: Client, farm: Partner
) -> None:
    need = need_of(farm, by=sano)
    signed_in(coordinator("三浦")).post(step(need, "hear"), {"seen": "submitted"})

    response = desk.post(step(need, "hear"), {"seen": "submitted"})

    assert response.status_code == 409
    assert "三浦" in response.context["said"][0]
    need.refresh_from_db()
    assert need.owner.shown_name == "三浦"
    assert need.moves().count() == 2


def test_words_of_a_step_that_has_gone_can_still_be_copied(sano: User, desk: Client, farm: Partner) -> None:
    need = need_of(farm, by=sano)
    hear(need, actor=sano)
    signed_in(coordinator("三浦")).post(
        step(need, "decline"), {"seen": "hearing", "decline_reason": "antisocial"}
    )

    response = desk.post(step(need, "carve"), {"seen": "hearing", "heard_note": "長い聞き取りのメモ"})

    assert response.status_code == 409
    assert response.context["kept_words"][0]["words"] == "長い聞き取りのメモ"
    assert "長い聞き取りのメモ" in says(response)


def test_a_step_is_posted_and_has_to_exist(desk: Client, sano: User, farm: Partner) -> None:
    need = need_of(farm, by=sano)

    assert desk.get(step(need, "hear")).status_code == 405
    assert desk.post(step(need, "no-such-step"), {"seen": "submitted"}).status_code == 404
    assert desk.get(reverse("desk_need", args=[need.pk + 99])).status_code == 404


def tasks_url(need: Need) -> str:
    return reverse("desk_need_tasks", args=[need.pk])


def test_several_tasks_are_written_down_at_once(desk: Client, sano: User, farm: Partner) -> None:
    need = carved_need(farm, by=sano)
    seen = hidden(desk.get(tasks_url(need)), "seen")
    new = [{"what": "通路を掃く", "minutes": "９０", "noise": "1"}, {"what": ""}, {"what": "餌を分ける"}]

    desk.post(tasks_url(need), rows("tasks", *new) | {"seen": seen})

    sweep, feed = need.tasks.all()
    assert (sweep.what, sweep.minutes, sweep.noise, sweep.lift_kg) == ("通路を掃く", 90, 1, None)
    assert feed.what == "餌を分ける"


def test_tasks_posted_twice_are_saved_once(desk: Client, sano: User, farm: Partner) -> None:
    need = carved_need(farm, by=sano)
    posted = rows("tasks", {"what": "通路を掃く"}) | {"seen": hidden(desk.get(tasks_url(need)), "seen")}

    desk.post(tasks_url(need), posted)
    again = desk.post(tasks_url(need), posted)

    assert again.url == reverse("desk_need", args=[need.pk])
    assert need.tasks.count() == 1


def test_a_task_is_changed_and_another_taken_away(desk: Client, sano: User, farm: Partner) -> None:
    need = carved_need(farm, by=sano)
    keep, drop = add_task(need, what="掃く"), add_task(need, what="要らない")
    seen = hidden(desk.get(tasks_url(need)), "seen")
    posted = rows(
        "tasks", {"id": keep.pk, "what": "掃除する"}, {"id": drop.pk, "what": "要らない", "DELETE": "on"}
    )

    desk.post(tasks_url(need), posted | {"tasks-INITIAL_FORMS": 2, "seen": seen})

    assert [task.what for task in need.tasks.all()] == ["掃除する"]


def test_a_task_that_an_opening_was_made_of_stays(desk: Client, sano: User, farm: Partner) -> None:
    need = carved_need(farm, by=sano)
    task = add_task(need, what="掃く")
    make_opening(need, actor=sano, tasks=[task], title="掃除", work_form=0, pay_kind=0)
    posted = rows("tasks", {"id": task.pk, "what": "掃く", "DELETE": "on"}) | {"tasks-INITIAL_FORMS": 1}

    response = desk.post(tasks_url(need), posted | {"seen": hidden(desk.get(tasks_url(need)), "seen")})

    assert response.status_code == 200
    assert need.tasks.count() == 1


def test_the_reason_stands_beside_the_minutes_and_nothing_is_lost(
    desk: Client, sano: User, farm: Partner
) -> None:
    need = carved_need(farm, by=sano)
    seen = hidden(desk.get(tasks_url(need)), "seen")

    response = desk.post(
        tasks_url(need), rows("tasks", {"what": "長い仕事", "minutes": "601"}) | {"seen": seen}
    )

    assert list(response.context["rows"].forms[0].errors) == ["minutes"]
    assert "長い仕事" in says(response)
    assert not need.tasks.exists()


def test_tasks_that_a_colleague_changed_are_not_overwritten(desk: Client, sano: User, farm: Partner) -> None:
    need = carved_need(farm, by=sano)
    task = add_task(need, what="掃く")
    seen = hidden(desk.get(tasks_url(need)), "seen")
    posted = rows("tasks", {"id": task.pk, "what": "わたしの直し"}) | {"tasks-INITIAL_FORMS": 1, "seen": seen}
    task.what = "同僚の直し"
    task.save()

    response = desk.post(tasks_url(need), posted)

    assert response.status_code == 409
    assert "わたしの直し" in says(response)
    assert need.tasks.get().what == "同僚の直し"

    desk.post(tasks_url(need), posted | {"seen": hidden(response, "seen")})
    assert need.tasks.get().what == "わたしの直し"


def queries(desk: Client, address: str) -> int:
    desk.get(address)  # what is cached once does not count
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert desk.get(address).status_code == 200
    return len(made)


def test_queries_of_the_list_do_not_grow_with_the_needs(desk: Client, sano: User, farm: Partner) -> None:
    need_of(farm, by=sano)
    one = queries(desk, reverse("desk_needs"))
    for number in range(2):
        hear(need_of(Partner.objects.create(legal_name=f"見本{number}"), by=sano), actor=sano)

    assert queries(desk, reverse("desk_needs")) == one


def test_queries_of_a_need_do_not_grow_with_its_tasks_and_openings(
    desk: Client, sano: User, farm: Partner
) -> None:
    need = carved_need(farm, by=sano)
    address = reverse("desk_need", args=[need.pk])

    def carve_one() -> None:
        task = add_task(need, what="掃く")
        make_opening(
            need, actor=sano, tasks=[task], title="掃除", work_form=0, pay_kind=0, token=uuid.uuid4()
        )

    carve_one()
    one, form = queries(desk, address), queries(desk, tasks_url(need))
    carve_one()
    carve_one()

    assert queries(desk, address) == one
    assert queries(desk, tasks_url(need)) == form
