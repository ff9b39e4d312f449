"""What holds for every request: limits, sizes, headers, other sites, and what the description promises."""

import pytest

from osteohub.throttle import KNOCKS_PER_MINUTE

RIGHT = {"login": "operator", "password": "correct horse battery"}


def test_whoever_guesses_passwords_has_to_wait(small_browser):
    client = small_browser(None)
    answers = [
        client.post("/api/v1/session", json={"login": f"x{number}", "password": "y"})
        for number in range(KNOCKS_PER_MINUTE)
    ]
    assert {one.status_code for one in answers} == {401}
    late = client.post("/api/v1/session", json=RIGHT)
    assert late.status_code == 429 and 1 <= int(late.headers["retry-after"]) <= 60
    page = client.post("/signin", data=RIGHT, headers={"accept": "text/html", "accept-language": "zh"})
    assert page.status_code == 429 and "尝试次数过多" in page.text
    assert client.get("/healthz").status_code == 200


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
