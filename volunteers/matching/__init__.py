"""The matching engine: arrays in, verdicts and reasons out. Pure Python and NumPy; see docs/matching.md."""

from .assessment import Assessment, Band, Reason, assess
from .columns import BoardError, Openings, People
from .rules import BY_CODE, CODES, RULES, Kind, Rule, Unit, Verdict
from .words import TITLES, WORDS, describe
from .world import World

__all__ = [
    "BY_CODE",
    "CODES",
    "RULES",
    "TITLES",
    "WORDS",
    "Assessment",
    "Band",
    "BoardError",
    "Kind",
    "Openings",
    "People",
    "Reason",
    "Rule",
    "Unit",
    "Verdict",
    "World",
    "assess",
    "describe",
]
