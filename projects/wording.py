"""An opening in words for the public. What is not known is asked for or left out, never guessed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.japanese.dates import japanese_date, japanese_date_short
from base.japanese.text import format_yen
from base.masks import labels
from base.vocabulary import (
    Independence,
    InstructionStyle,
    Level,
    PayKind,
    Qualification,
    Stage,
    Theme,
    TravelMode,
)
from base.wording import listed, months_in_words, slots_in_words
from projects.models import Opening

# Loads of the work: the field, and what it is called. Each is none, a little, some, much, or not known.
LOADS = {
    "noise": gettext_lazy("Noise"),
    "crowd": gettext_lazy("People around you"),
    "smell": gettext_lazy("Smell and dust"),
    "pace": gettext_lazy("Hurry"),
    "customers": gettext_lazy("Talking with customers"),
    "phone": gettext_lazy("Answering the telephone"),
    "reading": gettext_lazy("Reading and writing"),
}
# What there may or may not be.
HAZARDS = {
    "cold": gettext_lazy("cold places"),
    "heights": gettext_lazy("high places"),
    "machinery": gettext_lazy("dangerous machines"),
    "driving": gettext_lazy("driving"),
    "night": gettext_lazy("night work"),
}
# Yes-or-no conditions: the sentence for yes, and for no.
SAID = {
    "sitting_possible": (gettext_lazy("You can do it sitting."), gettext_lazy("You stand or move about.")),
    "same_day_absence_ok": (
        gettext_lazy("On a bad day you may say so the same morning."),
        gettext_lazy("Please tell them the day before if you cannot come."),
    ),
    "supporter_named": (gettext_lazy("Somebody at the workplace looks after you."), ""),
    "accompaniment_allowed": (gettext_lazy("Somebody you trust may come along."), ""),
    "quiet_place": (
        gettext_lazy("There is a quiet place to rest."),
        gettext_lazy("There is no room to rest alone."),
    ),
    "plain_japanese_ok": (gettext_lazy("They explain in easy Japanese."), ""),
    "visit_possible": (gettext_lazy("You can have a look first."), gettext_lazy("Visits are not possible.")),
    "trial_possible": (gettext_lazy("You can try it first."), gettext_lazy("Trying first is not possible.")),
    "pick_up": (gettext_lazy("You are picked up and brought back."), gettext_lazy("There is no pick-up.")),
}


@dataclass(frozen=True)
class Row:
    """One condition: what it is called and how it is."""

    term: str
    description: str


@dataclass(frozen=True)
class Section:
    """Conditions that belong together."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Chip:
    """A short fact with the name of its drawing."""

    label: str
    icon: str = ""


def pay_in_words(opening: Opening) -> str:
    """Kind and amount. Pay is always said, also when there is none or when the amount is not known."""
    kind = str(PayKind(opening.pay_kind).label)
    if opening.pay_kind == PayKind.NONE:
        return kind
    amount = _amount(opening.pay_min, opening.pay_max)
    if not amount:
        return (
            kind
            if opening.pay_kind == PayKind.EXPENSES
            else _("%(kind)s (please ask us how much)") % {"kind": kind}
        )
    unit = opening.get_pay_unit_display() if opening.pay_unit else ""
    return (_("%(kind)s: %(amount)s %(unit)s") % {"kind": kind, "amount": amount, "unit": unit}).strip()


def _amount(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        if low == high:
            return format_yen(low)
        return _("%(low)s to %(high)s") % {"low": format_yen(low), "high": format_yen(high)}
    if low is not None:
        return _("from %(low)s") % {"low": format_yen(low)}
    return _("up to %(high)s") % {"high": format_yen(high)} if high is not None else ""


def when_in_words(opening: Opening) -> str:
    """Days and times on one line; "" when nothing is known of them."""
    return _together([slots_in_words(opening.slots), opening.hours_text]) or hours_in_words(opening)


def hours_in_words(opening: Opening) -> str:
    """Hours a week; "" when not known."""
    low, high = opening.hours_min, opening.hours_max
    if low is not None and high is not None and low != high:
        return _("%(low)s to %(high)s hours a week") % {"low": low, "high": high}
    if low is not None and low == high:
        return _("%(hours)s hours a week") % {"hours": low}
    if low is not None:
        return _("%(low)s hours a week or more") % {"low": low}
    return _("up to %(high)s hours a week") % {"high": high} if high is not None else ""


def stage_in_words(opening: Opening) -> str:
    """The stages it is meant for, by their plain names."""
    first, last = Stage(opening.stage_min), Stage(opening.stage_max)
    if first == last:
        return str(first.label)
    if (first, last) == (min(Stage), max(Stage)):
        return _("Wherever you stand just now")
    return _("%(first)s to %(last)s") % {"first": first.label, "last": last.label}


def chips_of(opening: Opening) -> list[Chip]:
    """What helps to decide at a glance. Only what is known to be so."""
    wanted = [
        (opening.sitting_possible, Chip(_("Sitting is possible"), "seat")),
        (opening.visit_possible, Chip(_("A visit is possible"), "eye")),
        (opening.trial_possible, Chip(_("A trial is possible"), "check")),
        (opening.pick_up, Chip(_("Pick-up"), "car")),
        (opening.months, Chip(months_in_words(opening.months), "leaf")),
    ]
    return [chip for holds, chip in wanted if holds]


def sections_of(opening: Opening) -> list[Section]:
    """All known conditions, as sections of rows; a section of which nothing is known is left out."""
    made: list[tuple[str, Callable[[Opening], Iterable[tuple[Any, Any]]]]] = [
        (_("When"), _when_rows),
        (_("Pay"), _pay_rows),
        (_("How it feels"), _feel_rows),
        (_("Who is at your side"), _support_rows),
        (_("The way there"), _way_rows),
        (_("About this opening"), _about_rows),
    ]
    sections = [
        Section(title, [Row(str(term), str(said)) for term, said in rows(opening) if said])
        for title, rows in made
    ]
    return [section for section in sections if section.rows]


def unknown_of(opening: Opening) -> str:
    """What people often ask and nobody has told us yet, as one list; "" when all is known."""
    asked: dict[str, Any] = {
        "slots": _("days and times"),
        "sitting_possible": _("sitting"),
        "lift_kg": _("heavy things"),
        "stand_minutes": _("standing"),
        **{name: term for name, term in LOADS.items() if name in ("noise", "crowd")},
        "visit_possible": _("visits"),
        "pick_up": _("pick-up"),
    }
    return listed([term for name, term in asked.items() if getattr(opening, name) is None])


def _when_rows(opening: Opening) -> Iterable[tuple[Any, Any]]:
    yield _("Days and times"), slots_in_words(opening.slots)
    yield _("Working hours"), opening.hours_text
    yield _("Hours a week"), hours_in_words(opening)
    if opening.slots_needed:
        yield _("At least"), _("%(count)s half-days a week") % {"count": opening.slots_needed}
    if opening.starts_from_hours:
        yield (
            _("To begin with"),
            _("%(hours)s hours a week are enough. You can add more bit by bit.")
            % {"hours": opening.starts_from_hours},
        )
    yield _("At a stretch"), _minutes(opening.minutes_continuous)
    yield _("Season"), months_in_words(opening.months)
    if opening.starts_on:
        yield _("Begins on"), japanese_date(opening.starts_on)
    yield _("When you cannot come"), _said(opening, "same_day_absence_ok")


def _pay_rows(opening: Opening) -> Iterable[tuple[Any, Any]]:
    yield _("Pay"), pay_in_words(opening)
    yield _("How it is decided"), opening.pay_note
    if opening.pay_kind != PayKind.NONE and opening.pay_every:
        yield _("You receive it"), opening.get_pay_every_display()
    yield _("Form of work"), opening.get_work_form_display()


def _feel_rows(opening: Opening) -> Iterable[tuple[Any, Any]]:
    yield _("Sitting or standing"), _said(opening, "sitting_possible")
    yield _("Standing at a stretch"), _minutes(opening.stand_minutes)
    if opening.lift_kg is not None:
        yield _("Heavy things"), _weight(opening.lift_kg)
    yield _("Indoors or outdoors"), opening.get_indoor_display()
    yield _("Alone or with others"), opening.get_company_display()
    yield _("There is a lot of"), _at_level(opening, Level.MUCH)
    yield _("There is"), _at_level(opening, Level.SOME, hazard=True)
    yield _("There is a little of"), _at_level(opening, Level.LITTLE)
    yield _("There is none of"), _at_level(opening, Level.NONE, hazard=False)
    yield _("Has to do with"), listed(labels(opening.interests, Theme))
    yield _("Licence you need"), listed(labels(opening.qualifications_required, Qualification))


def _at_level(opening: Opening, level: Level, *, hazard: bool | None = None) -> str:
    """The loads of this level, and with `hazard` the yes-or-no ones that are so. What is not known is in neither."""
    loads = [word for name, word in LOADS.items() if getattr(opening, name) == level]
    sure = [word for name, word in HAZARDS.items() if hazard is not None and getattr(opening, name) is hazard]
    return listed([*loads, *sure])


def _support_rows(opening: Opening) -> Iterable[tuple[Any, Any]]:
    yield _("At the workplace"), _said(opening, "supporter_named")
    if opening.supporter_ratio:
        yield _("One supporter looks after"), _("up to %(count)s people") % {"count": opening.supporter_ratio}
    yield _("Coming along"), _said(opening, "accompaniment_allowed")
    yield _("How you learn it"), listed(labels(opening.instruction_style, InstructionStyle))
    yield _("How they speak"), _said(opening, "plain_japanese_ok")
    yield _("Rest"), _said(opening, "quiet_place")
    yield (
        _("Before you decide"),
        _together([_said(opening, "visit_possible"), _said(opening, "trial_possible")]),
    )


def _way_rows(opening: Opening) -> Iterable[tuple[Any, Any]]:
    place = opening.workplace
    yield _("Area"), opening.shown_area or ""
    if place:
        yield _("Workplace"), _together([place.name, place.address])
        if place.nearest_stop and place.walk_minutes is not None:
            yield (
                _("Nearest stop"),
                _("%(stop)s, then %(minutes)s minutes on foot")
                % {"stop": place.nearest_stop, "minutes": place.walk_minutes},
            )
        else:
            yield _("Nearest stop"), place.nearest_stop
    yield _("You can get there by"), listed(labels(opening.reach_modes, TravelMode))
    yield _("Being picked up"), _said(opening, "pick_up")
    if opening.last_service_gap is not None:
        yield (
            _("Last bus"),
            _("leaves %(minutes)s minutes after the end of work") % {"minutes": opening.last_service_gap},
        )


def _about_rows(opening: Opening) -> Iterable[tuple[Any, Any]]:
    yield _("How many can come"), _places(opening)
    yield _("For people at this stage"), stage_in_words(opening)
    yield _("Good for"), listed(labels(opening.independence, Independence))
    if opening.accuracy_confirmed_on:
        yield _("Checked to be right on"), japanese_date_short(opening.accuracy_confirmed_on)
    if opening.valid_until:
        yield _("Shown until"), japanese_date(opening.valid_until)


def _places(opening: Opening) -> str:
    if opening.places_taken == 0:
        return _("%(places)s people") % {"places": opening.places}
    return _("%(left)s of %(places)s still free") % {"left": opening.places_left, "places": opening.places}


def _minutes(minutes: int | None) -> str:
    if minutes is None:
        return ""
    return _("about %(minutes)s minutes") % {"minutes": minutes} if minutes else _("None")


def _weight(kilograms: int) -> str:
    return _("up to %(kilograms)s kg") % {"kilograms": kilograms} if kilograms else _("Nothing heavy")


def _said(opening: Opening, name: str) -> str:
    """The sentence of a yes-or-no condition; "" when it is not known."""
    holds = getattr(opening, name)
    return "" if holds is None else str(SAID[name][0 if holds else 1])


def _together(sentences: Iterable[str]) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
