"""The smallest valid row of every model, for tests that go over all models.

Such tests live here because `config` stands above all apps and nothing imports it: a maker in `base` would have to
import upwards. Rows are written directly and fast, not through actions: what the actions do is tested in the apps.
"""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

from base.models import (
    AccountEvent,
    Area,
    AuditEntry,
    AuditHead,
    AuditSubject,
    CrisisLine,
    Invitation,
    KeptSession,
    TravelTime,
    User,
)
from base.vocabulary import PayKind, TravelMode, WorkForm
from partners.models import (
    Accreditation,
    EmployerEnquiry,
    EmployerInvitation,
    ImportBatch,
    Member,
    Need,
    NeedNews,
    Partner,
    Task,
    Workplace,
)
from projects.models import CommunityProject, Opening, Stakeholder, WorkOrder
from projects.models.projects import Role
from volunteers.models import (
    BlockClearance,
    BoardLine,
    BoardOrder,
    BoardPlace,
    BoardRun,
    ConsentRecord,
    ConsultationRequest,
    ContactAttempt,
    DisclosureRecord,
    DisposalRecord,
    EmergencyAccess,
    ErasureCase,
    Match,
    Person,
    PersonDocument,
    PersonKey,
    PersonRole,
    PersonsRequest,
    Placement,
    PlaceOrder,
    RetentionHold,
    RetentionRule,
    Review,
    SecretAddress,
    SecretAddressOpening,
    SecretAddressReader,
    StageChange,
    WorkConditions,
)

DAY = dt.date(2026, 4, 1)
MOMENT = dt.datetime(2026, 4, 1, 3, 0, tzinfo=dt.UTC)
_numbers = count(1)


def user(**values: Any) -> User:
    return User.objects.create(
        **{"username": f"user-{next(_numbers)}", "display_name": "見本の担当", **values}
    )


def area(**values: Any) -> Area:
    return Area.objects.create(**{"code": f"area-{next(_numbers)}", "name": f"区{next(_numbers)}", **values})


def travel_time(**values: Any) -> TravelTime:
    way = {"origin": values.get("origin") or area(), "destination": values.get("destination") or area()}
    told = {"mode": TravelMode.WALK, "minutes": 10, "source": "見本", "confirmed_on": DAY}
    return TravelTime.objects.create(**{**way, **told, **values})


def partner(**values: Any) -> Partner:
    return Partner.objects.create(**{"legal_name": f"見本{next(_numbers)}", **values})


def workplace(**values: Any) -> Workplace:
    return Workplace.objects.create(**_with(values, partner=partner, name="作業場"))


def accreditation(**values: Any) -> Accreditation:
    return Accreditation.objects.create(**_with(values, workplace=workplace))


def member(**values: Any) -> Member:
    return Member.objects.create(**_with(values, user=user, partner=partner))


def invitation(**values: Any) -> Invitation:
    known = {"kind": Invitation.Kind.EMPLOYER, "token_hash": f"hash-{next(_numbers)}", "label": "見本"}
    return Invitation.objects.create(**{**known, "created_at": MOMENT, "expires_at": MOMENT, **values})


def employer_invitation(**values: Any) -> EmployerInvitation:
    return EmployerInvitation.objects.create(**_with(values, invitation=invitation, partner=partner))


def account_event(**values: Any) -> AccountEvent:
    known = {"kind": AccountEvent.Kind.INVITED, "at": MOMENT}
    return AccountEvent.objects.create(**_with(values, account=user, **known))


def kept_session(**values: Any) -> KeptSession:
    known = {"session_key": f"key-{next(_numbers)}", "session_data": "", "expire_date": MOMENT}
    return KeptSession.objects.create(**_with(values, user=user, **known))


def import_batch(**values: Any) -> ImportBatch:
    return ImportBatch.objects.create(**_with(values, uploaded_by=user, file_name="a.csv", content=b"x"))


def need(**values: Any) -> Need:
    return Need.objects.create(**_with(values, partner=partner, submitted_by=user, trouble="手が足りない"))


def enquiry(**values: Any) -> EmployerEnquiry:
    told = {"trouble": "手が足りない", "reply_due": DAY, "purge_on": DAY}
    return EmployerEnquiry.objects.create(**_with(values, owner=user, **told))


def crisis_line(**values: Any) -> CrisisLine:
    told = {"name": "見本の電話", "phone": "0154000000", "hours_text": "毎日", "confirmed_on": DAY}
    return CrisisLine.objects.create(**{**told, **values})


def task(**values: Any) -> Task:
    return Task.objects.create(**_with(values, need=need, what="糸を切る"))


def need_news(**values: Any) -> NeedNews:
    return NeedNews.objects.create(**_with(values, need=need, kind=NeedNews.Kind.RECEIVED))


def project(**values: Any) -> CommunityProject:
    return CommunityProject.objects.create(**{"title": f"取り組み{next(_numbers)}", **values})


def stakeholder(**values: Any) -> Stakeholder:
    return Stakeholder.objects.create(**_with(values, project=project, role=Role.LEAD))


def work_order(**values: Any) -> WorkOrder:
    return WorkOrder.objects.create(**_with(values, project=project, client=partner, item="網"))


def opening(**values: Any) -> Opening:
    form = {"work_form": WorkForm.NON_EMPLOYMENT_TRAINING, "pay_kind": PayKind.KOCHIN}
    return Opening.objects.create(**_with(values, partner=partner, title="網の手入れ", **form))


def person(**values: Any) -> Person:
    made: Person = Person._base_manager.create(**_with(values, main_supporter=user, call_name="みなと"))
    return made


def person_key(**values: Any) -> PersonKey:
    return _kept(PersonKey, values, person=person, digest=f"{next(_numbers):032}", key="tests-1")


def emergency(**values: Any) -> EmergencyAccess:
    lasting = {"opened_at": MOMENT, "until": MOMENT + dt.timedelta(days=1)}
    return _kept(EmergencyAccess, values, person=person, actor=user, reason="命の危険", **lasting)


def consent(**values: Any) -> ConsentRecord:
    asked = {"asked_on": DAY, "ends_on": DAY + dt.timedelta(days=100), "noted_by": user}
    told = {"recipient_kind": "agency", "recipient_name": "みほん市の窓口", "fields": ["call_name"]}
    return _kept(ConsentRecord, values, person=person, purpose="agency", form_version="x", **asked, **told)


def consent_of_partner(**values: Any) -> ConsentRecord:
    agreed = {"state": "given", "given_on": DAY, "method": "paper", "purpose": "work"}
    return consent(**_with(values, recipient_kind="partner", partner=partner, **agreed))


def disclosure(**values: Any) -> DisclosureRecord:
    told = {"recipient_kind": "agency", "recipient_name": "みほん市の窓口", "way": "paper"}
    return _kept(DisclosureRecord, values, person=person, consent=consent, actor=user, at=MOMENT, **told)


def audit_entry(**values: Any) -> AuditEntry:
    number = next(_numbers)
    written = {
        "number": number,
        "at": MOMENT,
        "action": "view",
        "what": "x",
        "key": "k",
        "digest": f"{number}",
    }
    return AuditEntry.objects.create(**{**written, **values})


def audit_subject(**values: Any) -> AuditSubject:
    return AuditSubject.objects.create(
        **_with(values, entry=audit_entry, person_id=next(_numbers), why="team")
    )


def audit_head(**values: Any) -> AuditHead:
    return AuditHead.objects.create(**{"pk": 1, **values})


def consultation(**values: Any) -> ConsultationRequest:
    return _kept(ConsultationRequest, values, assigned=user, person=person, reply_due=DAY, purge_on=DAY)


def attempt(**values: Any) -> ContactAttempt:
    return _kept(ContactAttempt, values, consultation=consultation, by=user, how=ContactAttempt.How.CALL)


def rule(**values: Any) -> RetentionRule:
    told = {"what": "requests", "months": 12, "basis": "own", "source": "見本", "valid_from": DAY}
    valid = DAY + dt.timedelta(days=next(_numbers))
    return RetentionRule.objects.create(**{**told, "valid_from": valid, **values})


def erasure_case(**values: Any) -> ErasureCase:
    return _kept(ErasureCase, values, person=person)


def hold(**values: Any) -> RetentionHold:
    return _kept(RetentionHold, values, person=person, set_by=user, reason="問い合わせ中")


def disposal(**values: Any) -> DisposalRecord:
    return DisposalRecord.objects.create(**{"at": MOMENT, "ground": "due", **values})


def own_request(**values: Any) -> PersonsRequest:
    return _kept(PersonsRequest, values, person=person, noted_by=user, kind="see", asked_on=DAY)


def secret_address(**values: Any) -> SecretAddress:
    return _kept(SecretAddress, values, person=person, written_by=user, address="見本町1丁目")


def secret_reader(**values: Any) -> SecretAddressReader:
    who = {"reader": user, "named_by": user, "reason": "訪ねるため", "named_at": MOMENT}
    return _kept(SecretAddressReader, values, person=person, secret=secret_address, **who)


def secret_opening(**values: Any) -> SecretAddressOpening:
    return _kept(SecretAddressOpening, values, person=person, reader=user, reason="訪ねるため")


def document(**values: Any) -> PersonDocument:
    file = {"title": "見本", "ending": "pdf", "size": 1, "digest": "0" * 32}
    return _kept(PersonDocument, values, person=person, uploaded_by=user, **file)


def role(**values: Any) -> PersonRole:
    return _kept(PersonRole, values, person=person, kind=PersonRole.Kind.SEEKER, since=DAY)


def conditions(**values: Any) -> WorkConditions:
    return _kept(WorkConditions, values, person=person)


def stage_change(**values: Any) -> StageChange:
    return _kept(StageChange, values, person=person, actor=user, from_stage=0, to_stage=1)


def match(**values: Any) -> Match:
    return _kept(Match, values, person=person, opening=opening, owner=user)


def clearance(**values: Any) -> BlockClearance:
    return _kept(BlockClearance, values, match=match, cleared_by=user, code="lift", reason="手伝う人がいる")


def board_run(**values: Any) -> BoardRun:
    return BoardRun.objects.create(**_with(values, started_by=user, people=1, placed=0))


def board_order(**values: Any) -> BoardOrder:
    told = {"kind": "pin", "opening": opening, "reason": "見本の理由"}
    return _kept(BoardOrder, values, run=board_run, person=person, ordered_by=user, **told)


def place_order(**values: Any) -> PlaceOrder:
    told = {"more": 1, "reason": "見本の理由"}
    return PlaceOrder.objects.create(**_with(values, run=board_run, opening=opening, ordered_by=user, **told))


def board_place(**values: Any) -> BoardPlace:
    return BoardPlace.objects.create(
        **_with(values, run=board_run, opening=opening, row=0, conditions={}, capacity=1)
    )


def board_line(**values: Any) -> BoardLine:
    return _kept(BoardLine, values, run=board_run, person=person, row=0)


def placement(**values: Any) -> Placement:
    agreed = {"work_form": WorkForm.VOLUNTEER, "pay_kind": PayKind.NONE, "agreed_on": DAY, "starts_on": DAY}
    until = {"planned_end_on": DAY + dt.timedelta(days=100), "workplace_supporter": "世話役"}
    return _kept(Placement, values, match=match, centre_supporter=user, **agreed, **until)


def review(**values: Any) -> Review:
    dates = {"held_on": DAY, "next_review_on": DAY + dt.timedelta(days=30)}
    return _kept(Review, values, placement=placement, actor=user, decision="continue", **dates)


def _kept(model: Any, values: dict[str, Any], **defaults: Any) -> Any:
    """Behind the wall: the base manager asks nobody who is reading."""
    return model._base_manager.create(**_with(values, **defaults))


def _with(values: dict[str, Any], **defaults: Any) -> dict[str, Any]:
    """`values` over `defaults`; a default that is a maker is called only when it is needed."""
    missing = {name: default for name, default in defaults.items() if name not in values}
    made = {name: default() if callable(default) else default for name, default in missing.items()}
    return {**made, **values}


MAKERS: dict[type[Any], Callable[..., Any]] = {
    Accreditation: accreditation,
    Area: area,
    AuditEntry: audit_entry,
    AuditHead: audit_head,
    AuditSubject: audit_subject,
    BlockClearance: clearance,
    BoardLine: board_line,
    BoardOrder: board_order,
    BoardPlace: board_place,
    BoardRun: board_run,
    CommunityProject: project,
    ConsentRecord: consent,
    DisclosureRecord: disclosure,
    EmergencyAccess: emergency,
    ConsultationRequest: consultation,
    ContactAttempt: attempt,
    CrisisLine: crisis_line,
    EmployerEnquiry: enquiry,
    ImportBatch: import_batch,
    Match: match,
    Member: member,
    Need: need,
    NeedNews: need_news,
    Opening: opening,
    Partner: partner,
    Person: person,
    PersonDocument: document,
    PersonKey: person_key,
    PersonRole: role,
    Placement: placement,
    Review: review,
    DisposalRecord: disposal,
    ErasureCase: erasure_case,
    PersonsRequest: own_request,
    PlaceOrder: place_order,
    RetentionHold: hold,
    RetentionRule: rule,
    SecretAddress: secret_address,
    SecretAddressOpening: secret_opening,
    SecretAddressReader: secret_reader,
    StageChange: stage_change,
    Stakeholder: stakeholder,
    Task: task,
    TravelTime: travel_time,
    User: user,
    WorkConditions: conditions,
    WorkOrder: work_order,
    Workplace: workplace,
}
