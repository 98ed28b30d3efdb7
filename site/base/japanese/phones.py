"""Telephone numbers of Japan: kept as digits, shown with the hyphens people expect (0154-65-1250)."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _

from base.japanese.errors import UnreadableInputError
from base.japanese.text import fold_number

_NONE_WORDS = {"なし", "無し", "無", "ナシ", "-", "ありません", "電話なし", "none"}
_LABEL = re.compile(r"^(TEL|電話番号|電話|携帯電話|携帯|phone)[:;.]?", re.IGNORECASE)
_EXTENSION = re.compile(r"\(?(?:内線(?:番号)?|ext\.?|;ext=|#)[:.]?(\d{1,4})\)?$", re.IGNORECASE)
_STORED = re.compile(r"(\d{10,11})(?:;ext=(\d{1,4}))?", re.ASCII)
# Mobile, IP and machine numbers, and toll-free 0800; every other number of Japan has ten digits.
_ELEVEN_DIGITS = re.compile(r"0[25-9]0", re.ASCII)


def parse_phone(text: str) -> str:
    """A phone number as stored: its 10 or 11 digits, with ";ext=12" behind for an extension (内線12).

    Reads digits and hyphens of every width, brackets, +81 and a leading TEL. Blank text and なし give "".
    """
    plain = re.sub(r"(?<=\d)一(?=\d)", "-", fold_number(text)).replace(" ", "")
    plain = _LABEL.sub("", plain)
    if not plain or plain.casefold() in _NONE_WORDS:
        return ""
    number, extension = _split_extension(plain)
    if re.search(r"\d[/、,・;]\(?\d", number):
        raise UnreadableInputError(_("Please write one phone number only."), code="phone_several")
    if re.search(r"[^\d()+.-]", number):
        raise UnreadableInputError(
            _(
                "Please write the phone number in digits, like 0154-00-1234. If there is none, leave this empty."
            ),
            code="phone_letters",
        )
    digits = _national_digits(number)
    return f"{digits};ext={extension}" if extension else digits


def format_phone(stored: str) -> str:
    """A stored number as people write it: 0154651250;ext=12 -> 0154-65-1250 内線12. Anything else is shown as it is."""
    match = _STORED.fullmatch(stored)
    if not match or not match[1].startswith("0"):
        return stored
    return _hyphenated(match[1]) + (f" 内線{match[2]}" if match[2] else "")


def tel_uri(stored: str) -> str:
    """The address for a link that calls the number (tel:+81154651250;ext=12); "" where it cannot be called."""
    match = _STORED.fullmatch(stored)
    if not match or not match[1].startswith("0"):
        return ""
    return f"tel:+81{match[1][1:]}" + (f";ext={match[2]}" if match[2] else "")


def _split_extension(plain: str) -> tuple[str, str]:
    match = _EXTENSION.search(plain)
    if not match:
        return plain, ""
    return plain[: match.start()].rstrip("(,、-"), match[1]


def _national_digits(number: str) -> str:
    """Digits with the leading 0, of a length that exists in Japan."""
    if number.startswith("+") and not number.startswith("+81"):
        raise UnreadableInputError(
            _("Only phone numbers of Japan can be written here, like 0154-00-1234."), code="phone_foreign"
        )
    digits = re.sub(r"\D", "", number)
    if number.startswith("+81"):
        digits = "0" + digits[2:].removeprefix("0")
    if not digits.startswith("0") or len(digits) < 9:
        raise UnreadableInputError(
            _("Please begin the phone number with its area code, like 0154-00-1234."), code="phone_area_code"
        )
    wanted = 11 if _ELEVEN_DIGITS.match(digits) else 10
    if len(digits) != wanted:
        raise UnreadableInputError(
            _(
                "This phone number has %(count)s digits, but should have %(wanted)s. Please count them once more."
            ),
            code="phone_length",
            params={"count": len(digits), "wanted": wanted},
        )
    return digits


def _hyphenated(digits: str) -> str:
    # No exchange begins with 0, so the library takes the demo numbers 0154-00-xxxx for a neighbouring area's.
    if digits.startswith("01540") and len(digits) == 10:
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    national = phonenumbers.PhoneNumber(country_code=81, national_number=int(digits[1:]))
    formatted = phonenumbers.format_number(national, phonenumbers.PhoneNumberFormat.NATIONAL)
    if re.sub(r"\D", "", formatted) == digits and "-" in formatted:
        return formatted
    split = 3 if len(digits) == 11 else 4
    return f"{digits[:split]}-{digits[split:-4]}-{digits[-4:]}"
