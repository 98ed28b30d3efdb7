"""What the engine is told: one typed array per work condition (domain.md 9.1 to 9.4).

Every column is listed here and nowhere else. A column that is not listed is refused, so sex, age, nationality, diagnosis
and kind of benefit cannot reach the engine. -1 (or None in a row) means *not known*; a column that a caller does not have
is not known for everybody.

Numbers are whole. Tri-state columns hold -1, 0 (no), 1 (yes). Masks are sums of bits: 0 is "none of them", which is
something else than not known. Days are proleptic ordinals (`date.toordinal()`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from .unknowns import NOT_KNOWN, Bits, Ints, Span, bits, span

LAST_DAY = date.max.toordinal()
ALL_SLOTS = (1 << 21) - 1  # weekday * 3 + part; Monday is 0; morning 0, afternoon 1, evening 2
ALL_MODES = 31  # 1 walk, 2 bicycle, 4 bus or train, 8 own car, 16 someone drives
ALL_MONTHS = (1 << 12) - 1  # bit 0 is January

Int8 = NDArray[np.int8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


class BoardError(ValueError):
    """The tables given to the engine are not what it takes; the message names table, column and row."""


@dataclass(frozen=True)
class Column:
    """Type and legal range of one condition. `unit` is for messages and readers."""

    dtype: type[np.signedinteger[Any]]
    high: int
    unit: str
    low: int = 0


def _column(dtype: type[np.signedinteger[Any]], high: int, unit: str, low: int = 0) -> Any:
    return field(metadata={"column": Column(dtype, high, unit, low)})


def _number(high: int, unit: str) -> Any:
    return _column(np.int16, high, unit)


def _choice(low: int, high: int, unit: str) -> Any:
    return _column(np.int8, high, unit, low)


def _yes_no(unit: str = "0 no, 1 yes") -> Any:
    return _column(np.int8, 1, unit)


def _level(unit: str) -> Any:
    return _column(np.int8, 3, unit)


def _mask(every: int, unit: str) -> Any:
    dtype = np.int8 if every < 1 << 7 else np.int16 if every < 1 << 15 else np.int32
    return _column(dtype, every, unit)


def _names(unit: str) -> Any:
    return _column(
        np.int64, (1 << 62) - 1, unit
    )  # a mask whose bits the centre names: licences, themes, strengths


def _day(unit: str) -> Any:
    return _column(np.int32, LAST_DAY, unit)


class Table:
    """Columns of equal length. Build one with `from_rows` or `from_columns`; both refuse what does not fit."""

    _shape: ClassVar[tuple[int, int]]

    def __post_init__(self) -> None:
        length: int | None = None
        for name, column in self.columns().items():
            values = _typed(f"{self._title()}.{name}", getattr(self, name), column)
            length = len(values) if length is None else length
            if len(values) != length:
                raise BoardError(f"{self._title()}.{name} has {len(values)} rows where {length} are expected")
            object.__setattr__(self, name, values)

    @classmethod
    @cache
    def columns(cls) -> dict[str, Column]:
        """Every column that is taken, by name, in the order of the class."""
        return {item.name: item.metadata["column"] for item in fields(cls)}  # type: ignore[arg-type]

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any], *, size: int | None = None) -> Self:
        """Take sequences by name; missing ones are not known. `size` (rows) is needed only where none is given.

        Raises `BoardError` for an unknown name, unequal lengths, values that are not whole numbers or out of range.
        """
        cls._refuse_strangers(columns)
        if size is None:
            size = len(next(iter(columns.values()))) if columns else 0
        unknown = np.full(size, NOT_KNOWN, dtype=np.int8)
        return cls(**{name: columns.get(name, unknown) for name in cls.columns()})

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Self:
        """Take one mapping a row, such as `QuerySet.values()`; missing names and None are not known. Raises as above."""
        rows = list(rows)
        given = dict.fromkeys(name for row in rows for name in row)
        return cls.from_columns({name: [row.get(name) for row in rows] for name in given}, size=len(rows))

    def __len__(self) -> int:
        first = next(iter(self.columns()))
        return len(getattr(self, first))

    def take(self, rows: slice | Sequence[int] | Ints) -> Self:
        """The same columns with these rows only, in this order."""
        return type(self)(**{name: getattr(self, name)[rows] for name in self.columns()})

    def values(self, name: str) -> Any:
        """A column shaped to meet the other table: people run down, openings run across."""
        return getattr(self, name).reshape(self._shape)

    def span(self, name: str) -> Span:
        """A column as lowest and highest possible values, shaped like `values`."""
        column = self.columns()[name]
        return span(self.values(name), low=column.low, high=column.high)

    def bits(self, name: str) -> Bits:
        """A mask (or a choice 1, 2, 3 read as one) as its sure and its possible bits, shaped like `values`."""
        return bits(self.values(name), every=(1 << self.columns()[name].high.bit_length()) - 1)

    @classmethod
    def _title(cls) -> str:
        return cls.__name__.lower()

    @classmethod
    def _refuse_strangers(cls, names: Iterable[str]) -> None:
        strangers = sorted(set(names) - set(cls.columns()))
        if strangers:
            raise BoardError(f"{cls._title()} takes no column {', '.join(strangers)}")


def _typed(name: str, given: Any, column: Column) -> NDArray[Any]:
    """`given` as a read-only array of the column's type, or a `BoardError` that names the first bad row."""
    whole = given if _is_whole(given, column) else _from_objects(name, given, column)
    bad = np.flatnonzero(((whole < column.low) & (whole != NOT_KNOWN)) | (whole > column.high))
    if len(bad):
        row = bad[0]
        raise BoardError(
            f"{name}, row {row}: {whole[row]} is outside {column.low} to {column.high} ({column.unit}; -1 is not known)"
        )
    typed: NDArray[Any] = np.array(whole, dtype=column.dtype)
    typed.flags.writeable = False
    return typed


def _is_whole(given: Any, column: Column) -> bool:
    if not isinstance(given, np.ndarray) or given.ndim != 1:
        return False
    return given.dtype.kind in "iu" or (given.dtype.kind == "b" and column.high == 1)


def _from_objects(name: str, given: Any, column: Column) -> Int64:
    if isinstance(given, (str, bytes, Mapping)) or not np.iterable(given):
        raise BoardError(f"{name} is not a sequence of values")
    return np.array([_whole(name, row, value, column) for row, value in enumerate(given)], dtype=np.int64)


def _whole(name: str, row: int, value: Any, column: Column) -> int:
    if value is None:
        return NOT_KNOWN
    is_flag = isinstance(value, (bool, np.bool_))
    if column.high > 1 if is_flag else not isinstance(value, (int, np.integer)):
        raise BoardError(
            f"{name}, row {row}: {value!r} is not a whole number ({column.unit}; None is not known)"
        )
    return max(-2, min(int(value), 1 << 62))  # past every range, yet no overflow


@dataclass(frozen=True, eq=False)
class People(Table):
    """What each person can and wants to do now, as work conditions and never as diagnoses (domain.md 9.4).

    `max_minutes_continuous`, `lift_kg` … are what the person said; the engine never judges anybody by them, it only
    compares them with what an opening asks.
    """

    _shape: ClassVar[tuple[int, int]] = (-1, 1)

    max_hours_now: Int16 = _number(168, "hours a week")
    current_hours: Int16 = _number(168, "hours a week at work now")
    slots: Int32 = _mask(ALL_SLOTS, "half-days: bit weekday * 3 + part")
    good_time: Int8 = _mask(7, "best part of the day: 1 morning, 2 afternoon, 4 evening")
    max_minutes_continuous: Int16 = _number(1440, "minutes at a stretch")
    lift_kg: Int16 = _number(200, "kg")
    stand_minutes: Int16 = _number(1440, "minutes at a stretch")
    cold_ok: Int8 = _yes_no()
    heights_ok: Int8 = _yes_no()
    machinery_ok: Int8 = _yes_no()
    driving_ok: Int8 = _yes_no()
    night_ok: Int8 = _yes_no()
    noise_stress: Int8 = _level("0 no trouble to 3 very hard")
    crowd_stress: Int8 = _level("0 no trouble to 3 very hard")
    smell_stress: Int8 = _level("0 no trouble to 3 very hard")
    phone_stress: Int8 = _level("0 no trouble to 3 very hard")
    stranger_stress: Int8 = _level("0 no trouble to 3 very hard")
    pace_stress: Int8 = _level("0 no trouble to 3 very hard")
    reading_stress: Int8 = _level("0 no trouble to 3 very hard")
    travel_modes: Int8 = _mask(ALL_MODES, "1 walk, 2 bicycle, 4 bus or train, 8 own car, 16 someone drives")
    max_commute_minutes: Int16 = _number(1440, "minutes one way")
    winter_ok: Int8 = _yes_no()
    area: Int16 = _number(32_000, "index into the travel table")
    qualifications: Int64 = _names("mask of licences")
    needs_accompaniment: Int8 = _choice(0, 3, "0 no, 1 first day, 2 first week, 3 always")
    needs_same_day_absence: Int8 = _yes_no()
    needs_quiet_place: Int8 = _yes_no()
    plain_japanese: Int8 = _yes_no("1: asked for easy Japanese")
    instruction_style: Int8 = _mask(7, "1 spoken, 2 written, 4 shown")
    stage: Int8 = _choice(0, 7, "stage of domain.md 4.3; 7 is half welfare, half work")
    first_placement: Int8 = _yes_no()
    interests: Int64 = _names("mask of themes")
    strengths: Int64 = _names("mask of strengths")
    wish_company: Int8 = _choice(0, 2, "0 no preference, 1 alone, 2 with others")
    wish_posture: Int8 = _choice(0, 2, "0 no preference, 1 sitting, 2 moving")
    wish_place: Int8 = _choice(0, 2, "0 no preference, 1 indoors, 2 outdoors")
    wish_pay: Int8 = _choice(0, 2, "0 no preference, 1 earn now, 2 not yet")
    pay_day_need: Int8 = _choice(0, 3, "0 no need, 1 each day, 2 each week, 3 each month")
    available_from: Int32 = _day("day")
    info_age_days: Int16 = _number(32_000, "days since these conditions were last confirmed")


@dataclass(frozen=True, eq=False)
class Openings(Table):
    """What each opening asks and offers (domain.md 9.1 to 9.3)."""

    _shape: ClassVar[tuple[int, int]] = (1, -1)

    hours_min: Int16 = _number(168, "hours a week")
    hours_max: Int16 = _number(168, "hours a week")  # no rule reads it; the whole-board search will
    starts_from_hours: Int16 = _number(
        168, "hours a week one may begin with; equal to hours_min if no ramp is offered"
    )
    slots: Int32 = _mask(ALL_SLOTS, "half-days: bit weekday * 3 + part")
    slots_needed: Int8 = _choice(0, 21, "half-days a week at least")
    minutes_continuous: Int16 = _number(1440, "minutes at a stretch")
    lift_kg: Int16 = _number(200, "kg")
    stand_minutes: Int16 = _number(1440, "minutes at a stretch")
    cold: Int8 = _yes_no()
    heights: Int8 = _yes_no()
    machinery: Int8 = _yes_no()
    driving: Int8 = _yes_no()
    night: Int8 = _yes_no()
    noise: Int8 = _level("0 none to 3 much")
    crowd: Int8 = _level("0 none to 3 much")
    smell: Int8 = _level("0 none to 3 much")
    pace: Int8 = _level("0 none to 3 much")
    customers: Int8 = _level("0 none to 3 much")
    phone: Int8 = _level("0 none to 3 much")
    reading: Int8 = _level("0 none to 3 much")
    indoor: Int8 = _choice(1, 3, "1 indoors, 2 outdoors, 3 both")
    sitting_possible: Int8 = _yes_no()
    company: Int8 = _choice(1, 3, "1 alone, 2 with others, 3 either")
    reach_modes: Int8 = _mask(
        ALL_MODES, "ways that arrive and return within the working hours; bits as travel_modes"
    )
    pick_up: Int8 = _yes_no()
    walk_minutes: Int16 = _number(1440, "minutes on foot from the nearest stop")
    last_service_gap: Int16 = _number(1440, "minutes from the end of work to the last bus or train")
    area: Int16 = _number(32_000, "index into the travel table")
    qualifications_required: Int64 = _names("mask of licences the law asks for")
    accompaniment_allowed: Int8 = _yes_no()
    same_day_absence_ok: Int8 = _yes_no()
    quiet_place: Int8 = _yes_no()
    plain_japanese_ok: Int8 = _yes_no()
    instruction_style: Int8 = _mask(7, "1 spoken, 2 written, 4 shown")
    supporter_named: Int8 = _yes_no()
    supporter_ratio: Int16 = _number(1000, "people per supporter")
    peers_there: Int16 = _number(1000, "people who came through the centre and work there now")
    welcome_note: Int8 = _yes_no("1: the employer wrote a word of welcome")
    work_form: Int8 = _choice(0, 3, "0 volunteer, 1 non-employment training, 2 supported, 3 open employment")
    pay_kind: Int8 = _choice(0, 4, "0 none, 1 expenses, 2 honorarium, 3 kochin, 4 wage")
    pay_every: Int8 = _choice(0, 3, "0 no payment, 1 each day, 2 each week, 3 each month")
    stage_min: Int8 = _choice(0, 7, "stage of domain.md 4.3")
    stage_max: Int8 = _choice(0, 7, "stage of domain.md 4.3")
    months: Int16 = _mask(ALL_MONTHS, "season, bit 0 January; none or all is all year")
    starts_on: Int32 = _day("day")
    valid_until: Int32 = _day("day")
    places_left: Int16 = _number(32_000, "places")
    papers_complete: Int8 = _yes_no("conditions of employment, or insurance and confirmation sheet")
    accreditation_ok: Int8 = _yes_no("1 also where the programme is not statutory")
    interests: Int64 = _names("mask of themes")
    strengths: Int64 = _names("mask of strengths that are of use here")
    partner: Int32 = _column(np.int32, (1 << 31) - 1, "number of the partner")
    early_ends_12m: Int16 = _number(1000, "placements that ended early in the last twelve months")
    info_age_days: Int16 = _number(32_000, "days since the opening was last confirmed")
