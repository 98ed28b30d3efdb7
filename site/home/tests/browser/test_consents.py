"""A consent by hand: given at the desk, read by the employer, taken back, and gone at the employer's next request."""

import re

from django.utils.translation import gettext as _

from home.tests.browser.conftest import DESK, PHONE, Visitor
from home.tests.browser.looking import broken_over_lines, sideways, violations
from home.tests.browser.walking import Walk

SHEET = re.compile(r"/portal/shared/[0-9a-f-]{36}/")


def test_given_read_taken_back_and_gone(visitor: Visitor) -> None:
    employer, chief = Walk(visitor("employer", width=PHONE)), Walk(visitor("chief", width=DESK))
    person, call_name, earlier = _somebody_proposed_to(employer, chief)

    chief.begin(f"{person}#consents")
    chief.follow("#consents a[href*='/consents/new/work/']")
    chief.fill(partner=_partner_of(chief), answer="spoken", witness="受付・見本")
    chief.follow("main form [type=submit]")
    assert chief.misses(_("Noted that they agree.")) == [] or chief.page.get_by_text(_("May be told")).count()
    assert chief.clicks <= 3
    _is_fit(chief)

    [sheet] = _sheets(employer) - earlier
    assert employer.page.goto(sheet).status == 200  # type: ignore[union-attr]
    assert employer.misses(call_name) == []
    _is_fit(employer)

    chief.begin(f"{person}#consents")
    chief.follow("#consents form[action$='/take-back/'] [type=submit]")
    assert chief.clicks == 1
    assert chief.misses(_("Letter that asks for it back")) == []
    _is_fit(chief)

    assert employer.page.reload().status == 410  # type: ignore[union-attr]
    assert employer.misses(call_name) == [call_name]
    assert employer.misses(_("The person has taken this back. Nothing more is shown.")) == []
    _is_fit(employer)


def _somebody_proposed_to(employer: Walk, chief: Walk) -> tuple[str, str, set[str]]:
    """(their page, the name they are called by, sheets that the employer has already): in talks with the demo's employer."""
    earlier = _sheets(employer)
    chief.begin("/admin/matches/")
    links = chief.page.locator("main a[href*='/admin/matches/'], main a[href*='/admin/placements/']")
    pages = [link.get_attribute("href") for link in links.all()]
    for page in dict.fromkeys(filter(None, pages)):
        chief.page.goto(page)
        if "みほん網の工房" not in chief.page.locator("main").inner_text():
            continue
        person = re.search(r"/admin/people/\w{4}-\w{4}/", chief.page.content())
        assert person
        chief.page.goto(person[0])
        consents = chief.page.locator("#consents").inner_text()
        if "みほん網の工房" not in consents and _is_told_of(chief):
            return person[0], chief.page.locator(".desk-name").first.inner_text(), earlier
    raise LookupError("the demo has nobody in talks with the employer")


def _is_told_of(chief: Walk) -> bool:
    """Whether the employer knows of somebody already: proposed, trying, agreed or at work."""
    shown = chief.page.locator("main").inner_text()
    return any(str(label) in shown for label in (_("Working"), _("Agreed"), _("Proposed to the employer")))


def _partner_of(chief: Walk) -> str:
    options = chief.page.locator("[name=partner] option")
    [value] = [
        option.get_attribute("value") for option in options.all() if option.inner_text() == "みほん網の工房"
    ]
    return str(value)


def _sheets(employer: Walk) -> set[str]:
    """The sheets that all needs of the employer lead to."""
    employer.begin("/portal/")
    needs = set(re.findall(r"/portal/needs/\d+/", employer.page.content()))
    found: set[str] = set()
    for need in needs:
        employer.page.goto(need)
        found |= set(SHEET.findall(employer.page.content()))
    return found


def _is_fit(walk: Walk) -> None:
    # Wagtail's own green strip that says it was saved is white on too light a green (8.0.1).
    assert violations(walk.page, leaving_out=(".messages",)) == []
    assert sideways(walk.page) == []
    assert broken_over_lines(walk.page) == []
