"""Two hubs on one database and one bucket, with no disk in common: a file goes up through both, down through each."""

import base64

from fastapi.testclient import TestClient

from osteohub.app import create_app
from osteohub.hub import open_hub
from osteohub.identity.service import found
from osteohub.library.models import Upload
from osteohub.settings import settings_for
from services.hub_region import PASSWORD

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
DESCRIPTION = {
    "title": "股骨", "kind": "anatomy", "body_system": "pelvis", "specialty": "trauma", "difficulty": "basic",
}  # fmt: skip


def opened(folder, database_url, bucket_url):
    environment = {"DATABASE_URL": database_url, "OBJECT_STORE_URL": bucket_url, "OSTEO_HUB_URL": "http://hub.example"}
    return open_hub(settings_for(folder, environment))


def signed_in(hub) -> TestClient:
    client = TestClient(create_app(hub), base_url="http://hub.example")
    assert client.post("/api/v1/session", json={"login": "operator", "password": PASSWORD}).status_code == 204
    return client


def test_an_upload_goes_on_at_another_worker(tmp_path, database_url, bucket_url):
    hubs = [opened(tmp_path / name, database_url, bucket_url) for name in ("one", "two")]
    with hubs[0].database.write() as session:
        operator = found(session, "云南省卫健委", "operator", PASSWORD)
        operator.must_change = False
        place = operator.memberships[0].organisation_id
    one, two = map(signed_in, hubs)
    body = {"organisation_id": place, "description": DESCRIPTION}
    version = one.post("/api/v1/resources", json=body).json()["id"]
    content = b'{"steps": [' + b"1," * 200_000 + b"1]}"
    named = ",".join(
        f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in (("version", version), ("name", "p.json"))
    )
    made = one.post("/api/v1/uploads", headers={"Upload-Length": str(len(content)), "Upload-Metadata": named})
    upload = made.headers["location"]
    stands = 0
    for number, size in enumerate((100_000, 1, 200_000, len(content))):
        client = (one, two)[number % 2]
        assert client.head(upload).headers["upload-offset"] == str(stands)
        piece = content[stands : stands + size]
        answer = client.patch(upload, content=piece, headers={**TUS, "Upload-Offset": str(stands)})
        stands += len(piece)
        assert answer.status_code == 204 and answer.headers["upload-offset"] == str(stands)
    for client in (one, two):
        got = client.get(f"/api/v1/versions/{version}/files/p.json", headers={"range": "bytes=0-10"})
        assert got.status_code == 206 and got.content == content[:11]
    assert not hubs[1].store.unfinished()
    for hub in hubs:
        hub.close()


def test_an_upload_that_was_whole_when_the_hub_was_stopped_is_finished_later(small_browser, small_region, monkeypatch):
    teacher, hub = small_browser("county teacher"), small_region.hub
    body = {"organisation_id": small_region.places["county"], "description": DESCRIPTION}
    version = teacher.post("/api/v1/resources", json=body).json()["id"]
    named = ",".join(
        f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in (("version", version), ("name", "p.json"))
    )
    upload = teacher.post("/api/v1/uploads", headers={"Upload-Length": "2", "Upload-Metadata": named}).headers[
        "location"
    ]
    identity = upload.rsplit("/", 1)[1]
    hub.store.append(identity, 0, [b"{}"])  # stopped here: nothing was told
    assert hub.store.finish(identity)  # or here
    assert teacher.head(upload).headers["upload-offset"] == "2"
    assert [one["name"] for one in teacher.get(f"/api/v1/versions/{version}").json()["files"]] == ["p.json"]
    assert teacher.head(upload).status_code == 404 and not hub.store.unfinished()
    with hub.database.read() as session:
        assert session.get(Upload, identity) is None
