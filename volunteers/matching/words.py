"""A coordinator's sentence for every reason, as data. Whoever shows it brings the translator and the names of masks.

`WORDS[code, verdict]` is an English msgid with named places: `have` and `need` (with their units, or "not known"),
`distance` (how far past the limit, or how far off) and `title` (the rule's name). Other readers need other words: the
person and the employer are not told what a coordinator is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Final

from .assessment import Reason
from .rules import BY_CODE, Unit, Verdict

Translate = Callable[[str], str]
Names = Mapping[str, Sequence[str]]
"""Names of the bits of a mask, lowest first, already in the reader's language: "licences", "themes", "strengths"."""


def _(msgid: str) -> str:
    """Mark a msgid for the catalogue; it is translated when it is shown."""
    return msgid


BLOCK, AGAINST, FOR, UNKNOWN = Verdict.BLOCK, Verdict.AGAINST, Verdict.FOR, Verdict.UNKNOWN

NOT_KNOWN: Final = _("not known")
CLEARED: Final = _("%(reason)s (cleared by the chief)")
# Not ", ": Django and Wagtail join and split times at that msgid, and a catalogue of ours would change it for them.
BETWEEN: Final = _("%(one)s, %(other)s")

TITLES: Final = {
    "consent": _("Consent"),
    "doctor": _("Doctor's instruction"),
    "age_law": _("Age and the law"),
    "safety": _("Safety of this person"),
    "lift": _("Lifting"),
    "standing": _("Standing"),
    "stretch": _("Work at a stretch"),
    "cold": _("Cold places"),
    "heights": _("High places"),
    "machinery": _("Dangerous machines"),
    "driving": _("Driving"),
    "night": _("Night work"),
    "hours": _("Hours a week"),
    "days": _("Days and times"),
    "travel": _("Way there"),
    "commute": _("Travel time"),
    "accompaniment": _("Somebody alongside"),
    "qualification": _("Licences needed"),
    "papers": _("Papers of the opening"),
    "accreditation": _("Accreditation of the site"),
    "supporter": _("Supporter at the workplace"),
    "places": _("Places left"),
    "expired": _("Validity of the opening"),
    "first_hours": _("Hours of a first placement"),
    "ramp": _("Step up in hours"),
    "start": _("When to start"),
    "phone": _("Telephone"),
    "customers": _("Contact with customers"),
    "noise": _("Noise"),
    "crowd": _("Many people around"),
    "smell": _("Smell or dust"),
    "pace": _("Pressure of pace"),
    "reading": _("Reading and writing"),
    "winter": _("Coming in winter"),
    "winter_commute": _("Travel time in winter"),
    "last_service": _("Last bus or train"),
    "quiet_place": _("Quiet place to rest"),
    "pay_day": _("How often pay comes"),
    "supporter_ratio": _("People per supporter"),
    "early_ends": _("Early ends here"),
    "stale_opening": _("How recent the opening's information is"),
    "stale_conditions": _("How recent this person's information is"),
    "interests": _("Interests"),
    "strengths": _("Strengths"),
    "company": _("Alone or with others"),
    "posture": _("Sitting or moving"),
    "surroundings": _("Indoors or outdoors"),
    "pay": _("Wish to earn"),
    "stage": _("Stage and work"),
    "near": _("Nearness"),
    "same_day_absence": _("Absence on the day"),
    "time_of_day": _("Best time of day"),
    "instruction": _("How it is taught"),
    "plain_japanese": _("Easy Japanese"),
    "season": _("Season of the work"),
    "familiar": _("A familiar face"),
    "peers": _("Others from the centre"),
    "welcome": _("Word of welcome"),
}

_ASK_BOTH = _("%(title)s: not known yet (work: %(need)s; person: %(have)s).")
_ASK_EMPLOYER = _("%(title)s: not known yet; ask the employer.")
_ASK_PLACE = _("%(title)s: not known yet (person: %(need)s; work: %(have)s).")
_STRAINS = _("%(title)s: “%(need)s” at this work, “%(have)s” for this person.")
_SPARES = _("%(title)s: “%(need)s” at this work, which is kind to this person (“%(have)s”).")
_WISH_MET = _("%(title)s: this person would like “%(need)s”, the work has “%(have)s”.")
_WISH_NOT_MET = _("%(title)s: this person would like “%(need)s”, but the work has “%(have)s”.")

WORDS: Final[Mapping[tuple[str, Verdict], str]] = {
    ("consent", BLOCK): _("Consent: this person has not agreed that the employer may be told about them."),
    ("doctor", BLOCK): _("Doctor's instruction: this work goes against what is on file."),
    ("age_law", BLOCK): _("Age and the law: the law does not allow this work or these hours."),
    ("safety", BLOCK): _("Safety: this person is not to be sent to this partner."),
    ("safety", UNKNOWN): _("Safety: which partner this is, is not known, and this person avoids some."),
    ("lift", BLOCK): _("Lifting: the work needs %(need)s, this person lifts up to %(have)s."),
    ("lift", FOR): _("Lifting: the work needs %(need)s, and this person lifts up to %(have)s."),
    ("lift", UNKNOWN): _ASK_BOTH,
    ("standing", BLOCK): _(
        "Standing: the work needs %(need)s at a stretch, this person stands up to %(have)s."
    ),
    ("standing", FOR): _(
        "Standing: the work needs %(need)s at a stretch, and this person stands up to %(have)s."
    ),
    ("standing", UNKNOWN): _ASK_BOTH,
    ("stretch", BLOCK): _("At a stretch: the work goes on for %(need)s, this person works up to %(have)s."),
    ("stretch", FOR): _("At a stretch: the work goes on for %(need)s, and this person works up to %(have)s."),
    ("stretch", UNKNOWN): _ASK_BOTH,
    ("cold", BLOCK): _("Cold places: the work is in the cold, which this person cannot do."),
    ("cold", FOR): _("Cold places: the work is in the cold, which is fine for this person."),
    ("cold", UNKNOWN): _ASK_BOTH,
    ("heights", BLOCK): _("High places: the work is high up, which this person cannot do."),
    ("heights", FOR): _("High places: the work is high up, which is fine for this person."),
    ("heights", UNKNOWN): _ASK_BOTH,
    ("machinery", BLOCK): _("Dangerous machines: the work has them, which this person cannot do."),
    ("machinery", FOR): _("Dangerous machines: the work has them, which is fine for this person."),
    ("machinery", UNKNOWN): _ASK_BOTH,
    ("driving", BLOCK): _("Driving: the work needs it, and this person cannot drive for work."),
    ("driving", FOR): _("Driving: the work needs it, and driving is fine for this person."),
    ("driving", UNKNOWN): _ASK_BOTH,
    ("night", BLOCK): _("Night work: the work is at night, which this person cannot do."),
    ("night", FOR): _("Night work: the work is at night, which is fine for this person."),
    ("night", UNKNOWN): _ASK_BOTH,
    ("hours", BLOCK): _("Hours: the work begins with %(need)s, this person works up to %(have)s now."),
    ("hours", FOR): _("Hours: the work begins with %(need)s, and this person works up to %(have)s now."),
    ("hours", UNKNOWN): _(
        "Hours: not known yet, or whether it may begin with less (work: %(need)s; person: %(have)s)."
    ),
    ("days", BLOCK): _("Days and times: the work needs %(need)s, %(have)s suit both."),
    ("days", FOR): _("Days and times: the work needs %(need)s, and %(have)s suit both."),
    ("days", UNKNOWN): _("Days and times: not known yet (needed: %(need)s; suit both: %(have)s)."),
    ("travel", BLOCK): _("Way there: none (to the workplace: %(need)s; this person: %(have)s; no pick-up)."),
    ("travel", FOR): _("Way there: there is one (to the workplace: %(need)s; this person: %(have)s)."),
    ("travel", UNKNOWN): _("Way there: not known yet (to the workplace: %(need)s; this person: %(have)s)."),
    ("commute", BLOCK): _("Travel time: %(need)s one way, this person travels up to %(have)s."),
    ("commute", FOR): _("Travel time: %(need)s one way, and this person travels up to %(have)s."),
    ("commute", UNKNOWN): _("Travel time: not known yet (one way: %(need)s; this person: up to %(have)s)."),
    ("accompaniment", BLOCK): _("Somebody alongside: needed (%(need)s), but not allowed there."),
    ("accompaniment", FOR): _("Somebody alongside: needed (%(need)s), and welcome there."),
    ("accompaniment", UNKNOWN): _ASK_PLACE,
    ("qualification", BLOCK): _("Licences: the law asks for %(need)s; this person has %(have)s."),
    ("qualification", FOR): _("Licences: the law asks for %(need)s, and this person has what is needed."),
    ("qualification", UNKNOWN): _ASK_BOTH,
    ("papers", BLOCK): _("Papers: the conditions, or insurance and confirmation sheet, are not complete."),
    ("papers", UNKNOWN): _(
        "Papers: whether conditions, insurance and confirmation sheet are complete is not known."
    ),
    ("accreditation", BLOCK): _("Accreditation: the site is not accredited for statutory work training."),
    ("accreditation", UNKNOWN): _("Accreditation: whether the site is accredited is not known."),
    ("supporter", BLOCK): _("Supporter at the workplace: nobody is named."),
    ("supporter", UNKNOWN): _("Supporter at the workplace: whether somebody is named is not known."),
    ("places", BLOCK): _("Places: all are taken."),
    ("places", UNKNOWN): _("Places: how many are left is not known."),
    ("expired", BLOCK): _("Validity: the opening ended on %(have)s."),
    ("expired", UNKNOWN): _("Validity: until when the opening stands is not known."),
    ("first_hours", AGAINST): _("First placement: it begins with %(need)s, more than %(have)s."),
    ("first_hours", UNKNOWN): _(
        "First placement: whether it is one, or with how many hours it begins, is not known."
    ),
    ("ramp", AGAINST): _(
        "Step up in hours: the work begins with %(need)s, the next step from now is %(have)s."
    ),
    ("ramp", UNKNOWN): _(
        "Step up in hours: hours now, or with how many it begins, are not known (work: %(need)s)."
    ),
    ("start", AGAINST): _("Start: the work begins on %(need)s, this person could begin on %(have)s."),
    ("start", UNKNOWN): _("Start: not known yet (work: %(need)s; person: %(have)s)."),
    ("winter", AGAINST): _("Winter: there is work in winter, when this person cannot travel."),
    ("winter", UNKNOWN): _(
        "Winter: whether there is work in winter, or whether this person can come then, is not known."
    ),
    ("winter_commute", AGAINST): _("Winter: the way takes %(need)s, longer than %(have)s."),
    ("winter_commute", UNKNOWN): _("Winter: how long the way takes is not known (one way: %(need)s)."),
    ("last_service", AGAINST): _(
        "Last bus or train: it leaves %(have)s after the end of work, less than %(need)s."
    ),
    ("last_service", UNKNOWN): _(
        "Last bus or train: how long after the end of work it leaves, or whether it is needed, is not known."
    ),
    ("quiet_place", AGAINST): _("Quiet place to rest: needed, but there is none."),
    ("quiet_place", FOR): _("Quiet place to rest: needed, and there is one."),
    ("quiet_place", UNKNOWN): _ASK_PLACE,
    ("pay_day", AGAINST): _("Pay: this person needs it “%(need)s”, here it is “%(have)s”."),
    ("pay_day", FOR): _("Pay: this person needs it “%(need)s”, and here it is “%(have)s”."),
    ("pay_day", UNKNOWN): _ASK_PLACE,
    ("supporter_ratio", AGAINST): _("Supporters: %(have)s for one supporter, more than %(need)s."),
    ("supporter_ratio", UNKNOWN): _ASK_EMPLOYER,
    ("early_ends", AGAINST): _("Early ends: %(have)s here in the last twelve months."),
    ("early_ends", UNKNOWN): _("Early ends: how many there were here is not known."),
    ("stale_opening", AGAINST): _("Information: the opening was last confirmed %(have)s ago."),
    ("stale_opening", UNKNOWN): _("Information: when the opening was last confirmed is not known."),
    ("stale_conditions", AGAINST): _(
        "Information: this person's conditions were last confirmed %(have)s ago."
    ),
    ("stale_conditions", UNKNOWN): _(
        "Information: when this person's conditions were last confirmed is not known."
    ),
    ("interests", AGAINST): _(
        "Interests: the work (%(have)s) has nothing of what this person likes (%(need)s)."
    ),
    ("interests", FOR): _(
        "Interests: the work (%(have)s) has something of what this person likes (%(need)s)."
    ),
    ("interests", UNKNOWN): _ASK_PLACE,
    ("strengths", AGAINST): _("Strengths: the work (%(have)s) has no use for this person's (%(need)s)."),
    ("strengths", FOR): _("Strengths: the work (%(have)s) has use for this person's (%(need)s)."),
    ("strengths", UNKNOWN): _ASK_PLACE,
    ("stage", AGAINST): _("Stage: this person is at “%(have)s”; the nearest of this work is “%(need)s”."),
    ("stage", FOR): _("Stage: this work is meant for this person's stage, “%(have)s”."),
    ("stage", UNKNOWN): _("Stage: not known yet (this person: %(have)s)."),
    ("near", AGAINST): _("Nearness: %(have)s one way."),
    ("near", FOR): _("Nearness: only %(have)s one way."),
    ("near", UNKNOWN): _("Nearness: how long the way takes is not known."),
    ("same_day_absence", AGAINST): _("Absence on the day: needed, but not possible there."),
    ("same_day_absence", FOR): _("Absence on the day: needed, and possible there."),
    ("same_day_absence", UNKNOWN): _ASK_PLACE,
    ("plain_japanese", AGAINST): _("Easy Japanese: wished for, but not offered there."),
    ("plain_japanese", FOR): _("Easy Japanese: wished for, and offered there."),
    ("plain_japanese", UNKNOWN): _ASK_PLACE,
    ("season", AGAINST): _(
        "Season: the next work is in %(need)s, %(distance)s from when this person could begin."
    ),
    ("season", FOR): _("Season: there is work in %(have)s, when this person could begin."),
    ("season", UNKNOWN): _("Season: the work's season, or when this person could begin, is not known."),
    ("familiar", FOR): _("A familiar face: somebody this person knows is there."),
    ("peers", FOR): _("Others from the centre: %(have)s there now."),
    ("peers", UNKNOWN): _ASK_EMPLOYER,
    ("welcome", FOR): _("Word of welcome: the employer wrote one."),
    ("welcome", UNKNOWN): _ASK_EMPLOYER,
    **{
        (code, verdict): words
        for code in ("phone", "customers", "noise", "crowd", "smell", "pace", "reading")
        for verdict, words in ((AGAINST, _STRAINS), (FOR, _SPARES), (UNKNOWN, _ASK_BOTH))
    },
    **{
        (code, verdict): words
        for code in ("company", "posture", "surroundings", "pay", "time_of_day", "instruction")
        for verdict, words in ((AGAINST, _WISH_NOT_MET), (FOR, _WISH_MET), (UNKNOWN, _ASK_PLACE))
    },
}

_AMOUNTS: Final = {
    Unit.KG: _("%(number)s kg"),
    Unit.MINUTES: _("%(number)s minutes"),
    Unit.HOURS: _("%(number)s hours a week"),
    Unit.HALF_DAYS: _("%(number)s half-days a week"),
    Unit.DAYS: _("%(number)s days"),
    Unit.MONTHS: _("%(number)s months"),
    Unit.LEVELS: _("%(number)s levels"),
    Unit.STAGES: _("%(number)s stages"),
    Unit.LICENCES: _("%(number)s licences"),
    Unit.PEOPLE: _("%(number)s people"),
    Unit.PLACES: _("%(number)s places"),
    Unit.CASES: _("%(number)s cases"),
    Unit.NONE: "%(number)s",
}
_DAY = _("%(year)s-%(month)s-%(day)s")
_SOME_NAMES = _("%(number)s kinds")
_NOTHING = _("none of them")

_ASKED = (_("does not come up"), _("comes up"))
_ABLE = (_("cannot"), _("is fine"))
_THERE = (_("not there"), _("there"))
_NEEDED = (_("not needed"), _("needed"))
_LOADS = (_("None"), _("A little"), _("Some"), _("Much"))
_STRESSES = (_("No trouble"), _("A little hard"), _("Hard"), _("Very hard"))
_ACCOMPANIED = (_("Not needed"), _("On the first day"), _("In the first week"), _("Every time"))
_PAY_EVERY = (_("No payment"), _("Each day"), _("Each week"), _("Each month"))
_PAY_KINDS = (_("Unpaid"), _("Travel and other expenses"), _("Honorarium"), _("Piece pay"), _("Wage"))
_STAGES = (
    _("First contact and visits"),
    _("A place to belong"),
    _("Volunteering, unpaid"),
    _("Volunteering or training with some pay"),
    _("Supported employment"),
    _("Ordinary employment, part time"),
    _("Ordinary employment, living from it"),
    _("Half welfare, half work"),
)
_MONTHS = (
    "",
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
_NO_PREFERENCE = _("No preference")
_COMPANY = (_NO_PREFERENCE, _("Alone"), _("With others"), _("Either is possible"))
_SURROUNDINGS = (_NO_PREFERENCE, _("Indoors"), _("Outdoors"), _("Both indoors and outdoors"))
_POSTURES = (_NO_PREFERENCE, _("Sitting"), _("Moving about"))
_SITTING = (_("done on one's feet"), _("can be done sitting"))
_EARNING = (_NO_PREFERENCE, _("Wants to earn now"), _("Not yet"))
_MODES = (_("On foot"), _("Bicycle"), _("Bus or train"), _("Own car"), _("Someone drives"), _("Pick-up"))
_STYLES = (_("Told in words"), _("Written down"), _("Shown by doing"))
_PARTS = (_("Morning"), _("Afternoon"), _("Evening"))

Show = Callable[[int, Translate, Names], str]


def _amount(unit: Unit) -> Show:
    return lambda value, translate, names: translate(_AMOUNTS[unit]) % {"number": abs(value)}


def _one_of(words: Sequence[str]) -> Show:
    return lambda value, translate, names: translate(words[value])


def _some_of(words: Sequence[str]) -> Show:
    return lambda value, translate, names: _list(value, [translate(word) for word in words], translate)


def _named(kind: str) -> Show:
    """Bits by the names that the caller has for them; without a name for each, how many they are."""

    def show(value: int, translate: Translate, names: Names) -> str:
        known = names.get(kind, ())
        if value >> len(known):
            return translate(_SOME_NAMES) % {"number": value.bit_count()}
        return _list(value, known, translate)

    return show


def _list(mask: int, words: Sequence[str], translate: Translate) -> str:
    chosen = [word for bit, word in enumerate(words) if mask >> bit & 1] or [translate(_NOTHING)]
    return reduce(lambda one, other: translate(BETWEEN) % {"one": one, "other": other}, chosen)


def _day(value: int, translate: Translate, names: Names) -> str:
    day = date.fromordinal(value)
    return translate(_DAY) % {"year": day.year, "month": day.month, "day": day.day}


_LEVELS = (_one_of(_STRESSES), _one_of(_LOADS))
_LIMITS = (_one_of(_ABLE), _one_of(_ASKED))
_OFFERS = (_one_of(_THERE), _one_of(_NEEDED))

_SHOWN: Final[Mapping[str, tuple[Show, Show]]] = {
    "accompaniment": (_one_of(_THERE), _one_of(_ACCOMPANIED)),
    "qualification": (_named("licences"), _named("licences")),
    "travel": (_some_of(_MODES), _some_of(_MODES)),
    "expired": (_day, _day),
    "start": (_day, _day),
    "pay_day": (_one_of(_PAY_EVERY), _one_of(_PAY_EVERY)),
    "interests": (_named("themes"), _named("themes")),
    "strengths": (_named("strengths"), _named("strengths")),
    "company": (_one_of(_COMPANY), _one_of(_COMPANY)),
    "posture": (_one_of(_SITTING), _one_of(_POSTURES)),
    "surroundings": (_one_of(_SURROUNDINGS), _one_of(_SURROUNDINGS)),
    "pay": (_one_of(_PAY_KINDS), _one_of(_EARNING)),
    "stage": (_one_of(_STAGES), _one_of(_STAGES)),
    "time_of_day": (_some_of(_PARTS), _some_of(_PARTS)),
    "instruction": (_some_of(_STYLES), _some_of(_STYLES)),
    "season": (_one_of(_MONTHS), _one_of(_MONTHS)),
    **dict.fromkeys(("phone", "customers", "noise", "crowd", "smell", "pace", "reading"), _LEVELS),
    **dict.fromkeys(("cold", "heights", "machinery", "driving", "night"), _LIMITS),
    **dict.fromkeys(("quiet_place", "same_day_absence", "plain_japanese"), _OFFERS),
}
"""How to say what a rule has and needs, where it is not an amount in the rule's unit."""


def describe(reason: Reason, translate: Translate, *, names: Names | None = None) -> str:
    """One sentence for a coordinator. `translate` is gettext or the like."""
    sentence = fill(WORDS[reason.code, reason.verdict], reason, translate, names=names)
    return translate(CLEARED) % {"reason": sentence} if reason.cleared else sentence


def fill(msgid: str, reason: Reason, translate: Translate, *, names: Names | None = None) -> str:
    """A sentence with its places filled from a reason: `title`, `have`, `need`, `distance` (see `WORDS`)."""
    amount = _amount(BY_CODE[reason.code].unit)
    have, need = _SHOWN.get(reason.code, (amount, amount))

    def said(value: int | None, show: Show) -> str:
        return translate(NOT_KNOWN) if value is None else show(value, translate, names or {})

    return translate(msgid) % {
        "title": translate(TITLES[reason.code]),
        "have": said(reason.have, have),
        "need": said(reason.need, need),
        "distance": said(reason.distance, amount),
    }
