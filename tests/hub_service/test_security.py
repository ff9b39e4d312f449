"""What docs/security.md says, where no other test shows it: sessions, cookies, forms of foreign making, paths."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from osteohub.app import create_app
from osteohub.identity.models import BrowserSession
from osteohub.settings import settings_for
from services.hub_region import PASSWORD, opened_hub
from services.hub_things import version_in

RIGHT = {"login": "operator", "password": PASSWORD}


def test_signing_in_makes_a_session_of_its_own(small_region, small_browser):
    """A cookie that somebody planted before is worth nothing after (fixation)."""
    client = small_browser(None)
    client.cookies.set("osteo_session", "planted-by-somebody-else")
    answer = client.post("/api/v1/session", json=RIGHT)
    given = answer.cookies["osteo_session"]
    assert given != "planted-by-somebody-else" and len(given) >= 43
    stranger = TestClient(create_app(small_region.hub), base_url="http://hub.example")
    stranger.cookies.set("osteo_session", "planted-by-somebody-else")
    assert stranger.get("/api/v1/me").status_code == 401
    with small_region.hub.database.read() as session:
        kept = session.scalars(select(BrowserSession.secret)).all()
    assert given not in kept and all(len(one) == 64 for one in kept)  # hashes only


def test_signing_out_ends_the_session_on_the_server(small_region, small_browser):
    client = small_browser("operator")
    stolen = client.cookies["osteo_session"]
    assert client.delete("/api/v1/session").status_code == 204
    thief = TestClient(create_app(small_region.hub), base_url="http://hub.example")
    thief.cookies.set("osteo_session", stolen)
    assert thief.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(("url", "is_secure"), [("https://hub.example", True), ("http://hub.example", False)])
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(small_region, url, is_secure):
    from dataclasses import replace

    hub = replace(small_region.hub, settings=replace(small_region.hub.settings, public_url=url))
    answer = TestClient(create_app(hub), base_url=url).post("/api/v1/session", json=RIGHT)
    flags = answer.headers["set-cookie"].lower()
    assert "httponly" in flags and "samesite=lax" in flags and "path=/" in flags
    assert ("secure" in flags) is is_secure and "domain" not in flags


FORMS = [
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=a", b'--a\r\ncontent-disposition: form-data; name="login"\r\n\r\nx'),
    ("multipart/form-data; boundary=a", b"--a\r\n" * 5000),
    ("multipart/form-data; boundary=" + "a" * 500, b"--a--"),
    ("application/x-www-form-urlencoded", b"%ff%fe=%00&login=%"),
    ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(5000))),
    ("application/json; charset=utf-16", b"\xff\xfe"),
]


def test_forms_of_foreign_making_are_refused_or_empty(small_browser):
    client = small_browser(None)
    for kind, content in FORMS:
        for path in ("/signin", "/api/v1/session"):
            answer = client.post(path, content=content, headers={"content-type": kind})
            assert 400 <= answer.status_code < 500, (path, kind, answer.status_code)


def test_no_download_leads_to_another_file(small_region, small_browser):
    version, client = version_in(small_region), small_browser("township student")
    for name in ("..%2f..%2fkeys%2fledger.key", "../../keys/ledger.key", "cube.stl%00", "%2e%2e"):
        assert client.get(f"/api/v1/versions/{version}/files/{name}").status_code in (404, 400), name
        assert client.get(f"/badges/status/revocation/{name}").status_code in (404, 400), name


def test_files_are_saved_and_never_run_in_the_browser(small_region, small_browser):
    version, client = version_in(small_region), small_browser("township student")
    headers = client.get(f"/api/v1/versions/{version}/files/cube.stl").headers
    assert headers["content-disposition"].startswith("attachment") and headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "application/octet-stream"


def test_methods_that_are_not_offered_do_nothing(small_browser):
    client = small_browser("operator")
    for method in ("TRACE", "CONNECT", "PROPFIND", "FOO"):
        assert client.request(method, "/api/v1/people").status_code == 405, method


def test_what_goes_wrong_inside_is_not_told(small_region, monkeypatch):
    """An error of ours shows a number to be looked up, and nothing of itself."""
    from osteohub.identity import api

    def broken(*_):
        raise RuntimeError("secret /srv/hub/keys/ledger.key")

    monkeypatch.setattr(api.s, "person_out", broken)
    client = TestClient(create_app(small_region.hub), base_url="http://hub.example", raise_server_exceptions=False)
    assert client.post("/api/v1/session", json=RIGHT).status_code == 204
    answer = client.get("/api/v1/people")
    assert answer.status_code == 500 and "secret" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_nobody_locks_everybody_out(small_region, small_browser):
    path = f"/api/v1/organisations/{small_region.places['top']}"
    assert small_browser("operator").patch(path, json={"active": False}).status_code == 409
    assert small_browser("operator").get("/api/v1/people").status_code == 200


def test_keys_are_for_the_hubs_account_alone(tmp_path):
    hub = opened_hub(tmp_path, f"sqlite:///{tmp_path / 'hub.sqlite'}")
    hub.close()
    folder = settings_for(tmp_path / "hub", {}).folder
    private = [one for one in (folder / "keys").rglob("*") if one.is_file()]
    assert private and all(one.stat().st_mode & 0o077 == 0 for one in private)
