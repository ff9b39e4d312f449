"""The panel in the emulated desktop, walked with hands, against a real hub: signing in, techniques, what happens."""

import time

import pytest

from .walking import rows_of, settled, sign_in, until

pytestmark = pytest.mark.service("qt")


def test_without_a_hub_it_says_how_to_begin(hands):
    assert hands.told.startswith("Start: type the address of your hub")
    for name in ("searchButton", "getButton", "publishButton", "referralsButton", "answerButton", "sendButton"):
        assert not getattr(hands.ui, name).enabled, name
    hands.ui.addressEdit.text = "http://hub.example.cn"
    hands.press("signInButton")
    settled(hands)
    assert "unprotected" in hands.told and hands.ui.signInButton.enabled


def test_signing_in_by_a_code_and_out(hands, live):
    sign_in(hands, live)
    assert "county" in hands.ui.whoLabel.text and not hands.ui.signInButton.enabled
    assert "you are signed in" in hands.told
    hands.press("signOutButton")
    settled(hands)
    assert hands.told.startswith("Sign in to http://127.0.0.1")


@pytest.mark.slow
def test_a_code_that_is_not_wanted_is_cancelled(hands, live):
    hands.ui.addressEdit.text = live.address
    hands.press("signInButton")
    until(hands, lambda: hands.pages)
    hands.press("cancelButton")
    assert hands.panel.idle and hands.ui.codeLabel.isHidden() and hands.ui.signInButton.enabled


@pytest.mark.slow
def test_my_techniques_with_their_end(hands, live, region_technique):
    from datetime import timedelta

    from jobs.test_plan_gate import admitted
    from osteohub.credentials.models import Admission
    from osteohub.database.base import now

    made = admitted(live, region_technique)
    with live.hub.database.write() as session:
        session.get_one(Admission, made).valid_until = now() + timedelta(days=20)
    sign_in(hands, live)
    (row,) = rows_of(hands.ui.techniquesTable)
    assert row[0] == "joint replacement" and row[1] == "granted"
    assert "Restricted here: joint replacement" in hands.ui.techniquesLabel.text
    background = hands.ui.techniquesTable.item(0, 2).background().color().getRgb()[:3]
    assert background == (253, 231, 173)  # it ends soon


@pytest.mark.slow
def test_what_happens_is_shown_as_it_happens(hands, live, referral):
    from osteohub.referrals import service
    from osteohub.referrals.service import Result

    sign_in(hands, live, "county referral_desk")
    until(hands, lambda: hands.panel.logic.news.empty() and hands.ui.liveLabel.text.startswith("Connected"))
    time.sleep(0.5)
    doctor = live.region.actor("township clinician")
    with live.hub.database.write() as session:
        service.move(session, doctor, referral[0], "cancel", Result(words="not needed"))
    until(hands, lambda: rows_of(hands.ui.eventsTable))
    settled(hands)
    assert rows_of(hands.ui.eventsTable)[0][0] == "Referral: Cancel it"
    assert len(rows_of(hands.ui.referralsTable)) == 1
