"""The front page, pages of text, what frames every page, and how a page is found."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, Site

from base.blocks import story_blocks
from base.models import CentreSettings, User
from home.accounts import EDITORS
from home.models import HomePage, StandardPage
from partners.models import PartnerPage
from projects.models import CommunityProjectPage, OpeningIndexPage, OpeningPage
from projects.tests import public

# Wagtail 8.0.1 leaves the temporary files of renditions to the garbage collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def home():
    return public.public_site()


def words(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def text_page(title, slug, *, under, menu=True, **values):
    return under.add_child(
        instance=StandardPage(title=title, slug=slug, show_in_menus=menu, summary="短い説明。", **values)
    )


def with_doors(home):
    front = HomePage.objects.get()
    front.consultation_page = text_page("相談する", "talk", under=home)
    front.employer_page = text_page("人手の足りない方へ", "employers", under=home)
    front.helping_page = text_page("手伝う", "helping", under=home, menu=False)
    front.save()


# The front page.


def test_front_page_puts_the_number_first_and_both_sides_side_by_side(client, home):
    with_doors(home)
    page = words(client, "/")
    assert page.index('href="tel:0154001234"') < page.index("<main")
    doors = [page.index(f'<a class="button" href="{url}"') for url in ("/openings/", "/employers/", "/talk/")]
    assert doors == sorted(doors)
    assert 'href="/helping/"' in page


def test_front_page_without_chosen_doors_still_leads_somewhere(client):
    page = words(client, "/")
    assert '<a class="button" href="/short-of-hands/"' in page
    assert '<a class="button" href="/consult/"' in page
    assert 'href="/consult/?wish=help"' in page


def test_pages_behind_the_doors_lead_to_the_forms(client, home):
    with_doors(home)
    front = HomePage.objects.get()
    for field, address in (("consultation_page", "/consult/"), ("employer_page", "/short-of-hands/")):
        assert f'<a class="button" href="{address}"' in words(client, getattr(front, field).url)
    text_page("文の頁", "text", under=home)
    assert 'href="/consult/"' not in words(client, "/text/")


def test_door_to_a_page_that_was_taken_down_is_closed(client, home):
    with_doors(home)
    StandardPage.objects.get(slug="talk").unpublish()
    assert 'href="/talk/"' not in words(client, "/")


def test_front_page_shows_the_newest_places_and_projects(client):
    for number in range(4):
        public.published(title=f"仕事{number}")
    public.project(title="体育館の網")
    page = words(client, "/")
    assert "仕事0" not in page
    assert page.index("仕事3") < page.index("仕事2") < page.index("仕事1")
    assert "体育館の網" in page


def test_centre_without_a_number_shows_no_empty_link(client):
    CentreSettings.objects.update(phone="")
    assert "tel:" not in words(client, "/")


# What frames a page.


def test_menu_holds_what_editors_put_there_in_their_order(client, home):
    text_page("表にない", "hidden", under=home, menu=False)
    text_page("下書き", "draft", under=home, live=False)
    text_page("表にある", "shown", under=home)
    response = client.get("/shown/")
    entries = [(entry.title, entry.url, entry.current) for entry in response.context["menu"]]
    assert entries == [
        ("はたらく場所", "/openings/", False),
        ("取り組み", "/projects/", False),
        ("仲間", "/partners/", False),
        ("表にある", "/shown/", True),
    ]


def test_breadcrumb_names_every_page_above(client, home):
    above = text_page("上", "above", under=home)
    middle = text_page("中", "middle", under=above, menu=False)
    text_page("下", "below", under=middle, menu=False)
    page = words(client, "/above/middle/below/")
    crumbs = page[page.index('class="crumbs') : page.index("<main")]
    assert crumbs.index('href="/above/"') < crumbs.index('href="/above/middle/"') < crumbs.index("下")


def test_page_of_text_lists_the_pages_below_it(client, home):
    above = text_page("上", "above", under=home)
    text_page("見える下", "one", under=above)
    text_page("下書きの下", "two", under=above, live=False)
    page = words(client, "/above/")
    assert 'href="/above/one/"' in page
    assert "下書きの下" not in page


@pytest.mark.parametrize("body", [[], [("call", {"lead": "どうぞ。"})]])
def test_page_of_text_asks_for_a_call_once(client, home, body):
    text_page("文の頁", "text", under=home, body=body)
    assert words(client, "/text/").count('class="callbox"') == 1


# How a page is found.


def test_address_that_leads_nowhere_gets_a_helping_page(client):
    for url in ("/nowhere/", "/openings/nowhere/", "/openings/opening-9999/", "/とても/遠い/所/"):
        response = client.get(url)
        page = response.content.decode()
        assert response.status_code == 404
        assert 'href="tel:0154001234"' in page
        assert 'href="/openings/"' in page
        assert 'href="/projects/"' in page


def test_missing_slash_is_mended(client):
    public.published()
    assert client.get("/openings").headers["Location"] == "/openings/"


def test_draft_page_is_not_found(client, home):
    text_page("下書き", "draft", under=home, live=False)
    assert client.get("/draft/").status_code == 404


def test_page_of_another_kind_is_left_to_wagtail(client, home):
    Page.objects.get(pk=home.pk).add_child(instance=Page(title="ただの頁", slug="plain"))
    assert "ただの頁" in words(client, "/plain/")


def test_second_site_does_not_show_the_first_ones_pages(client, home):
    text_page("一つめ", "only-here", under=home)
    root = Page.get_first_root_node()
    other = root.add_child(instance=StandardPage(title="別のサイト", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    assert client.get("/only-here/", headers={"host": "other.example"}).status_code == 404
    assert "別のサイト" in client.get("/", headers={"host": "other.example"}).content.decode()


@pytest.mark.parametrize("url", ["/members/", "/members/minutes/", "/copy/"])
def test_restricted_pages_ask_who_is_there(client, home, url):
    members = text_page("会員の頁", "members", under=home)
    text_page("会議の記録", "minutes", under=members)
    members.create_alias(parent=home, update_slug="copy")
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(url)
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


def test_restriction_elsewhere_closes_nothing_here(client, home):
    secret = text_page("会員の頁", "members", under=home)
    text_page("みんなの頁", "members-of-nothing", under=home)
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert "みんなの頁" in words(client, "/members-of-nothing/")


# How often the database is asked.


def full_story(home):
    """Every block there is, with a picture and links."""
    image = get_image_model().objects.create(title="網", file=get_test_image_file())
    linked = text_page("つながる頁", "linked", under=home)
    picture = {"image": {"image": image.pk, "alt_text": "網", "decorative": False}, "caption": "朝"}
    link = f'<p><a linktype="page" id="{linked.pk}">つながる頁</a></p>'
    return [
        {"type": "heading", "value": "見出し"},
        {"type": "paragraph", "value": link},
        {"type": "picture", "value": picture},
        {"type": "call", "value": {"lead": "どうぞ"}},
        {"type": "links", "value": {"links": [{"page": linked.pk, "text": "こちら"}]}},
    ], image


@pytest.mark.parametrize("number", [1, 3, 60])
def test_no_page_asks_the_database_more_than_ten_times(client, home, django_assert_max_num_queries, number):
    story, image = full_story(home)
    with_doors(home)
    host, project = public.partner(), public.project()
    opening = public.published(of=host, project=project, tags=["網"])
    text_page("文の頁", "text", under=home)
    pages = [HomePage.objects.get(), StandardPage.objects.get(slug="text")]
    pages += [OpeningPage.objects.get(), PartnerPage.objects.get(), CommunityProjectPage.objects.get()]
    for page in pages:
        page.body = page.body.stream_block.to_python(story * number)
        if hasattr(page, "photo"):
            page.photo = image
        page.save()
    urls = [page.get_url() for page in pages] + ["/openings/", "/projects/", "/partners/"]
    for url in urls:
        client.get(url)  # pictures are cut on the first visit
    counted = {}
    for url in urls:
        with django_assert_max_num_queries(10, info=f"{url} {opening}") as asked:
            assert client.get(url).status_code == 200
        counted[url] = len(asked)
    assert all(counted.values())


def test_missing_page_asks_the_database_at_most_ten_times(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get("/openings/nowhere/")


# What editors do.


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor-of-pages")
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    return user


@pytest.mark.parametrize("kind", [OpeningPage, PartnerPage, CommunityProjectPage, HomePage, StandardPage])
def test_editor_edits_and_previews_every_kind_of_page(client, home, editor, kind):
    public.published(of=public.partner(), project=public.project())
    text_page("文の頁", "text", under=home)
    page = kind.objects.first()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    response = page.make_preview_request()
    assert response.status_code == 200
    assert page.title in response.content.decode()


def test_publishing_an_older_draft_changes_words_and_no_facts(client, editor):
    opening = public.published(title="網を結ぶ")
    page = OpeningPage.objects.get(opening=opening)
    older = page.save_revision(user=editor)
    page.summary = "新しい説明。"
    page.save_revision(user=editor).publish(user=editor)
    type(opening).objects.filter(pk=opening.pk).update(valid_until=dt.date(2027, 3, 31), places=5)
    older.publish(user=editor)
    opening.refresh_from_db()
    assert (opening.places, opening.valid_until) == (5, dt.date(2027, 3, 31))


@pytest.mark.parametrize("kind", [OpeningPage, PartnerPage, CommunityProjectPage])
def test_page_of_one_record_is_not_copied_by_anybody(client, kind):
    public.published(project=public.project())
    client.force_login(User.objects.create_superuser("administrator"))
    page = kind.objects.get()
    answers = {"new_title": "写し", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    response = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), answers)
    assert response.status_code == 302
    assert list(kind.objects.all()) == [page]


def test_page_of_an_opening_is_made_by_publishing_it_and_in_no_other_way(client, editor):
    index = OpeningIndexPage.objects.get()
    response = client.get(reverse("wagtailadmin_pages:add_subpage", args=[index.pk]))
    assert response.status_code == 302
    add = reverse("wagtailadmin_pages:add", args=["projects", "openingpage", index.pk])
    assert client.post(add, {"title": "募集", "slug": "opening"}).status_code == 302
    assert not OpeningPage.objects.exists()


def test_deleting_a_page_keeps_its_record(client, editor):
    opening = public.published()
    page = OpeningPage.objects.get()
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not OpeningPage.objects.exists()
    opening.refresh_from_db()
    assert opening.state == "published"
    assert client.get("/openings/").context["page_obj"].paginator.count == 0


@pytest.mark.parametrize("name", [name for name, _block in story_blocks()])
def test_every_block_has_a_preview(client, home, editor, name):
    text_page("文の頁", "text", under=home)
    block = StandardPage.body.field.stream_block.child_blocks[name]
    assert block.is_previewable
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    assert "css/site.css" in response.content.decode()
