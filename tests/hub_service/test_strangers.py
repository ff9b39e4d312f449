"""Whoever has nothing to do with a thing is told that it is not there: on every route that has an id."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest

from osteohub.app import create_app
from osteohub.credentials.models import Admission, Override, Technique
from osteohub.database.base import new_id, now
from osteohub.identity.models import Membership, SharingAgreement
from osteohub.library.models import Upload
from osteohub.notices.models import Notice
from osteohub.referrals.models import Attachment, Referral
from osteohub.rights.models import Grant, Income, IncomeLine, Report, ReportFile, Split, SplitShare, Voice
from services.hub_things import version_in

OPEN = {
    "/badges/achievements/{technique_id}": "what a technique asks for is public",
    "/badges/status/{purpose}/{number}": "a list of bits",
    "/api/v1/organisations/{organisation_id}/sealing_key": "public keys are for everybody who is signed in",
    "/api/v1/organisations/{organisation_id}": "names of institutions are for everybody who is signed in",
}
"""Routes with an id that a stranger may ask."""


@pytest.fixture
def things(small_region):
    """Ids of things of the county and the township, by the name that routes give them."""
    region = small_region
    draft, published = version_in(region, "draft"), version_in(region)
    surgeon, teacher = region.person("county", "clinician"), region.person("county", "teacher")
    county = region.places["county"]
    owned = {"version_id": published, "owner_id": county, "author_id": teacher}
    until = {"valid_from": now(), "valid_until": now() + timedelta(days=99)}
    with region.hub.database.write() as session:
        technique = Technique(code="x", edition="1", name="x", level=3, source="x", **until)
        admission = Admission(person_id=surgeon, technique=technique, code="x", organisation_id=county, state="granted")
        admission.valid_from, admission.valid_until = until["valid_from"], until["valid_until"]
        override = Override(person_id=surgeon, code="x", organisation_id=county, plan_sha256="", reason="x")
        referral = Referral(
            from_id=region.places["township"], to_id=county, author_id=surgeon, direction="up", state="sent",
            urgency="emergency", patient_name="张三", patient_number="1", diagnosis="x", reason="x", ahead_at=now(),
        )  # fmt: skip
        attachment = Attachment(name="x", size=1, sealed=b"x", person_id=surgeon)
        referral.attachments.append(attachment)
        grant = Grant(
            **owned, **until, grantee_id=region.places["centre"], purpose="research", terms="x", is_revocable=True,
            offered_by=teacher,
        )  # fmt: skip
        split = Split(
            **owned, proposed_by=teacher, shares=[SplitShare(place=0, name="x", person_id=teacher, share=10_000)],
            voices=[Voice(place=0, name="x", person_id=teacher)],
        )  # fmt: skip
        report = Report(**owned, reporter_id=surgeon, ground="data", claim="x")
        report.files.append(ReportFile(person_id=surgeon, name="x.pdf", sha256="ab" * 32, size=1))
        agreement = SharingAgreement(giver_id=county, taker_id=region.places["centre"], kind="resource", **until)
        upload = Upload(version_id=draft, person_id=teacher, name="x.stl", length=9)
        notice = Notice(person_id=teacher, key="x", subject_kind="x", subject_id="x", english="x", chinese="x")
        session.add_all([admission, override, referral, grant, split, report, agreement, upload, notice])
        session.flush()
        income = Income(
            **owned, grant_id=grant.id, split_id=split.id, amount_fen=5, received_on=now().date(), period="2026-11",
            recorded_by=teacher,
            lines=[IncomeLine(place=0, name="x", person_id=teacher, period="2026-11", amount_fen=5)],
        )  # fmt: skip
        session.add(income)
        session.flush()
        member = session.query(Membership).filter_by(person_id=teacher).one()
        return {
            "version_id": draft, "published": published, "admission_id": admission.id, "override_id": override.id,
            "referral_id": referral.id, "attachment_id": attachment.id, "grant_id": grant.id, "split_id": split.id,
            "report_id": report.id, "file_id": report.files[0].id, "agreement_id": agreement.id,
            "upload_id": upload.id, "notice_id": notice.id, "income_id": income.id, "person_id": teacher,
            "membership_id": member.id, "organisation_id": county, "technique_id": technique.id,
            "other_id": draft, "name": "cube.stl", "token_id": new_id(), "action": "accept",
        }  # fmt: skip


BODIES = {
    ("/api/v1/his/{organisation_id}/messages", "post"): {
        "system": "x",
        "control_id": "1",
        "fingerprint": "ab" * 32,
        "kind": "x",
        "requests": [],
    },
    ("/api/v1/versions/{version_id}", "put"): "description",
    ("/api/v1/versions/{version_id}/begin_review", "post"): {"panels": {}},
    ("/api/v1/versions/{version_id}/score", "post"): {"points": 99, "comment": "x"},
    ("/api/v1/versions/{version_id}/rating", "put"): {"stars": 5},
    ("/api/v1/versions/{version_id}/shares", "post"): {"shares": [{"name": "x", "share": 10_000}]},
    ("/api/v1/shares/{split_id}/consent_in_writing", "post"): {"place": 0, "statement_sha256": "ab" * 32},
    ("/api/v1/grants/{grant_id}/income", "post"): {"amount_fen": 1, "received_on": "2026-11-01"},
    ("/api/v1/grants/{grant_id}/{action}", "post"): {},
    ("/api/v1/admissions/{admission_id}/evidence", "put"): [],
    ("/api/v1/admissions/{admission_id}/sessions", "put"): [],
    ("/api/v1/admissions/{admission_id}/assess", "post"): {"recommended": True, "words": "x"},
    ("/api/v1/admissions/{admission_id}/grant", "post"): {"days": 9},
    ("/api/v1/overrides/{override_id}/review", "post"): {"justified": True, "words": "x"},
    ("/api/v1/infringements/{report_id}/appoint", "post"): {"people": []},
    ("/api/v1/infringements/{report_id}/assess", "post"): {"infringes": True, "words": "x"},
    ("/api/v1/infringements/{report_id}/decide", "post"): {"uphold": True, "words": "x"},
    ("/api/v1/referrals/{referral_id}/steps/{action}", "post"): {},
    ("/api/v1/referrals/{referral_id}/ahead", "put"): {},
    ("/api/v1/referrals/{referral_id}/consents", "post"): {
        "given_by": "x",
        "given_on": "2026-11-01",
        "reference": "x",
    },
    ("/api/v1/people/{person_id}", "patch"): {"active": False},
    ("/api/v1/people/{person_id}/password", "post"): {"password": "correct horse battery"},
    ("/api/v1/organisations/{organisation_id}", "patch"): {"active": False},
}
ELSE = {"reason": "x", "words": "x"}


def body_of(path: str, method: str, properties: dict, things: dict):
    """What the route takes, so that nothing but the right to ask is missing."""
    said = BODIES.get((path, method))
    if isinstance(said, (dict, list)):
        return said
    made = {name: value for name, value in ELSE.items() if name in properties}
    if "grantee_id" in properties:
        end = (now() + timedelta(days=9)).isoformat()
        made = {"grantee_id": things["organisation_id"], "purpose": "research", "terms": "x",
                "valid_from": now().isoformat(), "valid_until": end}  # fmt: skip
    if "urgency" in properties:
        made = {"to_id": things["organisation_id"], "patient_name": "x", "patient_number": "x", "diagnosis": "x",
                "reason": "x"}  # fmt: skip
    if said == "description":
        made = {"title": "x", "kind": "anatomy", "body_system": "spine", "specialty": "spine", "difficulty": "basic"}
    if "organisation_id" in properties and "role" in properties:
        made = {"organisation_id": things["organisation_id"], "role": "operator"}
    if "recipient" in properties:
        made = {"recipient": "age1"}
    return made


def routes(app):
    described = app.openapi()
    for path, operations in described["paths"].items():
        if not re.search(r"{\w*(_id|name|code)}", path) or not path.startswith("/api/"):
            continue
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
            words = {
                one["name"]: (one["schema"].get("enum") or [one["schema"].get("const")])[0]
                for one in operation.get("parameters", ())
                if one["in"] == "path" and ("enum" in one["schema"] or "const" in one["schema"])
            }
            yield path, method, words, described["components"]["schemas"].get(name, {}).get("properties", {})


@pytest.mark.slow
def test_a_stranger_finds_nothing_on_any_route_with_an_id(small_region, small_browser, things):
    app = create_app(small_region.hub)
    tried, wrong = 0, []
    for who in ("other student", "other operator", "other clinician", "other quality_officer"):
        client = small_browser(who)
        for path, method, words, properties in routes(app):
            if path in OPEN and method == "get":
                continue
            address = re.sub(r"{(\w+)}", lambda found, known=things | words: known.get(found[1], new_id()), path)
            sent = {"json": body_of(path, method, properties, things)} if method in ("post", "put", "patch") else {}
            params = {"name": "x.pdf", "system": "x"}
            if path.endswith("/attachments") and method == "post":
                sent = {"content": b"age-encryption.org/v1\n"}
            headers = (
                {"upload-offset": "0", "content-type": "application/offset+octet-stream"} if "uploads" in path else {}
            )
            answer = client.request(method, address, params=params, headers=headers, **sent)
            is_by_role = (path, method) in MAY_SAY_NO or path.startswith(BY_ROLE)
            allowed = (403, 404) if is_by_role else (404,)
            if answer.status_code not in allowed:
                wrong.append(f"{who}: {method} {path}: {answer.status_code} {answer.text[:200]}")
            tried += 1
    assert not wrong, "\n".join(wrong)
    assert tried > 200


BY_ROLE = ("/api/v1/his/", "/api/v1/plugins/", "/api/v1/indicators/")
"""Refused by role and institution before anything is looked up."""

MAY_SAY_NO = {
    ("/api/v1/organisations/{organisation_id}", "patch"),
    ("/api/v1/organisations/{organisation_id}/sealing_key", "put"),
}
"""Institutions are known to everybody; who does not run one is told no."""


@pytest.mark.slow
def test_nobody_is_asked_to_sign_in_on_every_route(small_region, small_browser, things):
    client, app = small_browser(None), create_app(small_region.hub)
    for path, method, words, properties in routes(app):
        address = re.sub(r"{(\w+)}", lambda found, known=things | words: known.get(found[1], new_id()), path)
        sent = {"json": body_of(path, method, properties, things)} if method in ("post", "put", "patch") else {}
        answer = client.request(method, address, params={"name": "x.pdf"}, **sent)
        assert answer.status_code in (400, 401), f"{method} {path}: {answer.status_code} {answer.text[:200]}"


def test_ids_are_not_guessed():
    """62 random bits: who knows one id does not know the next."""
    made = [int(new_id(), 16) & (1 << 62) - 1 for _ in range(500)]
    assert all((a ^ b).bit_count() > 8 for a, b in pairwise(made))
