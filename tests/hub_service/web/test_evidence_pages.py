"""A surgeon adds certificates and training to an application, the reviewer sees them; a badge is checked by anybody."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from osteohub.credentials import admissions
from osteohub.credentials.models import TrainingSession
from osteohub.database.base import now

PDF = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def draft(small_region, small_browser):
    """The path of the county clinician's application, and their browser."""
    listed = {
        "format": "osteo.techniques/1", "edition": "2022", "source": "a test's own list",
        "valid_from": (now() - timedelta(days=1)).isoformat(), "valid_until": (now() + timedelta(days=99)).isoformat(),
        "techniques": [
            {"code": "robot", "name": "机器人", "english": "robot", "level": 4, "requirements": [
                {"kind": "training", "minimum": 2, "english": "hours", "chinese": "学时"}]}],
    }  # fmt: skip
    small_browser("operator").put("/api/v1/techniques", json=listed)
    surgeon = small_browser("county clinician")
    begun = {"code": "robot", "organisation_id": small_region.places["county"]}
    return f"/credentials/{surgeon.post('/api/v1/admissions', json=begun).json()['id']}", surgeon


def photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(kept, "JPEG")
    return kept.getvalue()


def test_what_was_added_is_seen_by_the_reviewer(small_region, small_browser, draft):
    path, surgeon = draft
    with small_region.hub.database.write() as session:
        for hours in (1.5, 0.75):
            session.add(
                TrainingSession(
                    person_id=small_region.person("county", "clinician"), registration=str(hours), activity="urn:x",
                    english="drilling", chinese="椎弓根钻孔", level="2", started_at=now(), duration_s=3600 * hours,
                    score=88.0, passed=True, is_assessed=True,
                )
            )  # fmt: skip
    refused = surgeon.post(f"{path}/attachments", files={"file": ("证书.jpg", b"\x00\x00\x00\x18ftypheic" + bytes(50))})
    assert refused.status_code == 400 and "HEIC" in refused.text
    both = [("file", ("证书.png", photo())), ("file", ("a.pdf", PDF))]
    assert surgeon.post(f"{path}/attachments", files=both).headers["location"] == f"{path}#files"
    page = surgeon.get(path).text
    assert "证书.jpg" in page and page.count("椎弓根钻孔") == 2
    chosen = re.findall(r'name="session" value="(\w+)"', page)
    assert surgeon.post(f"{path}/sessions", data={"session": chosen}).status_code == 303
    assert "已计入 2 次，共 2 学时" in surgeon.get(path).text
    assert surgeon.post(f"/api/v1/admissions/{path.split('/')[-1]}/apply").status_code == 200
    expert = small_browser("other expert")
    seen = expert.get(path).text
    assert "椎弓根钻孔" in seen and "2（要求 2）" in seen and "/remove" not in seen
    image, pdf = [expert.get(one) for one in re.findall(rf'href="({path}/attachments/\w+)"', seen)]
    assert image.content == photo() and image.headers["content-disposition"] == "inline"
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"].startswith("attachment")


def test_a_badge_is_downloaded_and_checked_by_somebody_without_an_account(small_region, small_browser, draft):
    path, surgeon = draft
    identity, anybody = path.split("/")[-1], small_browser(None)
    surgeon.put(f"/api/v1/admissions/{identity}/evidence", json=[{"kind": "training", "amount": 2, "issuer": "x"}])
    surgeon.post(f"/api/v1/admissions/{identity}/apply")
    expert, officer = small_region.actor("other expert"), small_region.actor("centre quality_officer")
    with small_region.hub.database.write() as session:
        admissions.assess(session, expert, identity, True, "x")
        admissions.grant(session, officer, identity, 30)
    assert "下载徽章" in surgeon.get(path).text
    assert "下载徽章" not in small_browser("centre quality_officer").get(path).text
    badge = surgeon.post(f"{path}/badge")
    assert badge.headers["content-disposition"].endswith('.jwt"')
    told = anybody.post("/badges/verify", files={"file": ("badge.jwt", badge.content)})
    assert told.status_code == 200 and "county clinician" in told.text and "由本平台签发，准入有效" in told.text
    middle = badge.text[: len(badge.text) // 2]
    for wrong in ("", "x", middle, badge.text.replace(badge.text[-9:], "AAAAAAAAA"), "é" * 40):
        assert anybody.post("/badges/verify", data={"token": wrong}).status_code == 400
    with small_region.hub.database.write() as session:
        admissions.suspend(session, officer, identity, "待复核")
    assert "准入已暂停" in anybody.post("/badges/verify", data={"token": badge.text}).text
    assert "已暂停" in surgeon.get(path).text and "下载徽章" not in surgeon.get(path).text
