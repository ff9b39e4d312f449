"""Signing in as RFC 8628 says, and what is kept of it."""

import os
import stat
import threading
import time
from dataclasses import replace

import pytest
import requests

from osteokit.base.errors import OsteoError
from osteokit.hubclient import accounts
from osteokit.hubclient import sign_in as module
from osteokit.hubclient.accounts import account_at, current_account
from osteokit.hubclient.http import Connection, HubRefusal, SignInNeeded, Unreachable
from services.hub_region import PASSWORD


def type_code(live, who, code, answer):
    """What the person does in the browser."""
    live.region.actor(who)
    browser = requests.Session()
    login = {"login": who.replace(" ", "."), "password": PASSWORD}
    assert browser.post(f"{live.address}/api/v1/session", json=login).status_code == 204
    form = {"code": code.user_code, "answer": answer}
    assert browser.post(f"{live.address}/device/answer", data=form).status_code == 200


def test_a_code_typed_in_the_browser_lets_the_program_in(live, config):
    code = module.ask_for_code(live.address, "3D Slicer on test")
    assert len(code.user_code.replace("-", "")) == 8 and code.page == f"{live.address}/device"
    assert module.look(code) == ""
    type_code(live, "county clinician", code, "allow")
    account = module.signed_in(code.address, module.look(code))
    assert account.name and account.roles[0]["role"] == "clinician" and account.ledger_key
    assert current_account() == account == account_at(live.address)
    file = account.folder / "account.json"
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600 and stat.S_IMODE(os.stat(file.parent).st_mode) == 0o700
    with pytest.raises(HubRefusal, match="ran out or was used"):
        module.look(code)


def test_waiting_ends_when_the_person_says_no(live):
    code = module.ask_for_code(live.address, "3D Slicer")
    threading.Timer(0.2, type_code, (live, "county clinician", code, "refuse")).start()
    with pytest.raises(HubRefusal, match="not let in"):
        module.wait(code, lambda seconds: time.sleep(0.1))


def test_waiting_goes_on_while_the_hub_is_away(live):
    code = module.ask_for_code(live.address, "3D Slicer")
    live.stop()
    paused = []

    def pause(seconds):
        paused.append(seconds)
        if len(paused) == 3:
            live.start()
            type_code(live, "county clinician", code, "allow")

    assert module.wait(code, pause).startswith("osteo_")
    assert paused == sorted(paused) and paused[1] > paused[0]  # it backs off


def test_signing_out_keeps_the_hub_configured(live, sign_in):
    account = sign_in("county clinician")
    left = module.sign_out(account)
    assert not left.is_signed_in and current_account() == left
    with pytest.raises(OsteoError, match="Nobody is signed in"):
        left.connection()
    with pytest.raises(SignInNeeded):
        Connection(live.address, account.token).json("GET", "/api/v1/me")
    accounts.forget(left)
    assert current_account() is None


def test_another_ledger_key_is_not_believed(live, sign_in):
    from osteokit.ledger.notes import Signer

    account = sign_in("county clinician")
    other = str(Signer.new("hub.example/ledger").verifier)
    accounts.keep(replace(account, ledger_key=other))
    with pytest.raises(OsteoError, match="another key than before"):
        module.signed_in(live.address, account.token)


def test_a_damaged_setting_is_never_taken_for_no_hub(config):
    assert current_account() is None
    config.mkdir()
    (config / "hub.json").write_text("{")
    with pytest.raises(OsteoError, match="is damaged"):
        current_account()


@pytest.mark.parametrize(
    "address", ["", "ftp://x", "http://hub.example.cn", "https://a b", "https://me:pw@hub", "x:y:z"]
)
def test_addresses_that_are_none_or_unprotected(address):
    with pytest.raises(OsteoError):
        Connection(address)


def test_an_address_is_tidied():
    assert Connection("hub.example.cn/").address == "https://hub.example.cn"
    assert Connection("http://[::1]:80/x/").address == "http://[::1]:80/x"


def test_who_answers_wrongly_or_never(silent_port, monkeypatch):
    monkeypatch.setattr("osteokit.hubclient.http.READ_S", 0.3)
    with pytest.raises(Unreachable, match="did not answer in time"):
        Connection(silent_port).ask("GET", "/x", read_s=0.3)
    with pytest.raises(Unreachable, match="cannot be reached"):
        Connection("http://127.0.0.1:9").json("GET", "/x")
