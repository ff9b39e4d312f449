"""Badges, verified by an independent library and with nothing but the public key."""

import base64
import gzip
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import OKPKey
from sqlalchemy import select

from osteohub.credentials.badges import BITS, NO_GATE, encoded
from osteohub.credentials.models import Admission, Badge, Technique
from osteohub.database.base import now
from osteohub.identity.models import Person


@pytest.fixture
def granted(region):
    """Call it to get the id of the county clinician's admission."""

    def make(**changes) -> str:
        with region.hub.database.write() as session:
            technique = Technique(
                code="robot-assisted",
                edition="2022",
                name="手术机器人辅助技术",
                english="robot-assisted surgery",
                level=4,
                source="a test's own list",
                valid_from=now() - timedelta(days=10),
                valid_until=now() + timedelta(days=1000),
            )
            admission = Admission(
                person_id=region.person("county", "clinician"),
                technique=technique,
                code=technique.code,
                organisation_id=region.places["county"],
                **{
                    "state": "granted",
                    "valid_from": now() - timedelta(hours=1),
                    "valid_until": now() + timedelta(days=365),
                    **changes,
                },
            )
            session.add(admission)
            session.flush()
            return admission.id

    return make


def claims(client, token: str) -> dict:
    key = OKPKey.import_key(client.get("/badges/key").json())
    return jwt.decode(token, key, algorithms=["EdDSA"]).claims


def test_a_badge_says_who_what_where_and_until_when(region, browser, granted):
    surgeon, anybody = browser("county clinician"), browser(None)
    identity = granted()
    answer = surgeon.post(f"/api/v1/admissions/{identity}/badge")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/vc+jwt"
    said = claims(anybody, answer.text)
    with region.hub.database.read() as session:
        admission = session.get_one(Admission, identity)
    assert said["exp"] == int(admission.valid_until.timestamp()) and said["nbf"] == int(
        admission.valid_from.timestamp()
    )
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == "county clinician"
    assert said["credentialSubject"]["narrative"].startswith("county")
    assert said["description"] == NO_GATE and "no permission" in NO_GATE
    assert anybody.get("/badges/issuer").json()["id"] == said["iss"] == said["issuer"]["id"]
    there = said["credentialSubject"]["achievement"]["id"].removeprefix("http://hub.example")
    assert anybody.get(there).json()["name"] == "手术机器人辅助技术 robot-assisted surgery"
    again = claims(anybody, surgeon.post(f"/api/v1/admissions/{identity}/badge").text)
    assert again["credentialStatus"] == said["credentialStatus"]  # its place in the lists stays


def test_an_independent_verifier_accepts_it_and_sees_suspension_and_revocation(region, browser, granted):
    ob3 = pytest.importorskip("openbadgeslib.ob3.verifier")
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    anybody, officer = browser(None), browser("centre quality_officer")
    identity = granted()
    token = browser("county clinician").post(f"/api/v1/admissions/{identity}/badge").text
    raw = OKPKey.import_key(anybody.get("/badges/key").json()).public_key
    verifier = ob3.OB3Verifier(raw.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    def fetch(url: str) -> bytes:
        return anybody.get(url.removeprefix("http://hub.example")).content

    def check():
        return verifier.verify(token, check_status=True, verify_status_list=True, download=fetch)

    assert check().achievement.name.startswith("手术机器人")
    officer.post(f"/api/v1/admissions/{identity}/suspend", json={"reason": "感染率调查"})
    with pytest.raises(ob3.OB3VerificationError, match="suspension"):
        check()
    officer.post(f"/api/v1/admissions/{identity}/reinstate", json={"reason": "调查结束"})
    assert check().name.startswith("手术机器人")
    officer.post(f"/api/v1/admissions/{identity}/revoke", json={"reason": "违规"})
    with pytest.raises(ob3.OB3VerificationError, match="revocation"):
        check()
    head, body, signature = token.split(".")
    forged = base64.urlsafe_b64encode(base64.urlsafe_b64decode(body + "==").replace(b"county", b"centre")).decode()
    with pytest.raises(ob3.OB3VerificationError):
        verifier.verify(f"{head}.{forged.rstrip('=')}.{signature}")
    with pytest.raises(BadSignatureError):
        claims(anybody, f"{head}.{forged.rstrip('=')}.{signature}")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "suspended"},
        {"state": "revoked"},
        {"state": "applied", "valid_from": None, "valid_until": None},
        {"valid_until": now() - timedelta(days=1)},
    ],
)
@pytest.mark.slow
def test_what_is_not_in_force_has_no_badge(region, browser, granted, changes):
    identity = granted(**changes)
    assert browser("county clinician").post(f"/api/v1/admissions/{identity}/badge").status_code == 409


def test_a_badge_is_no_gate_and_others_cannot_fetch_it(region, browser, granted):
    """The holder of a badge whose admission was revoked is refused at the moment of use, whatever the badge says."""
    identity, surgeon = granted(), browser("county clinician")
    assert browser("county clinician", 2).post(f"/api/v1/admissions/{identity}/badge").status_code == 404
    token = surgeon.post(f"/api/v1/admissions/{identity}/badge").text
    browser("centre quality_officer").post(f"/api/v1/admissions/{identity}/revoke", json={"reason": "违规"})
    body = {"code": "robot-assisted", "organisation_id": region.places["county"]}
    assert not surgeon.post("/api/v1/techniques/ask", json=body).json()["allowed"]
    assert claims(browser(None), token)["exp"] > now().timestamp()  # though the token itself is not over
    assert browser(None).get("/badges/status/revocation/7").status_code == 404


def test_places_in_the_list_are_by_chance_and_never_shared(small_region, small_browser, monkeypatch):
    from osteohub.credentials import badges

    drawn = iter([5, 5, 5, 9])
    monkeypatch.setattr(badges.secrets, "randbelow", lambda most: next(drawn))
    with small_region.hub.database.write() as session:
        people = [small_region.person("county", "clinician", number) for number in (1, 2)]
        technique = Technique(code="x", edition="1", name="x", level=1, source="x", valid_from=now(), valid_until=now())
        made = [
            Admission(person_id=one, technique=technique, code="x", organisation_id=small_region.places["county"])
            for one in people
        ]
        session.add_all(made)
        session.flush()
        assert [badges._new_badge(session, one.id).place for one in made] == [5, 9]
        assert session.scalars(select(Badge.number)).all() == [0, 0] and session.get(Person, people[0]) is not None


@given(st.sets(st.integers(0, BITS - 1), max_size=50))
def test_bits_are_read_as_the_specification_says(places):
    text = encoded(places)
    raw = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    whole = "".join(f"{byte:08b}" for byte in raw)
    assert text[0] == "u" and len(whole) == BITS
    assert {place for place, bit in enumerate(whole) if bit == "1"} == places
