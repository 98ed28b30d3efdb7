"""Every kind of page that there is, and how to find one in the demo.

Addresses hold numbers that the demo gives out, so a page is found as people find it: from a list, by its links.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import APIRequestContext, Page

from home.demo.accounts import PASSWORD
from volunteers.models.matches import MatchState
from volunteers.models.placements import PlacementState

COORDINATOR, CHIEF, EDITOR, EMPLOYER, PUBLIC = "coordinator", "chief", "editor", "employer", ""
CANDIDATES = 90
"""How many links, or numbers, are tried before a page counts as not to be found."""

LIST = "事業所名,所在地,電話,定員,認定年月日\nみほん岬の加工場,釧路市見本町9丁目,０１５４－００－９９００,５,平成32年4月1日\n"


def send(page: Page) -> None:
    """Send the page's main form as it is."""
    with page.expect_navigation():
        page.locator("main form [type=submit]").last.click()


def send_without_cookies(page: Page) -> None:
    """As from a browser that keeps no cookies."""
    page.context.clear_cookies()
    send(page)


def upload(page: Page) -> None:
    """Bring in a list in which one row is wrong."""
    page.set_input_files(
        "[type=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp932")}
    )
    send(page)


def give_password(page: Page) -> None:
    """The first step of signing in."""
    page.fill("[name=login]", COORDINATOR)
    page.fill("[name=password]", PASSWORD)
    send(page)


def give_wrong_code(page: Page) -> None:
    """A number that nobody's app shows."""
    give_password(page)
    page.fill("[name=code]", "12")
    with page.expect_navigation():
        page.locator("main form [type=submit]").first.click()


def weigh_too_much(page: Page) -> None:
    """A weight that is none."""
    page.locator("main summary").first.click()
    page.fill("[name=weight_interests]", "たくさん")
    with page.expect_navigation():
        page.locator("[name=begin]").click()


def put_beside(page: Page) -> None:
    """The first two openings side by side."""
    for number in range(2):
        page.locator("[name=opening][form=beside]").nth(number).check()
    with page.expect_navigation():
        page.locator("#beside [type=submit]").click()


def settle_nothing(page: Page) -> None:
    """About one person, without saying whom."""
    page.locator("#settle-person summary").click()
    with page.expect_navigation():
        page.locator("#settle-person [type=submit]").click()


@dataclass(frozen=True)
class Kind:
    """A kind of page. `path` is where to begin; each pattern of `links` leads one page on (its group, or all of it).

    `by` is who opens it, `found_by` who finds it if not the same; `act` is done once it is open. With `showing`, `path`
    has a place for a number, and the first page of that state is meant: what is over stands in no list.
    """

    name: str
    path: str
    by: str = PUBLIC
    links: tuple[str, ...] = ()
    then: str = ""
    found_by: str | None = None
    showing: Any = None
    act: Callable[[Page], Any] | None = None

    def address(self, ask: Callable[[str], APIRequestContext]) -> str:
        """Where the first page of this kind is. `ask(username)` fetches as that account."""
        finder = ask(self.by if self.found_by is None else self.found_by)
        ways = (
            _numbered(finder, self.path, self.showing)
            if self.showing
            else _followed(finder, self.path, self.links)
        )
        for found in ways:
            return found + self.then
        raise LookupError(f"the demo has no page of the kind {self.name}")


def _followed(finder: APIRequestContext, path: str, links: tuple[str, ...]) -> Iterator[str]:
    if not links:
        yield path
        return
    text = finder.get(path).text()
    found = dict.fromkeys(match[match.re.groups] for match in re.finditer(links[0], text, re.DOTALL))
    for link in list(found)[:CANDIDATES]:
        yield from _followed(finder, link, links[1:])


def _numbered(finder: APIRequestContext, path: str, state: Any) -> Iterator[str]:
    for number in range(1, CANDIDATES):
        if f'desk-state">{state.label}</span>' in finder.get(path.format(number)).text():
            yield path.format(number)


def _desk(name: str, path: str, *links: str, **more: Any) -> Kind:
    return Kind(f"desk-{name}", f"/admin/{path}", by=more.pop("by", COORDINATOR), links=links, **more)


PUBLIC_KINDS = (
    Kind("front", "/"),
    Kind("openings", "/openings/"),
    Kind("openings-narrowed", "/openings/?ok=sitting&ok=visit&day=0&part=0"),
    Kind("openings-none", "/openings/?form=0&pay=4"),
    Kind("openings-tag", "/openings/", links=(r'/openings/\?tag=[^"&]+',)),
    Kind("opening", "/openings/", links=(r"/openings/opening-\d+/",)),
    *(
        Kind(
            f"opening-{state}",
            f"/admin/openings/?state={state}",
            links=(r"/admin/openings/\d+/", r'"(?:http://[^/"]+)?(/openings/opening-\d+/)"'),
            found_by=COORDINATOR,
        )
        for state in ("paused", "closed", "expired")
    ),
    Kind("projects", "/projects/"),
    Kind("project", "/projects/", links=(r"/projects/project-fuki/",)),
    Kind("partners", "/partners/"),
    Kind("partner", "/partners/", links=(r"/partners/partner-net/",)),
    Kind("results", "/results/"),
    Kind("consultation", "/consultation/"),
    Kind("employers", "/employers/"),
    Kind("helping", "/helping/"),
    Kind("access", "/access/"),
    Kind("promise", "/promise/"),
    Kind("consult", "/consult/"),
    Kind("consult-to-help", "/consult/?wish=help"),
    Kind("consult-refused", "/consult/", act=send),
    Kind("short-of-hands", "/short-of-hands/"),
    Kind("short-of-hands-refused", "/short-of-hands/", act=send),
    Kind("not-there", "/nowhere/"),
)
PORTAL_KINDS = (
    Kind("door", "/account/login/"),
    Kind("door-refused", "/account/login/", act=send),
    Kind("door-no-cookies", "/account/login/", act=send_without_cookies),
    Kind("code", "/account/login/", act=give_password),
    Kind("code-refused", "/account/login/", act=give_wrong_code),
    Kind("demo-codes", "/demo/codes/"),
    Kind("forgotten", "/account/forgotten/"),
    Kind("forgotten-sent", "/account/forgotten/sent/"),
    Kind("forgotten-done", "/account/forgotten/done/"),
    Kind("invitation-over", "/account/invitation/"),
    Kind("account", "/account/", COORDINATOR),
    Kind("account-of-employer", "/account/", EMPLOYER),
    Kind("account-password", "/account/password/", EMPLOYER),
    Kind("account-sessions", "/account/sessions/", COORDINATOR),
    Kind("account-set-up", "/account/app/", EMPLOYER),
    Kind("account-set-up-refused", "/account/app/", EMPLOYER, act=send),
    Kind("account-back", "/account/back/", EMPLOYER),
    Kind("portal-home", "/portal/", EMPLOYER),
    Kind("portal-new-need", "/portal/needs/new/", EMPLOYER),
    Kind("portal-new-need-refused", "/portal/needs/new/", EMPLOYER, act=send),
    Kind("portal-received", "/portal/", EMPLOYER, (r"/portal/needs/\d+/",), "received/"),
    Kind("portal-need", "/portal/", EMPLOYER, (r"/portal/needs/\d+/",)),
    Kind("portal-need-with-openings", "/portal/", EMPLOYER, (r"/portal/needs/1/",)),
    Kind("portal-sheet", "/portal/needs/1/", EMPLOYER, (r"/portal/shared/[0-9a-f-]+/",)),
    Kind("portal-not-there", "/portal/needs/999999/", EMPLOYER),
    Kind("portal-no-partner", "/portal/", COORDINATOR),
)
NEED, OPENING, PROJECT = r"/admin/needs/\d+/", r"/admin/openings/\d+/", r"/admin/community/\d+/"
CONSULTATION, ENQUIRY = r"/admin/consultations/\w{4}-\w{4}/", r"/admin/enquiries/E-\w{4}-\w{4}/"
BOARD = r"/admin/boards/[0-9a-f-]{36}/"
PERSON = r"/admin/people/\w{4}-\w{4}/"
CONSENT = r"/admin/people/\w{4}-\w{4}/consents/\d+/"
DESK_KINDS = (
    _desk("home", ""),
    _desk("home-of-chief", "", by=CHIEF),
    _desk("home-of-editor", "", by=EDITOR),
    _desk("needs", "needs/"),
    _desk("need-new", "needs/new/"),
    _desk("need-new-refused", "needs/new/", act=send),
    *(
        _desk(f"need-{state}", f"needs/?state={state}", NEED)
        for state in ("submitted", "hearing", "carving", "openings_made", "declined", "supported_otherwise")
    ),
    _desk("need-tasks", "needs/?state=carving", NEED, then="tasks/"),
    _desk("opening-from-need", "needs/?state=carving", NEED, then="opening/"),
    _desk("openings", "openings/"),
    _desk("opening-new", "openings/new/"),
    _desk("opening-new-refused", "openings/new/", act=send),
    *(
        _desk(f"opening-{state}", f"openings/?state={state}", OPENING)
        for state in ("in_review", "published", "paused", "closed", "expired")
    ),
    _desk("opening-edit", "openings/?state=published", OPENING, then="edit/"),
    _desk("projects", "community/"),
    _desk("project-new", "community/new/"),
    _desk("project", "community/", PROJECT),
    _desk("project-edit", "community/", PROJECT, then="edit/"),
    _desk("order-new", "community/", PROJECT, then="orders/new/"),
    _desk("order", "community/", PROJECT, r"/admin/orders/\d+/"),
    _desk("consultations", "consultations/"),
    _desk("consultations-finished", "consultations/?finished=1"),
    _desk("consultation-new", "consultations/new/"),
    _desk("consultation-new-refused", "consultations/new/", act=send),
    _desk("consultation", "consultations/", CONSULTATION),
    _desk("consultation-taken", "consultations/", rf"({CONSULTATION})(?:(?!</tr>).)*対応中", by=CHIEF),
    _desk(
        "consultation-register",
        "consultations/",
        rf"({CONSULTATION})(?:(?!</tr>).)*対応中",
        then="register/",
        by=CHIEF,
    ),
    _desk("enquiries", "enquiries/"),
    _desk("enquiry", "enquiries/", ENQUIRY),
    _desk("enquiry-need", "enquiries/", rf"({ENQUIRY})(?:(?!</tr>).)*対応中", then="need/"),
    _desk("people", "people/"),
    _desk("person-new", "people/new/"),
    _desk("person-new-refused", "people/new/", act=send),
    _desk("person", "people/", PERSON),
    _desk("person-edit", "people/", PERSON, then="edit/"),
    _desk("person-record", "people/", PERSON, then="record/"),
    _desk("person-address", "people/", PERSON, then="address/"),
    _desk("retention", "retention/", by=CHIEF),
    _desk("documents", "people/", PERSON, then="documents/"),
    _desk("documents-refused", "people/", PERSON, then="documents/", act=send),
    _desk("openings-for-person", "people/", PERSON, then="openings/"),
    _desk("openings-beside", "people/", PERSON, then="openings/", act=put_beside),
    _desk("consent-new", "people/", PERSON, then="consents/new/welfare/"),
    _desk("consent", "matches/", r"/admin/placements/\d+/", PERSON, CONSENT, by=CHIEF),
    _desk("told", "people/", PERSON, then="told/"),
    _desk("told-without", "people/", PERSON, then="told/without/"),
    _desk("people-for-opening", "openings/?state=published", OPENING, r"/admin/people/for-opening/\d+/"),
    _desk("matches", "matches/"),
    *(
        _desk(f"match-{state.value}", "matches/", rf'id="match-{state.value}".*?(/admin/matches/\d+/)')
        for state in (MatchState.SUGGESTED, MatchState.DISCUSSED, MatchState.PROPOSED, MatchState.TRIAL)
    ),
    _desk("match-suggested-for-chief", "matches/", r"/admin/matches/\d+/", by=CHIEF),
    _desk("match-declined", "matches/{}/", by=CHIEF, showing=MatchState.DECLINED_BY_PERSON),
    *(
        _desk(
            f"placement-{state.value}",
            "matches/",
            rf'id="placement-{state.value}".*?(/admin/placements/\d+/)',
            by=CHIEF,
        )
        for state in (
            PlacementState.AGREED,
            PlacementState.ACTIVE,
            PlacementState.REVIEW_DUE,
            PlacementState.PAUSED,
        )
    ),
    _desk("placement-completed", "placements/{}/", by=CHIEF, showing=PlacementState.COMPLETED),
    _desk("boards", "boards/"),
    _desk("boards-refused", "boards/", act=weigh_too_much),
    _desk("board", "boards/", BOARD),
    _desk("board-of-chief", "boards/", BOARD, by=CHIEF),
    _desk("board-refused", "boards/", BOARD, by=CHIEF, act=settle_nothing),
    _desk("board-compare", "boards/", BOARD, r"/admin/boards/[0-9a-f-]{36}/beside/[0-9a-f-]{36}/", by=CHIEF),
    _desk("accounts", "accounts/", by=CHIEF),
    _desk("accounts-of-employers", "accounts/"),
    _desk("invite", "accounts/invite/", by=CHIEF),
    _desk("invite-refused", "accounts/invite/", act=send),
    _desk("account", "accounts/", r"/admin/accounts/\d+/"),
    _desk("partner-lists", "partner-lists/"),
    _desk("partner-lists-refused", "partner-lists/", act=send),
    _desk("partner-list", "partner-lists/", act=upload),
    _desk("partners", "partner/"),
    _desk("partner-new", "partner/new/"),
    _desk("partner-edit", "partner/", r"/admin/partner/edit/\d+/"),
    _desk("workplaces", "workplace/"),
    _desk("workplace-new", "workplace/new/"),
    _desk("accreditations", "accreditation/"),
    _desk("accreditation-new", "accreditation/new/"),
    _desk("members", "member/"),
    _desk("member-new", "member/new/"),
    _desk("not-there", "needs/999999/"),
)
KINDS = (*PUBLIC_KINDS, *PORTAL_KINDS, *DESK_KINDS)
