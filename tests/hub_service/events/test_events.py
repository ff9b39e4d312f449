"""Events are there if and only if the change is, numbered without gaps in the order of commits, and read by few."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from osteohub.database.engine import Database
from osteohub.events.models import Event
from osteohub.events.publisher import Publisher
from osteohub.events.service import EVERYBODY, above, at, emit, person, read
from osteohub.settings import with_driver

PATIENT = {"patient_name": "李四", "patient_number": "53230126", "diagnosis": "股骨颈骨折", "reason": "需手术治疗"}


def numbers(database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(Event.number).where(Event.number.is_not(None)).order_by(Event.number)))


def test_what_is_undone_leaves_no_event(hub):
    with pytest.raises(RuntimeError), hub.database.write() as session:
        emit(session, "test.undone", ("test", "1"), EVERYBODY)
        raise RuntimeError
    with hub.database.write() as session:
        emit(session, "test.kept", ("test", "1"), EVERYBODY, place=3)
    assert hub.publisher.publish() == 1 and numbers(hub.database) == [1]
    with hub.database.read() as session:
        assert [(one.kind, one.payload) for one in session.scalars(select(Event))] == [("test.kept", {"place": 3})]


def test_one_that_commits_late_gets_a_late_number(hub, database_url):
    """A transaction that began first and ends last must not appear behind the back of a reader."""
    if hub.database.is_sqlite:
        pytest.skip("SQLite has one writer: none begins before another ends")
    with hub.database.write() as early:
        emit(early, "test.early", ("test", "1"), EVERYBODY)
        early.flush()
        with hub.database.write() as late:
            emit(late, "test.late", ("test", "2"), EVERYBODY)
        assert hub.publisher.publish() == 1 and numbers(hub.database) == [1]
    assert hub.publisher.publish() == 1 and numbers(hub.database) == [1, 2]
    with hub.database.read() as session:
        kinds = session.scalars(select(Event.kind).order_by(Event.number)).all()
    assert kinds == ["test.late", "test.early"]


def test_several_publishers_number_each_event_once(hub, database_url):
    """Two hubs on one database publish while four threads write."""
    others = [Database(with_driver(database_url)) for _ in range(2)]
    publishers = [Publisher(one, lambda: None) for one in (hub.database, *others)]
    done, troubles = threading.Event(), []

    def write(which: int) -> None:
        for turn in range(15):
            with hub.database.write() as session:
                emit(session, f"test.{which}", ("test", str(turn)), EVERYBODY)

    def publish(one: Publisher) -> None:
        try:
            while not done.is_set():
                one.publish()
        except Exception as error:
            troubles.append(error)

    writers = [threading.Thread(target=write, args=(which,)) for which in range(4)]
    readers = [threading.Thread(target=publish, args=(one,)) for one in publishers]
    [one.start() for one in (*writers, *readers)]
    [one.join() for one in writers]
    done.set()
    [one.join() for one in readers]
    publishers[0].publish()
    assert troubles == [] and numbers(hub.database) == list(range(1, 61))
    [one.close() for one in others]


def test_a_referral_is_told_to_those_who_see_it(region, browser):
    doctor, desk = browser("township clinician"), browser("county referral_desk")
    body = {"from_id": region.places["township"], "referral": {**PATIENT, "to_id": region.places["county"]}}
    identity = doctor.post("/api/v1/referrals", json=body).json()["id"]
    for client, action in ((doctor, "send"), (desk, "accept")):
        assert client.post(f"/api/v1/referrals/{identity}/steps/{action}", json={}).status_code == 200
    draft = doctor.post("/api/v1/referrals", json=body).json()["id"]
    assert doctor.post(f"/api/v1/referrals/{draft}/steps/cancel", json={"words": "误填"}).status_code == 200
    assert doctor.get("/api/v1/events").json() == {"after": 0, "events": []}  # not published yet
    region.hub.publisher.publish()
    seen = doctor.get("/api/v1/events").json()
    assert [one["kind"] for one in seen["events"]] == ["referral.send", "referral.accept", "referral.cancel"]
    assert seen["events"][1]["payload"] == {"state": "accepted", "direction": "up", "urgency": "routine"}
    assert "李四" not in str(seen) and "股骨颈" not in str(seen)
    theirs = desk.get("/api/v1/events").json()
    assert [one["kind"] for one in theirs["events"]] == ["referral.send", "referral.accept"] and theirs["after"] == 3
    assert len(browser("centre quality_officer").get("/api/v1/events").json()["events"]) == 3
    for stranger in ("other clinician", "county student", "county quality_officer 2", "township teacher"):
        found = browser(stranger.removesuffix(" 2")).get("/api/v1/events").json()
        assert len(found["events"]) == (3 if "quality" in stranger else 0) and found["after"] == 3
    assert browser(None).get("/api/v1/events").status_code == 401


@given(st.lists(st.sampled_from(["all", "township", "county", "other", "person", "above"]), min_size=1, max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_replaying_in_pieces_gives_what_replaying_at_once_gives(small_region, kinds):
    region, mine = small_region, region_actor(small_region)
    with region.hub.database.read() as session:
        start = max(session.scalars(select(Event.number)).all() or [0])
    for kind in kinds:
        with region.hub.database.write() as session:
            audience = {"all": EVERYBODY, "person": person(mine.person_id)}.get(kind)
            if audience is None and kind == "above":
                audience = above(session, region.places["county"], "clinician")
            emit(session, f"test.{kind}", ("test", "1"), audience or at(region.places[kind], "clinician"))
    region.hub.publisher.publish()
    allowed = [one for one in kinds if one in ("all", "county", "person", "above")]
    with region.hub.database.read() as session:
        whole = [one.kind.removeprefix("test.") for one in read(session, mine, start, (), 500)]
        assert whole == allowed
        pieces, after = [], start
        while found := read(session, mine, after, (), 2):
            pieces += [one.kind.removeprefix("test.") for one in found]
            after = found[-1].number
        assert pieces == whole
        assert [one.kind for one in read(session, mine, start, ("test.all",), 500)] == ["test.all"] * kinds.count("all")


def region_actor(region):
    return region.actor("county clinician")


def test_waiting_is_answered_when_something_happens(small_region, small_browser):
    hub, client = small_region.hub, small_browser("county clinician")
    hub.publisher.start()
    try:
        answers = []
        asking = threading.Thread(target=lambda: answers.append(client.get("/api/v1/events?after=0&wait=20").json()))
        asking.start()
        with hub.database.write() as session:
            emit(session, "test.seen", ("test", "1"), EVERYBODY)
        asking.join(timeout=15)
        assert [one["kind"] for one in answers[0]["events"]] == ["test.seen"]
        assert client.get("/api/v1/events?after=1&wait=0.3").json() == {"after": 1, "events": []}
        assert client.get("/api/v1/events?wait=31").status_code == 400
    finally:
        hub.publisher.stop()
