"""Eighty-four invented people: names out of weather and plants, numbers that ring nowhere."""

import random
from typing import Any

from base.vocabulary import (
    Accompaniment,
    PayEvery,
    Qualification,
    Stage,
    Theme,
    TravelMode,
    WishCompany,
    WishPay,
    WishPlace,
    WishPosture,
)

from .conditions import SHOWN_AND_TOLD, week

FAMILIES = [
    "霧野",
    "汐見",
    "蕗沢",
    "葦原",
    "雪代",
    "凪岡",
    "朝霞",
    "波木",
    "砂森",
    "灯",
    "苔井",
    "野分",
    "早瀬",
    "千草",
    "潮路",
    "薄氷",
    "月舘",
    "泉川",
    "小夜",
    "浜風",
    "木漏",
    "露崎",
]
KANA = [
    "キリノ",
    "シオミ",
    "フキサワ",
    "アシハラ",
    "ユキシロ",
    "ナギオカ",
    "アサカスミ",
    "ナミキ",
    "スナモリ",
    "トモシビ",
    "コケイ",
    "ノワキ",
    "ハヤセ",
    "チグサ",
    "シオジ",
    "ウスライ",
    "ツキダテ",
    "イズミカワ",
    "サヨ",
    "ハマカゼ",
    "コモレ",
    "ツユサキ",
]
GIVENS = [
    "みなと",
    "あおば",
    "しずく",
    "つむぎ",
    "はるか",
    "そら",
    "こはく",
    "ゆう",
    "あさひ",
    "いつき",
    "なぎ",
    "かえで",
    "ひなた",
    "りく",
    "ほたる",
    "さと",
]

WORDS = [
    "朝はつらいけれど、手を動かすと落ち着く。",
    "人の多いところは息がつまる。静かなところなら行けそう。",
    "前は魚をさばく仕事をしていた。包丁は今も好き。",
    "まずは外に出るところから。",
    "だれかの役に立っているとわかると、眠れる。",
    "子どもが学校にいる間だけ働きたい。",
    "長く休んでいたので、ゆっくり始めたい。",
    "畑の土のにおいがなつかしい。",
    "電話だけは苦手。それ以外なら。",
    "車がないので、迎えがあると助かる。",
    "自分で稼いだお金で、靴を買いたい。",
    "教えるのは好き。昔は後輩が何人もいた。",
]
STRENGTHS = [
    "手先が器用",
    "約束の時間を守る",
    "動物に好かれる",
    "人の話をよく聞く",
    "片付けが早い",
    "数をまちがえない",
    "料理が得意",
    "力仕事に慣れている",
    "字がきれい",
    "子どもと遊ぶのが上手",
    "",
]
DAYS = [
    "月水金 am",
    "火木 am",
    "月火水木金 am",
    "月火水木金 am pm",
    "月火水木金 pm",
    "火木土 am pm",
    "土日 am pm",
    "月木 ev, 土 am",
    "月火水木金土 am pm",
]
STAGES = (
    [Stage.CONTACT] * 14 + [Stage.IBASHO] * 16 + [Stage.VOLUNTEER] * 16 + [Stage.PAID_TRAINING] * 18
    + [Stage.SUPPORTED_EMPLOYMENT] * 8 + [Stage.OPEN_PART] * 5 + [Stage.OPEN_FULL] * 3 + [Stage.HALF_HALF] * 4
)  # fmt: skip
AREAS = (
    ["kushiro"] * 10
    + ["onbetsu"] * 3
    + ["akan"] * 2
    + ["kushiro-cho"] * 2
    + ["shiranuka", "shibecha", "akkeshi", "tsurui"]
)


def people(rng: random.Random) -> list[dict[str, Any]]:
    """What `register_person` takes, once for each person; `area` is a code."""
    stages = list(STAGES)
    rng.shuffle(stages)
    return [_person(rng, number, stage) for number, stage in enumerate(stages)]


def _person(rng: random.Random, number: int, stage: int) -> dict[str, Any]:
    family = number % len(FAMILIES)
    given = GIVENS[(number * 7 + number // len(FAMILIES)) % len(GIVENS)]
    return {
        "call_name": given if number % 3 else f"{FAMILIES[family]}さん",
        "family_name": FAMILIES[family],
        "given_name": given,
        "family_name_kana": KANA[family],
        "given_name_kana": given.translate({n: n + 96 for n in range(0x3041, 0x3097)}),
        "phone": f"0154-00-{1000 + number:04d}" if rng.random() < 0.8 else "",
        "safe_to_call": rng.random() < 0.9,
        "area": rng.choice(AREAS),
        "stage": int(stage),
        "benefit_status": "receiving"
        if stage == Stage.HALF_HALF
        else rng.choice(["none", "receiving", "unknown", "applying"]),
        "own_words": rng.choice(WORDS),
        "strengths": rng.choice(STRENGTHS),
        "roles": ["volunteer", "supporter"]
        if number % 13 == 5
        else ["seeker", "volunteer"]
        if number % 7 == 3
        else ["seeker"],
        "conditions": _conditions(rng, number),
    }


def _conditions(rng: random.Random, number: int) -> dict[str, Any]:
    """Every third condition is not known yet: that is how it is after a first talk."""
    hours = rng.choice([2, 4, 6, 8, 8, 10, 12, 15, 20, 25, 30, 38])
    told: dict[str, Any] = {
        "max_hours_now": hours,
        "max_hours_goal": min(38, hours + rng.choice([0, 4, 10])),
        "slots": week(rng.choice(DAYS)),
        "max_minutes_continuous": rng.choice([30, 50, 60, 90, 120, 180]),
        "lift_kg": rng.choice([2, 5, 5, 10, 10, 15, 20]),
        "stand_minutes": rng.choice([10, 20, 40, 60, 120]),
        "cold_ok": rng.random() < 0.7,
        "heights_ok": rng.random() < 0.4,
        "machinery_ok": rng.random() < 0.5,
        "night_ok": rng.random() < 0.2,
        "noise_stress": rng.choice([0, 0, 1, 1, 2, 3]),
        "crowd_stress": rng.choice([0, 1, 1, 2, 3]),
        "smell_stress": rng.choice([0, 0, 1, 2]),
        "phone_stress": rng.choice([0, 1, 2, 3]),
        "stranger_stress": rng.choice([0, 1, 2, 3]),
        "pace_stress": rng.choice([0, 1, 2, 3]),
        "reading_stress": rng.choice([0, 0, 0, 1, 2]),
        "travel_modes": int(
            TravelMode.WALK
            | rng.choice([TravelMode.BUS_OR_TRAIN, TravelMode.BICYCLE | TravelMode.BUS_OR_TRAIN])
            | rng.choice([0, 0, 0, TravelMode.OWN_CAR, TravelMode.SOMEONE_DRIVES])
        ),
        "max_commute_minutes": rng.choice([20, 30, 45, 60]),
        "winter_ok": rng.random() < 0.7,
        "needs_accompaniment": int(rng.choice(list(Accompaniment))),
        "needs_same_day_absence": rng.random() < 0.5,
        "needs_quiet_place": rng.random() < 0.4,
        "instruction_style": int(SHOWN_AND_TOLD),
        "qualifications": int(
            rng.choice([0, 0, Qualification.CAR_LICENCE, Qualification.CARE_BASIC, Qualification.FORKLIFT])
        )
        or None,
        "pay_day_need": int(rng.choice([PayEvery.NONE, PayEvery.DAY, PayEvery.WEEK, PayEvery.MONTH])),
        "interests": int(rng.choice(list(Theme)) | rng.choice(list(Theme))),
    }
    known = {name: value for name, value in told.items() if (hash_of(name) + number) % 4 or name == "slots"}
    return known | {
        "wish_company": int(rng.choice(list(WishCompany))),
        "wish_posture": int(rng.choice(list(WishPosture))),
        "wish_place": int(rng.choice(list(WishPlace))),
        "wish_pay": int(rng.choice(list(WishPay))),
    }


def hash_of(name: str) -> int:
    """The same on every machine; Python's own `hash` is not."""
    return sum(name.encode())
