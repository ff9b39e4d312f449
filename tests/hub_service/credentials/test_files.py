"""Files of evidence are what their content is, stay within limits, and open for whoever reads the application."""

import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from osteohub.credentials import files
from osteohub.credentials.files import kind_of, shown_name
from osteohub.database.base import now
from osteohub.refusals import Invalid

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(kept, kind)
    return kept.getvalue()


JPEG, PNG = picture("JPEG"), picture("PNG")
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (JPEG, "jpeg"), (PNG, "png"), (JPEG + b"\x00" * 900, "jpeg")],  # phones write behind the end
)
def test_what_a_file_is_its_content_says(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"), (HEIC, "HEIC"), (b"PK\x03\x04word/document.xml", "neither"), (b"<svg onload=x>", "neither"),
        (b"<html>%PDF-1.7 %%EOF", "neither"), (PNG[: len(PNG) // 2], "breaks off"), (JPEG[:600], "breaks off"),
        (PDF[:-8], "breaks off"), (b"\xff\xd8\xff" + bytes(files.LARGEST), "10 MiB"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(content, why):
    with pytest.raises(Invalid, match=why):
        kind_of(content)


@given(st.text(max_size=300), st.sampled_from(["pdf", "jpeg", "png"]))
def test_a_name_is_only_shown(name, kind):
    shown = shown_name(name, kind)
    assert shown.endswith({"pdf": ".pdf", "jpeg": ".jpg", "png": ".png"}[kind]) and 4 < len(shown) < 130
    assert not set(shown) & set("/\\\r\n\x00\u202e") and shown_name(shown, kind) == shown


def test_the_reviewer_opens_what_the_surgeon_photographed(small_region, small_browser):
    region, surgeon = small_region, small_browser("county clinician")
    listed = {
        "format": "osteo.techniques/1", "edition": "2022", "source": "a test's own list",
        "valid_from": (now() - timedelta(days=1)).isoformat(), "valid_until": (now() + timedelta(days=99)).isoformat(),
        "techniques": [{"code": "robot", "name": "机器人", "english": "robot", "level": 4}],
    }  # fmt: skip
    small_browser("operator").put("/api/v1/techniques", json=listed)
    begun = surgeon.post("/api/v1/admissions", json={"code": "robot", "organisation_id": region.places["county"]})
    path = f"/api/v1/admissions/{begun.json()['id']}"
    added = surgeon.post(f"{path}/attachments?name=证书.pdf", content=JPEG).json()
    assert [(one["name"], one["kind"]) for one in added] == [("证书.jpg", "jpeg")]
    assert len(surgeon.post(f"{path}/attachments?name=again.jpg", content=JPEG).json()) == 1
    refused = surgeon.post(f"{path}/attachments?name=photo.jpg", content=HEIC)
    assert refused.status_code == 400 and "HEIC" in refused.json()["message"]
    pdf = surgeon.post(f"{path}/attachments?name=a.pdf", content=PDF).json()[1]["id"]
    expert, stranger = small_browser("other expert"), small_browser("other clinician")
    photo = f"{path}/attachments/{added[0]['id']}"
    assert expert.get(photo).status_code == 404  # a draft
    assert surgeon.delete(f"{path}/attachments/{pdf}").status_code == 204
    assert surgeon.get(f"{path}/attachments/{pdf}").status_code == 404
    assert surgeon.post(f"{path}/apply").json()["state"] == "applied"
    seen = expert.get(photo)
    assert seen.content == JPEG and seen.headers["content-type"] == "image/jpeg"
    assert "sandbox" in seen.headers["content-security-policy"]
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert stranger.get(photo).status_code == 404 and stranger.delete(photo).status_code == 404
    assert surgeon.delete(photo).status_code == 409 and expert.delete(photo).status_code == 403
    assert surgeon.post(f"{path}/attachments?name=b.pdf", content=PDF).status_code == 409
