"""One match, three explanations: the same reasons, and none says more than its reader may know (domain.md 4.7, 9).

    coordinator   everything: for, against, not known, how far from each limit, what was overridden and why
    person        short and plain, without a score, and without anything about other people
    employer      conditions of the work and the support that helps; nothing about why, and nothing that was not agreed to

Each is a filter over codes with sentences of its own. `PERSON` and `EMPLOYER` have a line for every rule, also for those of
which their reader hears nothing, so that a new rule is silent only when somebody decided so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from .assessment import Reason
from .rules import CODES, Verdict
from .steps import rounded_down
from .words import Names, Translate, describe, fill


def _(msgid: str) -> str:
    """Mark a msgid for the catalogue; it is translated when it is shown."""
    return msgid


@dataclass(frozen=True)
class Line:
    """One sentence. `distance` and `overridden` (a chief's reason) are for coordinators only."""

    code: str
    verdict: Verdict
    text: str
    distance: str = ""
    overridden: str = ""


# --- coordinator ------------------------------------------------------------------------------------------------------

TO_SPARE: Final = _("%(distance)s to spare")
OFF: Final = _("off by %(distance)s")
AT_LIMIT: Final = _("just at the limit")


def to_coordinator(
    reasons: Iterable[Reason],
    translate: Translate,
    *,
    names: Names | None = None,
    overridden: Mapping[str, str] | None = None,
) -> list[Line]:
    """Everything that was found, in its order. `overridden`: code to the reason with which a chief cleared the block."""
    return [
        Line(
            reason.code,
            reason.verdict,
            describe(reason, translate, names=names),
            distance=_distance(reason, translate),
            overridden=(overridden or {}).get(reason.code, "") if reason.cleared else "",
        )
        for reason in reasons
    ]


def _distance(reason: Reason, translate: Translate) -> str:
    if reason.distance is None:
        return ""
    words = AT_LIMIT if reason.distance == 0 else TO_SPARE if reason.distance > 0 else OFF
    return fill(words, reason, translate)


# --- the person -------------------------------------------------------------------------------------------------------


class Say(NamedTuple):
    """What a reader hears of a rule: when it is met, when it is not, when that is open. "" is silence."""

    met: str = ""
    unmet: str = ""
    unknown: str = ""

    def of(self, verdict: Verdict) -> str:
        """The sentence for a verdict."""
        if verdict is Verdict.UNKNOWN:
            return self.unknown
        return self.met if verdict is Verdict.FOR else self.unmet


SILENT: Final = Say()
_FIND_OUT = _("%(title)s: not known yet. Let us find out together.")
_LEAVE_OUT = Say(
    _("%(title)s: it comes up here, and you said that it is fine."),
    _("%(title)s: it comes up here. We would ask whether that part can be left out."),
    _FIND_OUT,
)
_GENTLE = Say(
    _("%(title)s: little of it here."),
    _("%(title)s: there is some of it here. You could have a look first."),
    _FIND_OUT,
)
_AS_YOU_LIKE = Say(
    _("%(title)s: as you would like it."), _("%(title)s: not quite as you would like it."), _FIND_OUT
)
_WE_SEE_TO_IT = _("%(title)s: not ready yet. We see to it.")

PERSON: Final[Mapping[str, Say]] = {
    "consent": Say(unmet=_("The workplace has not heard of you. Whether it may, you decide.")),
    "doctor": Say(
        unmet=_("Something here may not go with what your doctor said. Let us look at it together.")
    ),
    "age_law": Say(unmet=_("At your age the law does not allow this work yet.")),
    "safety": SILENT,  # the list may hold what was not agreed with the person, such as a secret address nearby
    "lift": Say(
        _("Lifting: up to %(need)s, which you said you can."),
        _("Lifting: up to %(need)s. We would ask whether somebody else can take the heavy things."),
        _FIND_OUT,
    ),
    "standing": Say(
        _("Standing: %(need)s at a time, which you said you can."),
        _("Standing: %(need)s at a time. We would ask whether you can sit down in between."),
        _FIND_OUT,
    ),
    "stretch": Say(
        _("The work goes on for %(need)s at a time, which you said you can."),
        _("The work goes on for %(need)s at a time. We would ask for more breaks."),
        _FIND_OUT,
    ),
    **dict.fromkeys(("cold", "heights", "machinery", "driving", "night"), _LEAVE_OUT),
    "hours": Say(
        _("Hours: you can begin with %(need)s."),
        _("Hours: it begins with %(need)s. We would ask whether you can begin with less."),
        _FIND_OUT,
    ),
    "days": Say(
        _("Days and times: some suit you both."),
        _("Days and times: not enough suit you both yet. We would ask about others."),
        _FIND_OUT,
    ),
    "travel": Say(
        _("Way there: you can get there."),
        _("Way there: we have not found one yet. We would ask about a pick-up."),
        _FIND_OUT,
    ),
    "commute": Say(
        _("Way there: about %(need)s, as far as you said you would go."),
        _("Way there: about %(need)s, longer than you would like. We would ask about a pick-up."),
        _FIND_OUT,
    ),
    "accompaniment": Say(
        _("Somebody from the centre can come along."),
        _("We would ask whether somebody from the centre may come along."),
        _FIND_OUT,
    ),
    "qualification": Say(
        _("Licences: you have what is needed."),
        _("Licences: this work needs %(need)s. Ask us how to get there."),
        _FIND_OUT,
    ),
    **dict.fromkeys(("papers", "accreditation"), Say(unmet=_WE_SEE_TO_IT)),
    "supporter": Say(unmet=_("We ask the workplace who will look after you there.")),
    "places": Say(unmet=_("All places are taken at the moment. We ask when one is free.")),
    "expired": Say(unmet=_("The time to apply is over. We ask whether it is still open.")),
    "first_hours": Say(unmet=_("It begins with %(need)s. That is much for a beginning; less is fine.")),
    "ramp": Say(unmet=_("It would be more hours at once than so far. It can go step by step.")),
    "start": Say(
        unmet=_("It begins on %(need)s. We would ask whether later is fine too."), unknown=_FIND_OUT
    ),
    **dict.fromkeys(("phone", "customers", "noise", "crowd", "smell", "pace", "reading"), _GENTLE),
    "winter": Say(
        unmet=_("There is work in winter too. Let us talk about how to come then."), unknown=_FIND_OUT
    ),
    "winter_commute": Say(unmet=_("In winter the way is long (%(need)s). Let us talk about it.")),
    "last_service": Say(
        unmet=_("The last bus or train leaves soon after work. We would ask to end earlier.")
    ),
    "quiet_place": Say(
        _("There is a quiet place to rest."),
        _("There is no quiet place to rest yet. We would ask for one."),
        _FIND_OUT,
    ),
    "pay_day": Say(
        _("Pay comes as often as you need it."),
        _("Pay: %(have)s. Let us talk about the time until then."),
        _FIND_OUT,
    ),
    **dict.fromkeys(("supporter_ratio", "early_ends", "stale_conditions"), SILENT),
    "stale_opening": Say(unmet=_("We ask the workplace whether all of this is still so.")),
    "interests": Say(_("There is something of what you like: %(have)s."), unknown=_FIND_OUT),
    "strengths": Say(_("What you are good at is of use here.")),
    **dict.fromkeys(("company", "posture", "surroundings", "pay", "time_of_day"), _AS_YOU_LIKE),
    "stage": SILENT,  # a word of ours, not of theirs
    "near": Say(_("It is near: about %(have)s.")),
    "same_day_absence": Say(
        _("On a bad day you may stay at home."),
        _("We would ask whether you may stay at home on a bad day."),
        _FIND_OUT,
    ),
    "instruction": Say(
        _("It is explained the way that suits you."),
        _("We would ask them to explain it the way that suits you (%(need)s)."),
        _FIND_OUT,
    ),
    "plain_japanese": Say(
        _("They explain it in easy Japanese."), _("We would ask them for easy Japanese."), _FIND_OUT
    ),
    "season": Say(_("There is work when you could begin."), _("The next work is in %(need)s."), _FIND_OUT),
    "familiar": Say(_("Somebody you know is there.")),
    "peers": Say(_("Others who came through the centre work there.")),
    "welcome": Say(_("They wrote a word of welcome.")),
}


def to_person(reasons: Iterable[Reason], translate: Translate, *, names: Names | None = None) -> list[Line]:
    """What fits first, then what to talk about, then what is open; in short sentences. What was overridden is settled."""
    lines = [
        Line(reason.code, reason.verdict, fill(words, reason, translate, names=names))
        for reason in reasons
        if not reason.cleared and (words := PERSON[reason.code].of(reason.verdict))
    ]
    return sorted(lines, key=lambda line: _FIRST_FOR_PEOPLE.index(line.verdict))


_FIRST_FOR_PEOPLE = (Verdict.FOR, Verdict.BLOCK, Verdict.AGAINST, Verdict.UNKNOWN)


# --- the employer -----------------------------------------------------------------------------------------------------

SKETCH: Final = "sketch"
"""What an employer may read of somebody who is only a possibility: the anonymous outline, in round numbers."""
OWN: Final = "own"
"""What the workplace itself said or did not say."""
NOBODY: Final = "nobody"
"""What no employer hears, whatever was agreed to."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    SKETCH: ("max_hours_now", "slots", "max_minutes_continuous", "lift_kg", "needs_accompaniment"),
    "time": ("available_from",),
    "body": ("stand_minutes", "cold_ok", "heights_ok", "machinery_ok", "driving_ok", "night_ok"),
    "surroundings": (
        "noise_stress",
        "crowd_stress",
        "smell_stress",
        "phone_stress",
        "stranger_stress",
        "pace_stress",
        "reading_stress",
    ),
    "way": ("travel_modes", "winter_ok"),
    "support": ("instruction_style", "qualifications", "needs_same_day_absence", "needs_quiet_place"),
    "wishes": ("interests", "wish_company", "wish_posture", "wish_place"),
    "pay": ("pay_day_need", "wish_pay"),
    OWN: (),
}
"""Columns of people on which the sentences of a group depend. Groups but `SKETCH` and `OWN` are fields of a consent."""


class Telling(NamedTuple):
    """When an employer hears of a rule, and what. `asks` is the side of the reason that the employer could fill in."""

    group: str
    say: Say = SILENT
    asks: str = "have"
    rounds: str = ""


_TELL_US = _("%(title)s: please tell us how it is at your workplace.")
_NOT_HERE = Telling(
    "body",
    Say(_("%(title)s: fine."), _("%(title)s: please leave that part to somebody else."), _TELL_US),
    asks="need",
)
_LESS = Telling(
    "surroundings",
    Say(
        _("%(title)s: good as it is at your workplace."),
        _("%(title)s: a place or a time with less of it helps."),
        _TELL_US,
    ),
    asks="need",
)
_SUITS = Telling(
    "wishes", Say(_("%(title)s: as it is at your workplace."), _("%(title)s: “%(need)s” would suit best."))
)
_NEVER = Telling(NOBODY)
_STILL_SO = _("Please tell us whether the conditions are still so.")

EMPLOYER: Final[Mapping[str, Telling]] = {
    **dict.fromkeys(("consent", "doctor", "age_law", "safety"), _NEVER),
    "lift": Telling(
        SKETCH,
        Say(
            _("Lifting: up to %(have)s is fine."),
            _("Lifting: up to %(have)s. Please leave heavier things to somebody else."),
            _TELL_US,
        ),
        asks="need",
        rounds="lift_kg",
    ),
    "standing": Telling(
        "body",
        Say(
            _("Standing: up to %(have)s at a time is fine."),
            _("Standing: up to %(have)s at a time. A chair in between helps."),
            _TELL_US,
        ),
        asks="need",
        rounds="stand_minutes",
    ),
    "stretch": Telling(
        SKETCH,
        Say(
            _("At a stretch: up to %(have)s is fine."),
            _("At a stretch: up to %(have)s, then a break helps."),
            _TELL_US,
        ),
        asks="need",
        rounds="max_minutes_continuous",
    ),
    **dict.fromkeys(("cold", "heights", "machinery", "driving", "night"), _NOT_HERE),
    "hours": Telling(
        SKETCH,
        Say(
            _("Hours: up to %(have)s to begin with."),
            _("Hours: up to %(have)s to begin with. A shorter start helps."),
            _TELL_US,
        ),
        asks="need",
        rounds="max_hours_now",
    ),
    "days": Telling(
        SKETCH,
        Say(
            _("Days and times: %(have)s suit both."),
            _("Days and times: another half-day would help."),
            _TELL_US,
        ),
        asks="need",
    ),
    "travel": Telling(
        "way",
        Say(_("Way there: there is one."), _("Way there: a pick-up would help."), _TELL_US),
        asks="need",
    ),
    **dict.fromkeys(("commute", "winter_commute", "near"), _NEVER),  # they say where somebody lives
    "accompaniment": Telling(
        SKETCH,
        Say(
            _("Somebody from the centre comes along: %(need)s."),
            _("Please let somebody from the centre come along: %(need)s."),
            _("May somebody from the centre come along? Please tell us."),
        ),
    ),
    "qualification": Telling(
        "support",
        Say(
            _("Licences: what the law asks for is there."),
            _("Licences: what the law asks for is still missing."),
        ),
        asks="need",
    ),
    "papers": Telling(
        OWN, Say(unmet=_("Papers: some are still missing. We help with them."), unknown=_TELL_US)
    ),
    "accreditation": Telling(
        OWN,
        Say(
            unmet=_("Accreditation: the place still needs it for this form of work. We help."),
            unknown=_TELL_US,
        ),
    ),
    "supporter": Telling(
        OWN, Say(unmet=_("Please name somebody at the workplace who can be asked."), unknown=_TELL_US)
    ),
    "places": Telling(OWN, Say(unmet=_("Places: all are taken. Could there be one more?"), unknown=_TELL_US)),
    "expired": Telling(OWN, Say(unmet=_("The opening has ended. Is it still open?"), unknown=_TELL_US)),
    **dict.fromkeys(("first_hours", "ramp"), _NEVER),  # they say how somebody works and worked so far
    "start": Telling("time", Say(unmet=_("Start: from %(have)s on would be possible.")), asks="need"),
    **dict.fromkeys(("phone", "customers", "noise", "crowd", "smell", "pace", "reading"), _LESS),
    "winter": Telling("way", Say(unmet=_("Winter: a pick-up, or a break until spring, would help."))),
    "last_service": Telling(
        "way", Say(unmet=_("Last bus or train: ending a little earlier would help."), unknown=_TELL_US)
    ),
    "quiet_place": Telling(
        "support",
        Say(
            _("The quiet place to rest will be of use."), _("A quiet place for breaks would help."), _TELL_US
        ),
    ),
    "pay_day": Telling(
        "pay", Say(_("Pay: “%(need)s” is right."), _("Pay: “%(need)s” would help."), _TELL_US)
    ),
    "supporter_ratio": Telling(
        OWN, Say(unmet=_("Supporters: up to %(need)s for one supporter is a good measure."), unknown=_TELL_US)
    ),
    **dict.fromkeys(("early_ends", "stale_conditions"), _NEVER),
    "stale_opening": Telling(OWN, Say(unmet=_STILL_SO, unknown=_STILL_SO)),
    "interests": Telling("wishes", Say(_("Likes this kind of work: %(have)s."))),
    **dict.fromkeys(("company", "posture", "surroundings"), _SUITS),
    "pay": Telling(
        "pay", Say(_("%(title)s: as it is at your workplace."), _("%(title)s: “%(need)s” would suit best."))
    ),
    "same_day_absence": Telling(
        "support",
        Say(
            _("Staying at home on the day itself: good that it is possible."),
            _("It would help if staying at home on the day itself were possible."),
            _TELL_US,
        ),
    ),
    "instruction": Telling(
        "support",
        Say(_("Explaining: “%(need)s” works well."), _("Explaining: “%(need)s” works best."), _TELL_US),
    ),
    "welcome": Telling(OWN, Say(_("Your word of welcome is read. Thank you."))),
    # What is ours (stage), rests on columns that no consent speaks of, or tells of somebody else.
    **dict.fromkeys(
        ("strengths", "stage", "time_of_day", "plain_japanese", "season", "familiar", "peers"), _NEVER
    ),
}


def may_hear(fields: Iterable[str]) -> frozenset[str]:
    """The codes of which an employer may hear with these fields of a consent; without any, those of the outline."""
    agreed = {SKETCH, OWN, *(set(fields) & GROUPS.keys())}
    return frozenset(code for code in CODES if EMPLOYER[code].group in agreed)


def to_employer(
    reasons: Iterable[Reason],
    translate: Translate,
    *,
    fields: Iterable[str] = (),
    names: Names | None = None,
) -> list[Line]:
    """What helps at the workplace, in the order of the rule table. `fields` are those of a consent that holds today.

    Numbers of the person come in the steps of the outline, and whether they suffice is said of the round number: otherwise
    the sentence would tell what the number does not. An open question is put only where the employer has the answer.
    """
    heard = may_hear(fields)
    told = [_rounded(reason) for reason in reasons if reason.code in heard]
    lines = [
        Line(reason.code, reason.verdict, fill(words, reason, translate, names=names))
        for reason in told
        if (words := _words_for_employer(reason))
    ]
    return sorted(lines, key=lambda line: CODES.index(line.code))


def _rounded(reason: Reason) -> Reason:
    column = EMPLOYER[reason.code].rounds
    if not column or reason.verdict is Verdict.UNKNOWN or reason.have is None or reason.need is None:
        return reason
    have = rounded_down(column, reason.have)
    verdict = Verdict.FOR if have >= reason.need else Verdict.BLOCK
    return replace(reason, have=have, verdict=verdict, distance=None, cleared=False)


def _words_for_employer(reason: Reason) -> str:
    telling = EMPLOYER[reason.code]
    if reason.verdict is Verdict.UNKNOWN and getattr(reason, telling.asks) is not None:
        return ""
    return telling.say.of(reason.verdict)
