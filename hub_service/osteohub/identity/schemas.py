"""What the API takes and gives for institutions, people and tokens."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from osteohub.identity.models import Organisation, Person

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Identity = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Password = Annotated[str, StringConstraints(max_length=200)]
Tier = Literal["national", "region", "prefecture", "county", "township"]
RoleName = Literal[
    "student",
    "teacher",
    "expert",
    "operator",
    "clinician",
    "referral_desk",
    "quality_officer",
    "centre_approver",
]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignIn(Strict):
    login: Short
    password: Password


class NewOrganisation(Strict):
    name: Short
    english: Annotated[str, StringConstraints(max_length=200)] = ""
    tier: Tier
    parent_id: Identity


class Activity(Strict):
    active: bool


class NewPerson(Strict):
    login: Annotated[str, StringConstraints(min_length=2, max_length=80)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    password: Password
    organisation_id: Identity
    roles: list[RoleName]


class NewMembership(Strict):
    organisation_id: Identity
    role: RoleName


class NewPassword(Strict):
    password: Password


class ChangedPassword(Strict):
    old: Password
    new: Password


class NewToken(Strict):
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    scopes: list[str]
    days: int = 90


class NewDevice(Strict):
    client: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    scopes: list[str]


class DeviceCode(Strict):
    device_code: Annotated[str, StringConstraints(max_length=100)]


class NewAgreement(Strict):
    giver_id: Identity
    taker_id: Identity
    kind: Literal["resource", "referral", "credential"]
    valid_from: AwareDatetime
    valid_until: AwareDatetime


class OrganisationOut(BaseModel):
    id: str
    name: str
    english: str
    tier: str
    parent_id: str | None
    active: bool


class MembershipOut(BaseModel):
    id: str
    role: str
    organisation_id: str
    organisation: str


class PersonOut(BaseModel):
    id: str
    login: str
    name: str
    active: bool
    must_change: bool
    memberships: list[MembershipOut]


class MeOut(BaseModel):
    id: str
    name: str
    language: str
    roles: list[MembershipOut]
    scopes: list[str] | None


class TokenOut(BaseModel):
    id: str
    name: str
    scopes: list[str]
    expires_at: datetime


class TokenMade(TokenOut):
    secret: str


class DeviceMade(BaseModel):
    device_code: str
    user_code: str
    verification_uri: str
    expires_in: int
    interval: int


class AgreementOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    giver_id: str
    taker_id: str
    kind: str
    valid_from: datetime
    valid_until: datetime


def organisation_out(one: Organisation) -> OrganisationOut:
    return OrganisationOut(
        id=one.id, name=one.name, english=one.english, tier=one.tier, parent_id=one.parent_id, active=one.active
    )


def person_out(one: Person) -> PersonOut:
    return PersonOut(
        id=one.id,
        login=one.login,
        name=one.name,
        active=one.active,
        must_change=one.must_change,
        memberships=memberships_out(one),
    )


def memberships_out(one: Person) -> list[MembershipOut]:
    return [
        MembershipOut(
            id=held.id, role=held.role, organisation_id=held.organisation_id, organisation=held.organisation.name
        )
        for held in one.memberships
    ]
