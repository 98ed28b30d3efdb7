"""What is said of a pair, in the order in which it helps to talk about it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from volunteers.board import Pair, Said

BANDS = {
    0: gettext_lazy("Fits well"),
    1: gettext_lazy("Talk about it"),
    2: gettext_lazy("Hard to bring together"),
}
# Which fields of a person answer an open question of the engine; the rest is the employer's to say.
ASKED_OF_PERSON = {
    "lift": ("lift_kg",),
    "standing": ("stand_minutes",),
    "stretch": ("max_minutes_continuous",),
    "cold": ("cold_ok",),
    "heights": ("heights_ok",),
    "machinery": ("machinery_ok",),
    "driving": ("driving_ok",),
    "night": ("night_ok",),
    "hours": ("max_hours_now",),
    "days": ("slots",),
    "travel": ("travel_modes",),
    "commute": ("max_commute_minutes", "travel_modes"),
    "accompaniment": ("needs_accompaniment",),
    "qualification": ("qualifications",),
    "start": ("available_from",),
    "phone": ("phone_stress",),
    "customers": ("stranger_stress",),
    "noise": ("noise_stress",),
    "crowd": ("crowd_stress",),
    "smell": ("smell_stress",),
    "pace": ("pace_stress",),
    "reading": ("reading_stress",),
    "winter": ("winter_ok",),
    "last_service": ("travel_modes",),
    "quiet_place": ("needs_quiet_place",),
    "pay_day": ("pay_day_need",),
    "interests": ("interests",),
    "same_day_absence": ("needs_same_day_absence",),
    "instruction": ("instruction_style",),
    "season": ("available_from",),
}


# Open questions that no field answers: when something was last confirmed.
ASKED_OF_NOBODY = {"stale_conditions", "stale_opening"}


@dataclass(frozen=True)
class Question:
    """Something not known yet. `url` leads to where it is filled in: at the person, or at the opening."""

    text: str
    url: str
    is_for_employer: bool


# What is close to a person's heart is read first; that no limit is passed matters too, but is folded.
FIRST = (
    "interests",
    "strengths",
    "familiar",
    "stage",
    "pay",
    "company",
    "posture",
    "surroundings",
    "near",
    "travel",
    "days",
    "hours",
)
FIRST_AT_MOST = 5


@dataclass(frozen=True)
class Told:
    """A pair's reasons as a page shows them: `first` and `rest` are what speaks for it."""

    pair: Pair
    first: list[Said]
    rest: list[Said]
    questions: list[Question]


def told_of(pair: Pair) -> Told:
    """The reasons of a pair, sorted for reading."""
    rank = {code: number for number, code in enumerate(FIRST)}
    speaking = sorted(pair.speaks_for, key=lambda said: rank.get(said.code, len(rank)))
    return Told(pair, speaking[:FIRST_AT_MOST], speaking[FIRST_AT_MOST:], questions_of(pair))


def band_in_words(pair: Pair) -> Any:
    """How well it fits, in words; "" while something blocks it."""
    return "" if pair.band is None else BANDS[pair.band]


def questions_of(pair: Pair) -> list[Question]:
    """What is not known about a pair, each with where to fill it in; what the person can say comes first."""
    questions = [_question(pair, said) for said in pair.unknown]
    return sorted(questions, key=lambda question: (question.is_for_employer, not question.url))


def _question(pair: Pair, said: Said) -> Question:
    names = ASKED_OF_PERSON.get(said.code, ())
    empty = next((name for name in names if getattr(pair.person.conditions, name) is None), None)
    if empty:
        page = reverse("desk_person_edit", args=[pair.person.public_id])
        return Question(said.text, f"{page}#field-{empty}", is_for_employer=False)
    if said.code in ASKED_OF_NOBODY:
        return Question(said.text, "", is_for_employer=True)
    return Question(said.text, reverse("desk_opening_edit", args=[pair.opening.pk]), is_for_employer=True)
