"""Numbers written in kanji, by place (二〇二六), by unit (二千二十六) or mixed with digits (1万5千)."""

from __future__ import annotations

import re

_WRITTEN = ("〇零○◯", "一壱壹", "二弐貳", "三参參", "四肆", "五伍", "六", "七", "八", "九")
_DIGITS = {character: digit for digit, characters in enumerate(_WRITTEN) for character in characters}
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1_000}

NUMERAL_CHARACTERS = "".join((*_DIGITS, *_UNITS))
"""Every kanji that may stand in a number below ten thousand."""

_DIGIT_RUN = str.maketrans({c: str(n) for c, n in _DIGITS.items()})
_NUMERAL_RUN = re.compile(f"[{NUMERAL_CHARACTERS}]+")


def kanji_to_int(text: str) -> int:
    """The number that `text` writes: 五十五 -> 55, 二〇二六 -> 2026, 1万5千 -> 15000, 12 -> 12.

    Raises ValueError where the text is no such number.
    """
    total = 0
    rest = text.replace("萬", "万")
    for mark, weight in (("億", 100_000_000), ("万", 10_000)):
        head, found, tail = rest.partition(mark)
        if found:
            total += _below_myriad(head) * weight
            rest = tail
    return total + _below_myriad(rest) if rest or not text else total


def _below_myriad(text: str) -> int:
    """二千二十六 or 2026 -> 2026. Units must fall (千 before 百 before 十)."""
    plain = text.translate(_DIGIT_RUN)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    total, last_unit = 0, 10_000
    for digits, mark in re.findall(r"(\d*)([十拾百千]|$)", plain):
        unit = _UNITS.get(mark, 1)
        if mark and (unit >= last_unit or len(digits) > 1):
            raise ValueError(f"not a number: {text}")
        total += int(digits or (1 if mark else 0)) * unit
        last_unit = unit
    if not re.fullmatch(r"(\d*[十拾百千])+\d?", plain, re.ASCII):
        raise ValueError(f"not a number: {text}")
    return total


def kanji_to_digits(text: str) -> str:
    """Every run of kanji numerals in `text` as digits: 令和八年十一月 -> 令和8年11月; the rest is left alone."""

    def replace(match: re.Match[str]) -> str:
        try:
            return str(_below_myriad(match[0]))
        except ValueError:
            return match[0]

    return _NUMERAL_RUN.sub(replace, text)
