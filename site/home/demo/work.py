"""Matches and placements of the demo: each a story with its own end."""

import datetime as dt
from collections.abc import Generator

from base import clock
from base.states import MoveRefused
from base.vocabulary import Stage, WorkForm
from projects import actions as project_actions
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers import actions
from volunteers.board import people_for
from volunteers.models import Match, Person, Placement
from volunteers.models.matches import LIVE_MATCH_STATES
from volunteers.models.people import BenefitStatus
from volunteers.models.placements import LIVE_PLACEMENT_STATES, EndReason, Outcome

from .records import Cast

Story = Generator[int, None, None]

# Opening, the day on which somebody first thought of it, how many days the work lasts, how it ends.
NET, KNIT, HELPER = "漁網の仕立て（糸をそろえる）", "漁網の仕立て（網を編む）", "網の工房の助手"
WEED, PICK, TEA = "蕗畑の草取り", "蕗の収穫と箱詰め", "畑のお茶当番"
PEEL, LABEL = "蕗の皮むき", "瓶のラベルはりと箱詰め"
LEAVES, FLOWERS, PAINT = "動物公園の落ち葉はき", "花壇の手入れ", "ベンチと手すりの塗りなおし"
TALK, FOLD, AIDE = "デイサービスのお茶と話し相手", "洗濯物たたみ", "介護の補助（見習い）"
SEAT, SAND = "いすの座面編み", "木のやすりがけ"
ROOM, HOST = "和室でゆっくりする日", "お茶の間の世話役"
TOWEL, GYM, BESIDE, CALF = (
    "タオルたたみ（二時間）",
    "体育館ネットの縁結び",
    "勉強部屋のとなりの人",
    "子牛のミルク係",
)

PLACEMENTS: tuple[tuple[str, int, int, str], ...] = (
    (NET, -880, 150, Outcome.NEXT_TRAINING),
    (NET, -860, 160, Outcome.HALF_HALF),
    (NET, -840, 120, Outcome.NEXT_TRAINING),
    (KNIT, -820, 180, Outcome.OPEN_ELSEWHERE),
    (WEED, -870, 80, Outcome.NEXT_TRAINING),
    (WEED, -865, 85, Outcome.BACK_TO_PREPARATION),
    (WEED, -860, 90, Outcome.NEXT_TRAINING),
    (LEAVES, -800, 110, Outcome.NEXT_TRAINING),
    (LEAVES, -795, 60, EndReason.HEALTH),
    (FOLD, -740, 180, Outcome.OPEN_HERE),
    (FOLD, -720, 150, Outcome.NEXT_TRAINING),
    (ROOM, -560, 300, Outcome.NEXT_TRAINING),
    (ROOM, -540, 240, Outcome.NEXT_TRAINING),
    (SEAT, -690, 170, Outcome.HALF_HALF),
    (SEAT, -680, 170, Outcome.NEXT_TRAINING),
    (SEAT, -560, 180, Outcome.OPEN_ELSEWHERE),
    (NET, -560, 170, Outcome.NEXT_TRAINING),
    (NET, -540, 150, Outcome.NEXT_TRAINING),
    (KNIT, -530, 45, EndReason.NOT_SUITED),
    (WEED, -520, 90, Outcome.NEXT_TRAINING),
    (WEED, -515, 90, Outcome.NEXT_TRAINING),
    (TALK, -500, 160, Outcome.NEXT_TRAINING),
    (TALK, -480, 140, Outcome.OPEN_ELSEWHERE),
    (FLOWERS, -500, 90, Outcome.NEXT_TRAINING),
    (PEEL, -490, 120, Outcome.NEXT_TRAINING),
    (PEEL, -470, 30, EndReason.TRAVEL),
    (BESIDE, -430, 180, Outcome.NEXT_TRAINING),
    (BESIDE, -420, 200, Outcome.NEXT_TRAINING),
    (AIDE, -400, 170, Outcome.OPEN_HERE),
    (GYM, -390, 100, Outcome.NEXT_TRAINING),
    (GYM, -385, 100, Outcome.NEXT_TRAINING),
    (GYM, -380, 100, Outcome.HALF_HALF),
    (HOST, -350, 0, "active"),
    (FOLD, -330, 170, Outcome.OPEN_ELSEWHERE),
    (HELPER, -320, 180, Outcome.OPEN_HERE),
    (NET, -300, 180, Outcome.NEXT_TRAINING),
    (KNIT, -220, 0, "active"),
    (NET, -210, 0, "active"),
    (NET, -200, 0, "review_due"),
    (WEED, -190, 80, Outcome.NEXT_TRAINING),
    (WEED, -185, 75, Outcome.NEXT_TRAINING),
    (WEED, -180, 40, EndReason.HEALTH),
    (TEA, -180, 90, Outcome.BACK_TO_PREPARATION),
    (PICK, -170, 60, Outcome.NEXT_TRAINING),
    (PEEL, -165, 0, "active"),
    (LABEL, -150, 0, "active"),
    (LEAVES, -140, 0, "active"),
    (FLOWERS, -140, 80, Outcome.NEXT_TRAINING),
    (ROOM, -130, 0, "active"),
    (ROOM, -110, 0, "active"),
    (FOLD, -105, 0, "review_due"),
    (SEAT, -100, 0, "active"),
    (SEAT, -95, 0, "paused"),
    (SAND, -90, 0, "active"),
    (TOWEL, -85, 0, "active"),
    (TALK, -80, 0, "active"),
    (GYM, -60, 0, "active"),
    (BESIDE, -55, 0, "active"),
    (NET, -40, 0, "active"),
    (FOLD, -35, 0, "called_off"),
    (AIDE, -32, 0, "agreed"),
    (KNIT, -28, 0, "agreed"),
)

# Opening, first day, how far it got.
MATCHES: tuple[tuple[str, int, str], ...] = (
    (NET, -20, "trial"),
    (GYM, -18, "trial"),
    (FOLD, -16, "trial"),
    (TOWEL, -15, "proposed"),
    (HOST, -14, "proposed"),
    ("木の器みがき", -12, "proposed"),
    (CALF, -11, "discussed"),
    (PEEL, -10, "discussed"),
    ("パン屋の下ごしらえ", -9, "discussed"),
    ("朝の配膳係", -8, "discussed"),
    (KNIT, -7, "declined_by_person"),
    (SAND, -30, "declined_by_person"),
    ("介護の補助（見習い）", -120, "declined_by_person"),
    ("喫茶の運び係", -60, "declined_by_employer"),
    (HELPER, -150, "declined_by_employer"),
    ("店じまいの片付け", -50, "withdrawn"),
    (BESIDE, -5, "suggested"),
    ("雪の朝の玄関番", -4, "suggested"),
    ("会館だよりを折る・配る", -3, "suggested"),
    (ROOM, -3, "suggested"),
    ("包装の午後番", -2, "suggested"),
    ("倉庫の網の棚おろし", -1, "suggested"),
)

_WORDS = (
    "やってみたい。",
    "見てから決めたい。",
    "朝なら行けそう。",
    "ひとりで行くのは少しこわい。",
    "週に一度からなら。",
)
_STAGE_OF = {
    WorkForm.VOLUNTEER: Stage.VOLUNTEER,
    WorkForm.NON_EMPLOYMENT_TRAINING: Stage.PAID_TRAINING,
    WorkForm.SUPPORTED_EMPLOYMENT: Stage.SUPPORTED_EMPLOYMENT,
    WorkForm.OPEN_EMPLOYMENT: Stage.OPEN_PART,
}
_STAGE_AFTER: dict[str, Stage] = {
    Outcome.HALF_HALF: Stage.HALF_HALF,
    Outcome.OPEN_HERE: Stage.OPEN_PART,
    Outcome.OPEN_ELSEWHERE: Stage.OPEN_FULL,
    Outcome.BACK_TO_PREPARATION: Stage.IBASHO,
    EndReason.HEALTH: Stage.IBASHO,  # a step back, and the door stays open
}


def play_placements(cast: Cast) -> list[Story]:
    """From the first thought to how it ended."""
    return [_placement(cast, *told) for told in PLACEMENTS]


def play_matches(cast: Cast) -> list[Story]:
    """Those that have not come, or did not come, to work."""
    return [_match(cast, *told) for told in MATCHES]


def play_stages(cast: Cast) -> list[Story]:
    """Looking again whether what is shown is still right, and at the end what the calendar itself moves."""
    return [_keep_current(cast)]


def _keep_current(cast: Cast) -> Story:
    yield -25
    for number, opening in enumerate(cast.openings.values()):
        opening.refresh_from_db()
        if opening.state == OpeningState.PUBLISHED and number % 5:
            project_actions.confirm_accuracy(opening)
    yield 0
    project_actions.expire_openings(clock.today())


def _someone_for(cast: Cast, opening: Opening) -> Person | None:
    """Somebody whom nothing blocks and who is not at work or in talks elsewhere."""
    busy = set(Match.objects.filter(state__in=LIVE_MATCH_STATES).values_list("person", flat=True)) | set(
        Placement.objects.filter(state__in=LIVE_PLACEMENT_STATES).values_list("match__person", flat=True)
    )
    settled = Placement.objects.filter(outcome=Outcome.HALF_HALF).values_list("match__person", flat=True)
    busy |= set(settled)  # half on benefit, half at work: they have arrived
    free = [pair for pair in people_for(opening) if not pair.blocked and pair.person.pk not in busy]
    best = [pair for pair in free if pair.band == 0] or free
    return cast.rng.choice(best).person if best else None


def _begin_match(cast: Cast, title: str) -> Match | None:
    opening = cast.openings[title]
    opening.refresh_from_db()
    person = _someone_for(cast, opening)
    if person is None or opening.state != OpeningState.PUBLISHED:
        return None
    match, _made = actions.suggest(person, opening, actor=person.main_supporter)
    return match


def _placement(cast: Cast, title: str, day: int, lasts: int, end: str) -> Story:
    yield day
    match = _begin_match(cast, title)
    if match is None:
        return
    actor = match.owner
    yield day + 1
    actions.talk_over(match, actor=actor, words=cast.rng.choice(_WORDS))
    yield day + 3
    actions.propose(match, actor=actor)
    yield day + 6
    if cast.rng.random() < 0.7:
        actions.set_visit(
            match,
            actor=actor,
            kind=cast.rng.choice(list(Match.VisitKind)),
            on=clock.today() + dt.timedelta(days=4),
            accompanied_by="相談員",
            answer="どうぞ来てください。",
        )
    yield day + 14
    starts = clock.today() + dt.timedelta(days=3 if end != "agreed" else 21)
    match.opening.refresh_from_db()
    try:
        placement = actions.agree(
            match,
            actor=actor,
            starts_on=starts,
            workplace_supporter="職場の世話役（見本）",
            hours_per_week=match.opening.hours_min or 1,
        )
    except MoveRefused:  # the last place went to somebody else, as it may
        actions.withdraw(match, actor=actor)
        return
    yield from _work(cast, placement, day + 17, lasts=lasts, end=end)


def _work(cast: Cast, placement: Placement, day: int, *, lasts: int, end: str) -> Story:
    actor = placement.centre_supporter
    if end == "agreed":
        return
    yield day
    if end == "called_off":
        actions.call_off(placement, actor=actor)
        return
    actions.begin_work(placement, actor=actor, on=clock.today())
    actions.change_stage(placement.match.person, _STAGE_OF[WorkForm(placement.work_form)], actor=actor)
    if lasts > 100 or (end == "active" and day < -100):
        yield day + 80
        actions.review(
            placement,
            actor=actor,
            held_on=clock.today(),
            decision=cast.rng.choice(["continue", "more_hours", "fewer_hours"]),
            person_words="続けてみます。",
        )
    if end in ("active", "review_due", "paused"):
        yield from _stay(placement, day, end=end)
        return
    yield day + lasts
    if end in Outcome.values:
        actions.complete(placement, actor=actor, on=clock.today(), outcome=end)
        if end == Outcome.HALF_HALF:
            actions.update_person(placement.match.person, benefit_status=BenefitStatus.RECEIVING)
    else:
        actions.end_early(
            placement,
            actor=actor,
            on=clock.today(),
            end_reason=end,
            note="休み方を先に決めておくとよかった。",
        )
    if end in _STAGE_AFTER:
        actions.change_stage(placement.match.person, _STAGE_AFTER[end], actor=actor)


def _stay(placement: Placement, day: int, *, end: str) -> Story:
    """Still at work today; some of them rest, for some it is time to look together."""
    if end == "paused":
        yield -15
        actions.pause(placement, actor=placement.centre_supporter)
    elif end == "review_due":
        yield -2
        actions.mark_reviews_due(clock.today())
    elif day < -90:
        yield -30
        actions.review(
            placement,
            actor=placement.centre_supporter,
            held_on=clock.today(),
            decision="continue",
            person_words="今のままがいいです。",
        )


def _match(cast: Cast, title: str, day: int, far: str) -> Story:
    yield day
    match = _begin_match(cast, title)
    if match is None or far == "suggested":
        return
    actor = match.owner
    yield day + 1
    actions.talk_over(match, actor=actor, words=cast.rng.choice(_WORDS))
    if far == "declined_by_person":
        yield day + 2
        actions.decline_for_person(match, actor=actor, words="今はやめておきます。")
    if far in ("discussed", "declined_by_person"):
        return
    if far == "withdrawn":
        actions.withdraw(match, actor=actor)
        return
    yield day + 2
    actions.propose(match, actor=actor)
    if far == "trial":
        yield day + 6
        actions.set_visit(
            match,
            actor=actor,
            kind="visit",
            on=cast.base + dt.timedelta(days=5),
            accompanied_by="相談員",
            answer="お待ちしています。",
        )
    elif far == "declined_by_employer":
        yield day + 9
        actions.decline_for_employer(match, actor=actor, answer="今月は教える人がいないとのこと。")
