"""Hints over CURVE: only registered keys of open accounts hear them, and they hold numbers and kinds only."""

import json

import pytest
import zmq

from osteohub.events.keys import may_listen, server_pair
from osteohub.events.service import EVERYBODY, at, emit
from osteohub.events.wire import Taken, Wire, wire_of
from osteohub.identity.models import Person
from osteohub.settings import settings_for
from osteokit.base.errors import OsteoError


@pytest.fixture
def wired(small_region, monkeypatch):
    """The region's hub, publishing at a free port, without its thread."""
    hub = small_region.hub
    object.__setattr__(hub, "settings", settings_for(hub.settings.folder, {"OSTEO_HUB_EVENTS": "127.0.0.1:0"}))
    hub.publisher._open_wire = lambda: wire_of(hub.settings, hub.database)
    hub.publisher._take_wire()
    yield hub
    hub.publisher.stop()


@pytest.fixture
def listen(wired):
    context, sockets = zmq.Context(), []

    def connect(pair, *topics: str):
        socket = context.socket(zmq.SUB)
        socket.linger, socket.rcvtimeo = 0, 10_000
        socket.curve_publickey, socket.curve_secretkey = pair
        socket.curve_serverkey = server_pair(wired.settings.folder)[0]
        for topic in topics or ("",):
            socket.subscribe(topic)
        socket.connect(f"tcp://127.0.0.1:{wired.publisher.port}")
        sockets.append(socket)
        return socket

    yield connect
    [one.close() for one in sockets]
    context.term()


def registered(client, pair, name="Slicer"):
    return client.post("/api/v1/events/keys", json={"name": name, "public_key": pair[0].decode()})


def heard(hub, socket):
    """The next hint, once the connection stands: a PUB drops what it has for nobody."""
    for _ in range(200):
        hub.publisher._wire.beat(0)
        if socket.poll(50):
            return socket.recv_multipart()
    raise AssertionError("nothing was heard")


def test_a_registered_key_hears_hints_and_replays_them(wired, small_region, small_browser, listen):
    client, pair = small_browser("county clinician"), zmq.curve_keypair()
    assert registered(client, pair).status_code == 201
    feed = client.get("/api/v1/events/feed").json()
    assert feed["format"] == 1 and feed["address"].endswith(f":{wired.publisher.port}")
    assert feed["server_key"].encode() == server_pair(wired.settings.folder)[0]
    socket = listen(pair, "head", "all", small_region.places["county"])
    assert heard(wired, socket)[0] == b"head"
    with wired.database.write() as session:
        emit(session, "test.other", ("test", "1"), at(small_region.places["other"], "clinician"), secret=1)
        emit(session, "test.ours", ("test", "2"), at(small_region.places["county"], "clinician"), secret=2)
    with wired.database.write() as session:
        emit(session, "test.all", ("test", "3"), EVERYBODY)
    wired.publisher.publish()
    hints = []
    while len(hints) < 2:
        topic, body = socket.recv_multipart()
        hints += [(topic.decode(), json.loads(body))] if topic != b"head" else []
    assert [(topic, set(body), body["kind"]) for topic, body in hints] == [
        (small_region.places["county"], {"v", "number", "kind"}, "test.ours"),
        ("all", {"v", "number", "kind"}, "test.all"),
    ]
    replayed = client.get("/api/v1/events?after=0").json()["events"]
    assert {one["number"] for one in replayed} == {body["number"] for _, body in hints}


def test_others_hear_nothing(wired, small_region, small_browser, listen):
    client, known, unknown, removed = small_browser("county clinician"), *(zmq.curve_keypair() for _ in range(3))
    registered(client, known)
    gone = registered(client, removed).json()["id"]
    assert client.delete(f"/api/v1/events/keys/{gone}").status_code == 204
    strangers = [listen(unknown), listen(removed)]
    assert heard(wired, listen(known))[0] == b"head"
    for _ in range(10):
        wired.publisher._wire.beat(0)
    assert [one.poll(300) for one in strangers] == [0, 0]


def test_keys_are_ones_own_and_end_with_the_account(wired, small_region, small_browser):
    client, other, pair = small_browser("county clinician"), small_browser("other clinician"), zmq.curve_keypair()
    made = registered(client, pair).json()
    assert [one["name"] for one in client.get("/api/v1/events/keys").json()] == ["Slicer"]
    assert other.get("/api/v1/events/keys").json() == []
    assert other.delete(f"/api/v1/events/keys/{made['id']}").status_code == 404
    assert registered(other, pair).status_code == 409
    for wrong in ("~" * 40, "x" * 39 + "~", "é" * 40):
        assert client.post("/api/v1/events/keys", json={"name": "x", "public_key": wrong}).status_code == 400
    with wired.database.write() as session:
        assert may_listen(session, pair[0].decode())
        session.get_one(Person, small_region.people["county clinician"]).active = False
    with wired.database.read() as session:
        assert not may_listen(session, pair[0].decode())


def test_without_the_setting_there_is_no_feed(small_browser):
    assert small_browser("county clinician").get("/api/v1/events/feed").status_code == 404


def test_of_two_hubs_on_one_machine_the_second_waits_for_the_address(wired):
    address, secret = f"127.0.0.1:{wired.publisher.port}", server_pair(wired.settings.folder)[1]
    with pytest.raises(Taken, match="cannot be published"):
        Wire(address, secret, lambda key: True)
    wired.publisher.stop()
    second = Wire(address, secret, lambda key: True)
    second.close()


@pytest.mark.parametrize("wrong", ["8043", "host:", ":8043", "host:port", "host:70000"])
def test_a_wrong_address_is_told(wrong, tmp_path):
    with pytest.raises(OsteoError, match="OSTEO_HUB_EVENTS must be host:port"):
        settings_for(tmp_path, {"OSTEO_HUB_EVENTS": wrong})
