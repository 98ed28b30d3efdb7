"""The 13-digit corporate number (法人番号) of the National Tax Agency, whose first digit checks the other twelve."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from base.japanese.errors import UnreadableInputError
from base.japanese.text import fold_number


def check_digit(base: str) -> int:
    """The check digit for twelve digits: 9 − (Σ Pn·Qn mod 9), n from the right, Qn 1 for odd n and 2 for even n."""
    if not re.fullmatch(r"\d{12}", base, re.ASCII):
        raise ValueError("A corporate number's base has twelve digits.")
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(base), start=1))
    return 9 - total % 9


def parse_corporate_number(text: str) -> str:
    """Thirteen digits with a right check digit, from text of any width, with or without T and hyphens; "" for blank."""
    plain = fold_number(text).replace(" ", "").replace("-", "")
    if not plain:
        return ""
    # Invoice registration numbers of corporations are the same digits behind a T.
    plain = plain.removeprefix("T").removeprefix("t")
    if not re.fullmatch(r"\d{13}", plain, re.ASCII):
        raise UnreadableInputError(
            _("A corporate number has 13 digits. Please count them once more."),
            code="corporate_number_length",
        )
    if check_digit(plain[1:]) != int(plain[0]):
        raise UnreadableInputError(
            _("One of the digits of this corporate number is mistyped. Please compare it with the original."),
            code="corporate_number_check",
        )
    return plain
