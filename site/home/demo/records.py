"""Partners, people, projects, needs and openings of the demo."""

import datetime as dt
import random
from collections.abc import Generator
from dataclasses import dataclass, field

from base.models import Area, User
from base.states import move
from base.vocabulary import WorkForm
from partners import actions as partner_actions
from partners.models import Need, Partner, Workplace
from partners.models.needs import NeedState
from projects import actions as project_actions
from projects.models import CommunityProject, Opening, Stakeholder
from projects.models.openings import OpeningState
from projects.models.projects import OrderState, ProjectState
from volunteers import actions
from volunteers.models import Person

from .conditions import KINDS, week
from .needs import DemoNeed, Place
from .partners import PARTNERS, DemoPartner
from .people import people
from .projects import PROJECTS, DemoProject

Story = Generator[int, None, None]


@dataclass
class Cast:
    """Everybody and everything that the stories know of each other."""

    rng: random.Random
    users: dict[str, User]
    areas: dict[str, Area]
    base: dt.date
    partners: dict[str, Partner] = field(default_factory=dict)
    workplaces: dict[str, Workplace] = field(default_factory=dict)
    projects: dict[str, CommunityProject] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def day(self, offset: int) -> dt.date:
        return self.base + dt.timedelta(days=offset)

    def coordinator(self) -> User:
        return self.users[self.rng.choice(["coordinator", "coordinator", "coordinator2"])]


def make_partners(cast: Cast) -> None:
    """Partners with one workplace each; the employer's account belongs to the first."""
    for number, partner in enumerate(PARTNERS):
        _make_partner(cast, partner, number)
    partner_actions.add_member(cast.users["employer"], cast.partners["net"], actor=cast.users["coordinator"])


def _make_partner(cast: Cast, demo: DemoPartner, number: int) -> None:
    area = cast.areas[demo.area]
    address = f"{area.name}見本町{number + 1}丁目1番1号"
    partner = Partner.objects.create(
        legal_name=demo.name,
        legal_name_kana=demo.kana,
        kind=demo.kind,
        sector=demo.sector,
        area=area,
        postal_code="085-0000",
        address=address,
        phone=f"0154-00-0{number + 100:03d}",
        employees_total=demo.employees,
        status=Partner.Status.ACTIVE if demo.shown else Partner.Status.PROSPECT,
        published_consent_on=cast.day(-940) if demo.shown else None,
    )
    cast.partners[demo.key] = partner
    cast.workplaces[demo.key] = Workplace.objects.create(
        partner=partner,
        name=demo.site,
        area=area,
        postal_code="085-0000",
        address=address,
        phone=partner.phone,
        nearest_stop=demo.stop,
        walk_minutes=demo.walk,
    )


def start_projects(cast: Cast) -> Story:
    """Projects come together one after another, oldest first."""
    for project in sorted(PROJECTS, key=lambda project: -project.years_ago):
        yield -int(project.years_ago * 365)
        _start_project(cast, project)
    for project in PROJECTS:
        for place in project.openings:
            yield -60
            _make_opening(cast, place, None, project=project.key)


def _start_project(cast: Cast, demo: DemoProject) -> None:
    chief = cast.users["chief"]
    project = project_actions.start_project(
        actor=chief,
        title=demo.title,
        vision=demo.vision,
        background=demo.background,
        aims=demo.aims,
        area=cast.areas[demo.area],
        place=demo.place,
        months=demo.months or None,
        started_on=cast.day(-int(demo.years_ago * 365)),
    )
    for order, (role, partner, gives, wants) in enumerate(demo.stakeholders):
        Stakeholder.objects.create(
            project=project,
            role=role,
            partner=cast.partners.get(partner),
            contributes=gives,
            gains=wants,
            sort_order=order,
        )
    project_actions.move_project(project, ProjectState.FORMING, actor=chief)
    project_actions.move_project(project, ProjectState.ACTIVE, actor=chief)
    if demo.state == ProjectState.SEASONAL_REST:
        project_actions.move_project(project, ProjectState.SEASONAL_REST, actor=chief)
    cast.projects[demo.key] = project
    for client, item, quantity, yen, category, state, ago in demo.orders:
        order_ = project_actions.take_order(
            project,
            actor=chief,
            client=cast.partners[client],
            item=item,
            quantity=quantity,
            unit_price=yen,
            category=category,
            ordered_on=cast.day(-ago),
            due_on=cast.day(-ago + 90),
        )
        for step in list(OrderState)[1 : list(OrderState).index(OrderState(state)) + 1]:
            project_actions.move_order(order_, step, actor=chief)


def play_need(cast: Cast, demo: DemoNeed) -> Story:
    """From the trouble to the openings, as far as this need has got."""
    actor = cast.coordinator()
    by = cast.users["employer"] if demo.source == "portal" and demo.partner == "net" else actor
    yield -demo.ago
    need, _made = partner_actions.submit_need(
        cast.partners[demo.partner],
        actor=by,
        workplace=cast.workplaces[demo.partner],
        source=demo.source,
        trouble=demo.trouble,
        when_needed=demo.when,
        slots=week(demo.slots) if demo.slots else None,
        people_needed=demo.people,
        could_split=demo.split,
        can_try_first=demo.try_first,
        can_pay=demo.pay,
        reach_me=demo.reach,
    )
    if demo.end == NeedState.SUBMITTED:
        return
    yield -demo.ago + 3
    partner_actions.hear(need, actor=actor)
    if demo.end == NeedState.HEARING:
        return
    yield -demo.ago + 10
    yield from _after_hearing(cast, demo, need, actor)


def _after_hearing(cast: Cast, demo: DemoNeed, need: Need, actor: User) -> Story:
    if demo.end == NeedState.DECLINED:
        partner_actions.decline(need, actor=actor, decline_reason=demo.ground, reason="休憩のない夜勤のため")
        return
    if demo.end == NeedState.SUPPORTED_OTHERWISE:
        partner_actions.support_otherwise(need, actor=actor, reason="デザインの仲間を紹介した")
        return
    partner_actions.start_carving(need, actor=actor, heard_note=demo.heard)
    for what, minutes, lift in demo.tasks:
        partner_actions.add_task(need, what=what, minutes=minutes, lift_kg=lift)
    for number, place in enumerate(demo.openings):
        yield -demo.ago + 14 + number
        _make_opening(cast, place, need)


def _make_opening(cast: Cast, place: Place, need: Need | None, project: str = "") -> None:
    actor = cast.users["coordinator"]
    project = place.project or project
    workplace = need.workplace if need else cast.workplaces["study"]
    opening, _made = project_actions.make_opening(
        need,
        actor=actor,
        tasks=need.tasks.all() if need else (),
        partner=need.partner if need else cast.partners["study"],
        workplace=workplace,
        project=cast.projects.get(project),
        title=place.title,
        tasks_text=place.does,
        work_form=place.form,
        pay_kind=place.pay,
        pay_min=place.pay_from,
        pay_unit=place.unit,
        pay_note=place.note,
        pay_every=3 if place.form >= WorkForm.SUPPORTED_EMPLOYMENT else (1 if place.pay else 0),
        stage_min=place.stages[0],
        stage_max=place.stages[1],
        places=place.places,
        slots=week(place.when) if place.when else None,
        hours_text=place.hours,
        hours_min=place.least,
        hours_max=place.most,
        valid_until=cast.day(max(place.until, 1) if place.state == "published" else place.until),
        **{"slots_needed": 1, "starts_from_hours": place.least, **KINDS[place.kind], **place.but},
    )
    cast.openings[place.title] = opening
    if place.state == OpeningState.IN_REVIEW:
        project_actions.submit_for_review(opening, actor=actor)
        return
    project_actions.publish(opening, actor=actor, summary=place.easy, tags=place.tags)
    if place.state == OpeningState.PAUSED:
        project_actions.pause(opening, actor=actor, reason="棟の準備ができるまで")
    elif place.state == OpeningState.CLOSED:
        project_actions.close(opening, actor=actor, reason="季節が終わったため")
    elif place.state == OpeningState.EXPIRED:
        move(opening, OpeningState.EXPIRED, actor=None)


def make_people(cast: Cast) -> list[Story]:
    """One story a person: the day of the first talk."""
    return [_register(cast, number, told) for number, told in enumerate(people(cast.rng))]


def _register(cast: Cast, number: int, told: dict[str, object]) -> Story:
    actor = cast.users["coordinator" if number % 4 else "coordinator2"]
    yield -900 + number * 10
    fields = dict(told)
    area = cast.areas[str(fields.pop("area"))]
    person, _made = actions.register_person(
        actor=actor,
        team=[cast.users["coordinator2"]] if number % 3 == 0 else [],
        area=area,
        responsible_authority=area.authority,
        **fields,  # type: ignore[arg-type]
    )
    cast.people.append(person)
