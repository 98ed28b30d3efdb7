"""Thirty-one invented needs, the oldest first, and the openings that were carved out of them."""

from . import last_year, lately, long_ago, two_years_ago
from .shape import EXPENSES, HONORARIUM, VOLUNTEER, DemoNeed, Place

NEEDS = [*long_ago.NEEDS, *two_years_ago.NEEDS, *last_year.NEEDS, *lately.NEEDS]

__all__ = ["EXPENSES", "HONORARIUM", "NEEDS", "VOLUNTEER", "DemoNeed", "Place"]
