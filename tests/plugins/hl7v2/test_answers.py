"""What the HIS gets: acknowledgements and messages, checked by an independent library's tables of HL7."""

from datetime import UTC, datetime

import pytest
from osteo_hl7v2.acknowledge import accepted, refused
from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.hospital import VERSIONS
from osteo_hl7v2.incoming import draft_of, requests_of
from osteo_hl7v2.outgoing import Known, kinds, messages_of
from osteo_hl7v2.syntax import parse

from osteokit.plugins.hub_values import HubEvent, Institution, Patient, ReferralCase, ReferralStep
from plugins.hl7v2.conftest import COUNTY, TOWNSHIP
from plugins.hl7v2.messages import MARCH, gb, header, refer

AT = datetime(2026, 11, 22, 2, 15, tzinfo=UTC)
ID = "f" * 24 + "01234567"


def case(*steps: str, **changes) -> ReferralCase:
    content = {
        "id": ID, "state": "accepted", "direction": "up", "urgency": "urgent", "outside": "", "author": "王医生",
        "sender": Institution(TOWNSHIP, "东华镇卫生院", "", "township"),
        "receiver": Institution(COUNTY, "楚雄市医院", "", "county"),
        "patient": Patient("李四", MARCH, "1952-03-04", "male", "139"), "diagnosis": "左股骨颈骨折",
        "reason": "需行关节置换", "created_at": AT, "summary": "半髋置换\n顺利", "rehabilitation": "六周|避免深屈",
        "history": tuple(ReferralStep(one, "", "", AT, f"{one}的话") for one in ("send", *steps)),
    }  # fmt: skip
    return ReferralCase(**{**content, **changes})


def event(action: str, number: int = 7) -> HubEvent:
    return HubEvent(number, f"referral.{action}", AT, "referral", ID, (TOWNSHIP, COUNTY))


def told(action: str, hospital, known: Known | None = None, **changes):
    return messages_of(event(action), case(action, **changes), known or Known(), hospital)


def test_what_one_hospital_sends_another_can_read(township, county):
    """The referral that the county's HIS gets says the same as the hub's; its answers are understood again."""
    (one,) = told("send", county)
    message = parse(one.content)
    assert (message.kind, message.control_id) == ("REF^I12", one.key)
    draft = draft_of(message, township)
    assert draft.patient == case().patient and draft.urgency == "urgent" and draft.receiver == COUNTY
    assert (draft.diagnosis, draft.reason) == ("左股骨颈骨折", "需行关节置换")


@pytest.mark.parametrize(
    ("action", "kind", "status", "words"),
    [("accept", "RRI^I12", "A", "accept的话"),
     ("decline", "RRI^I12", "R", "decline的话"), ("refuse", "RRI^I12", "R", "refuse的话"),
     ("book", "RRI^I13", "A", "book的话"),
     ("arrive", "RRI^I13", "A", "arrive的话"), ("treat", "RRI^I13", "A", "treat的话")],
)  # fmt: skip
def test_the_sender_hears_what_the_others_did(township, action, kind, status, words):
    (one,) = told(action, township, Known("ZZ-7", "77"))
    message = parse(one.content)
    assert (message.kind, message.need("RF1").value(1), message.need("NTE").value(3)) == (kind, status, words)
    assert (message.need("MSA").value(1), message.need("MSA").value(2)) == ("AA", "77")
    assert (message.need("RF1").value(6), message.need("RF1").value(11)) == ("ZZ-7", ID)


def test_nobody_hears_their_own_words(township, county):
    assert told("send", township) == told("cancel", township) == told("close", township) == ()
    assert told("accept", county) == told("return", county) == ()
    assert messages_of(event("send"), case(receiver=None, outside="华西"), Known(), county) == ()
    assert messages_of(event("cancel"), case("cancel", history=()), Known(), county) == ()  # it was never sent
    assert {f"referral.{one}" for one in ("send", "accept", "return")} <= set(kinds())


def test_a_return_is_a_result_of_two_texts(township, county):
    (one,) = told("return", township)
    message = parse(one.content)
    assert message.kind == "ORU^R01"
    assert [obx.value(5) for obx in message.all("OBX")] == ["半髋置换\n顺利", "六周|避免深屈"]
    (back,) = requests_of(message, township)
    assert (back.referral, back.summary, back.rehabilitation) == (ID, "半髋置换\n顺利", "六周|避免深屈")


def test_the_same_event_makes_the_same_bytes(township):
    assert told("accept", township) == told("accept", township)
    assert told("accept", township) != messages_of(event("accept", 8), case("accept"), Known(), township)


def test_letters_that_the_agreed_set_has_not(township):
    hospital = township.model_copy(update={"charset": "ASCII"})
    with pytest.raises(Hl7Error, match="ASCII has no letter"):
        told("accept", hospital)


@pytest.mark.parametrize("version", [one for one in VERSIONS if one != "2.3"])
@pytest.mark.parametrize("action", ["send", "cancel", "accept", "book", "return"])
def test_hl7apy_finds_the_structure_valid(township, county, version, action):
    """Segments, their order, cardinalities, required fields and data types by HL7's tables in another library."""
    pytest.importorskip("hl7apy")
    from hl7apy.parser import parse_message

    place = county if action in ("send", "cancel") else township
    (one,) = told(action, place.model_copy(update={"version": version}), Known("ZZ-7", "77"))
    text = one.content.decode().rstrip("\r")
    message = parse_message(text, find_groups=True)
    message.validate()
    flat = parse_message(text, find_groups=False)
    assert flat.pid.pid_3.value.startswith(MARCH)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_referral_is_answered_in_its_own_version_and_letters(township, version):
    message = parse(gb(refer().replace("|2.4|", f"|{version}|")))
    answer = accepted(message, ID, AT, township)
    back = parse(answer)
    assert back.kind == "RRI^I12" and back.charset == "GB 18030-2000" and back.header.value(12) == version
    assert back.header.value(9, 3) == ("" if version == "2.3" else "RRI_I12")
    assert (back.need("MSA").value(1), back.need("MSA").value(2)) == ("AA", "77")
    assert (back.need("RF1").value(6), back.need("RF1").value(11), back.need("RF1").value(2)) == ("ZZ-7", ID, "A")
    assert back.need("PID").value(5) == "李" and back.header.value(5) == "HIS"


def test_other_messages_are_acknowledged(township):
    message = parse(gb(f"{header('ADT^A01')}\rPID|1||A||李^四\r"))
    back = parse(accepted(message, "", AT, township))
    assert (back.kind, back.header.value(9, 3), back.need("MSA").value(1)) == ("ACK^A01", "ACK", "AA")
    assert len(back.segments) == 2


@pytest.mark.parametrize(("version", "place"), [("2.5.1", (2, 3)), ("2.5", (2, 3)), ("2.4", (1, 1)), ("2.3", (1, 1))])
def test_a_refusal_says_what_and_where(township, version, place):
    content = gb(refer(priority="X").replace("|2.4|", f"|{version}|"))
    message = parse(content)
    with pytest.raises(Hl7Error) as caught:
        requests_of(message, township)
    back = parse(refused(content, message, caught.value, AT, township))
    err = back.need("ERR")
    assert back.need("MSA").value(1) == "AE" and "RF1-2: the priority 'X'" in back.need("MSA").value(3)
    if version.startswith("2.5"):
        assert (err.value(2), err.value(2, 3), err.value(3), err.value(4)) == ("RF1", "2", "103", "E")
        assert "RF1-2" in err.value(8)
    else:
        assert (err.value(1), err.value(1, 3), err.value(1, 4, 1), err.value(1, 4, 3)) == ("RF1", "2", "103", "HL70357")


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 50, b"MSH", b"MSH|", "MSH|^~\\&|骨|x".encode(), b"MSH|^~\\&|HIS|A|||1||REF^I12|77|P|2.5||||||KOI8",
     b"MSH|^~\\&|HIS|A|||1||REF^I12|77|P|2.5\rPID|\\", b"MSH|^^^^|HIS|A|||1||REF^I12|77|P|2.5"],
)  # fmt: skip
def test_what_cannot_be_read_is_answered_too(township, content):
    with pytest.raises(Hl7Error) as caught:
        parse(content)
    back = parse(refused(content, None, caught.value, AT, township))
    assert back.need("MSA").value(1) in ("AE", "AR")
    if b"|77|" in content:
        assert back.need("MSA").value(2) == "77"


def test_words_that_the_other_side_cannot_read_are_english(township):
    content = b"MSH|^~\\&|HIS|A|||1||REF^I12|77|P|2.5"
    chinese = township.model_copy(update={"language": "zh"})
    back = parse(refused(content, parse(content), Hl7Error("a referral needs a diagnosis", "DG1", 3), AT, chinese))
    assert back.charset == "ASCII" and back.need("MSA").value(3) == "DG1-3: a referral needs a diagnosis."
    strange = parse(refused(content, parse(content), Hl7Error("患者不一致"), AT, chinese))
    assert strange.need("MSA").value(3) == "?????."
