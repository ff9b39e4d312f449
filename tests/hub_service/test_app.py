"""What holds for every request: limits, sizes, headers, other sites, and what the description promises."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from osteohub.app import create_app
from osteohub.database.base import now
from osteohub.hub import open_hub
from osteohub.knocks.models import Knock
from osteohub.knocks.throttle import sweep_knocks, whose

RIGHT = {"login": "operator", "password": "correct horse battery"}


def test_whoever_guesses_passwords_has_to_wait(small_browser):
    client = small_browser(None)
    answers = [client.post("/api/v1/session", json={"login": f"x{number}", "password": "y"}) for number in range(30)]
    assert {one.status_code for one in answers} == {401}
    late = client.post("/api/v1/session", json=RIGHT)
    assert late.status_code == 429 and 1 <= int(late.headers["retry-after"]) <= 60
    page = client.post("/signin", data=RIGHT, headers={"accept": "text/html", "accept-language": "zh"})
    assert page.status_code == 429 and "尝试次数过多" in page.text
    assert client.get("/healthz").status_code == 200


def test_two_servers_count_together_and_a_clock_that_is_set_back_shuts_nobody_out(hub, browser):
    other = open_hub(hub.settings)
    doors = [browser(None), TestClient(create_app(other), base_url="http://hub.example")]
    answers = [doors[number % 2].post("/api/v1/session", json={"login": "x", "password": "y"}) for number in range(34)]
    assert [one.status_code for one in answers] == [401] * 30 + [429] * 4
    for ahead in (timedelta(hours=1), timedelta(minutes=-2)):
        with hub.database.write() as session:
            session.execute(update(Knock).values(at=now() + ahead))
        answer = doors[0].post("/api/v1/session", json={"login": "x", "password": "y"})
        assert answer.status_code == 401
    with hub.database.write() as session:
        session.execute(update(Knock).values(at=now() - timedelta(minutes=3)))
        assert sweep_knocks(session) == 32 and sweep_knocks(session) == 0
    other.close()


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1:2:3:4", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_is_one_machine_or_the_network_of_one(address, who):
    assert whose(address) == who


def test_what_is_too_large_or_without_a_length_is_not_read(small_browser):
    client = small_browser("operator")
    assert client.post("/api/v1/people", content=b"x" * 1_000_001).status_code == 413

    def pieces():
        yield b"{"

    assert client.post("/api/v1/people", content=pieces()).status_code == 411


def test_pages_of_other_sites_do_nothing_with_the_cookie(small_browser):
    client = small_browser("operator")
    body = {"name": "x", "tier": "region", "parent_id": "0" * 32}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
    ):
        answer = client.post("/api/v1/organisations", json=body, headers=headers)
        assert answer.status_code == 403 and "another site" in answer.json()["message"]
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://hub.example"}):
        assert client.post("/api/v1/organisations", json=body, headers=headers).status_code == 404  # no such parent
    signed_out = client.post("/signin", data=RIGHT, headers={"sec-fetch-site": "cross-site"})
    assert signed_out.status_code == 403


def test_every_answer_carries_the_headers_that_browsers_heed(small_browser):
    client = small_browser("operator")
    for path in ("/", "/healthz", "/api/v1/me", "/static/hub.css", "/nothing"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff" and "cache-control" in headers, path


@pytest.mark.parametrize("path", ["/static/../pages.py", "/static/..%2fpages.py", "/static/hub.css%00", "/static/"])
def test_no_path_leads_out_of_the_static_files(small_browser, path):
    assert small_browser("operator").get(path).status_code in (404, 400)


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_leads_to_no_other_site(small_browser, next):
    answer = small_browser(None).post("/signin", data={**RIGHT, "next": next})
    assert answer.status_code == 303 and answer.headers["location"] == "/"


def test_the_description_names_every_refusal_and_no_status_that_is_never_given(small_browser):
    described = small_browser(None).get("/openapi.json").json()
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert "422" not in operation["responses"] and "403" in operation["responses"], path
