"""The queue: kept before it is told, sent once, in order, refusals shown, nothing lost by a kill."""

import os
import signal
import subprocess
import sys

import pyrage
import pytest

from osteohub.credentials.models import Override
from osteohub.referrals import service
from osteohub.referrals.models import Attachment
from osteohub.referrals.service import Result, Written
from osteokit.base.errors import OsteoError
from osteokit.hubclient import referrals
from osteokit.hubclient.http import Connection, Unreachable
from osteokit.hubclient.locks import locked
from osteokit.hubclient.queue import Queue, Sent, waiting
from osteokit.hubclient.referrals import sealed_for

PATIENT = {"patient_name": "李四", "patient_number": "5323012601", "diagnosis": "股骨颈骨折", "reason": "需手术治疗"}


@pytest.fixture
def referral(live):
    """One that was sent from the township to the county."""
    region = live.region
    with live.hub.database.write() as session:
        doctor = region.actor("township clinician")
        written = Written(to_id=region.places["county"], urgency="urgent", **PATIENT)
        made = service.write(session, doctor, region.places["township"], written)
        service.move(session, doctor, made.id, "send", Result())
        return made.id


@pytest.fixture
def desk(sign_in):
    return sign_in("county referral_desk")


def step(identity, action, words=""):
    return {"referral": identity, "action": action, "result": {"words": words}}


def test_what_was_done_offline_goes_in_its_order(live, desk, referral):
    live.stop()
    queue = Queue(desk)
    queue.add("step", step(referral, "accept"), "accept 李四")
    queue.add("step", step(referral, "book", "14:00"), "book 李四")
    queue.add("step", step(referral, "arrive"), "arrived")
    sent = Queue(desk).send()
    assert sent.done == 0 and "cannot be reached" in sent.stopped
    assert [one.title for one in Queue(desk).entries()] == ["accept 李四", "book 李四", "arrived"]
    live.start()
    assert Queue(desk).send().done == 3 and waiting(desk) == []
    found = referrals.referral(desk.connection(), referral)
    assert found.state == "arrived" and [one["action"] for one in found.history] == [
        "send",
        "accept",
        "book",
        "arrive",
    ]


def test_a_refusal_stays_and_the_rest_goes(live, desk, referral):
    doctor, place = live.region.actor("township clinician"), live.region.places
    with live.hub.database.write() as session:
        written = Written(to_id=place["county"], urgency="routine", **PATIENT)
        other = service.write(session, doctor, place["township"], written).id
        service.move(session, doctor, other, "send", Result())
        service.move(session, live.region.actor("county referral_desk"), referral, "decline", Result(words="床位已满"))
    queue = Queue(desk)
    queue.add("step", step(referral, "accept"), "accept")
    queue.add("step", step(referral, "book", "14:00"), "book")
    queue.add("step", step(other, "accept"), "accept the other")
    sent = queue.send()
    assert (sent.done, len(sent.refused), sent.stopped) == (1, 1, "")
    assert referrals.referral(desk.connection(), other).state == "accepted"
    assert [bool(one.refusal) for one in queue.entries()] == [True, False]  # the booking waits for a word
    assert queue.send() == Sent(0, ())
    queue.remove(queue.entries()[0].number)
    assert len(queue.send().refused) == 1


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_nothing_is_done_twice(live, desk, referral, monkeypatch, lost):
    """Each request in turn is lost on its way, or its answer is, and the person tries again."""
    secret = pyrage.x25519.Identity.generate()
    queue = Queue(desk)
    queue.add("step", step(referral, "accept"), "accept")
    queue.add("step", step(referral, "book", "14:00"), "book")
    sealed = sealed_for(b"plan", (str(secret.to_public()),), "plan.json")
    queue.add("attach", {"referral": referral, "name": "plan.json"}, "plan", sealed)
    plain, allowed = Connection.ask, 0
    while queue.entries():
        count = 0

        def breaking(self, method, path, allowed=allowed, **options):
            nonlocal count
            count += 1
            if count > allowed and lost == "request":
                raise Unreachable("gone")
            answer = plain(self, method, path, **options)
            if count > allowed:
                raise Unreachable("gone")
            return answer

        monkeypatch.setattr(Connection, "ask", breaking)
        queue.send()
        allowed += 1
    monkeypatch.setattr(Connection, "ask", plain)
    assert allowed > 2
    found = referrals.referral(desk.connection(), referral)
    assert [one["action"] for one in found.history] == ["send", "accept", "book"]
    with live.hub.database.read() as session:
        assert session.query(Attachment).count() == 1


def test_an_override_made_offline_is_told_once(live, region_technique, sign_in, monkeypatch):
    account = sign_in("county clinician")
    what = {
        "code": "joint-replacement",
        "site": live.region.places["county"],
        "plan_sha256": "0" * 64,
        "reason": "开放性髋部骨折，病情危重，不能等待",
    }
    queue = Queue(account)
    queue.add("override", what, "override")
    plain = Connection.ask

    def lost_answer(self, method, path, **options):
        answer = plain(self, method, path, **options)
        if method == "POST":
            raise Unreachable("gone")
        return answer

    monkeypatch.setattr(Connection, "ask", lost_answer)
    assert queue.send().stopped == "gone"
    monkeypatch.setattr(Connection, "ask", plain)
    assert queue.send().done == 1
    with live.hub.database.read() as session:
        assert session.query(Override).count() == 1


def test_of_two_persons_each_sends_their_own(live, desk, referral, sign_in):
    Queue(desk).add("step", step(referral, "accept"), "accept")
    other = sign_in("township clinician")
    assert Queue(other).send().done == 0 and len(waiting(other)) == 1
    assert Queue(sign_in("county referral_desk")).send().done == 1


def test_a_damaged_entry_is_named(desk):
    queue = Queue(desk)
    queue.add("rate", {"version": "0" * 32, "stars": 5}, "rated")
    (file,) = (desk.folder / "queue").glob("*.json")
    file.write_text("{")
    (entry,) = queue.entries()
    assert "damaged" in entry.refusal and queue.send().done == 0
    queue.remove(entry.number)
    assert queue.entries() == []


def test_two_programs_do_not_send_at_once(desk):
    queue = Queue(desk)
    with locked(desk.folder / "queue" / ".sending", 0.0), pytest.raises(OsteoError, match="Another program"):
        queue.send()


def test_only_its_user_can_read_it(desk):
    Queue(desk).add("rate", {"version": "0" * 32, "stars": 5}, "rated", b"x")
    for file in (desk.folder / "queue").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


KEEPER = """
import sys
from osteokit.hubclient.accounts import account_at
from osteokit.hubclient.queue import Queue
queue = Queue(account_at(sys.argv[1]))
number = 0
while True:
    number += 1
    queue.add("rate", {"version": "0" * 32, "stars": 1}, f"entry {number}", b"x" * 20000)
    print(number, flush=True)
"""


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(desk):
    """Killed at whatever moment: every entry that was told as kept is there, whole and in order."""
    told = 0
    for after in range(3, 60, 4):
        keeper = subprocess.Popen([sys.executable, "-c", KEEPER, desk.address], stdout=subprocess.PIPE, text=True)
        assert keeper.stdout is not None
        before = told
        for line in keeper.stdout:
            told = before + int(line)
            if int(line) == after:
                os.kill(keeper.pid, signal.SIGKILL)
        keeper.wait()
        entries = Queue(desk).entries()
        assert told <= len(entries) <= told + 1 and not any(one.refusal for one in entries)
        assert [one.number for one in entries] == list(range(1, len(entries) + 1))
        told = len(entries)
