"""A passkey of Chromium's virtual authenticator is registered and lets its person in, and nobody else."""

import pytest

from services.hub_browser import shot, sign_in

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def authenticator(page):
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    made = client.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return client, made["authenticatorId"]


@pytest.mark.slow
@pytest.mark.service("chromium")
def test_a_passkey_is_registered_and_lets_its_person_in(small_region, serve, chromium):
    small_region.person("county", "clinician")
    with serve() as served:
        page = chromium(width=390)
        client, key = authenticator(page)
        sign_in(page, served.url, "county.clinician", "/account")
        page.fill("[data-passkey-name]", "值班手机")
        page.click("[data-passkey=new]")
        page.wait_for_selector("text=值班手机")
        shot(page, "passkeys")
        page.click("text=退出")
        page.click("[data-passkey=in]")
        page.wait_for_selector("text=当前用户：county clinician")

        kept = client.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
        assert len(kept) == 1 and kept[0]["rpId"] == "localhost"

        page.click("text=退出")
        client.send(
            "WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False}
        )  # a wrong fingerprint
        page.click("[data-passkey=in]")
        page.wait_for_selector("[data-passkey-said]:not([hidden])")
        assert "/signin" in page.url

        client.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
        with small_region.hub.database.write() as session:  # the person took the key back meanwhile
            from osteohub.identity.models import Passkey

            session.query(Passkey).delete()
        page.click("[data-passkey=in]")
        page.wait_for_selector("text=该通行密钥不能登录")


def test_what_proves_nothing_lets_nobody_in(small_browser, small_region):
    nobody, person = small_browser(None), small_browser("county clinician")
    asked = nobody.post("/api/v1/session/passkey/begin").json()
    assert (asked["options"]["userVerification"] == "required" and "allowCredentials" not in asked["options"]) or not (
        asked["options"]["allowCredentials"]
    )
    made = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}
    body = {"ticket": asked["ticket"], "credential": made}
    assert nobody.post("/api/v1/session/passkey", json=body).status_code == 401
    again = person.post("/api/v1/me/passkeys/begin").json()
    body = {"ticket": again["ticket"], "credential": {**made, "response": {"clientDataJSON": "e30"}}}
    assert (
        small_browser("other clinician").post("/api/v1/me/passkeys", json=body).status_code == 400
    )  # not their ticket
    fresh = person.post("/api/v1/me/passkeys/begin").json()
    assert person.post("/api/v1/me/passkeys", json={**body, "ticket": fresh["ticket"]}).status_code == 400
    assert person.post("/api/v1/me/passkeys", json={**body, "ticket": fresh["ticket"]}).status_code == 400  # once only
    assert person.delete("/api/v1/me/passkeys/" + "0" * 32).status_code == 404
    token = person.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"], "days": 1}).json()["secret"]
    nobody.headers["authorization"] = f"Bearer {token}"
    assert nobody.post("/api/v1/me/passkeys/begin").status_code == 403
