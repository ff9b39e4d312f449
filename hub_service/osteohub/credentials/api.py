"""Techniques, admissions, the question at the moment of use, and overrides over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.access import HubOf, Signed
from osteohub.credentials import admissions, techniques, training, use
from osteohub.credentials.models import Admission, Override
from osteohub.credentials.policies import ADMISSIONS, OVERRIDES
from osteohub.credentials.states import ADMISSION
from osteohub.credentials.training_api import SessionOut
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity, Strict

router = APIRouter(prefix="/api/v1", tags=["credentials"])

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Words = Annotated[str, Field(max_length=500)]


class NewAdmission(Strict):
    code: Code
    organisation_id: Identity


class EvidenceIn(Strict):
    kind: Literal["training", "supervised_cases", "exam", "years", "rank"]
    amount: Annotated[int, Field(ge=0, le=10_000)]
    issuer: Annotated[str, Field(min_length=1, max_length=200)]
    note: Words = ""


class Assessment(Strict):
    recommended: bool
    words: Words


class Grant(Strict):
    days: Annotated[int, Field(ge=1, le=3650)]


class Reason(Strict):
    reason: Words


class Question(Strict):
    code: Code
    organisation_id: Identity
    plan_sha256: Digest = ""


class Emergency(Question):
    reason: Words


class Review(Strict):
    justified: bool
    words: Words


class TechniqueOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: str
    edition: str
    name: str
    english: str
    level: int
    source: str
    valid_until: datetime
    longest_days: int
    requirements: list[dict[str, Any]]
    plan_kinds: list[str]


class FileOut(BaseModel):
    """``kind`` is what the content is: pdf, jpeg or png."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    kind: str
    size: int
    sha256: str


class AdmissionOut(BaseModel):
    id: str
    person_id: str
    code: str
    technique: str
    organisation_id: str
    state: str
    valid_from: datetime | None
    valid_until: datetime | None
    recommended: bool | None
    assessment: str
    reason: str
    evidence: list[dict[str, Any]]
    files: list[FileOut]
    sessions: list[SessionOut]
    lacking: list[dict[str, Any]]
    actions: list[str]


class OverrideOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    person_id: str
    code: str
    organisation_id: str
    plan_sha256: str
    reason: str
    at: datetime
    justified: bool | None
    review: str


class AnswerOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    allowed: bool
    why: str
    english: str
    chinese: str
    until: datetime | None
    ends_soon: bool


def _out(session: Session, actor: Actor, one: Admission) -> AdmissionOut:
    possible = {each.action for each in ADMISSION.from_state(one.state)}
    possible |= {"edit"} if one.state == "draft" else {"renew"} if one.state == "granted" else set()
    return AdmissionOut(
        **{name: getattr(one, name) for name in AdmissionOut.model_fields if name not in _MADE},
        technique=one.technique.name,
        evidence=[{"kind": each.kind, "amount": each.amount, "issuer": each.issuer} for each in one.evidence],
        files=[FileOut.model_validate(each) for each in one.files],
        sessions=[SessionOut.model_validate(each) for each in one.sessions],
        lacking=admissions.lacking(one),
        actions=[each for each in ADMISSIONS.available(session, actor, one.id) if each in possible],
    )


_MADE = ("technique", "evidence", "files", "sessions", "lacking", "actions")


@router.get("/techniques")
def listed(hub: HubOf, actor: Signed) -> list[TechniqueOut]:
    """What is restricted today."""
    with hub.database.read() as session:
        return [TechniqueOut.model_validate(one) for one in techniques.in_force(session, now())]


@router.put("/techniques")
def adopt(body: techniques.TechniqueList, hub: HubOf, actor: Signed) -> dict[str, int]:
    with hub.database.write() as session:
        return {"new": techniques.adopt(session, actor, body)}


@router.get("/admissions")
def found(
    hub: HubOf,
    actor: Signed,
    after: Annotated[str, Query(max_length=32)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[AdmissionOut]:
    """Those that this person may see, oldest first."""
    query = select(Admission).where(ADMISSIONS.allows(actor, "read"), Admission.id > after)
    with hub.database.read() as session:
        return [_out(session, actor, one) for one in session.scalars(query.order_by(Admission.id).limit(limit))]


@router.post("/admissions", status_code=status.HTTP_201_CREATED)
def begin(body: NewAdmission, hub: HubOf, actor: Signed) -> AdmissionOut:
    with hub.database.write() as session:
        return _out(session, actor, admissions.begin(session, actor, body.code, body.organisation_id))


@router.put("/admissions/{admission_id}/evidence")
def evidence(admission_id: Identity, body: list[EvidenceIn], hub: HubOf, actor: Signed) -> AdmissionOut:
    claims = [admissions.Claim(one.kind, one.amount, one.issuer, one.note) for one in body]
    with hub.database.write() as session:
        return _out(session, actor, admissions.claim(session, actor, admission_id, claims))


@router.put("/admissions/{admission_id}/sessions")
def count(
    admission_id: Identity, body: Annotated[list[Identity], Field(max_length=training.MOST_COUNTED)], hub: HubOf,
    actor: Signed,
) -> AdmissionOut:  # fmt: skip
    """Which of one's own assessed sessions a draft counts as training, in place of those before."""
    with hub.database.write() as session:
        return _out(session, actor, training.count_sessions(session, actor, admission_id, body))


@router.post("/admissions/{admission_id}/apply")
def apply(admission_id: Identity, hub: HubOf, actor: Signed) -> AdmissionOut:
    with hub.database.write() as session:
        return _out(session, actor, admissions.apply(session, actor, admission_id))


@router.post("/admissions/{admission_id}/take_back")
def take_back(admission_id: Identity, hub: HubOf, actor: Signed) -> AdmissionOut:
    with hub.database.write() as session:
        return _out(session, actor, admissions.take_back(session, actor, admission_id))


@router.post("/admissions/{admission_id}/renew", status_code=status.HTTP_201_CREATED)
def renew(admission_id: Identity, hub: HubOf, actor: Signed) -> AdmissionOut:
    with hub.database.write() as session:
        return _out(session, actor, admissions.renew(session, actor, admission_id))


@router.post("/admissions/{admission_id}/assess", status_code=status.HTTP_204_NO_CONTENT)
def assess(admission_id: Identity, body: Assessment, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        admissions.assess(session, actor, admission_id, body.recommended, body.words)


@router.post("/admissions/{admission_id}/grant")
def grant(admission_id: Identity, body: Grant, hub: HubOf, actor: Signed) -> AdmissionOut:
    with hub.database.write() as session:
        return _out(session, actor, admissions.grant(session, actor, admission_id, body.days))


_ENDINGS = {
    "decline": admissions.decline,
    "suspend": admissions.suspend,
    "reinstate": admissions.reinstate,
    "revoke": admissions.revoke,
}


@router.post("/admissions/{admission_id}/{action}")
def decide(
    admission_id: Identity,
    action: Literal["decline", "suspend", "reinstate", "revoke"],
    body: Reason,
    hub: HubOf,
    actor: Signed,
) -> AdmissionOut:
    with hub.database.write() as session:
        return _out(session, actor, _ENDINGS[action](session, actor, admission_id, body.reason))


@router.post("/techniques/ask")
def ask(body: Question, hub: HubOf, actor: Signed) -> AnswerOut:
    """May I use this technique here, now? Programs that get no answer must take it for no."""
    with hub.database.write() as session:
        answer = use.may_use(session, actor, body.code, body.organisation_id, body.plan_sha256)
    return AnswerOut.model_validate(answer)


@router.post("/overrides", status_code=status.HTTP_201_CREATED)
def override(body: Emergency, hub: HubOf, actor: Signed) -> OverrideOut:
    with hub.database.write() as session:
        made = use.override(session, actor, body.code, body.organisation_id, body.plan_sha256, body.reason)
        return OverrideOut.model_validate(made)


@router.get("/overrides")
def overrides(hub: HubOf, actor: Signed, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[OverrideOut]:
    query = select(Override).where(OVERRIDES.allows(actor, "read")).order_by(Override.id.desc()).limit(limit)
    with hub.database.read() as session:
        return [OverrideOut.model_validate(one) for one in session.scalars(query)]


@router.post("/overrides/{override_id}/review")
def review(override_id: Identity, body: Review, hub: HubOf, actor: Signed) -> OverrideOut:
    with hub.database.write() as session:
        return OverrideOut.model_validate(use.review_override(session, actor, override_id, body.justified, body.words))
