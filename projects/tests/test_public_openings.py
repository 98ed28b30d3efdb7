"""What a visitor finds among the openings, and what nobody but the desk may see."""

import datetime as dt
import re
from itertools import product

import pytest

from base import clock
from base.vocabulary import DayPart, PayKind, Stage, Weekday, WorkForm, slot
from projects.actions import change_conditions, claim_place, close, pause
from projects.models import Opening, OpeningIndexPage, OpeningPage
from projects.models.openings import OpeningState, Standing
from projects.tests import public

pytestmark = pytest.mark.django_db

LIST = "/openings/"
MONDAY_MORNING = slot(Weekday.MONDAY, DayPart.MORNING)
MONDAY_EVENING = slot(Weekday.MONDAY, DayPart.EVENING)
FRIDAY_MORNING = slot(Weekday.FRIDAY, DayPart.MORNING)


@pytest.fixture(autouse=True)
def site():
    return public.public_site()


def listed(client, query="", path=LIST):
    """The titles on the list, in its order."""
    response = client.get(path + query)
    assert response.status_code == 200
    return [opening.title for opening in response.context["page_obj"]]


def words(client, url):
    return client.get(url).content.decode()


def address(opening):
    return f"/openings/opening-{opening.pk}/"


# Filters: each has one that fits, one that does not, and one of which it is not known.


@pytest.mark.parametrize(
    ("query", "fits", "others"),
    [
        ("?form=0", {"work_form": WorkForm.VOLUNTEER, "pay_kind": PayKind.HONORARIUM}, [{}]),
        ("?pay=1", {"pay_kind": PayKind.EXPENSES}, [{"pay_kind": PayKind.HONORARIUM}]),
        (
            "?stage=1",
            {"stage_min": Stage.IBASHO, "stage_max": Stage.PAID_TRAINING},
            [{"stage_min": Stage.VOLUNTEER}, {"stage_max": Stage.CONTACT}],
        ),
        (
            "?day=0&part=0",
            {"slots": MONDAY_MORNING | FRIDAY_MORNING},
            [{"slots": MONDAY_EVENING}, {"slots": FRIDAY_MORNING}, {"slots": None}],
        ),
        ("?day=0", {"slots": MONDAY_EVENING}, [{"slots": FRIDAY_MORNING}, {"slots": None}]),
        ("?part=2", {"slots": MONDAY_EVENING}, [{"slots": MONDAY_MORNING}]),
        (
            "?ok=sitting",
            {"sitting_possible": True},
            [{"sitting_possible": False}, {"sitting_possible": None}],
        ),
        ("?ok=visit", {"visit_possible": True}, [{"visit_possible": False}, {"visit_possible": None}]),
        ("?ok=pickup", {"pick_up": True}, [{"pick_up": False}, {"pick_up": None}]),
        ("?tag=漁網", {"tags": ["漁網"]}, [{"tags": ["畑"]}, {}]),
    ],
)
def test_filter_keeps_what_is_known_to_fit(client, query, fits, others):
    public.published(title="これ", **fits)
    for values in others:
        public.published(**values)
    assert listed(client, query) == ["これ"]


def test_area_is_where_one_goes(client):
    far = public.partner(area=public.area("akan"))
    near = public.partner(area=public.area("kushiro"))
    public.published(
        title="阿寒の作業所", of=near, workplace=public.workplace(near, area=public.area("akan"))
    )
    public.published(title="阿寒の事業所", of=far)
    public.published(title="釧路", of=near)
    public.published(
        title="阿寒の会社の釧路の作業所", of=far, workplace=public.workplace(far, area=public.area())
    )
    assert listed(client, "?area=akan") == ["阿寒の事業所", "阿寒の作業所"]


def test_filters_combine_across_and_add_up_within(client):
    public.published(title="座って月曜", sitting_possible=True, slots=MONDAY_MORNING)
    public.published(title="座って金曜", sitting_possible=True, slots=FRIDAY_MORNING)
    public.published(title="立って月曜", sitting_possible=False, slots=MONDAY_MORNING)
    assert listed(client, "?ok=sitting&day=0&day=4") == ["座って金曜", "座って月曜"]
    assert listed(client, "?ok=sitting&day=4") == ["座って金曜"]


@pytest.mark.parametrize(
    "query",
    [
        "?form=99&pay=x&stage=abc&day=7&part=-1&ok=everything&area=nowhere",
        "?tag=%00",
        "?tag=" + "a" * 3000,
        "?tag=そんなタグはない",
        "?page=zzz",
        "?page=999",
        "?form=%EF%BC%91",
        "?utm_source=letter&stage=",
    ],
)
def test_what_makes_no_sense_in_the_address_is_passed_over(client, query):
    public.published(title="これ")
    assert listed(client, query) == ["これ"]


def test_the_address_remembers_and_each_condition_can_be_taken_away(client):
    public.published(title="これ", sitting_possible=True, slots=MONDAY_MORNING)
    response = client.get(LIST + "?day=0&ok=sitting&page=1")
    page = response.content.decode()
    assert re.search(r'name="ok" value="sitting"[^>]* checked', page)
    assert re.search(r'name="day" value="0"[^>]* checked', page)
    assert [f.remove_url for f in response.context["search"].active] == [
        "/openings/?ok=sitting",
        "/openings/?day=0",
    ]


def test_the_tag_stays_when_more_is_ticked(client):
    public.published(title="これ", tags=["漁網"])
    assert 'type="hidden" name="tag" value="漁網"' in words(client, LIST + "?tag=漁網")


def test_pages_of_twelve_keep_the_conditions(client):
    for number in range(13):
        public.published(title=f"仕事{number}", sitting_possible=True)
    public.published(title="立つ仕事", sitting_possible=False)
    assert len(listed(client, "?ok=sitting")) == 12
    assert listed(client, "?ok=sitting&page=2") == ["仕事0"]
    assert "?ok=sitting&amp;page=2" in words(client, LIST + "?ok=sitting")


def test_empty_list_leads_to_the_telephone_and_back(client):
    public.published(title="立つ仕事", sitting_possible=False)
    page = words(client, LIST + "?ok=sitting")
    assert "立つ仕事" not in page
    assert 'href="tel:0154001234"' in page
    assert 'href="/openings/"' in page


# What is not open is not listed.


def not_shown():
    """Openings that must not be on any list, each for its own reason, all titled 秘密…"""
    today = clock.today()
    clerk = public.coordinator()
    public.opening(title="秘密の下書き")
    paused = public.published(title="秘密の休止")
    pause(paused, actor=clerk)
    filled = public.published(title="秘密の満員")
    claim_place(filled, actor=clerk)
    public.published(title="秘密の先", valid_from=today + dt.timedelta(days=1))
    late = public.published(title="秘密の期限切れ")
    Opening.objects.filter(pk=late.pk).update(valid_until=today - dt.timedelta(days=1))
    closed = public.published(title="秘密の終了")
    close(closed, actor=clerk, reason="済み")
    changed = public.published(title="秘密の見直し")
    change_conditions(changed, actor=clerk, pay_min=700)
    taken_down = public.published(title="秘密の非公開")
    OpeningPage.objects.get(opening=taken_down).unpublish()
    withdrawn = public.published(title="秘密の同意なし")
    withdrawn.partner.published_consent_on = None
    withdrawn.partner.save()


def test_only_what_is_open_and_agreed_is_on_any_page(client):
    public.published(title="これ", tags=["手仕事"])
    not_shown()
    assert listed(client) == ["これ"]
    for url in ("/", LIST, address(Opening.objects.get(title="これ"))):
        assert "秘密" not in words(client, url)


def test_words_of_hidden_openings_are_not_offered_as_tags(client):
    public.published(tags=["見える"])
    pause(public.published(tags=["見えない"]), actor=public.coordinator())
    page = words(client, LIST)
    assert "見える" in page
    assert "見えない" not in page


# One opening.


def test_opening_says_pay_conditions_and_whom_to_call(client):
    host = public.partner(trade_name="みほん網店", area=public.area())
    place = public.workplace(host, nearest_stop="見本浜", walk_minutes=4, address="見本町2-3")
    opening = public.published(
        of=host,
        workplace=place,
        tasks_text="網を結びます。",
        slots=MONDAY_MORNING,
        pay_min=500,
        pay_max=800,
        pay_unit="day",
        sitting_possible=True,
        noise=1,
        phone=0,
        heights=False,
        places=3,
        pick_up=True,
        supporter_ratio=4,
    )
    page = words(client, address(opening))
    for said in (
        "網を結びます。",
        "1日500円〜800円",
        "月　午前",
        "座ってできます。",
        "見本浜から歩いて4分",
        "見本町2-3",
        "3人",
        "送り迎えがあります。",
        "4人まで",
        "みほん網店",
        f"「{opening.pk}番の募集のことで」",
        'href="tel:0154001234"',
    ):
        assert said in page
    rows = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert rows["少しあるもの"] == "音"
    assert rows["ないもの"] == "電話に出ること・高い所"
    assert 'name="robots"' not in page or "見本データ" in page  # only the demo asks not to be found


def test_pay_is_said_also_when_there_is_none_or_it_is_not_known(client):
    unpaid = public.published(work_form=WorkForm.VOLUNTEER, pay_kind=PayKind.NONE, pay_min=None, pay_unit="")
    unknown = public.published(pay_min=None, pay_unit="")
    for url in (LIST, address(unpaid)):
        assert "お金の支払いなし" in words(client, url)
    for url in (LIST, address(unknown)):
        assert "工賃（金額はお問い合わせください）" in words(client, url)


def test_what_nobody_told_us_is_not_guessed(client):
    page = words(client, address(public.published()))
    assert "座ってできます。" not in page
    assert "立ったり動いたりする仕事です。" not in page
    assert "送り迎えはありません。" not in page
    assert "まだ聞いていないこと" in page
    assert "曜日と時間帯・座ってできるか" in page.replace("days and times", "曜日と時間帯")


@pytest.mark.parametrize(
    ("end", "standing"),
    [
        (lambda opening: pause(opening, actor=public.coordinator()), Standing.PAUSED),
        (lambda opening: claim_place(opening, actor=public.coordinator()), Standing.FILLED),
        (lambda opening: close(opening, actor=public.coordinator(), reason="済み"), Standing.CLOSED),
        (
            lambda opening: Opening.objects.filter(pk=opening.pk).update(
                valid_until=clock.today() - dt.timedelta(days=1)
            ),
            Standing.EXPIRED,
        ),
    ],
)
def test_page_that_is_still_live_says_how_its_opening_stands(client, end, standing):
    opening = public.published(title="終わる仕事")
    public.published(title="ほかの仕事")
    end(opening)
    response = client.get(address(opening))
    page = response.content.decode()
    assert response.status_code == 200
    assert str(standing.label) in page
    assert '<meta name="robots" content="noindex">' in page
    assert "ほかの仕事" in page
    assert "種をまきます。" in page


def test_open_page_has_no_banner(client):
    page = words(client, address(public.published()))
    assert all(str(standing.label) not in page for standing in Standing)


def test_changed_conditions_wait_for_review_before_the_public_reads_them(client):
    opening = public.published(tasks_text="前の仕事")
    change_conditions(opening, actor=public.coordinator(), tasks_text="まだ見せない仕事", pay_min=99_999)
    page = words(client, address(opening))
    assert str(Standing.NOT_READY.label) in page
    assert "まだ見せない仕事" not in page
    assert "99,999" not in page


def test_opening_of_a_partner_who_took_consent_back_is_gone(client):
    opening = public.published()
    opening.partner.published_consent_on = None
    opening.partner.save()
    assert client.get(address(opening)).status_code == 404


def test_opening_names_its_project_only_while_that_has_a_page(client):
    shown, hidden = public.project(title="見える取り組み"), public.project(title="見えない取り組み")
    hidden.page.unpublish()
    assert "見える取り組み" in words(client, address(public.published(project=shown)))
    assert "見えない取り組み" not in words(client, address(public.published(project=hidden)))


def test_standing_and_open_on_agree():
    today = clock.today()
    opening = public.opening()
    spans = [(None, None), (-1, 0), (0, 1), (1, 2), (-2, -1)]
    for state, taken, days in product(OpeningState.values, (0, 1), spans):
        first, last = (None if day is None else today + dt.timedelta(days=day) for day in days)
        values = {"state": state, "places_taken": taken, "valid_from": first, "valid_until": last}
        Opening.objects.filter(pk=opening.pk).update(**values)
        opening.refresh_from_db()
        is_open = opening in Opening.objects.open_on(today)
        assert (opening.standing_on(today) == Standing.OPEN) == is_open, values


# How often the database is asked.


@pytest.mark.parametrize("number", [1, 3, 60])
def test_list_asks_the_database_as_often_for_many(client, django_assert_num_queries, number):
    for index in range(number):
        public.published(tags=[f"ことば{index}"], sitting_possible=True)
    client.get(LIST)
    with django_assert_num_queries(7):
        assert len(listed(client)) == min(number, 12)
    with django_assert_num_queries(8):
        assert listed(client, f"?ok=sitting&tag=ことば{number - 1}&form=1") != []


@pytest.mark.parametrize("number", [1, 3, 20])
def test_opening_asks_the_database_as_often_for_many(client, django_assert_num_queries, number):
    host = public.partner(area=public.area())
    project = public.project()
    openings = [
        public.published(of=host, project=project, workplace=None, tags=["網", "海"]) for _ in range(number)
    ]
    client.get(address(openings[0]))
    with django_assert_num_queries(5):
        client.get(address(openings[0]))


def test_visitors_get_no_session(client):
    public.published()
    for url in ("/", LIST, LIST + "?ok=sitting"):
        assert not client.get(url).cookies


# Previews.


def preview(page):
    response = page.make_preview_request()
    assert response.status_code == 200
    return response.content.decode()


def test_preview_shows_an_opening_that_the_public_cannot_read_yet():
    opening = public.published(tasks_text="前の仕事")
    change_conditions(opening, actor=public.coordinator(), tasks_text="直した仕事")
    page = OpeningPage.objects.get(opening=opening)
    shown = preview(page)
    assert "直した仕事" in shown
    assert str(Standing.NOT_READY.label) in shown


def test_preview_works_before_there_is_a_record():
    index = OpeningIndexPage.objects.get()
    page = OpeningPage(title="まだ記録のないページ", slug="new")
    page.set_url_path(index)
    assert "まだ記録のないページ" in preview(page)


def test_preview_of_the_list_is_the_list():
    public.published(title="これ")
    assert "これ" in preview(OpeningIndexPage.objects.get())
