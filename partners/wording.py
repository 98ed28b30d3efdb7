"""What became of a need, in words for the partner whose need it is."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.japanese.dates import japanese_date, japanese_date_short
from base.vocabulary import Accompaniment
from base.wording import slots_in_words
from partners.models import Need, NeedNews
from partners.models.needs import NeedState

Kind = NeedNews.Kind


@dataclass(frozen=True)
class Stop:
    """A place on the way of a need: the news that mark it, and what happens there."""

    title: Any
    marks: tuple[Kind, ...]
    text: Any


@dataclass(frozen=True)
class Step:
    """A stop as components/steps.html draws it: `state` is done, current or todo."""

    title: str
    state: str
    date: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """A term and what is said to it."""

    term: str
    description: str


@dataclass(frozen=True)
class Line:
    """One line of news; `sketch` is the anonymous outline of somebody, if the news is of one.

    `shared_id` is the number of a sheet that the app above shows, while the person agrees.
    """

    date: str
    text: str
    opening_title: str = ""
    on: str = ""
    sketch: list[Row] = field(default_factory=list)
    shared_id: uuid.UUID | None = None
    could_be: list[str] = field(default_factory=list)


WAY = [
    Stop(
        gettext_lazy("We receive your words"),
        (Kind.RECEIVED,),
        gettext_lazy("Your words are with us. A coordinator will call you."),
    ),
    Stop(
        gettext_lazy("We come and listen"),
        (Kind.HEARING,),
        gettext_lazy("A coordinator comes, looks and listens. You need not prepare anything."),
    ),
    Stop(
        gettext_lazy("We look for the pieces"),
        (Kind.CARVING,),
        gettext_lazy("We take the work apart and look for the pieces that somebody could take on."),
    ),
    Stop(
        gettext_lazy("We make openings"),
        (Kind.OPENING_MADE, Kind.PUBLISHED),
        gettext_lazy("We look for somebody whom the work suits. As soon as there is somebody, we call you."),
    ),
    Stop(
        gettext_lazy("You get to know each other"),
        (Kind.PROPOSED, Kind.TRIAL, Kind.AGREED),
        gettext_lazy("Somebody would like to hear more. We talk over a visit or a trial with you both."),
    ),
    Stop(
        gettext_lazy("The work begins"),
        (Kind.BEGUN,),
        gettext_lazy("We keep coming by. Please tell us also about small things."),
    ),
]
STATE_STOPS = {
    NeedState.SUBMITTED: 0,
    NeedState.HEARING: 1,
    NeedState.CARVING: 2,
    NeedState.OPENINGS_MADE: 3,
}
MEETING, BEGUN = 4, 5
ENDS = {
    NeedState.SUPPORTED_OTHERWISE: Stop(
        gettext_lazy("Helped in another way"),
        (Kind.SUPPORTED_OTHERWISE,),
        gettext_lazy("We found another way than an opening. If the trouble comes back, please tell us."),
    ),
    NeedState.DECLINED: Stop(
        gettext_lazy("Not taken on"),
        (Kind.DECLINED,),
        gettext_lazy("We could not take this on. Please call us if you would like to talk about the reason."),
    ),
}


def steps_of(need: Need, news: Sequence[NeedNews]) -> list[Step]:
    """The way of a need, from its words to work that has begun. `news` are all of its news, oldest first."""
    days: dict[str, dt.date] = {}
    for line in news:
        days.setdefault(line.kind, _day(line.at))
    if need.state in ENDS:
        way = [stop for stop in WAY[:MEETING] if days.keys() & set(stop.marks)] + [
            ENDS[NeedState(need.state)]
        ]
        here = len(way) - 1
    else:
        way, here = WAY, _place(need, news)
    return [_step(stop, place - here, days) for place, stop in enumerate(way)]


def _place(need: Need, news: Sequence[NeedNews]) -> int:
    """The index in WAY. What an opening came to counts only while the need has one."""
    if need.state != NeedState.OPENINGS_MADE:
        return STATE_STOPS[NeedState(need.state)]
    kinds = [line.kind for line in news]
    if Kind.BEGUN in kinds:
        return BEGUN
    meetings = [kind for kind in kinds if kind in (*WAY[MEETING].marks, Kind.NOT_THIS_TIME)]
    return MEETING if meetings and meetings[-1] != Kind.NOT_THIS_TIME else MEETING - 1


def _step(stop: Stop, distance: int, days: dict[str, dt.date]) -> Step:
    """`distance` is below zero for what is done, and zero for where the need stands now."""
    if distance > 0:
        return Step(str(stop.title), "todo")
    seen = [days[mark] for mark in stop.marks if mark in days]
    date = japanese_date_short(min(seen)) if seen else ""
    if distance < 0:
        return Step(str(stop.title), "done", date)
    return Step(str(stop.title), "current", date, str(stop.text))


def line_of(news: NeedNews) -> Line:
    """One line of news in words."""
    return Line(
        date=japanese_date_short(_day(news.at)),
        text=str(news.get_kind_display()),
        opening_title=news.opening_title,
        on=japanese_date(news.on) if news.on else "",
        sketch=sketch_in_words(news.sketch),
        shared_id=news.shared_id,
        could_be=[could_be_in_words(*told) for told in news.could_be],
    )


# What an employer may change about an opening, by the levers of the matching engine (volunteers/matching/doors.py).
CHANGES = {
    "lighter": gettext_lazy("keep what is lifted to %(value)s kg"),
    "less_standing": gettext_lazy("keep standing to %(value)s minutes at a time"),
    "breaks": gettext_lazy("have a break every %(value)s minutes"),
    "no_cold": gettext_lazy("split off what is done in the cold"),
    "no_heights": gettext_lazy("split off what is done high up"),
    "no_machinery": gettext_lazy("split off the dangerous machines"),
    "no_driving": gettext_lazy("split off the driving"),
    "no_night": gettext_lazy("leave out the night"),
    "shorter_start": gettext_lazy("begin with %(value)s hours a week"),
    "pick_up": gettext_lazy("offer a pick-up"),
    "alongside": gettext_lazy("let somebody come along (%(value)s)"),
    "supporter": gettext_lazy("name somebody at the workplace who can be asked"),
    "one_more_place": gettext_lazy("offer one more place"),
    "still_open": gettext_lazy("keep the opening open for longer"),
    "fewer_half_days": gettext_lazy("ask for %(value)s half-days a week"),
    "other_half_day": gettext_lazy("offer %(value)s too"),
}
NOTHING_LEFT = {
    "lighter": gettext_lazy("split off the lifting"),
    "less_standing": gettext_lazy("let it be done sitting"),
}


def change_in_words(lever: str, value: int) -> str:
    """A change as something that an employer can do."""
    words = NOTHING_LEFT[lever] if lever in NOTHING_LEFT and not value else CHANGES[lever]
    shown: Any = value
    if lever == "other_half_day":
        shown = slots_in_words(1 << value)
    elif lever == "alongside":
        shown = Accompaniment(value).label
    return str(words) % {"value": shown}


def could_be_in_words(lever: str, value: int, people: int) -> str:
    """A change and how many people at least could come with it."""
    change = change_in_words(lever, value)
    return _("If you could %(change)s: %(number)s or more people could come.") % {
        "change": change,
        "number": people,
    }


def sketch_in_words(sketch: dict[str, Any]) -> list[Row]:
    """An anonymous outline: work conditions only. What we do not know by name is not said at all."""
    known = {name: value for name, value in sketch.items() if type(value) is int}
    said = [
        ("max_hours_now", _("Hours a week"), _("up to %(number)s hours")),
        ("max_minutes_continuous", _("At a stretch"), _("about %(number)s minutes")),
        ("lift_kg", _("Lifting"), _("up to %(number)s kg")),
    ]
    rows = [Row(term, words % {"number": known[name]}) for name, term, words in said if name in known]
    if known.get("slots"):
        rows.insert(1, Row(_("Days and times"), slots_in_words(known["slots"])))
    if known.get("needs_accompaniment") in Accompaniment.values:
        rows.append(Row(_("We come along"), str(Accompaniment(known["needs_accompaniment"]).label)))
    return rows


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()
