"""What the API takes and gives for grants, shares, income and reports."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from osteohub.identity.schemas import Identity, Strict
from osteohub.rights.money import MOST_FEN
from osteohub.rights.splits import Line

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class Reason(Strict):
    reason: Short = ""


class Said(Strict):
    words: Words


class Proposal(Strict):
    shares: Annotated[list[Line], Field(min_length=1, max_length=50)]
    reason: Short = ""


class Written(Strict):
    """``place`` in the list of voices; the SHA-256 of the signed paper."""

    place: Annotated[int, Field(ge=0, le=200)]
    statement_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class NewIncome(Strict):
    amount_fen: Annotated[int, Field(ge=1, le=MOST_FEN)]
    received_on: date
    note: Annotated[str, StringConstraints(max_length=300)] = ""


class NewReport(Strict):
    version_id: Identity
    ground: Literal["copyright", "privacy", "licence", "data", "other"]
    claim: Words


class Panel(Strict):
    people: Annotated[list[Identity], Field(max_length=15)]


class Verdict(Strict):
    infringes: bool
    words: Words


class Decision(Strict):
    uphold: bool
    words: Words


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GrantOut(_Out):
    id: str
    version_id: str
    owner_id: str
    grantee_id: str | None
    person_id: str | None
    purpose: str
    terms: str
    price_fen: int
    is_revocable: bool
    valid_from: datetime
    valid_until: datetime
    state: str
    reason: str
    ledger_number: int | None
    actions: list[str] = []


class LicenceOut(BaseModel):
    """What the person who asks may do with a version now: its SPDX licence, and grants beyond it."""

    licence: str
    grants: list[GrantOut]


class ShareOut(_Out):
    place: int
    name: str
    person_id: str | None
    share: int


class VoiceOut(_Out):
    """``statement_sha256`` is of the signed paper where they consented in writing."""

    place: int
    name: str
    person_id: str | None
    consents: bool | None
    spoken_at: datetime | None
    statement_sha256: str


class SplitOut(_Out):
    id: str
    version_id: str
    number: int
    state: str
    reason: str
    shares: list[ShareOut]
    voices: list[VoiceOut]
    ledger_number: int | None
    fingerprint: str
    entered_at: datetime | None
    actions: list[str] = []


class PartOut(_Out):
    place: int
    name: str
    person_id: str | None
    amount_fen: int


class IncomeOut(_Out):
    id: str
    grant_id: str
    version_id: str
    split_id: str
    amount_fen: int
    received_on: date
    period: str
    note: str
    corrects_id: str | None
    ledger_number: int | None
    fingerprint: str
    lines: list[PartOut]


class EntryOut(BaseModel):
    income_id: str
    version_id: str
    received_on: date
    amount_fen: int
    is_correction: bool


class StatementOut(BaseModel):
    person_id: str | None
    name: str
    period: str
    total_fen: int
    entries: list[EntryOut]


class SumOut(BaseModel):
    person_id: str | None
    name: str
    amount_fen: int


class SumsOut(BaseModel):
    period: str
    total_fen: int
    people: list[SumOut]


class EvidenceOut(_Out):
    id: str
    name: str
    sha256: str
    size: int
    at: datetime


class AssessmentOut(BaseModel):
    """``person_id`` is for who handles the report and for the assessor."""

    round: int
    infringes: bool | None
    words: str
    person_id: str


class StepOut(_Out):
    action: str
    target: str
    at: datetime


class ReportOut(BaseModel):
    id: str
    version_id: str
    ground: str
    claim: str
    state: str
    round: int
    answer: str
    decision: str
    appeal: str
    due_at: datetime | None
    ledger_number: int | None
    created_at: datetime
    is_mine: bool
    files: list[EvidenceOut]
    assessments: list[AssessmentOut]
    history: list[StepOut]
    actions: list[str]
