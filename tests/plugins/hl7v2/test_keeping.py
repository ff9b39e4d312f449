"""What is kept while the HIS is away, the hospital's file, and the command."""

import json
import threading
from datetime import UTC, datetime

import pytest
from osteo_hl7v2 import exchange
from osteo_hl7v2.exchange import Outbound
from osteo_hl7v2.hospital import Hospital, read_hospital
from osteo_hl7v2.journal import Journal
from osteo_hl7v2.program import app
from osteo_hl7v2.sender import NotNow, Refused
from typer.testing import CliRunner

from osteokit.base.errors import OsteoError
from osteokit.plugins.hub_his import HisMessage
from osteokit.plugins.hub_values import HubEvent
from plugins.hl7v2.conftest import COUNTY, TOWNSHIP
from plugins.hl7v2.messages import gb, refer
from plugins.hl7v2.test_answers import AT, ID, case


def keys(journal: Journal, state: str) -> list[str]:
    return [one.key for one in journal.entries(state)]


def test_what_waits_survives_and_goes_in_order(tmp_path):
    journal = Journal(tmp_path / "j")
    assert journal.position() is None and journal.next() is None
    journal.keep(7, (HisMessage("E7", "李四".encode()),))
    journal.keep(12, (HisMessage("E12", b"b"),))
    journal.keep(12, (HisMessage("E12", b"again"),))  # the same event told twice is one message
    journal.keep(9)
    journal = Journal(tmp_path / "j")
    assert journal.position() == 12 and journal.next() == HisMessage("E7", "李四".encode())
    journal.failed("E7", "away")
    assert [(one.attempts, one.trouble) for one in journal.entries("waiting")] == [(1, "away"), (0, "")]
    journal.sent("E7")
    assert journal.next() == HisMessage("E12", b"b")
    journal.refused("E12", "no such doctor")
    assert journal.next() is None and keys(journal, "refused") == ["E12"]
    journal.again("E12")
    assert journal.next() == HisMessage("E12", b"b")
    with pytest.raises(OsteoError, match="No refused message has the key E7"):
        journal.again("E7")
    assert all("李四".encode() not in one.read_bytes() for one in (tmp_path / "j").iterdir())


def test_a_folder_that_cannot_be_used(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OsteoError, match="cannot be used"):
        Journal(tmp_path / "file")


class StandIn:
    """A hub with two events and a sender that does what ``says`` says, one after the other."""

    def __init__(self, *says) -> None:
        self.says, self.sent, self.asked = list(says), [], []
        self.ended = threading.Event()

    def events(self, after, kinds, wait_s=0):
        self.asked.append(after)
        numbers = [number for number in (5, 8) if number > after]
        if kinds == ("referral.none",) or not numbers:
            self.ended.wait(0.05)
            return (max(after, 3) if not numbers or after == 0 else after), []
        return 8, [HubEvent(n, "referral.accept", AT, "referral", ID, (TOWNSHIP, COUNTY)) for n in numbers]

    def case(self, referral_id):
        return case("accept")

    def known(self, referral_id):
        from osteo_hl7v2.outgoing import Known

        return Known("ZZ-7", "77")

    def send(self, content, key):
        says = self.says.pop(0) if self.says else None
        if says is not None:
            raise says
        self.sent.append(key)
        if len(self.sent) == 2:
            self.ended.set()

    def close(self):
        pass


@pytest.mark.parametrize(
    ("says", "sent", "refused"),
    [((), ["E5", "E8"], []), ((NotNow("away."), NotNow("away."), None), ["E5", "E8"], []),
     ((ValueError("a fault"),), ["E5", "E8"], []), ((Refused("no."),), ["E8"], ["E5"])],
)  # fmt: skip
def test_what_happened_is_told_in_order_whatever_goes_wrong(tmp_path, township, monkeypatch, says, sent, refused):
    monkeypatch.setattr(exchange, "FIRST_PAUSE_S", 0.01)
    stand_in, journal = StandIn(*says), Journal(tmp_path)
    journal.keep(3)
    out = Outbound(stand_in, township, journal, stand_in)
    out.start()
    stand_in.ended.wait(10 if len(sent) == 2 else 1.0)
    out.stop()
    assert [one.partition("-")[0] for one in stand_in.sent] == sent
    assert [one.partition("-")[0] for one in keys(journal, "refused")] == refused
    assert keys(journal, "waiting") == [] and journal.position() == 8


def test_a_new_hospital_is_not_told_what_was_before(tmp_path, township):
    stand_in, journal = StandIn(), Journal(tmp_path)
    out = Outbound(stand_in, township, journal, stand_in)
    out.start()
    stand_in.ended.wait(10)
    out.stop()
    assert stand_in.asked[:2] == [0, 3]


def test_what_cannot_be_written_is_kept_for_a_person(tmp_path, township):
    stand_in, journal = StandIn(), Journal(tmp_path)
    journal.keep(3)
    out = Outbound(stand_in, township.model_copy(update={"charset": "ASCII"}), journal, stand_in)
    out.start()
    while journal.position() != 8:
        stand_in.ended.wait(0.05)
    out.stop()
    assert keys(journal, "refused") == ["E5", "E8"] and not stand_in.sent
    assert "ASCII has no letter" in journal.entries("refused")[0].trouble
    with pytest.raises(OsteoError):
        journal.again("E5")  # there is nothing that could be sent


@pytest.mark.parametrize(
    ("change", "words"),
    [({"institution": "x"}, "institution"), ({"charset": "KOI8"}, "charset"), ({"zone": "Mars/North"}, "zone"),
     ({"delimiters": "||~&\\"}, "delimiters"), ({"version": "2.9"}, "version"), ({"pasword": "x"}, "pasword"),
     ({"listen": {"peers": ["nobody"]}}, "listen.peers"), ({"urgencies": {"S": "now"}}, "urgencies")],
)  # fmt: skip
def test_a_hospitals_file_that_makes_no_sense_is_one_sentence(tmp_path, change, words):
    file = tmp_path / "hospital.json"
    file.write_text(json.dumps({"institution": TOWNSHIP, "code": "1", **change}), encoding="utf-8")
    with pytest.raises(OsteoError, match=words) as caught:
        read_hospital(file)
    assert str(caught.value).endswith(".")
    for content in ("{", ""):
        file.write_text(content)
        with pytest.raises(OsteoError, match="is no JSON"):
            read_hospital(file)
    with pytest.raises(OsteoError, match="cannot be read"):
        read_hospital(tmp_path / "absent.json")


def test_the_readmes_file_is_read(tmp_path):
    from pathlib import Path

    readme = (Path(__file__).resolve().parents[3] / "plugins" / "osteo-hl7v2" / "README.md").read_text(encoding="utf-8")
    text = readme.split("```json\n")[1].split("```")[0].replace("0190f3...", TOWNSHIP)
    file = tmp_path / "hospital.json"
    file.write_text(text, encoding="utf-8")
    hospital = read_hospital(file)
    assert isinstance(hospital, Hospital) and hospital.his is not None and hospital.charset == "GB 18030-2000"
    assert hospital.code_of("楚雄州人民医院") == "5301" and hospital.code_of(TOWNSHIP) == "5309"


def test_a_message_is_tried_without_doing_it(tmp_path):
    file = tmp_path / "hospital.json"
    content = {"institution": TOWNSHIP, "code": "5309", "institutions": {"5301": COUNTY}}
    file.write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "message").write_bytes(b"\x0b" + gb(refer()) + b"\x1c\r")
    run = CliRunner()
    said = run.invoke(app, ["check", str(tmp_path / "message"), "--hospital", str(file)])
    assert said.exit_code == 0 and "REF^I12, GB 18030-2000, control id 77" in said.output and "左股骨颈" in said.output
    (tmp_path / "message").write_bytes(gb(refer(to="1")))
    with pytest.raises(OsteoError, match="PRD-7: 未约定编码 '1' 对应的机构"):
        run.invoke(app, ["check", str(tmp_path / "message"), "--hospital", str(file)], catch_exceptions=False)


def test_status_and_retry(tmp_path):
    journal = Journal(tmp_path)
    journal.keep(7, (HisMessage("E7", b"a"),))
    journal.refused("E7", "no such doctor")
    run = CliRunner()
    assert "E7" in run.invoke(app, ["status", "--folder", str(tmp_path)]).output
    assert run.invoke(app, ["retry", "E7", "--folder", str(tmp_path)]).exit_code == 0
    assert keys(journal, "waiting") == ["E7"]
    assert journal.entries("waiting")[0].at[:4] == str(datetime.now(UTC).year)
