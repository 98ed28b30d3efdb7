"""Folding of typed text and keys for comparing names. Stored names are never folded (domain.md section 11)."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from base.japanese.errors import UnreadableInputError
from base.japanese.numerals import NUMERAL_CHARACTERS, kanji_to_digits, kanji_to_int

# NFKC leaves most of these alone (only U+FF0D, U+FF70, U+FE63 and U+FE58 change), so they are named one by one.
_DASHES = "-‐‑‒–—―⁃−ー─━－ｰ﹣﹘➖﹉〜～∼˗"
_TO_HYPHEN = str.maketrans(dict.fromkeys(_DASHES, "-"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters by their category, and yet nothing is drawn for them."""
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# The first of each group stands for all of it. Forms that people of one family write now this way, now that.
_VARIANT_GROUPS = (
    "高髙 崎﨑碕嵜 辺邉邊 斉齊斎齋 沢澤 桜櫻 浜濱濵 島嶋嶌 吉𠮷 浅淺 広廣 国國 竜龍 滝瀧 徳德 槙槇 真眞 黒黑 横橫 条條 栄榮 円圓 会會 学學 関關 "
    "亀龜 宝寶寳 富冨 峰峯 児兒 万萬 与與 剣劍 静靜 瀬瀨 曽曾 増增 郎郞 礼禮 恵惠 実實 寿壽 渋澁 縄繩 鉄鐵 医醫 薬藥 芸藝 号號 旧舊 遥遙 弥彌 "
    "駅驛 雑雜 声聲 鶏鷄 麦麥 桧檜 館舘 蔵藏 柳栁 梅楳"
)
_VARIANTS = str.maketrans({c: group[0] for group in _VARIANT_GROUPS.split() for c in group[1:]})

_NOT_IN_A_KEY = re.compile(r"[\s\-・･·.,、。'’\"“”]")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HIRAGANA = {c: c + 0x60 for c in range(0x3041, 0x3097)}
# Each legal form with the ways it is shortened; the longer ones come first. ㈱ is (株) by then.
_LEGAL_FORMS = {
    "特定非営利活動法人": "NPO法人 (特非) (特) (NPO)",
    "社会福祉法人": "(社福) (福)",
    "医療法人": "医療法人社団 医療法人財団 社会医療法人 (医)",
    "学校法人": "(学)",
    "宗教法人": "(宗)",
    "農事組合法人": "(農)",
    "労働者協同組合": "(労協)",
    "一般社団法人": "(一社)",
    "公益社団法人": "(公社)",
    "一般財団法人": "(一財)",
    "公益財団法人": "(公財)",
    "株式会社": "(株)",
    "有限会社": "(有)",
    "合同会社": "(同) (合)",
    "合資会社": "(資)",
    "合名会社": "(名)",
}
_LEGAL_FORM_OF = {
    written.casefold(): form for form, short in _LEGAL_FORMS.items() for written in (*short.split(), form)
}
_LEGAL_FORM = re.compile("|".join(map(re.escape, sorted(_LEGAL_FORM_OF, key=len, reverse=True))))


def _without_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def fold_width(text: str) -> str:
    """Typed text with one width of letters, digits and spaces, and no invisible characters: Ａ１　Ｂ -> A1 B."""
    plain = _without_invisible(unicodedata.normalize("NFKC", text))
    return " ".join(plain.split())


def fold_number(text: str) -> str:
    """Like `fold_width`, with every dash, minus and long-vowel mark as "-". For dates, phones, codes and numbers."""
    return fold_width(text).translate(_TO_HYPHEN)


def is_blank(text: str) -> bool:
    """Whether nothing would be left of `text` on paper: spaces of all widths and invisible characters only."""
    return not any(_is_seen(character) for character in text)


def _is_seen(character: str) -> bool:
    if character in _FILLERS or _VARIATION_SELECTORS.match(character):
        return False
    # What is private (外字) is a letter to whoever typed it.
    return not character.isspace() and unicodedata.category(character) not in ("Zs", "Cf")


def search_key(text: str) -> str:
    """A key under which spellings of one name or reading meet. For comparing and searching, never for showing.

    Joins widths, letter case, hiragana and katakana, small and large kana, long marks and dashes, spaces and
    middle dots, and the variant forms of names (髙 and 高, 﨑 and 崎, 邊 邉 辺 ...).
    """
    # Selectors go first: NFKC would leave them behind the plain letter.
    plain = _without_invisible(unicodedata.normalize("NFKC", _VARIATION_SELECTORS.sub("", text)))
    folded = unicodedata.normalize("NFKC", plain.casefold()).translate(_VARIANTS)
    kana = folded.translate(_HIRAGANA).translate(_SMALL_KANA).translate(_TO_HYPHEN)
    # What is taken out may leave an accent beside its letter: they are joined again.
    return unicodedata.normalize("NFKC", _NOT_IN_A_KEY.sub("", kana))


def split_legal_form(text: str) -> tuple[str, str]:
    """(legal form written out, key of the rest): ㈱あおば商店 and あおば商店 株式会社 -> ("株式会社", "アオバ商店").

    The form is "" where none is written. A name that is nothing but its form keeps it as the key.
    """
    plain = fold_width(text).replace(" ", "").casefold()
    match = _LEGAL_FORM.search(plain)
    if not match:
        return "", search_key(plain)
    rest = plain[: match.start()] + plain[match.end() :]
    return _LEGAL_FORM_OF[match[0]], search_key(rest or plain)


def organisation_key(text: str) -> str:
    """`search_key` of an organisation's name without its legal form."""
    return split_legal_form(text)[1]


def address_key(text: str) -> str:
    """A key under which spellings of one address meet: 北海道釧路市北大通１２丁目１番地２ -> 釧路市北大通12-1-2."""
    plain = _without_invisible(unicodedata.normalize("NFKC", _VARIATION_SELECTORS.sub("", text)))
    plain = plain.translate(_VARIANTS).casefold()
    plain = re.sub(r"〒?\s*\d{3}-\d{4}(?!\d)", "", plain.translate(_TO_HYPHEN), count=1)
    plain = re.sub(r"[\s、,・]", "", plain).removeprefix("北海道")
    plain = re.sub(
        f"[{NUMERAL_CHARACTERS}]+(?=丁目|番|号|条|線|-|$)", lambda run: kanji_to_digits(run[0]), plain
    )
    plain = re.sub(r"(丁目|番地の|番地|番|号室|号)(?=\d)", "-", plain)
    return re.sub(r"(?<=\d)(丁目|番地|番|号室|号)(?=\D|$)", "", plain).replace("の", "-")


def parse_postal_code(text: str) -> str:
    """Seven digits of a postal code (〒０８５−００１５ -> 0850015); "" for blank text."""
    plain = re.sub(r"(?<=\d)一(?=\d)", "-", fold_number(text))
    if not plain:
        return ""
    plain = plain.removeprefix("〒").removeprefix("T").replace(" ", "")
    if not re.fullmatch(r"\d{3}-?\d{4}", plain, re.ASCII):
        raise UnreadableInputError(
            _("A postal code has seven digits. Please write it like 085-0015."), code="postal_code"
        )
    return plain.replace("-", "")


def format_postal_code(digits: str) -> str:
    """0850015 -> 085-0015; anything that is not seven digits is shown as it is."""
    return f"{digits[:3]}-{digits[3:]}" if re.fullmatch(r"\d{7}", digits, re.ASCII) else digits


def parse_integer(text: str) -> int:
    """A whole number, zero or more, in digits of any width or in kanji: １，２００ -> 1200, 十二 -> 12."""
    plain = fold_number(text).replace(" ", "").replace("、", ",")
    if plain.startswith(("-", "▲", "△")):
        raise UnreadableInputError(
            _("This cannot be below zero. Please write a whole number such as 12."), code="negative"
        )
    if re.fullmatch(r"\d+\.\d*[1-9]\d*", plain, re.ASCII):
        raise UnreadableInputError(
            _("Please write a whole number such as 12, without a fraction."), code="fraction"
        )
    number = _whole_number(plain)
    if number is None:
        raise UnreadableInputError(_("Please write a whole number in digits, such as 12."), code="integer")
    return number


def parse_yen(text: str) -> int:
    """Whole yen, zero or more: １，０７５円 -> 1075, ¥800 -> 800, 1万5千円 -> 15000."""
    plain = fold_number(text).replace(" ", "").replace("、", ",")
    plain = plain.removeprefix("¥").removeprefix("\\").removeprefix("金")
    plain = re.sub(r"(円|yen|jpy)?(也|-)?$", "", plain, flags=re.IGNORECASE)
    if plain.startswith(("-", "▲", "△")):
        raise UnreadableInputError(
            _("An amount of money cannot be below zero. Please write it like 1,075."), code="negative"
        )
    if re.fullmatch(r"[\d,]{1,12}\.\d*[1-9]\d*", plain, re.ASCII):
        raise UnreadableInputError(
            _(
                "Money is counted in whole yen here. Please write %(below)s or %(above)s instead of %(typed)s."
            ),
            code="fraction",
            params=_whole_neighbours(plain),
        )
    amount = _whole_number(plain)
    if amount is None:
        raise UnreadableInputError(_("Please write an amount in yen, such as 1,075."), code="yen")
    return amount


def format_yen(amount: int) -> str:
    """1075 -> 1,075円."""
    return f"{amount:,}円"


def _whole_neighbours(plain: str) -> dict[str, object]:
    whole = int(re.sub(r"\D", "", plain.partition(".")[0]) or 0)
    return {"typed": plain, "below": f"{whole:,}", "above": f"{whole + 1:,}"}


def _whole_number(plain: str) -> int | None:
    """The number in folded text, with well-placed commas or kanji units; None where it is something else."""
    plain = re.sub(r"\.0*$", "", plain)
    if len(plain) > 20:
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3})+", plain, re.ASCII):
        return int(plain.replace(",", ""))
    try:
        return kanji_to_int(plain.replace(",", "")) if "," not in plain else None
    except ValueError:
        return None
