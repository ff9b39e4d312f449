"""Answering a referral with a plan that only the other institution can read."""

import json

import pyrage
import pytest

from osteohub.referrals import service
from osteohub.referrals.models import Attachment
from osteohub.referrals.service import Result, Written
from osteokit.base.errors import OsteoError
from osteokit.hubclient import referrals
from osteokit.hubclient.http import HubRefusal
from osteokit.hubclient.queue import Queue, waiting
from osteokit.hubclient.reply import Reply, send_reply

PATIENT = {"patient_name": "李四", "patient_number": "5323012601", "diagnosis": "股骨颈骨折", "reason": "需手术治疗"}


@pytest.fixture
def referral(live):
    doctor, place = live.region.actor("township clinician"), live.region.places
    with live.hub.database.write() as session:
        made = service.write(session, doctor, place["township"], Written(to_id=place["county"], **PATIENT))
        service.move(session, doctor, made.id, "send", Result())
        return made.id


@pytest.fixture
def secrets(live, tmp_path):
    """Each of the two institutions has a key; files with the secret halves."""
    files = {}
    for place in ("township", "county"):
        identity, operator = pyrage.x25519.Identity.generate(), live.region.actor(f"{place} operator")
        with live.hub.database.write() as session:
            service.set_sealing_key(session, operator, live.region.places[place], str(identity.to_public()))
        files[place] = tmp_path / f"{place}.secret"
        files[place].write_text(f"# made for a test\n{identity}\n")
    return files


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "plan.json").write_text(json.dumps({"patient": {"name": "李四"}}))
    return tmp_path / "plan.json"


def test_a_plan_goes_back_sealed_and_is_opened_there(live, sign_in, referral, secrets, plan, tmp_path):
    desk = sign_in("county referral_desk")
    assert not send_reply(desk, Reply(referral, "accept", {"words": ""}, (plan,)))
    with live.hub.database.read() as session:
        (kept,) = session.query(Attachment).all()
        assert "李四".encode() not in kept.sealed
    doctor = sign_in("township clinician").connection()
    (found,) = referrals.mine(doctor)
    assert found.state == "accepted" and found.patient_name == "李四"
    folder = tmp_path / "opened"
    with pytest.raises(OsteoError, match="another institution"):
        referrals.open_attachment(doctor, referral, found.attachments[0], secrets["county"], folder)
    opened = referrals.open_attachment(doctor, referral, found.attachments[0], secrets["township"], folder)
    assert opened.read_bytes() == plan.read_bytes() and opened.stat().st_mode & 0o077 == 0


def test_without_network_it_is_kept_sealed_and_sent_later(live, sign_in, referral, secrets, plan):
    desk = sign_in("county referral_desk")
    reply = Reply(referral, "accept", {"words": ""}, (plan,), live.region.places["township"], "李四")
    send_reply(desk, Reply(referral, "accept", {"words": ""}))
    live.stop()
    booked = Reply(referral, "book", {"words": "14:00"}, (plan,), reply.other, reply.who)
    with pytest.raises(OsteoError, match="cannot be reached"):
        send_reply(desk, booked)  # for whom to seal is not known here
    live.start()
    from osteokit.hubclient.reply import recipient_for

    recipient_for(desk, desk.connection(), reply.other)
    live.stop()
    assert send_reply(desk, booked)
    assert [one.title for one in waiting(desk)] == ["李四: plan.json", "李四: book"]
    assert all("李四".encode() not in one.read_bytes() for one in (desk.folder / "queue").glob("*.bin"))
    live.start()
    assert Queue(desk).send().done == 2
    assert referrals.referral(desk.connection(), referral).state == "booked"


def test_a_refusal_is_told_and_nothing_is_kept(live, sign_in, referral, secrets, plan):
    desk = sign_in("county referral_desk")
    with pytest.raises(HubRefusal, match="not possible now"):
        send_reply(desk, Reply(referral, "treat", {"words": ""}))
    assert waiting(desk) == []
    with pytest.raises(OsteoError, match="needs words"):
        send_reply(desk, Reply(referral, "decline", {"words": ""}))
    doctor = sign_in("other referral_desk")
    with pytest.raises(HubRefusal, match=r"no such referral|not"):
        send_reply(doctor, Reply(referral, "accept", {"words": ""}))


def test_what_is_no_key_or_not_sealed(tmp_path):
    from osteokit.hubclient.sealing import opened, seal

    (tmp_path / "key").write_text("not a key")
    sealed = seal(b"x", (str(pyrage.x25519.Identity.generate().to_public()),))
    for content, file in ((sealed, tmp_path / "key"), (sealed, tmp_path / "absent"), (b"x", tmp_path / "key")):
        with pytest.raises(OsteoError):
            opened(content, file)
    with pytest.raises(OsteoError, match="damaged"):
        seal(b"x", ("age1nonsense",))
    with pytest.raises(OsteoError, match="larger than an attachment"):
        referrals.sealed_for(bytes(20 << 20), ("x",), "ct.nrrd")
