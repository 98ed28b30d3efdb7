"""What looks at pages sees faults where there are some."""

from playwright.sync_api import Browser

from home.tests.browser.looking import broken_over_lines, sideways, violations
from home.tests.browser.watching import Watch
from home.tests.browser.words import english

FAULTY = """<!doctype html><html lang="ja"><head><title>見本</title></head><body><main><h1>見本</h1>
<p style="width: 4em">13:00〜14:00</p><p style="width: 3em"><span class="nowrap" style="white-space: normal">二行に なる</span></p>
<p>9:00〜11:30 0154-00-1250</p><img src="data:,"><div style="width: 900px">広い</div><div id="out"><img src="data:,"></div></main></body></html>"""


def test_faults_of_a_page_are_found(chromium: Browser) -> None:
    with chromium.new_context(viewport={"width": 360, "height": 600}) as context:
        page = context.new_page()
        page.set_content(FAULTY)
        assert [fault.split(":")[0] for fault in violations(page, leaving_out=("#out",))] == ["axe image-alt"]
        assert len(violations(page)) == 2
        assert len(sideways(page)) == 1
        assert broken_over_lines(page) == [
            "broken over two lines: 二行に なる",
            "broken over two lines: 13:00〜14:00",
        ]


def test_what_a_page_must_not_do_is_noted(chromium: Browser, site: str) -> None:
    watch = Watch(host=site.removeprefix("http://"))
    # Without its policy a page could ask another host; with it, the attempt is noted as the console tells it.
    with chromium.new_context(base_url=site, bypass_csp=True) as context:
        watch.over(context)
        page = context.new_page()
        page.goto("/nowhere/")
        assert watch.noted == []  # a page that is not there says so itself
        page.evaluate("console.error('ここが違う'); fetch('/static/nothing.css')")
        page.evaluate("setTimeout(() => { throw new Error('途中まで'); })")
        page.evaluate("fetch('http://localhost:1/').catch(() => null)")
        page.wait_for_timeout(300)
    told = "\n".join(watch.noted)
    assert len(watch.noted) == 4
    for words in ("ここが違う", "404 for", "途中まで", "asked another host: http://localhost:1/"):
        assert words in told


def test_english_in_sight_or_read_aloud_is_found() -> None:
    page = """<title>窓口</title><p>保存 Save changes</p><a title="Go back">PDF</a><script>let it be</script>
    <input type="submit" value="Send it"><p>JR釧路駅、Wagtail、ABCD-EFGH</p>"""
    assert english(page) == ["Save changes", "Go back", "Send it"]
