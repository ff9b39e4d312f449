"""A patient's way between institutions, over HTTP, on both databases."""

import threading

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from osteohub.referrals.models import Attachment, Referral
from osteohub.referrals.states import REFERRAL, STATE_NAMES
from osteohub.refusals import Conflict

PATIENT = {"patient_name": "李四", "patient_number": "5323012601", "diagnosis": "股骨颈骨折", "reason": "需手术治疗"}


@pytest.fixture
def refer(region, browser):
    """Call it to write a referral of the township's clinician; gives its id."""

    def make(to="county", who="township clinician", **changes) -> str:
        place = who.split()[0]
        where = {"to_id": region.places[to]} if to else {"outside": "华西医院"}
        body = {"from_id": region.places[place], "referral": {**PATIENT, **where, **changes}}
        answer = browser(who).post("/api/v1/referrals", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    return make


def step(client, identity, action, **result):
    return client.post(f"/api/v1/referrals/{identity}/steps/{action}", json=result)


def test_a_hip_fracture_goes_up_and_comes_back(region, browser, refer):
    doctor, desk = browser("township clinician"), browser("county referral_desk")
    identity = refer(urgency="urgent")
    assert desk.get(f"/api/v1/referrals/{identity}").status_code == 404  # a draft is nobody else's
    sent = step(doctor, identity, "send").json()
    assert sent["direction"] == "up" and sent["state"] == "sent" and sent["due_at"]
    assert [one["id"] for one in desk.get("/api/v1/worklist").json()] == [identity]
    assert desk.get("/api/v1/worklist").json()[0]["actions"] == ["accept", "decline"]
    assert step(desk, identity, "accept").json()["due_at"] is None
    assert step(desk, identity, "book").status_code == 400  # when and where?
    assert step(desk, identity, "book", words="14:00，3 号楼").json()["booked_for"] == "14:00，3 号楼"
    step(desk, identity, "arrive"), step(desk, identity, "treat")
    assert step(desk, identity, "return", words="已手术").status_code == 400  # no summary
    back = step(desk, identity, "return", words="已手术", summary="半髋置换", rehabilitation="六周内避免深屈").json()
    assert back["state"] == "returned"
    seen = doctor.get(f"/api/v1/referrals/{identity}").json()
    assert seen["rehabilitation"] == "六周内避免深屈" and seen["actions"] == ["close"]
    assert step(doctor, identity, "close").json()["state"] == "closed"
    ways = [one["action"] for one in doctor.get(f"/api/v1/referrals/{identity}").json()["history"]]
    assert ways == ["send", "accept", "book", "arrive", "treat", "return", "close"]


def test_a_transfer_out_waits_for_the_centre(browser, refer):
    doctor, centre = browser("township clinician"), browser("centre centre_approver")
    identity = refer(to="")
    assert "approval" in step(doctor, identity, "send").json()["message"]
    assert step(doctor, identity, "send_out").json()["state"] == "awaiting_approval"
    assert [one["id"] for one in centre.get("/api/v1/worklist").json()] == [identity]
    assert step(doctor, identity, "approve", words="x").status_code == 403
    assert step(centre, identity, "approve").status_code == 400  # on what ground?
    assert step(centre, identity, "approve", words="本州无此技术").json()["state"] == "transferred"


def test_what_stays_in_the_prefecture_needs_no_approval(browser, refer):
    identity = refer()
    assert step(browser("township clinician"), identity, "send_out").status_code == 409


def test_others_see_nothing(region, browser, refer):
    identity = refer()
    step(browser("township clinician"), identity, "send")
    for stranger in ("other clinician", "other referral_desk", "township student", "centre clinician", "operator"):
        client = browser(stranger)
        assert client.get(f"/api/v1/referrals/{identity}").status_code == 404
        assert client.get("/api/v1/referrals").json() == []
        assert step(client, identity, "accept").status_code == 404
    assert browser("centre quality_officer").get(f"/api/v1/referrals/{identity}").json()["actions"] == []


def test_of_two_who_answer_at_once_one_is_told(region, browser, refer):
    identity = refer()
    step(browser("township clinician"), identity, "send")
    desks = [browser("county referral_desk"), browser("county referral_desk", 2)]
    answers = []
    threads = [
        threading.Thread(target=lambda desk=desk, how=how: answers.append(step(desk, identity, how, words="床位已满")))
        for desk, how in zip(desks, ("accept", "decline"), strict=True)
    ]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert sorted(one.status_code for one in answers) in ([200, 403], [200, 409])
    with region.hub.database.read() as session:
        kept = session.get_one(Referral, identity)
        assert kept.state in ("accepted", "declined") and len(kept.events) == 2


def test_attachments_are_sealed_for_the_receiver(region, browser, refer):
    secret = pyrage.x25519.Identity.generate()
    place, identity = region.places["county"], refer()
    doctor, desk = browser("township clinician"), browser("county referral_desk")
    assert doctor.get(f"/api/v1/organisations/{place}/sealing_key").status_code == 404
    key = {"recipient": str(secret.to_public())}
    assert browser("other operator").put(f"/api/v1/organisations/{place}/sealing_key", json=key).status_code == 403
    assert browser("county operator").put(f"/api/v1/organisations/{place}/sealing_key", json=key).status_code == 204
    recipient = doctor.get(f"/api/v1/organisations/{place}/sealing_key").json()["recipient"]
    plan = "手术方案：李四".encode()
    sealed = pyrage.encrypt(plan, [pyrage.x25519.Recipient.from_str(recipient)])
    path = f"/api/v1/referrals/{identity}/attachments"
    assert doctor.post(f"{path}?name=plan.json", content=plan).status_code == 400  # not sealed
    made = doctor.post(f"{path}?name=plan.json", content=sealed).json()["id"]
    assert desk.get(f"{path}/{made}").status_code == 404  # not sent yet
    step(doctor, identity, "send")
    assert pyrage.decrypt(desk.get(f"{path}/{made}").content, [secret]) == plan
    other = refer(who="township clinician")
    assert doctor.get(f"/api/v1/referrals/{other}/attachments/{made}").status_code == 404
    with region.hub.database.read() as session:
        assert plan not in session.scalars(select(Attachment.sealed)).one()


def test_a_referral_that_goes_nowhere_or_twice_is_refused(region, browser):
    doctor = browser("township clinician")
    for where in ({}, {"to_id": region.places["county"], "outside": "x"}, {"to_id": region.places["township"]}):
        body = {"from_id": region.places["township"], "referral": {**PATIENT, **where}}
        assert doctor.post("/api/v1/referrals", json=body).status_code == 400
    body = {"from_id": region.places["county"], "referral": {**PATIENT, "outside": "x"}}
    assert doctor.post("/api/v1/referrals", json=body).status_code == 403


def test_the_most_pressing_stands_first(region, browser, refer):
    doctor = browser("township clinician")
    made = {}
    for urgency in ("routine", "emergency", "urgent"):
        made[urgency] = refer(urgency=urgency)
        step(doctor, made[urgency], "send")
    listed = [one["id"] for one in browser("county referral_desk").get("/api/v1/worklist").json()]
    assert listed == [made["emergency"], made["urgent"], made["routine"]]


TABLE = {
    ("draft", "send"): "sent",
    ("draft", "send_first"): "transferred",
    ("draft", "send_out"): "awaiting_approval",
    ("awaiting_approval", "approve"): "transferred",
    ("awaiting_approval", "refuse"): "refused",
    ("sent", "accept"): "accepted",
    ("sent", "decline"): "declined",
    ("accepted", "book"): "booked",
    ("booked", "book"): "booked",
    ("accepted", "arrive"): "arrived",
    ("booked", "arrive"): "arrived",
    ("arrived", "treat"): "treated",
    ("treated", "return"): "returned",
    **{(state, "close"): "closed" for state in ("returned", "declined", "refused", "transferred")},
    **{(state, "cancel"): "cancelled" for state in ("draft", "awaiting_approval", "sent", "accepted", "booked")},
}
ACTIONS = sorted({action for _, action in TABLE})


@pytest.mark.parametrize("state", REFERRAL.states)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_pair_of_state_and_action(state, action):
    if (state, action) in TABLE:
        assert REFERRAL.after(state, action) == TABLE[state, action]
    else:
        with pytest.raises(Conflict):
            REFERRAL.after(state, action)


@given(st.lists(st.sampled_from(ACTIONS), max_size=30))
def test_nobody_is_treated_without_being_accepted(actions):
    state, accepted = REFERRAL.initial, False
    for action in actions:
        try:
            state = REFERRAL.after(state, action)
        except Conflict:
            continue
        accepted = accepted or state == "accepted"
        assert state in STATE_NAMES
        assert accepted or state not in ("booked", "arrived", "treated", "returned")
