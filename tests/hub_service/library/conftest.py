"""A description that lacks nothing, and a version on its way through the library."""

import base64

import pytest

from osteohub.library.vocabulary import PANELS

HEADERS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def described():
    def make(**changes):
        return {
            "title": "股骨颈骨折模型",
            "english": "Femoral neck fracture",
            "about": "由 CT 生成的股骨颈骨折模型",
            "kind": "anatomy",
            "body_system": "pelvis",
            "specialty": "trauma",
            "difficulty": "basic",
            "licence": "CC-BY-4.0",
            "clinical": {"age_band": "60-79", "diagnosis": "股骨颈骨折"},
            "model": {"size_mm": "40 x 40 x 40", "accuracy_mm": 0.5, "material": "PLA"},
            "teaching": {"audience": "住院医师", "goals": "识别 Garden 分型", "assessment": "问答"},
            "contributors": [{"name": "王医生", "share": 7000}, {"name": "李工", "share": 3000}],
            **changes,
        }

    return make


@pytest.fixture
def upload():
    def send(client, version: str, name: str, content: bytes):
        named = base64.b64encode(name.encode()).decode()
        wanted = {"Upload-Length": str(len(content)), "Upload-Metadata": f"version {_b64(version)},name {named}"}
        made = client.post("/api/v1/uploads", headers={**HEADERS, **wanted})
        if made.status_code != 201:
            return made
        headers = {**HEADERS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        return client.patch(made.headers["location"], content=content, headers=headers)

    return send


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def draft(region, browser, described, upload, stl, checked_here):
    """Call it to get the id of a whole draft by the county's teacher; ``before`` gets its id before it is submitted."""

    def make(client=None, before=lambda version: None, **changes) -> str:
        client = client or browser("county teacher")
        body = {"organisation_id": region.places["county"], "description": described(**changes)}
        version = client.post("/api/v1/resources", json=body).json()["id"]
        assert upload(client, version, "cube.stl", stl).status_code == 204
        before(version)
        return version

    return make


@pytest.fixture
def panels(region):
    """Call it for the panels of three experts of another institution."""

    def make() -> dict[str, str]:
        return {region.person("other", "expert", number): panel for number, panel in enumerate(PANELS, 1)}

    return make


@pytest.fixture
def in_review(region, browser, draft, panels):
    """Call it to get the id of a version that three experts of other institutions are asked to judge."""

    def make(**changes) -> str:
        teacher, operator = browser("county teacher"), browser("operator")
        version = draft(teacher, **changes)
        assert teacher.post(f"/api/v1/versions/{version}/submit").status_code == 200
        assert region.hub.runner.do_one()
        asked = {
            region.person("other", "expert", n): panel
            for n, panel in enumerate(("clinical", "teaching", "technical"), 1)
        }
        answer = operator.post(f"/api/v1/versions/{version}/begin_review", json={"panels": asked})
        assert answer.status_code == 200, answer.text
        return version

    return make


@pytest.fixture
def publish(browser, in_review):
    """Call it to get the id of a published version."""

    def make(points: float = 95, **changes) -> str:
        version = in_review(**changes)
        for number in (1, 2, 3):
            body = {"points": points, "comment": "好"}
            answer = browser("other expert", number).post(f"/api/v1/versions/{version}/score", json=body)
            assert answer.status_code == 204, answer.text
        answer = browser("operator").post(f"/api/v1/versions/{version}/publish")
        assert answer.status_code == 200, answer.text
        return version

    return make
