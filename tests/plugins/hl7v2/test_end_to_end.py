"""A real hub behind uvicorn, the adapter as a process of its own, a hospital's system on loopback: nothing is lost and
nothing is done twice, whoever dies in between."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("osteohub")

from sqlalchemy import select

from osteohub.referrals.models import Referral
from osteokit.hubclient.http import Connection
from plugins.hl7v2.fake_his import FakeHis, fields, tell
from plugins.hl7v2.messages import MARCH, PID, gb, header, refer
from services.live_hub import database_template, live_hub, quick_passwords

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "osteo-hl7v2"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    return database_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def live(tmp_path, template):
    with quick_passwords(), live_hub(tmp_path, template) as running:
        yield running


class Adapter:
    """``osteo-hl7v2 serve`` of one institution; ``start`` again after ``kill`` finds the port and the folder as they
    were."""

    def __init__(self, live, folder: Path, place: str, code: str, others: dict[str, str], his: FakeHis) -> None:
        folder.mkdir()
        self._folder, self._live, self.port = folder, live, 0
        (folder / "token").write_text(live.token(f"{place} referral_desk", "read", "referrals") + "\n")
        hospital = {
            "institution": live.region.places[place], "code": code, "language": "en",
            "charset": "GB 18030-2000", "version": "2.4",
            "institutions": {key: live.region.places[name] for key, name in others.items()},
            "his": {"host": "127.0.0.1", "port": his.port, "facility": code},
        }  # fmt: skip
        (folder / "hospital.json").write_text(json.dumps(hospital), encoding="utf-8")
        self.start()

    def start(self) -> None:
        words = [
            sys.executable, "-m", "osteo_hl7v2", "serve", "--hub", self._live.address, "--token-file",
            str(self._folder / "token"), "--hospital", str(self._folder / "hospital.json"),
            "--folder", str(self._folder / "journal"), "--port", str(self.port),
        ]  # fmt: skip
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=log, env={**os.environ, "PYTHONPATH": _path()}
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode()
        assert line.startswith("listening on"), (self._folder / "log").read_text()
        self.port = int(line.rpartition(":")[2])

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self) -> int:
        self._process.terminate()
        return self._end()

    def _end(self) -> int:
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self._process.wait(30)

    def log(self) -> str:
        return (self._folder / "log").read_text(encoding="utf-8")


def _path() -> str:
    return os.pathsep.join([str(PLUGIN), *(one for one in sys.path if one)])


@pytest.fixture
def adapter(live, tmp_path):
    """``adapter(place, code, others, his)``; all are ended with the test."""
    made = []

    def make(place, code, others, his):
        made.append(Adapter(live, tmp_path / place, place, code, others, his))
        return made[-1]

    yield make
    for one in made:
        if one._process.poll() is None:
            one.kill()


def referrals(live) -> list[Referral]:
    with live.hub.database.read() as session:
        return list(session.scalars(select(Referral).order_by(Referral.id)))


def desk(live, place: str) -> Connection:
    return Connection(live.address, live.token(f"{place} referral_desk", "read", "referrals"))


def step(connection: Connection, referral: str, action: str, **result) -> None:
    connection.json("POST", f"/api/v1/referrals/{referral}/steps/{action}", result)


def test_a_referral_in_chinese_and_a_process_that_is_killed(live, adapter, tmp_path):
    his = FakeHis()
    own = adapter("township", "5309", {"5301": "county"}, his)
    county = desk(live, "county")

    answer = tell(own.port, gb(refer()))
    (referral,) = referrals(live)
    assert (referral.state, referral.patient_name, referral.diagnosis) == ("sent", "李四", "左股骨颈骨折 (S72.001)")
    assert fields(answer, "MSA")[1:3] == ["AA", "77"] and referral.id in fields(answer, "RF1")[11]
    again = tell(own.port, gb(refer()))
    assert fields(again, "RF1") == fields(answer, "RF1") and len(referrals(live)) == 1

    later = refer().replace("|20261122101500+0800|", "|20261122101730+0800|")
    assert fields(tell(own.port, gb(later)), "RF1") == fields(answer, "RF1") and len(referrals(live)) == 1
    other = tell(own.port, gb(refer(reason="另一条")))
    assert fields(other, "MSA")[1] == "AE" and "control id" in fields(other, "MSA")[3] and len(referrals(live)) == 1

    own.kill()
    step(county, referral.id, "accept", words="请来院")
    own.start()
    his.wait_for(1)
    assert his.kinds() == ["RRI^I12^RRI_I12"]
    assert fields(his.got[0], "MSA")[:3] == ["MSA", "AA", "77"] and "请来院" in his.got[0].decode("gb18030")

    his.go()  # a dead system holds nobody up
    step(county, referral.id, "book", words="周三九点")
    assert fields(tell(own.port, gb(refer("78", number="ZZ-8"))), "MSA")[1] == "AA"
    own.kill()
    own.start()
    his.come()
    his.wait_for(2)
    time.sleep(1.2)  # a second one would have come by now
    assert his.kinds() == ["RRI^I12^RRI_I12", "RRI^I13^RRI_I12"]
    assert len(referrals(live)) == 2 and own.stop() == 0

    said = own.log()
    assert "REF^I12 77: done" in said and "李" not in said and MARCH not in said
    shown = subprocess.run(
        [sys.executable, "-m", "osteo_hl7v2", "status", "--folder", str(tmp_path / "township" / "journal")],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": _path()}, check=True,
    ).stdout  # fmt: skip
    assert "waiting: 0" in shown and "refused: 0" in shown
    journal = b"".join(one.read_bytes() for one in (tmp_path / "township" / "journal").glob("*.sqlite"))
    assert (tmp_path / "township" / "journal").stat().st_mode & 0o77 == 0 and b"RRI" not in journal


def test_a_way_up_and_back_between_two_systems(live, adapter):
    """Sent by one hospital's system, accepted, arrived and returned by the other's."""
    here, there = FakeHis(), FakeHis()
    own = adapter("township", "5309", {"5301": "county"}, here)
    other = adapter("county", "5301", {"5309": "township"}, there)
    tell(own.port, gb(refer()))
    there.wait_for(1)
    (referral,) = referrals(live)
    sent = there.got[0]
    assert there.kinds() == ["REF^I12^REF_I12"] and fields(sent, "RF1")[6] == f"{referral.id}^SLICEROSTEO"

    def respond(number: str, kind: str, *lines: str) -> bytes:
        top = header(kind, number).replace("|HIS|5309|", "|H2|5301|")
        return tell(other.port, gb("\r".join([top, *lines]) + "\r"))

    rf1 = f"RF1|A|||||{referral.id}^SLICEROSTEO"
    assert fields(respond("1", "RRI^I12", rf1, PID), "MSA")[1] == "AA"
    somebody = PID.replace("李^四", "李^五")
    refused = respond("2", "ADT^A01", somebody, "PV1|1|I")
    assert fields(refused, "MSA")[1] == "AE" and "Name or birth date" in fields(refused, "MSA")[3]
    assert fields(respond("3", "ADT^A01", PID, "PV1|1|I"), "MSA")[1] == "AA"
    texts = ("OBR|1|||11490-0", "OBX|1|FT|18842-5||半髋置换||||||F", "OBX|2|FT|18776-5||六周避免深屈||||||F")
    assert fields(respond("4", "ORU^R01", PID, *texts), "MSA")[1] == "AA"
    here.wait_for(4)
    assert [one.partition("^")[0] for one in here.kinds()] == ["RRI", "RRI", "RRI", "ORU"]
    assert "六周避免深屈" in here.got[3].decode("gb18030")
    (referral,) = referrals(live)
    assert (referral.state, referral.summary) == ("returned", "半髋置换")
    assert fields(respond("4", "ORU^R01", PID, *texts), "MSA")[1] == "AA"  # again
    wrong = respond("5", "RRI^I12", "RF1|A|||||0000^HIS", PID)
    assert fields(wrong, "MSA")[1] == "AE" and fields(wrong, "ERR")[1].startswith("^^^204")


def test_a_hub_that_is_away_rejects_for_now(live, adapter, monkeypatch):
    from osteo_hl7v2 import exchange
    from osteo_hl7v2.hospital import Hospital
    from osteo_hl7v2.hub import HubSide
    from osteo_hl7v2.syntax import parse

    monkeypatch.setattr(exchange, "PATIENCE_S", 0.3)
    place = live.region.places["township"]
    hospital = Hospital(
        institution=place, code="5309", language="en", institutions={"5301": live.region.places["county"]}
    )
    inbound = exchange.Inbound(HubSide(desk(live, "township"), place), hospital)
    live.stop()
    refused = parse(inbound.answer(gb(refer())))
    assert refused.need("MSA").value(1) == "AR" and "send this message again" in refused.need("MSA").value(3)
    live.start()
    assert parse(inbound.answer(gb(refer()))).need("MSA").value(1) == "AA"
    broken = exchange.Inbound(HubSide(Connection(live.address, "osteo_wrong"), place), hospital)
    assert "not set up" in parse(broken.answer(gb(refer()))).need("MSA").value(3)
    monkeypatch.setattr(exchange, "requests_of", lambda message, hospital: 1 / 0)
    fault = parse(inbound.answer(gb(refer("99"))))
    assert fault.need("MSA").value(1) == "AR" and "fault (ZeroDivisionError)" in fault.need("MSA").value(3)


@pytest.mark.slow
def test_killed_many_times_nothing_is_lost_and_nothing_done_twice(live, adapter):
    his = FakeHis()
    own = adapter("township", "5309", {"5301": "county"}, his)
    county, count, source = desk(live, "county"), 0, random.Random(5)
    ended = threading.Event()
    kills = 0

    def murder() -> None:
        nonlocal kills
        while not ended.is_set():
            time.sleep(source.uniform(0.3, 2.5))
            own.kill()
            kills += 1
            own.start()

    killer = threading.Thread(target=murder)
    killer.start()
    try:
        while count < 60 or kills < 12:
            answer = tell(own.port, gb(refer(f"M{count}", number=f"ZZ-{count}")))
            assert fields(answer, "MSA")[1] == "AA" and count < 2000
            count += 1
            found = [one for one in referrals(live) if one.state == "sent"]
            for one in found:
                step(county, one.id, "accept")
    finally:
        ended.set()
        killer.join(60)
    his.wait_for(count, 120)
    assert len(referrals(live)) == count == len(his.numbers())
    assert {one.state for one in referrals(live)} == {"accepted"}
    assert sorted(fields(one, "MSA")[2] for one in {fields(m, "MSH")[9]: m for m in his.got}.values()) == sorted(
        f"M{number}" for number in range(count)
    )
