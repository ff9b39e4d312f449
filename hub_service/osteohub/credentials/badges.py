"""The portable proof of an admission: an Open Badge 3.0 as a signed token (VC-JWT), with its status published.

It shows what was decided; it is never the gate. Whoever has to know whether a technique may be used now asks the hub.
Specifications: 1EdTech Open Badges 3.0; W3C Verifiable Credentials 2.0; W3C Bitstring Status List 1.0.
"""

import base64
import gzip
import secrets
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.credentials.models import Admission, Badge, Technique
from osteohub.credentials.policies import ADMISSIONS
from osteohub.database.base import now
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.refusals import Conflict, Invalid, NotFound

# Those who verify badges know EdDSA; its new name in RFC 9864, Ed25519, few know yet.
warnings.filterwarnings("ignore", "EdDSA is deprecated")

Purpose = Literal["revocation", "suspension"]

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
BITS = 131_072
"""In one status list: the least that the specification allows, so that one badge hides among many."""

FULL = BITS * 3 // 4
LIST_HOURS = 24
"""After these a status list that somebody kept proves nothing any more."""

NO_GATE = (
    "This badge shows what was decided and when. It is no permission to operate: whether the technique may be used "
    "now is answered by the hub alone, at the moment of use. 本徽章仅证明准入决定，不是手术许可；"
    "能否使用该技术以平台实时查询结果为准。"
)


@cache
def _key_of(private: bytes) -> OKPKey:
    """A key of its own, derived from the ledger's, so that no signature of one can be taken for the other's."""
    seed = HKDF(SHA256(), 32, None, b"osteohub open badges").derive(private)
    raw = Ed25519PrivateKey.from_private_bytes(seed)
    return OKPKey.import_key(raw.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def key(hub: Hub) -> OKPKey:
    return _key_of(hub.signer.private)


def public_key(hub: Hub) -> dict[str, Any]:
    """As a JSON Web Key."""
    return {**key(hub).as_dict(private=False), "kid": f"{_base(hub)}/key", "alg": "EdDSA", "use": "sig"}


def _base(hub: Hub) -> str:
    return f"{hub.settings.public_url}/badges"


def _sign(hub: Hub, claims: dict[str, Any]) -> str:
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{_base(hub)}/key"}
    return jwt.encode(header, claims, key(hub), algorithms=["EdDSA"])


def issuer(session: Session, hub: Hub) -> dict[str, Any]:
    """The profile of who issues: the institution at the top.

    Raises
    ------
    NotFound
        The hub has no institution yet.
    """
    top = session.scalars(select(Organisation).where(Organisation.parent_id.is_(None))).first()
    if top is None:
        raise NotFound("This hub has no institution yet.")
    return {"id": f"{_base(hub)}/issuer", "type": ["Profile"], "name": top.name, "url": hub.settings.public_url}


def achievement(hub: Hub, technique: Technique) -> dict[str, Any]:
    asked = "; ".join(f"{one['english']} ({one['chinese']}): {one['minimum']}" for one in technique.requirements)
    return {
        "id": f"{_base(hub)}/achievements/{technique.id}",
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": f"{technique.name} {technique.english}".strip(),
        "description": f"Admission to a restricted technique, level {technique.level}. {NO_GATE}",
        "criteria": {"narrative": f"{technique.source}, {technique.edition}. {asked or 'As decided.'}"},
    }


def issue(session: Session, hub: Hub, actor: Actor, admission_id: str) -> str:
    """The badge of an admission in force, signed now.

    Raises
    ------
    NotFound
        There is no such admission, or this person may not see it.
    Conflict
        It is not in force.
    """
    admission: Admission = ADMISSIONS.fetch(session, actor, "read", admission_id, lock=True)
    start, end = admission.valid_from, admission.valid_until
    if admission.state != "granted" or start is None or end is None or end <= now():
        raise Conflict("Only an admission that is in force has a badge.")
    badge = session.get(Badge, admission.id) or _new_badge(session, admission.id)
    record(session, "issue_badge", actor.person_id, ("admission", admission.id), code=admission.code)
    return _sign(hub, _credential(session, hub, admission, badge, start, end))


def _credential(
    session: Session, hub: Hub, admission: Admission, badge: Badge, start: datetime, end: datetime
) -> dict[str, Any]:
    person = session.get_one(Person, admission.person_id)
    site = session.get_one(Organisation, admission.organisation_id)
    who, what = f"urn:uuid:{UUID(person.id)}", f"urn:uuid:{UUID(admission.id)}"
    profile = issuer(session, hub)
    return {
        "@context": CONTEXT,
        "id": what,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{admission.technique.name} {admission.technique.english}".strip(),
        "description": NO_GATE,
        "issuer": profile,
        "validFrom": _time(start),
        "validUntil": _time(end),
        "credentialSubject": {
            "id": who,
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": person.name, "identityType": "name"}
            ],
            "licenseNumber": admission.id,
            "narrative": f"{site.name} {site.english}".strip(),
            "achievement": achievement(hub, admission.technique),
        },
        "evidence": [
            {"type": ["Evidence"], "name": one.kind, "narrative": f"{one.issuer}: {one.amount}"}
            for one in admission.evidence
        ],
        "credentialStatus": [_status(hub, badge, purpose) for purpose in ("revocation", "suspension")],
        "iss": profile["id"],
        "sub": who,
        "jti": what,
        "nbf": int(start.timestamp()),
        "exp": int(end.timestamp()),
    }


def _status(hub: Hub, badge: Badge, purpose: str) -> dict[str, Any]:
    where = f"{_base(hub)}/status/{purpose}/{badge.number}"
    return {
        "id": f"{where}#{badge.place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(badge.place),
        "statusListCredential": where,
    }


def _new_badge(session: Session, admission_id: str) -> Badge:
    """At a place by chance, so that neighbours in the list tell nothing of each other."""
    number = session.scalar(select(func.count()).select_from(Badge)) // FULL
    while True:
        badge = Badge(admission_id=admission_id, number=number, place=secrets.randbelow(BITS))
        try:
            with session.begin_nested():
                session.add(badge)
        except IntegrityError:
            continue  # taken; at most three in four are
        return badge


@dataclass(frozen=True)
class Verified:
    """A badge that this hub signed: what it says, and ``now``, a word for what became of the admission:
    ``"in_force"``, ``"ended"``, ``"suspended"``, ``"revoked"``."""

    person: str
    technique: str
    site: str
    valid_from: str
    valid_until: str
    now: str


def verified(session: Session, hub: Hub, token: str) -> Verified:
    """Read a badge of this hub.

    Raises
    ------
    Invalid
        It is no badge, was changed, or another hub signed it.
    """
    try:
        claims = jwt.decode(token, key(hub), algorithms=["EdDSA"]).claims
        subject, identity = claims["credentialSubject"], claims["credentialSubject"]["licenseNumber"]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Invalid("This is no badge of this hub, or it was changed since it was signed.") from error
    admission = session.get(Admission, str(identity))
    if admission is None:
        raise Invalid("This is no badge of this hub, or it was changed since it was signed.")
    return Verified(
        person=str(subject["identifier"][0]["identityHash"]), technique=str(claims["name"]),
        site=str(subject["narrative"]), valid_from=str(claims["validFrom"])[:10],
        valid_until=str(claims["validUntil"])[:10], now=_fate(admission),
    )  # fmt: skip


def _fate(admission: Admission) -> str:
    if admission.state != "granted":
        return admission.state
    return "in_force" if admission.valid_until and admission.valid_until > now() else "ended"


def status_list(session: Session, hub: Hub, purpose: Purpose, number: int) -> str:
    """The signed list of what is revoked, or of what is suspended.

    Raises
    ------
    NotFound
        There is no such list.
    """
    state = {"revocation": "revoked", "suspension": "suspended"}[purpose]
    if number and not session.scalar(select(func.count()).where(Badge.number == number)):
        raise NotFound("There is no such status list.")
    query = (
        select(Badge.place)
        .join(Admission, Admission.id == Badge.admission_id)
        .where(Badge.number == number, Admission.state == state)
    )
    where, begins = f"{_base(hub)}/status/{purpose}/{number}", now()
    profile, ends = issuer(session, hub), begins + timedelta(hours=LIST_HOURS)
    return _sign(
        hub,
        {
            "@context": CONTEXT[:1],
            "id": where,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": profile["id"],
            "validFrom": _time(begins),
            "validUntil": _time(ends),
            "credentialSubject": {
                "id": f"{where}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": encoded(session.scalars(query)),
                "ttl": 300_000,
            },
            "iss": profile["id"],
            "sub": f"{where}#list",
            "jti": where,
            "nbf": int(begins.timestamp()),
            "exp": int(ends.timestamp()),
        },
    )


def encoded(places: Iterable[int]) -> str:
    """Bits as the specification wants them: the first is the leftmost; gzip; base64url without padding behind a u."""
    bits = bytearray(BITS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
