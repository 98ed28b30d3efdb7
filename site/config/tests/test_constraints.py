"""Every rule that the database itself keeps: each is broken here once, past all forms and actions."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import translation

from base.models import User
from base.vocabulary import PayKind, TravelMode, WorkForm
from config.tests import product, rows
from partners.models.enquiries import EnquiryState
from partners.models.needs import NeedState
from projects.models.projects import Role
from volunteers.models.consultations import ConsultationState
from volunteers.models.matches import MatchState
from volunteers.models.placements import PlacementState

pytestmark = pytest.mark.django_db

BEFORE = rows.DAY - dt.timedelta(days=1)


def twice(make: Callable[..., Any], **values: Any) -> None:
    """The same again: the values that must not be repeated are given as makers or as they are."""
    shared = {name: value() if callable(value) else value for name, value in values.items()}
    make(**shared)
    make(**shared)


def twice_with(make: Callable[..., Any], *, run: Callable[[], Any], **each: Callable[[], Any]) -> None:
    """Two rows of one run that differ in the values given as makers."""
    shared = run()
    for _time in range(2):
        make(run=shared, **{name: value() for name, value in each.items()})


# One entry a constraint. A new constraint without one fails `test_every_constraint_is_broken_once`.
BROKEN: dict[str, Callable[[], Any]] = {
    "accreditation_dates_in_order": lambda: rows.accreditation(accredited_on=rows.DAY, revoked_on=BEFORE),
    "accreditation_number_once": lambda: twice(rows.accreditation, number="第1号"),
    "audit_head_is_one": lambda: rows.audit_head(pk=2),
    "audit_subject_once": lambda: twice(rows.audit_subject, entry=rows.audit_entry, person_id=1),
    "block_cleared_once": lambda: twice(rows.clearance, match=rows.match, code="lift"),
    "board_dial_within_its_scale": lambda: rows.board_run(dial=101),
    "board_line_band_with_a_place": lambda: rows.board_line(band=1),
    "board_line_once": lambda: (
        rows.board_line(run=(run := rows.board_run()), person=(one := rows.person())),
        rows.board_line(run=run, person=one, row=1),
    ),
    "board_line_row_once": lambda: twice_with(rows.board_line, person=rows.person, run=rows.board_run),
    "board_order_has_a_reason": lambda: rows.board_order(reason=""),
    "board_order_names_a_place_or_company": lambda: rows.board_order(opening=None),
    "board_order_once": lambda: twice(
        rows.board_order, run=rows.board_run, person=rows.person, opening=rows.opening
    ),
    "board_place_not_overfilled": lambda: rows.board_place(taken=2),
    "board_place_once": lambda: (
        rows.board_place(run=(run := rows.board_run()), opening=(one := rows.opening())),
        rows.board_place(run=run, opening=one, row=1),
    ),
    "board_place_row_once": lambda: twice_with(rows.board_place, opening=rows.opening, run=rows.board_run),
    "board_places_no_more_than_there_are": lambda: rows.board_run(state="ready", people=1, placed=2),
    "board_progress_within_a_hundred": lambda: rows.board_run(progress=101),
    "clearance_has_a_reason": lambda: rows.clearance(reason=""),
    "conditions_hours_within_a_week": lambda: rows.conditions(max_hours_now=169),
    "consent_by_proxy_has_a_ground": lambda: rows.consent(proxy_name="親"),
    "consent_given_says_when_and_how": lambda: rows.consent(state="given"),
    "consent_is_for_one_recipient": lambda: rows.consent(partner=rows.partner()),
    "consent_lasts_at_most_a_year": lambda: rows.consent(ends_on=rows.DAY + dt.timedelta(days=367)),
    "consent_names_its_recipient": lambda: rows.consent(recipient_name=""),
    "consent_said_aloud_has_a_witness": lambda: rows.consent(
        state="given", given_on=rows.DAY, method="spoken"
    ),
    "consent_taken_back_has_a_date": lambda: rows.consent(
        state="withdrawn", given_on=rows.DAY, method="paper"
    ),
    "disclosure_by_consent_names_it": lambda: rows.disclosure(consent=None),
    "disclosure_names_its_recipient": lambda: rows.disclosure(recipient_name=""),
    "disclosure_without_consent_has_a_reason": lambda: rows.disclosure(consent=None, basis="law"),
    "disposal_by_two_people": lambda: rows.disposal(
        asked_by=rows.user(username="one"), approved_by=User.objects.get(username="one")
    ),
    "document_removed_by_somebody": lambda: rows.document(removed_at=rows.MOMENT),
    "emergency_ends_after_it_began": lambda: rows.emergency(until=rows.MOMENT),
    "emergency_has_a_reason": lambda: rows.emergency(reason=""),
    "emergency_is_looked_at_by_somebody_else": lambda: rows.emergency(
        actor=rows.user(username="same"), seen_by=User.objects.get(username="same"), seen_at=rows.MOMENT
    ),
    "consultation_converted_has_a_person": lambda: rows.consultation(
        state=ConsultationState.CONVERTED, person=None
    ),
    "consultation_erasure_asked_by_somebody": lambda: rows.consultation(erasure_asked_on=rows.DAY),
    "consultation_goes_one_day": lambda: rows.consultation(person=None, purge_on=None),
    "consultation_has_somebody": lambda: rows.consultation(state=ConsultationState.CONTACTING, assigned=None),
    "enquiry_and_its_need": lambda: rows.enquiry(need=rows.need()),
    "enquiry_has_somebody": lambda: rows.enquiry(state=EnquiryState.TAKEN, owner=None),
    "import_waiting_has_its_file": lambda: rows.import_batch(content=b""),
    "invitation_says_into_what": lambda: rows.invitation(kind="staff"),
    "invitation_used_by_somebody": lambda: rows.invitation(used_at=rows.MOMENT),
    "match_trial_has_a_date": lambda: rows.match(state=MatchState.TRIAL),
    "need_declined_only_on_lawful_ground": lambda: rows.need(state=NeedState.DECLINED),
    "need_has_words": lambda: rows.need(trouble=""),
    "need_people_between_1_and_200": lambda: rows.need(people_needed=201),
    "one_consent_per_purpose_and_employer": lambda: twice(
        rows.consent_of_partner, person=rows.person, partner=rows.partner
    ),
    "one_live_match_per_person_and_opening": lambda: twice(
        rows.match, person=rows.person, opening=rows.opening
    ),
    "opening_dates_in_order": lambda: rows.opening(valid_from=rows.DAY, valid_until=BEFORE),
    "opening_has_a_place": lambda: rows.opening(places=0),
    "opening_hours_in_order": lambda: rows.opening(hours_min=8, hours_max=7),
    "opening_hours_within_a_week": lambda: rows.opening(hours_max=169),
    "opening_no_piece_pay_for_volunteers": lambda: rows.opening(
        work_form=WorkForm.VOLUNTEER, pay_kind=PayKind.KOCHIN
    ),
    "opening_not_overbooked": lambda: rows.opening(places=1, places_taken=2),
    "opening_pay_fits_form": lambda: rows.opening(pay_kind=PayKind.WAGE),
    "opening_pay_in_order": lambda: rows.opening(pay_min=500, pay_max=499),
    "opening_stages_in_order": lambda: rows.opening(stage_min=3, stage_max=2),
    "opening_unpaid_has_no_amount": lambda: rows.opening(pay_kind=PayKind.NONE, pay_min=1),
    "partner_corporate_number_once": lambda: twice(rows.partner, corporate_number="1234567890123"),
    "own_request_answered_says_how": lambda: rows.own_request(answered_on=rows.DAY),
    "retention_hold_has_a_reason": lambda: rows.hold(reason=""),
    "retention_hold_once_at_a_time": lambda: twice(rows.hold, person=rows.person),
    "retention_rule_once_a_day": lambda: twice(rows.rule, valid_from=rows.DAY),
    "retention_rule_within_reason": lambda: rows.rule(months=0),
    "person_address_in_one_place": lambda: rows.person(address_kept_apart=True, address="見本町1丁目"),
    "person_has_a_name_to_be_called_by": lambda: rows.person(call_name=""),
    "person_key_once": lambda: twice(rows.person_key, person=rows.person, digest="d" * 32),
    "person_role_dates_in_order": lambda: rows.role(until=BEFORE),
    "person_role_once_at_a_time": lambda: twice(rows.role, person=rows.person),
    "place_order_has_a_reason": lambda: rows.place_order(reason=""),
    "place_order_once": lambda: twice(rows.place_order, run=rows.board_run, opening=rows.opening),
    "place_order_says_something": lambda: rows.place_order(more=0),
    "place_order_within_reason": lambda: rows.place_order(more=21),
    "placement_at_work_has_begun": lambda: rows.placement(state=PlacementState.ACTIVE),
    "placement_completed_with_an_outcome": lambda: rows.placement(state=PlacementState.COMPLETED),
    "placement_dates_in_order": lambda: rows.placement(begun_on=rows.DAY, ended_on=BEFORE),
    "placement_ended_early_with_a_reason": lambda: rows.placement(state=PlacementState.ENDED_EARLY),
    "placement_hours_within_a_week": lambda: rows.placement(hours_per_week=169),
    "placement_plan_in_order": lambda: rows.placement(planned_end_on=BEFORE),
    "review_next_is_later": lambda: rows.review(next_review_on=rows.DAY),
    "secret_address_is_written": lambda: rows.secret_address(address=""),
    "secret_opening_has_a_reason": lambda: rows.secret_opening(reason=""),
    "secret_reader_ends_after_beginning": lambda: rows.secret_reader(
        ended_at=rows.MOMENT - dt.timedelta(days=1), ended_by=rows.user()
    ),
    "secret_reader_has_a_reason": lambda: rows.secret_reader(reason=""),
    "secret_reader_once_at_a_time": lambda: twice(
        rows.secret_reader, secret=rows.secret_address, reader=rows.user
    ),
    "stakeholder_once": lambda: twice(rows.stakeholder, project=rows.project, partner=rows.partner),
    "task_minutes_within_a_day": lambda: rows.task(minutes=601),
    "travel_time_once": lambda: twice(rows.travel_time, origin=rows.area, destination=rows.area),
    "work_order_dates_in_order": lambda: rows.work_order(ordered_on=rows.DAY, due_on=BEFORE),
    "workplace_once": lambda: twice(rows.workplace, partner=rows.partner),
    "workplace_walk_within_a_day": lambda: rows.workplace(walk_minutes=24 * 60 + 1),
}
# Columns that the matching engine takes up to a limit (`volunteers.matching.columns`), and the limit.
A_DAY = 24 * 60
LIMITS: dict[str, tuple[Callable[..., Any], dict[str, int]]] = {
    "opening": (
        rows.opening,
        {
            "last_service_gap": A_DAY,
            "lift_kg": 200,
            "minutes_continuous": A_DAY,
            "slots_needed": 21,
            "stand_minutes": A_DAY,
            "supporter_ratio": 1000,
        },
    ),
    "conditions": (
        rows.conditions,
        {
            "lift_kg": 200,
            "max_commute_minutes": A_DAY,
            "max_minutes_continuous": A_DAY,
            "stand_minutes": A_DAY,
        },
    ),
}
# At the limit, and so allowed: a constraint that refuses everything would pass the test above.
KEPT: dict[str, Callable[[], Any]] = {
    "accreditation_number_once": lambda: twice(rows.accreditation, number=""),
    "conditions_hours_within_a_week": lambda: rows.conditions(max_hours_now=168, max_hours_goal=168),
    "consultation_goes_one_day": lambda: rows.consultation(purge_on=None),
    "consultation_has_somebody": lambda: rows.consultation(assigned=None),
    "consent_lasts_at_most_a_year": lambda: rows.consent(ends_on=rows.DAY + dt.timedelta(days=366)),
    "need_people_between_1_and_200": lambda: rows.need(people_needed=200),
    "one_live_match_per_person_and_opening": lambda: twice(
        rows.match, person=rows.person, opening=rows.opening, state=MatchState.WITHDRAWN
    ),
    "opening_dates_in_order": lambda: rows.opening(valid_from=rows.DAY, valid_until=rows.DAY),
    "opening_hours_in_order": lambda: rows.opening(hours_min=8, hours_max=8),
    "opening_hours_within_a_week": lambda: rows.opening(hours_min=168, hours_max=168, starts_from_hours=168),
    "opening_not_overbooked": lambda: rows.opening(places=1, places_taken=1),
    "opening_pay_fits_form": lambda: rows.opening(work_form=WorkForm.OPEN_EMPLOYMENT, pay_kind=PayKind.WAGE),
    "opening_pay_in_order": lambda: rows.opening(pay_min=500, pay_max=500),
    "partner_corporate_number_once": lambda: twice(rows.partner, corporate_number=""),
    "person_role_once_at_a_time": lambda: twice(rows.role, person=rows.person, until=rows.DAY),
    "placement_dates_in_order": lambda: rows.placement(begun_on=rows.DAY, ended_on=rows.DAY),
    "stakeholder_once": lambda: twice(rows.stakeholder, project=rows.project, role=Role.PROMOTION),
    "travel_time_once": lambda: [
        rows.travel_time(mode=mode) for mode in (TravelMode.WALK, TravelMode.BICYCLE)
    ],
}


for _model, (_make, _columns) in LIMITS.items():
    for _column, _most in _columns.items():
        BROKEN[f"{_model}_{_column}_within_reason"] = partial(_make, **{_column: _most + 1})
        KEPT[f"{_model}_{_column}_within_reason"] = partial(_make, **{_column: _most})

CONSTRAINTS = sorted(
    (constraint for model in product.models() for constraint in model._meta.constraints),
    key=lambda constraint: constraint.name,
)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BROKEN[name]()
    assert _is_about(refusal.value, name)


def _is_about(error: IntegrityError, name: str) -> bool:
    """SQLite names the columns of a unique constraint, not the constraint."""
    [constraint] = [constraint for constraint in CONSTRAINTS if constraint.name == name]
    fields = getattr(constraint, "fields", ())
    return name in str(error) or bool(fields and all(field in str(error) for field in fields))


@pytest.mark.parametrize("name", sorted(KEPT))
def test_the_database_accepts_what_is_just_right(name: str) -> None:
    KEPT[name]()


def test_every_constraint_is_broken_once() -> None:
    assert sorted(BROKEN) == [constraint.name for constraint in CONSTRAINTS]


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.name)
def test_every_constraint_says_in_japanese_what_is_wrong(constraint: models.BaseConstraint) -> None:
    assert constraint.violation_error_message != constraint.default_violation_error_message
    with translation.override("ja"):
        sentence = str(constraint.violation_error_message)
    assert not sentence.isascii()
    assert sentence.endswith("。")


def test_a_broken_rule_reaches_the_form_as_that_sentence() -> None:
    opening = rows.opening()
    opening.hours_max = 169
    with pytest.raises(ValidationError) as refusal:
        opening.validate_constraints()
    assert refusal.value.messages == ["1週間は168時間です。"]
