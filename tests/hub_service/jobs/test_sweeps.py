"""Dates that come near and deadlines that pass: told once, to those who can do something, on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from osteohub.audit.models import AuditEntry
from osteohub.credentials.models import Admission, Override, Technique
from osteohub.credentials.sweep import sweep_admissions, sweep_overrides
from osteohub.database.base import now
from osteohub.hub import SWEEPS
from osteohub.jobs.sweeps import Sweep, sweep
from osteohub.notices.models import Notice
from osteohub.referrals.models import Referral
from osteohub.referrals.sweep import sweep_overdue


def told(region, *who: str) -> list[str]:
    """What this person was told, in English, oldest first."""
    with region.hub.database.read() as session:
        query = select(Notice.english).where(Notice.person_id == region.person(*who)).order_by(Notice.id)
        return list(session.scalars(query))


def run(region, do) -> int:
    with region.hub.database.write() as session:
        return do(session)


@pytest.fixture
def admission(region):
    """Call it with the days that an admission of the county's clinician still lasts."""

    def make(days: float) -> str:
        with region.hub.database.write() as session:
            technique = Technique(
                code="robot", edition="1", name="机器人", english="robots", level=4, source="x",
                valid_from=now(), valid_until=now() + timedelta(days=999),
            )  # fmt: skip
            made = Admission(
                person_id=region.person("county", "clinician"), technique=technique, code="robot", state="granted",
                organisation_id=region.places["county"], open="one",
                valid_from=now() - timedelta(days=30), valid_until=now() + timedelta(days=days),
            )  # fmt: skip
            session.add(made)
            session.flush()
            return made.id

    return make


def test_an_admission_is_announced_twice_and_then_marked(region, admission):
    region.person("county", "quality_officer")
    identity = admission(50)
    assert run(region, sweep_admissions) == 1 and run(region, sweep_admissions) == 0
    assert "renew it" in told(region, "county", "clinician")[0] and told(region, "county", "quality_officer") == []
    with region.hub.database.write() as session:
        session.execute(update(Admission).values(valid_until=now() + timedelta(days=10)))
    assert run(region, sweep_admissions) == 2  # the officer too
    with region.hub.database.write() as session:
        session.execute(update(Admission).values(valid_until=now() - timedelta(seconds=1)))
    assert run(region, sweep_admissions) == 1 and run(region, sweep_admissions) == 0
    assert told(region, "county", "clinician")[-1] == "The admission to robots has ended."
    with region.hub.database.read() as session:
        ended = session.get_one(Admission, identity)
        assert ended.expired_at is not None and ended.open is None  # room for a new application
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "admission_expired")).one()


def test_an_override_that_nobody_reviews_goes_up(region):
    for place in ("county", "centre"):
        region.person(place, "quality_officer")
    with region.hub.database.write() as session:
        session.add(
            Override(
                person_id=region.person("county", "clinician"), code="robot", organisation_id=region.places["county"],
                plan_sha256="", reason="不能等待", at=now() - timedelta(days=4),
            )
        )  # fmt: skip
    assert run(region, sweep_overrides) == 1 and run(region, sweep_overrides) == 0
    assert told(region, "centre", "quality_officer") == []
    with region.hub.database.write() as session:
        session.execute(update(Override).values(at=now() - timedelta(days=15)))
    assert run(region, sweep_overrides) == 2
    assert len(told(region, "centre", "quality_officer")) == 1


def waiting(region, urgency="urgent", state="sent", late=timedelta(seconds=1)) -> str:
    with region.hub.database.write() as session:
        made = Referral(
            from_id=region.places["township"], to_id=region.places["county"] if state == "sent" else None,
            author_id=region.person("township", "clinician"), direction="up", state=state, urgency=urgency,
            patient_name="张三", patient_number="1", diagnosis="x", reason="x", due_at=now() - late,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def test_an_overdue_referral_is_escalated_once_and_then_further_up(region):
    for place, role in (("county", "referral_desk"), ("centre", "quality_officer"), ("other", "referral_desk")):
        region.person(place, role)
    identity = waiting(region, "emergency")
    assert run(region, sweep_overdue) == 1 and run(region, sweep_overdue) == 0
    assert told(region, "county", "referral_desk") == ["An emergency has had no answer in its time."]
    assert told(region, "township", "clinician") == ["An emergency has had no answer in its time."]
    assert told(region, "other", "referral_desk") == told(region, "centre", "quality_officer") == []
    with region.hub.database.write() as session:
        one = session.get_one(Referral, identity)
        assert one.escalated_at is not None and one.due_at is not None
        one.due_at -= timedelta(hours=1)
    assert run(region, sweep_overdue) == 1 and run(region, sweep_overdue) == 0
    assert len(told(region, "centre", "quality_officer")) == 1
    assert not any("张三" in one for one in told(region, "county", "referral_desk"))


def test_what_is_in_time_or_answered_is_left_alone(region):
    waiting(region, late=-timedelta(hours=1))
    identity = waiting(region)
    with region.hub.database.write() as session:
        session.execute(update(Referral).where(Referral.id == identity).values(state="accepted"))
    assert run(region, sweep_overdue) == 0


def test_a_transfer_waits_for_the_centre(region):
    region.person("centre", "centre_approver")
    waiting(region, "routine", "awaiting_approval")
    assert run(region, sweep_overdue) == 1
    assert told(region, "centre", "centre_approver") == ["A referral has had no answer in its time."]


def test_of_many_servers_one_takes_the_turn(region):
    done, troubles = [], []

    def count(session) -> int:
        done.append(1)
        return 1

    once = Sweep("counted", timedelta(hours=1), count)

    def server() -> None:
        try:
            sweep(region.hub.database, [once])
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=server) for _ in range(6)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert done == [1] and troubles == []
    assert sweep(region.hub.database, [once]) == {}
    assert sweep(region.hub.database, [once], now() + timedelta(hours=2)) == {"counted": 1}
    assert sweep(region.hub.database, [once], now() + timedelta(hours=1.5)) == {}  # a server whose clock is behind
    assert sweep(region.hub.database, [once]) == {"counted": 1}  # the clock was set back


def test_one_that_fails_holds_up_no_other_and_is_tried_again(region):
    def fail(session) -> int:
        raise RuntimeError("broken")

    both = [Sweep("bad", timedelta(hours=1), fail), Sweep("good", timedelta(hours=1), lambda session: 7)]
    with pytest.raises(ExceptionGroup):
        sweep(region.hub.database, both)
    with pytest.raises(ExceptionGroup):  # its turn was undone with it
        sweep(region.hub.database, both)
    assert sweep(region.hub.database, both[1:], now() + timedelta(hours=2)) == {"good": 7}


def test_the_hubs_own_sweeps_find_nothing_in_a_new_region(small_region):
    assert sweep(small_region.hub.database, SWEEPS) == {one.name: 0 for one in SWEEPS}
