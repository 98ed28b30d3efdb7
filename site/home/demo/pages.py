"""The demo's pages, every sentence written for it."""

import datetime as dt

from wagtail.models import Page, Site

from base.models import CentreSettings, TravelTime
from base.vocabulary import TravelMode
from home.models import HomePage, StandardPage, StatisticsPage
from partners.models import PartnerIndexPage, PartnerPage
from projects.models import CommunityProjectPage, OpeningIndexPage, ProjectIndexPage

from .partners import PARTNERS
from .projects import PROJECTS
from .records import Cast

# Usual minutes between areas for the demo. Invented, and marked so: a real centre enters its own table.
MINUTES = (
    (
        "kushiro",
        "kushiro",
        {
            TravelMode.WALK: 25,
            TravelMode.BICYCLE: 15,
            TravelMode.BUS_OR_TRAIN: 20,
            TravelMode.OWN_CAR: 10,
            TravelMode.SOMEONE_DRIVES: 10,
        },
    ),
    (
        "kushiro",
        "onbetsu",
        {TravelMode.BUS_OR_TRAIN: 60, TravelMode.OWN_CAR: 50, TravelMode.SOMEONE_DRIVES: 50},
    ),
    ("kushiro", "akan", {TravelMode.BUS_OR_TRAIN: 55, TravelMode.OWN_CAR: 40, TravelMode.SOMEONE_DRIVES: 40}),
    (
        "kushiro",
        "kushiro-cho",
        {TravelMode.BUS_OR_TRAIN: 25, TravelMode.OWN_CAR: 15, TravelMode.SOMEONE_DRIVES: 15},
    ),
    (
        "kushiro",
        "shibecha",
        {TravelMode.BUS_OR_TRAIN: 60, TravelMode.OWN_CAR: 50, TravelMode.SOMEONE_DRIVES: 50},
    ),
    (
        "kushiro",
        "shiranuka",
        {TravelMode.BUS_OR_TRAIN: 35, TravelMode.OWN_CAR: 30, TravelMode.SOMEONE_DRIVES: 30},
    ),
    (
        "onbetsu",
        "onbetsu",
        {TravelMode.WALK: 30, TravelMode.BICYCLE: 12, TravelMode.OWN_CAR: 8, TravelMode.SOMEONE_DRIVES: 8},
    ),
    (
        "onbetsu",
        "shiranuka",
        {TravelMode.BUS_OR_TRAIN: 25, TravelMode.OWN_CAR: 20, TravelMode.SOMEONE_DRIVES: 20},
    ),
    (
        "akan",
        "akan",
        {TravelMode.WALK: 30, TravelMode.BICYCLE: 12, TravelMode.OWN_CAR: 8, TravelMode.SOMEONE_DRIVES: 8},
    ),
    ("shibecha", "shibecha", {TravelMode.WALK: 30, TravelMode.OWN_CAR: 10, TravelMode.SOMEONE_DRIVES: 10}),
)


def make_pages(cast: Cast) -> None:
    """The centre's own facts, the front page and the rooms behind it."""
    _introduce_centre()
    _fill_travel_table(cast)
    root = Page.objects.get(depth=1)
    site = Site.objects.filter(is_default_site=True).first()
    home = HomePage(
        title="くらしごと",
        slug="kurashigoto",
        lead="はたらく場所をさがす人と、手が足りない人を、むすぶところ。",
        summary="釧路のまちで、働きたい人と手の足りない職場をつなぐ相談の場所です。相談も紹介も、お金はかかりません。",
        show_in_menus=False,
        body=[
            ("heading", "少しずつの仕事が、まちにはたくさんあります"),
            (
                "paragraph",
                "<p>週に二度、午前だけ網を編む。畑で草を取って、お茶を飲む。お年寄りのとなりに座る。どれも、だれかに待たれている仕事です。</p><p>給料のある仕事も、お礼だけの仕事も、ただ行くだけの日も、ここでは同じように大切にしています。</p>",
            ),
            (
                "voice",
                {
                    "words": "はじめは見ているだけでした。今は、新しい人に糸の持ち方を教えています。",
                    "who": "網の作業場に通う人（見本）",
                },
            ),
        ],
    )
    root.add_child(instance=home)
    if site is None:
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name="くらしごと"
        )
    else:
        welcome = site.root_page
        site.root_page, site.site_name = home, "くらしごと"
        site.save()
        if welcome.pk != root.pk:
            Page.objects.get(pk=welcome.pk).delete()
    _add_rooms(home)


def _introduce_centre() -> None:
    centre = CentreSettings.load()
    centre.phone = "0154-00-1250"
    centre.hours_text = "平日 9:00〜18:00"
    centre.postal_code = "085-0000"
    centre.address = "釧路市見本大通1丁目1番1号 みほんビル1階"
    centre.access_text = (
        "見本駅の正面の通りを海に向かって五分歩きます。水色の建物の一階です。入口に段差はありません。"
    )
    centre.contractor = "一般社団法人みほん協議会"
    centre.email = "info@example.jp"
    centre.save()


def _fill_travel_table(cast: Cast) -> None:
    for origin, destination, minutes in MINUTES:
        for one, other in dict.fromkeys([(origin, destination), (destination, origin)]):
            for mode, number in minutes.items():
                TravelTime.objects.create(
                    origin=cast.areas[one],
                    destination=cast.areas[other],
                    mode=mode,
                    minutes=number,
                    source="見本データ（実際の時刻表ではありません）",
                    confirmed_on=dt.date(2026, 4, 1),
                )


def _add_rooms(home: HomePage) -> None:
    rooms = [
        OpeningIndexPage(
            title="募集をさがす", slug="openings", show_in_menus=True,
            summary="今、手を待っている仕事です。時間や体の楽さから選べます。見学だけでもかまいません。",
        ),
        ProjectIndexPage(
            title="地域のプロジェクト", slug="projects", show_in_menus=True,
            summary="網、畑、いす、動物公園、勉強部屋。いろいろな人が持ち寄って続けている取り組みです。",
        ),
        PartnerIndexPage(
            title="連携パートナー", slug="partners", show_in_menus=True,
            summary="人を迎えてくれる職場や団体です。どんな場所か、写真と言葉で紹介しています。",
        ),
        StatisticsPage(
            title="これまでのあゆみ", slug="results", show_in_menus=True,
            summary="聞いた困りごとが、どれだけ仕事になり、何人が始めたか。年度ごとの数です。",
        ),
    ]  # fmt: skip
    for room in rooms:
        home.add_child(instance=room)
    home.consultation_page = home.add_child(instance=_consultation())
    home.employer_page = home.add_child(instance=_employers())
    home.helping_page = home.add_child(instance=_helping())
    home.add_child(instance=_access())
    home.add_child(instance=_promise())
    home.save()


def _consultation() -> StandardPage:
    return StandardPage(
        title="困っていることを話す", slug="consultation", show_in_menus=True,
        summary="仕事のこと、お金のこと、家族のこと。何から話せばいいかわからないままで大丈夫です。",
        body=[
            ("call", {"lead": "ひとことだけでも、どうぞ。"}),
            ("paragraph", "<p>「こんなことで電話していいのかな」と思う話ほど、聞かせてください。名前を言わなくてもかまいません。家族や友だちのことでも相談できます。</p>"),
            ("steps", {"steps": [
                {"title": "電話をする、または訪ねる", "text": "平日の昼間に、相談員が出ます。折り返しの時間も選べます。"},
                {"title": "いっしょに整理する", "text": "困りごとを順番に並べます。急ぐものから手をつけます。"},
                {"title": "次の一歩を決める", "text": "決めるのはあなたです。役所や病院に、いっしょに行くこともできます。"},
            ]}),
            ("facts", {"facts": [
                {"term": "お金", "text": "相談も紹介も、すべて無料です。"},
                {"term": "秘密", "text": "聞いたことを、断りなくよそに話しません。"},
                {"term": "場所", "text": "来るのがむずかしいときは、こちらから伺います。"},
            ]}),
            ("note", {"text": "命にかかわる危険があるときは、ためらわず110番か119番に電話してください。"}),
        ],
    )  # fmt: skip


def _employers() -> StandardPage:
    return StandardPage(
        title="手が足りない職場の方へ", slug="employers", show_in_menus=True,
        summary="一人分の仕事にまとまっていなくても大丈夫。困っていることを、そのまま話してください。",
        body=[
            ("call", {"lead": "五分あれば、電話でうかがえます。"}),
            ("paragraph", "<p>忙しい時間だけ、面倒な作業だけ、冬のあいだだけ。相談員が職場を訪ねて、仕事を小さく分けるお手伝いをします。</p>"),
            ("steps", {"steps": [
                {"title": "困りごとを聞かせてもらう", "text": "八つの質問に、わかるところだけ答えてください。"},
                {"title": "仕事を分けてみる", "text": "座ってできる部分、短い時間でできる部分を、いっしょに探します。"},
                {"title": "見学や体験から始める", "text": "会ってから決められます。始まったあとも、相談員が通います。"},
            ]}),
            ("facts", {"facts": [
                {"term": "費用", "text": "紹介の手数料はいただきません。"},
                {"term": "お金の出し方", "text": "給料、工賃、お礼、交通費だけ。仕事に合う形をいっしょに考えます。"},
                {"term": "困ったとき", "text": "うまくいかない日も、まず電話をください。"},
            ]}),
        ],
    )  # fmt: skip


def _helping() -> StandardPage:
    return StandardPage(
        title="手伝いたい方へ", slug="helping",
        summary="教える、運ぶ、となりに座る。あなたの少しの時間を待っている場所があります。",
        body=[
            ("paragraph", "<p>助けてもらった人が、次の日にはだれかを助けている。ここではよくあることです。得意なことがなくても、来てくれるだけで場があたたかくなります。</p>"),
            ("facts", {"facts": [
                {"term": "始め方", "text": "電話か、居場所の日にふらりと来てください。"},
                {"term": "続け方", "text": "月に一度でも、遠くからでもかまいません。"},
                {"term": "約束", "text": "出会った人の話は、外で話さないでください。"},
            ]}),
            ("call", {"lead": "見学の日を決めましょう。"}),
        ],
    )  # fmt: skip


def _access() -> StandardPage:
    return StandardPage(
        title="来かた", slug="access",
        summary="駅から歩いて五分。水色の建物の一階です。",
        body=[
            ("steps", {"steps": [
                {"title": "見本駅を出る", "text": "正面の広い通りを、海のほうへ歩きます。"},
                {"title": "信号を二つ渡る", "text": "左手にバスターミナルが見えます。"},
                {"title": "水色の建物の一階", "text": "入口に段差はありません。呼び鈴を押してください。"},
            ]}),
            ("call", {"lead": "道に迷ったら、電話でご案内します。"}),
        ],
    )  # fmt: skip


def _promise() -> StandardPage:
    return StandardPage(
        title="あなたとの約束", slug="promise",
        summary="聞いたことの守り方を、やさしい言葉で書きました。",
        body=[
            ("facts", {"facts": [
                {"term": "聞くのは必要なことだけ", "text": "言いたくないことは、言わなくてかまいません。"},
                {"term": "勝手に伝えない", "text": "職場には、あなたがよいと言うまで、名前も事情も伝えません。"},
                {"term": "いつでもやめられる", "text": "伝えてよいと言ったことも、あとから取り消せます。"},
                {"term": "見せてもらえる", "text": "あなたについて書いたものは、いつでも見られます。"},
            ]}),
            ("paragraph", "<p>このサイトは、見ている人を追いかける仕組みを使っていません。</p>"),
        ],
    )  # fmt: skip


def show_partners_and_projects(cast: Cast) -> None:
    """Pages for those who agreed to be shown."""
    editor = cast.users["editor"]
    partner_index, project_index = PartnerIndexPage.objects.get(), ProjectIndexPage.objects.get()
    for demo in (partner for partner in PARTNERS if partner.shown):
        page = PartnerPage(
            title=demo.name, slug=f"partner-{demo.key}", partner=cast.partners[demo.key], summary=demo.summary,
            welcome_message=demo.welcome, why_we_take_part=demo.why, body=[("paragraph", f"<p>{demo.story}</p>")], live=False, owner=editor,
        )  # fmt: skip
        partner_index.add_child(instance=page)
        page.tags.set(demo.tags)
        page.save_revision(user=editor).publish(user=editor)
    for project in PROJECTS:
        project_page = CommunityProjectPage(
            title=project.title, slug=f"project-{project.key}", project=cast.projects[project.key],
            summary=project.summary, body=[("paragraph", f"<p>{project.story}</p>")], live=False, owner=editor,
        )  # fmt: skip
        project_index.add_child(instance=project_page)
        project_page.tags.set(project.tags)
        project_page.save_revision(user=editor).publish(user=editor)
