"""What came in through the open forms of the demo: invented words of invented people (domain.md 14)."""

import uuid
from collections.abc import Callable
from typing import Any

from base.models import User
from partners import actions as partner_actions
from partners.models import EmployerEnquiry
from volunteers import actions
from volunteers.models import ConsultationRequest

from .records import Cast, Story

PLACE = uuid.UUID("5f1f2a52-0e0c-4c6f-9d2b-6b1f0d9a7e10")
"""From which the tokens of these forms are made, so that the demo is the same every time."""


def play_requests(cast: Cast) -> list[Story]:
    """Requests for a talk in every state, and enquiries of workplaces."""
    first, second = cast.users["coordinator"], cast.users["coordinator2"]
    return [
        _told(-0, text="家賃が二か月おくれています。大家さんに何と言えばいいか、わかりません。", topics=["rent_loan"],
              phone="0154000021", voicemail_ok=False, contact_hours="平日の10時から15時", for_whom="me"),
        _told(-0, text="食べるものがありません。電話は止まっています。", topics=["no_food", "income"], for_whom="me"),
        _told(-1, text="編み物を教えられます。週に一度なら行けます。", wish="help", call_name="しおみ", email="shiomi@example.jp"),
        # A family-only consultation: the son does not know that his mother wrote.
        _told(-6, then=_take(first), text="息子が五年、部屋から出ません。本人には、まだ相談のことを話していません。",
              topics=["withdrawal", "family"], for_whom="family", call_name="そらの母", phone="0154000022", name_ok=False,
              contact_hours="昼だけ。夜は息子がいるので、かけないでください", area=cast.areas["kushiro"]),
        _told(-9, then=_tried(second), text="仕事をさがしています。", topics=["job_search"], phone="0154000023", for_whom="me"),
        _told(-16, then=_answered(first), text="生活保護と仕事の両方はできますか。", topics=["income"], email="toi@example.jp"),
        _told(-30, then=_referred(second), text="借金の整理について知りたい。", topics=["debt"], phone="0154000024", for_whom="me"),
        _told(-45, then=_aside(first), text="検索で一位になる方法をお教えします。"),
        _short_of_hands(-1, trouble="昼のあと片づけが追いつきません。皿洗いだけでも手がほしいです。", organisation="見本食堂なぎ",
                        contact_name="なぎ", phone="0154000031", contact_hours="午後3時から5時", when_needed="できるだけ早く"),
        _short_of_hands(-8, then=first, trouble="冬の前に、畑の片づけを手伝ってほしい。", organisation="みほん農園の丘",
                        phone="0154000032", reply_by="call", when_needed="11月のうちに"),
    ]  # fmt: skip


def _told(day: int, *, then: Callable[[ConsultationRequest], None] | None = None, **answers: Any) -> Story:
    yield day
    token = uuid.uuid5(PLACE, str(answers["text"]))
    told, _made = actions.receive_consultation(token=token, **answers)
    if then:
        yield day + 1
        then(told)


def _take(actor: User) -> Callable[[ConsultationRequest], None]:
    return lambda told: actions.take_consultation(told, actor=actor)


def _tried(actor: User) -> Callable[[ConsultationRequest], None]:
    def then(told: ConsultationRequest) -> None:
        actions.take_consultation(told, actor=actor)
        actions.note_attempt(told, actor=actor, how="call", note="呼び出し音のみ。午前と午後に一度ずつ。")
        actions.give_up_reaching(told, actor=actor)

    return then


def _answered(actor: User) -> Callable[[ConsultationRequest], None]:
    def then(told: ConsultationRequest) -> None:
        actions.take_consultation(told, actor=actor)
        actions.note_attempt(told, actor=actor, how="email", reached=True)
        actions.answer_consultation(
            told,
            actor=actor,
            outcome_note="できることと、収入の届けについて伝えた。金額は担当の方に聞いてもらう。",
        )

    return then


def _referred(actor: User) -> Callable[[ConsultationRequest], None]:
    def then(told: ConsultationRequest) -> None:
        actions.take_consultation(told, actor=actor)
        actions.note_attempt(told, actor=actor, how="call", reached=True)
        actions.refer_out(
            told, actor=actor, outcome_note="見本法律相談センターの無料相談を案内した。名前は伝えていない。"
        )

    return then


def _aside(actor: User) -> Callable[[ConsultationRequest], None]:
    return lambda told: actions.put_aside(told, actor=actor)


def _short_of_hands(day: int, *, then: User | None = None, **answers: Any) -> Story:
    yield day
    token = uuid.uuid5(PLACE, str(answers["trouble"]))
    enquiry, _made = partner_actions.receive_enquiry(token=token, **answers)
    if then:
        yield day + 1
        partner_actions.take_enquiry(EmployerEnquiry.objects.get(pk=enquiry.pk), actor=then)
