"""Signing in by an independent OpenID Connect provider."""

import pytest

from osteohub.identity.oidc import Provider
from services import oidc
from services.hub_browser import shot, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.service("chromium"), pytest.mark.service("oidc-provider")]


def by_provider(page, address: str, name: str) -> None:
    asked(page, address, name)
    page.click("button[type=submit]")


def asked(page, address: str, name: str) -> None:
    """As far as the service's last question."""
    page.goto(f"{address}/signin?next=/account")
    page.click("a:has-text('通过医院统一登录登录')")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "anything")
    page.click("button[type=submit]")
    page.wait_for_selector("input[name=password]", state="detached")


@pytest.mark.parametrize("match", ["", "preferred_username"])
def test_a_person_is_let_in_by_another_service_once_it_is_known_who_they_are(serve, small_region, chromium, match):
    small_region.person("county", "clinician")
    with serve() as served, oidc.provider(f"{served.url}/signin/oidc/back") as issuer:
        served.set(oidc=Provider(issuer, oidc.CLIENT, oidc.SECRET, "医院统一登录", match))
        page = chromium()
        by_provider(page, served.url, "county.clinician")
        if not match:
            page.wait_for_selector("text=尚未与本平台人员关联")
            operator = chromium()
            sign_in(operator, served.url, "operator", "/people")
            shot(operator, "accounts")
            operator.select_option("#accounts select", small_region.people["county clinician"])
            operator.click("#accounts button")
            by_provider_again(page, served.url)
        page.wait_for_url(f"{served.url}/account")
        assert page.request.get(f"{served.url}/api/v1/me").json()["id"] == small_region.people["county clinician"]

        stranger = chromium()
        by_provider(stranger, served.url, "operator")  # a name that an operator has here: never by a rule
        stranger.wait_for_selector("text=尚未与本平台人员关联")


def by_provider_again(page, address: str) -> None:
    """The service still knows the browser."""
    page.goto(f"{address}/signin?next=/account")
    page.click("a:has-text('通过医院统一登录登录')")


def test_a_round_trip_that_another_browser_began_lets_nobody_in(serve, small_region, chromium):
    small_region.person("county", "clinician")
    with serve() as served, oidc.provider(f"{served.url}/signin/oidc/back") as issuer:
        served.set(oidc=Provider(issuer, oidc.CLIENT, oidc.SECRET, "医院统一登录", "preferred_username"))
        page = chromium()
        asked(page, served.url, "county.clinician")
        page.context.clear_cookies(name="osteo_oidc")  # as in a browser that was only led to the way back
        page.click("button[type=submit]")
        page.wait_for_selector("text=此次登录不是从这里开始")
        assert page.request.get(f"{served.url}/api/v1/me").status == 401
