"""What it came to: counted by the day of the event, shown to everyone without small numbers, to the chief exactly."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from base.models import User
from base.states import move
from base.vocabulary import PayKind, WorkForm
from home.models import StatisticsPage
from home.statistics import (
    Figure,
    PublicYear,
    YearCounts,
    by_fiscal_year,
    flow_chart,
    pay_kind_chart,
    publish,
)
from partners.models import Need
from partners.models.needs import NeedState
from projects.models import Opening
from projects.models.openings import OpeningState
from projects.tests.public import below, public_site
from volunteers.models import Person
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 21)
UTC = dt.UTC


@pytest.fixture(autouse=True)
def _on_that_day() -> Iterator[None]:
    with clock.happened_at(dt.datetime(2026, 11, 21, 3, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def chief() -> User:
    return scene.chief()


def at(year: int, month: int, day: int, hour: int = 3, minute: int = 0) -> AbstractContextManager[None]:
    """A moment in UTC; 15:00 is midnight in Japan."""
    return clock.happened_at(dt.datetime(year, month, day, hour, minute, tzinfo=UTC))


def need(chief: User) -> Need:
    return Need.objects.create(partner=scene.partner(), submitted_by=chief, trouble="手が足りない")


def heard(chief: User, *moment: int) -> Need:
    made = need(chief)
    with at(*moment):
        move(made, NeedState.HEARING, actor=chief)
    return made


def opening(chief: User, pay_kind: PayKind = PayKind.KOCHIN) -> Opening:
    form = WorkForm.NON_EMPLOYMENT_TRAINING if pay_kind == PayKind.KOCHIN else WorkForm.VOLUNTEER
    return scene.opening(chief, pay_kind=pay_kind, work_form=form, places=40, title=f"仕事 {pay_kind.name}")


def begun(chief: User, number: int, *, on: dt.date, pay_kind: PayKind = PayKind.KOCHIN) -> list[Person]:
    """`number` people who begin on the day `on`."""
    place = opening(chief, pay_kind)
    people = [scene.person(chief, f"人{index}") for index in range(number)]
    for who in people:
        scene.working(who, place, chief, since=on)
    return people


def years(until: dt.date = TODAY) -> dict[int, YearCounts]:
    return {counts.year: counts for counts in by_fiscal_year(until)}


def test_nothing_has_been_counted_before_the_first_event(chief: User) -> None:
    need(chief)
    assert by_fiscal_year(TODAY) == []


def test_a_need_counts_in_the_year_that_it_was_heard_in_japan(chief: User) -> None:
    heard(chief, 2026, 3, 31, 14, 59)  # 23:59 on 31 March
    heard(chief, 2026, 3, 31, 15, 0)  # midnight: 1 April
    heard(chief, 2026, 4, 2)
    assert {year: counts.needs for year, counts in years().items()} == {2025: 1, 2026: 2}


def test_a_need_that_is_heard_again_counts_once(chief: User) -> None:
    again = heard(chief, 2025, 6, 1)
    move(again, NeedState.SUPPORTED_OTHERWISE, actor=chief)
    move(again, NeedState.HEARING, actor=chief)
    assert {year: counts.needs for year, counts in years().items()} == {2025: 1, 2026: 0}


def test_an_opening_counts_when_it_is_published_for_the_first_time(chief: User) -> None:
    with at(2024, 5, 1):
        first = opening(chief)
    move(first, OpeningState.PAUSED, actor=chief)
    move(first, OpeningState.PUBLISHED, actor=chief)
    opening(chief)
    assert {year: counts.openings for year, counts in years().items()} == {2024: 1, 2025: 0, 2026: 1}


def test_people_count_on_the_day_they_began_and_not_when_it_was_noted(chief: User) -> None:
    begun(chief, 1, on=dt.date(2026, 3, 31))
    begun(chief, 2, on=dt.date(2026, 4, 1))
    assert {year: counts.people for year, counts in years().items()} == {2025: 1, 2026: 2}


def test_who_begins_at_two_places_is_one_person_in_two_kinds_of_pay(chief: User) -> None:
    [who] = begun(chief, 1, on=dt.date(2026, 5, 1))
    scene.working(who, opening(chief, PayKind.HONORARIUM), chief, since=dt.date(2026, 6, 1))
    scene.working(who, opening(chief, PayKind.KOCHIN), chief, since=dt.date(2026, 7, 1))
    counts = years()[2026]
    assert counts.people == 1
    assert counts.pay_kinds == dict.fromkeys(PayKind, 0) | {PayKind.KOCHIN: 1, PayKind.HONORARIUM: 1}


def test_what_lies_ahead_and_what_was_only_agreed_does_not_count(chief: User) -> None:
    begun(chief, 1, on=TODAY + dt.timedelta(days=1))
    scene.agreed(scene.person(chief, "約束した人"), opening(chief), chief)
    heard(chief, 2026, 11, 21, 15, 0)  # tomorrow in Japan
    counts = years()[2026]
    assert (counts.needs, counts.people) == (2, 0)  # the needs behind the two openings were heard today


def test_a_year_without_events_stands_between_others(chief: User) -> None:
    heard(chief, 2023, 6, 1)
    assert list(years()) == [2026, 2025, 2024, 2023]


@pytest.fixture
def page() -> StatisticsPage:
    return below(public_site(), StatisticsPage(title="これまでのあゆみ", slug="results"))


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows_of(html: str, number: int) -> list[list[str]]:
    """The cells of the body of the table with that number."""
    body = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)[number]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows
    ]


def test_everyone_reads_the_counts_in_tables(client: Client, chief: User, page: StatisticsPage) -> None:
    begun(chief, 6, on=dt.date(2026, 5, 1))
    begun(chief, 5, on=dt.date(2026, 5, 1), pay_kind=PayKind.NONE)
    begun(chief, 2, on=dt.date(2026, 6, 1), pay_kind=PayKind.EXPENSES)
    html = client.get(page.url).content.decode()
    assert rows_of(html, 0) == [["令和8年度（2026年度） 11月21日まで", "5未満", "5未満", "13"]]
    assert rows_of(html, 1) == [
        ["令和8年度（2026年度） 11月21日まで", "5", "5未満", "5未満", "6", "5未満", "13"]
    ]


def test_a_year_that_is_over_is_not_marked(client: Client, chief: User, page: StatisticsPage) -> None:
    for _ in range(5):
        heard(chief, 2026, 3, 1)
    html = client.get(page.url).content.decode()
    assert [row[0] for row in rows_of(html, 0)] == [
        "令和8年度（2026年度） 11月21日まで",
        "令和7年度（2025年度）",
    ]


def test_a_small_number_is_nowhere_on_the_page(client: Client, chief: User, page: StatisticsPage) -> None:
    begun(chief, 7, on=dt.date(2026, 5, 1))
    begun(chief, 3, on=dt.date(2025, 5, 1), pay_kind=PayKind.HONORARIUM)
    html = client.get(page.url).content.decode()
    assert re.search(r">\s*7\s*<", html)
    assert not re.search(r">\s*[0-4]\s*<", html)


def test_before_the_first_number_there_is_a_kind_sentence_and_no_drawing(
    client: Client, page: StatisticsPage
) -> None:
    html = client.get(page.url).content.decode()
    assert "数えはじめたところです" in html
    assert 'role="img"' not in html
    assert "<table" not in html


def test_drawings_have_a_name_and_tables_have_headers(
    client: Client, chief: User, page: StatisticsPage
) -> None:
    begun(chief, 6, on=dt.date(2026, 5, 1))
    begun(chief, 2, on=dt.date(2026, 6, 1), pay_kind=PayKind.EXPENSES)
    begun(chief, 2, on=dt.date(2026, 6, 1), pay_kind=PayKind.NONE)
    html = client.get(page.url).content.decode()
    labels = re.findall(r'role="img" aria-labelledby="(\S+) (\S+)"', html)
    assert len(labels) == 3
    assert all(f'id="{name}"' in html for pair in labels for name in pair)
    assert html.count("<caption>") == html.count("<table") == 2
    assert len(re.findall(r"<th(?! scope)[ >]", html)) == 0


def test_the_page_asks_the_database_little_however_many_years(
    client: Client, chief: User, page: StatisticsPage
) -> None:
    begun(chief, 5, on=dt.date(2026, 5, 1))
    client.get(page.url)
    with CaptureQueriesContext(
        connection,
    ) as at_one:
        client.get(page.url)
    for year in (2023, 2024, 2025):
        begun(chief, 2, on=dt.date(year, 6, 1), pay_kind=PayKind.EXPENSES)
        heard(chief, year, 6, 1)
    with CaptureQueriesContext(connection) as at_four:
        client.get(page.url)
    assert len(at_four) == len(at_one) <= 10


def public_year(year: int, people: int, **kinds: int) -> PublicYear:
    pay_kinds = dict.fromkeys(PayKind, Figure(None, is_small=True)) | {
        PayKind[name]: Figure(number) for name, number in kinds.items()
    }
    figures = {"needs": Figure(None, is_small=True), "openings": Figure(10), "people": Figure(people)}
    return PublicYear(year=year, until=None, pay_kinds=pay_kinds, **figures)


def test_bars_are_as_long_as_their_numbers_and_hidden_ones_have_no_length() -> None:
    [group] = flow_chart([public_year(2025, 20)]).groups
    assert [bar.length for bar in group.bars] == ["", "39.0%", "78.0%"]


def test_the_drawing_leaves_out_years_that_show_no_kind_of_pay() -> None:
    drawn = pay_kind_chart([public_year(2026, 20, KOCHIN=12), public_year(2025, 6)])
    assert [group.label for group in drawn.groups] == ["令和8年度（2026年度）"]


def test_only_the_newest_five_years_are_drawn() -> None:
    drawn = flow_chart([public_year(year, 9) for year in range(2026, 2018, -1)])
    assert len(drawn.groups) == 5
    assert drawn.height == max(bar.y for group in drawn.groups for bar in group.bars) + 30


def test_the_way_drawn_is_of_the_newest_year_with_a_number(
    client: Client, chief: User, page: StatisticsPage
) -> None:
    for _ in range(6):
        heard(chief, 2026, 3, 1)
    heard(chief, 2026, 4, 1)
    assert client.get(page.url).context["way"].year == 2025


def test_the_chief_sees_the_exact_numbers_of_the_year(client: Client, chief: User) -> None:
    begun(chief, 3, on=dt.date(2026, 5, 1))
    begun(chief, 7, on=dt.date(2025, 5, 1))
    client.force_login(chief)
    html = client.get("/admin/").content.decode()
    panel = html[html.index('id="this-year"') :]
    assert rows_of(panel, 0) == [["2", "2", "3", "0", "0", "0", "3", "0"]]


def test_nobody_else_sees_the_exact_numbers(client: Client, chief: User) -> None:
    begun(chief, 3, on=dt.date(2026, 5, 1))
    for reader in (
        scene.coordinator(),
        scene.editor(),
        scene.user("administrator", is_superuser=True, is_staff=True),
    ):
        client.force_login(reader)
        response = client.get("/admin/")
        assert response.status_code == 200
        assert "this-year" not in response.content.decode()


def test_what_is_published_holds_no_exact_count(chief: User) -> None:
    begun(chief, 3, on=dt.date(2026, 5, 1))
    [counts] = by_fiscal_year(TODAY)
    published = publish(counts, today=TODAY)
    figures = [published.needs, published.openings, published.people, *published.pay_kinds.values()]
    assert {figure.value for figure in figures} == {None}
