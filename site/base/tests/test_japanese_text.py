"""Names, numbers, money, codes and phones: typed in any width, compared by keys, never changed in storage."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from base.japanese import numerals, phones, text
from base.japanese.corporate_number import check_digit, parse_corporate_number
from base.japanese.errors import UnreadableInputError

TO_FULL_WIDTH = str.maketrans("0123456789-,", "０１２３４５６７８９－，")


def refusal_code(read: Callable[[str], str | int], typed: str) -> str:
    """The code of the mistake that `read` finds in the text; empty where it finds none."""
    try:
        read(typed)
    except UnreadableInputError as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("齋藤", "斉藤"),
        ("齊藤", "斎藤"),
        ("黒澤", "黒沢"),
        ("櫻井", "桜井"),
        ("𠮷野", "吉野"),
        ("葛󠄀城", "葛城"),
        ("ｶﾞｸﾄ", "ガクト"),
        ("がくと", "ガクト"),
        ("さっぽろ", "サツポロ"),
        ("オーサカ", "オサカ"),
        ("マリー・アン", "マリーアン"),
        ("ＡＢＣ　商店", "abc商店"),
        ("鶴ヶ岱", "鶴ケ岱"),
    ],
)
def test_spellings_of_one_name_share_a_search_key(one: str, other: str) -> None:
    assert text.search_key(one) == text.search_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("高橋", "高梨"), ("佐藤", "佐東"), ("はし", "はた"), ("あ", "い")]
)
def test_different_names_have_different_search_keys(one: str, other: str) -> None:
    assert text.search_key(one) != text.search_key(other)


@given(st.text(max_size=60))
def test_keys_are_stable(name: str) -> None:
    assert text.search_key(text.search_key(name)) == text.search_key(name)


@pytest.mark.parametrize(
    "spelling",
    ["㈱あおば商店", "株式会社 あおば商店", "あおば商店（株）", "あおば商店", "有限会社アオバ商店"],
)
def test_legal_forms_do_not_separate_an_organisation_from_itself(spelling: str) -> None:
    assert text.organisation_key(spelling) == text.organisation_key("株式会社あおば商店")


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("㈱みなと", "株式会社"),
        ("みなと（有）", "有限会社"),
        ("ＮＰＯ法人みなと", "特定非営利活動法人"),
        ("特定非営利活動法人　みなと", "特定非営利活動法人"),
        ("社会福祉法人みなと", "社会福祉法人"),
        ("みなと", ""),
    ],
)
def test_shortened_legal_forms_are_written_out(written: str, form: str) -> None:
    assert text.split_legal_form(written) == (form, text.search_key("みなと"))


def test_a_name_of_nothing_but_a_legal_form_keeps_a_key() -> None:
    assert text.organisation_key("株式会社") == "株式会社"


@pytest.mark.parametrize(
    "spelling",
    [
        "北海道釧路市北大通１２丁目１番地２",
        "釧路市北大通十二丁目1-2",
        "〒085-0000　釧路市北大通12丁目1番2号",
        "釧路市北大通12ー1ー2",
    ],
)
def test_spellings_of_one_address_share_a_key(spelling: str) -> None:
    assert text.address_key(spelling) == "釧路市北大通12-1-2"


def test_neighbouring_addresses_keep_apart() -> None:
    assert text.address_key("釧路市北大通1-23") != text.address_key("釧路市北大通12-3")


@pytest.mark.parametrize(
    "typed", ["0850015", "085-0015", "〒０８５−００１５", "085ー0015", "085一0015", "〒 085 0015"]
)
def test_postal_codes_of_every_width_are_read(typed: str) -> None:
    assert text.parse_postal_code(typed) == "0850015"
    assert text.format_postal_code("0850015") == "085-0015"


def test_a_short_postal_code_is_refused() -> None:
    assert refusal_code(text.parse_postal_code, "85-0015") == "postal_code"


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("１，０７５円", 1075),
        ("1,075", 1075),
        ("¥800", 800),
        ("￥1,075-", 1075),
        ("金1075円也", 1075),
        ("1万5千円", 15000),
        ("十円", 10),
        ("100.0", 100),
        ("0", 0),
        ("1、075円", 1075),
    ],
)
def test_yen_are_read(typed: str, yen: int) -> None:
    assert text.parse_yen(typed) == yen


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("107.5", "fraction"),
        ("-5", "negative"),
        ("▲500", "negative"),
        ("1,07", "yen"),
        ("たくさん", "yen"),
        ("", "yen"),
    ],
)
def test_what_is_no_whole_amount_of_yen_is_refused(typed: str, code: str) -> None:
    assert refusal_code(text.parse_yen, typed) == code


def test_a_fraction_of_a_yen_is_answered_with_both_neighbours() -> None:
    with (
        translation.override("en"),
        pytest.raises(UnreadableInputError, match=r"107 or 108 instead of 107\.5"),
    ):
        text.parse_yen("１０７．５円")


@given(st.integers(0, 10**12))
def test_shown_yen_can_be_typed_back(amount: int) -> None:
    shown = text.format_yen(amount)
    assert text.parse_yen(shown) == amount
    assert text.parse_yen(shown.translate(TO_FULL_WIDTH)) == amount


@given(st.integers(0, 10**9))
def test_integers_of_every_width_are_read(number: int) -> None:
    assert text.parse_integer(str(number)) == number
    assert text.parse_integer(f"　{number:,} ".translate(TO_FULL_WIDTH)) == number


@pytest.mark.parametrize(
    ("typed", "code"), [("1.5", "fraction"), ("−1", "negative"), ("2名", "integer"), ("9" * 30, "integer")]
)
def test_what_is_no_whole_number_is_refused(typed: str, code: str) -> None:
    assert refusal_code(text.parse_integer, typed) == code


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十", 10),
        ("五十五", 55),
        ("二〇二六", 2026),
        ("二千二十六", 2026),
        ("1万5千", 15000),
        ("三億", 300_000_000),
    ],
)
def test_kanji_numbers_are_read(written: str, number: int) -> None:
    assert numerals.kanji_to_int(written) == number


@pytest.mark.parametrize("written", ["", "万", "十千", "二〇十", "一二三丁目"])
def test_what_is_no_kanji_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        numerals.kanji_to_int(written)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0154-65-1250", "0154651250"),
        ("０１５４−６５−１２５０", "0154651250"),
        ("0154ー65ー1250", "0154651250"),
        ("0154一65一1250", "0154651250"),
        ("(0154)65-1250", "0154651250"),
        ("0154（65）1250", "0154651250"),
        ("TEL：0154-65-1250", "0154651250"),
        ("℡ 0154 65 1250", "0154651250"),
        ("+81 154 65 1250", "0154651250"),
        ("0154-65-1250 内線12", "0154651250;ext=12"),
        ("0154-65-1250（内線１２）", "0154651250;ext=12"),
        ("090-0000-0001", "09000000001"),
        ("なし", ""),
        ("　", ""),
    ],
)
def test_phones_are_kept_as_digits(typed: str, stored: str) -> None:
    assert phones.parse_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("65-1250", "phone_area_code"),
        ("0154-65-125", "phone_length"),
        ("090-1234-567", "phone_length"),
        ("0154-00-0001/0154-00-0002", "phone_several"),
        ("係まで", "phone_letters"),
        ("+1 212 555 0100", "phone_foreign"),
    ],
)
def test_unusable_phones_are_refused(typed: str, code: str) -> None:
    assert refusal_code(phones.parse_phone, typed) == code


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("0154651250", "0154-65-1250"),
        ("0154000001", "0154-00-0001"),
        ("0154001234", "0154-00-1234"),
        ("09000000001", "090-0000-0001"),
        ("0120000000", "0120-000-000"),
        ("0300000001", "03-0000-0001"),
        ("0154651250;ext=12", "0154-65-1250 内線12"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_phones_are_shown_with_hyphens(stored: str, shown: str) -> None:
    assert phones.format_phone(stored) == shown


@given(st.from_regex(r"\A0[1-9][1-9]{2}[0-9]{6}\Z"), st.from_regex(r"\A([1-9][0-9]{0,3})?\Z"))
def test_shown_phones_can_be_typed_back(digits: str, extension: str) -> None:
    stored = f"{digits};ext={extension}" if extension else digits
    assert phones.parse_phone(phones.format_phone(stored)) == stored
    assert phones.parse_phone(phones.format_phone(stored).translate(TO_FULL_WIDTH)) == stored


def test_a_stored_phone_can_be_called() -> None:
    assert phones.tel_uri("0154000001") == "tel:+81154000001"
    assert phones.tel_uri("0154000001;ext=3") == "tel:+81154000001;ext=3"
    assert phones.tel_uri("none") == ""


@given(st.from_regex(r"\A[0-9]{12}\Z"), st.integers(0, 12), st.integers(1, 8))
def test_one_mistyped_digit_of_a_corporate_number_is_noticed(base: str, place: int, shift: int) -> None:
    number = f"{check_digit(base)}{base}"
    assert parse_corporate_number(number) == number
    assert parse_corporate_number(f"Ｔ{number}") == number
    wrong_digit = (int(number[place]) + shift) % 9
    wrong = f"{number[:place]}{wrong_digit}{number[place + 1 :]}"
    # The check works modulo nine: 0 and 9 cannot be told apart.
    if (int(number[place]) - wrong_digit) % 9:
        assert refusal_code(parse_corporate_number, wrong) == "corporate_number_check"


def test_the_agencys_own_example_of_a_check_digit() -> None:
    assert check_digit("700110005901") == 8


def test_a_corporate_number_of_another_length_is_refused() -> None:
    assert parse_corporate_number("") == ""
    assert refusal_code(parse_corporate_number, "123") == "corporate_number_length"


@pytest.mark.parametrize(
    ("typed", "blank"),
    [
        ("", True),
        (" \u3000\u00a0\t\n", True),
        ("\u200b\u2060\ufeff\u00ad\u200e", True),
        ("\u3164\u2800\uffa0", True),
        ("\ufe0f\U000e0100", True),
        ("\u200bあ", False),
        ("。", False),
        ("\ue000", False),  # a private letter (外字) is a letter
        ("0", False),
    ],
)
def test_blank_is_what_leaves_nothing_on_paper(typed: str, blank: bool) -> None:
    assert text.is_blank(typed) is blank
