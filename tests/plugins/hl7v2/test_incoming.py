"""What messages ask of the hub, and what is refused with which sentence and where."""

import random
import re
from datetime import UTC, datetime

import pytest
from osteo_hl7v2.acknowledge import accepted, refused
from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.incoming import requests_of
from osteo_hl7v2.sides import contradict, sides_in
from osteo_hl7v2.syntax import parse
from osteo_hl7v2.times import day, moment, written

from plugins.hl7v2.messages import MARCH, PID, gb, header, refer

AT = datetime(2026, 11, 22, 2, 15, tzinfo=UTC)


def asked(hospital, text: str):
    return requests_of(parse(gb(text)), hospital)


def test_a_referral_in_chinese(township):
    (one,) = asked(township, refer())
    assert (one.kind, one.step, one.key, one.number) == ("write", "send", "77", "ZZ-7")
    draft = one.draft
    assert draft.patient.__dict__ == {
        "name": "李四", "number": MARCH, "birth_date": "1952-03-04", "sex": "male", "phone": "13900001111"
    }  # fmt: skip
    assert (draft.diagnosis, draft.reason, draft.urgency) == ("左股骨颈骨折 (S72.001)", "需行关节置换", "urgent")
    assert draft.receiver == township.institutions["5301"] and not draft.outside


def test_outside_the_hub_and_other_priorities(township):
    (one,) = asked(township, refer(to="9999", priority="S"))
    assert (one.draft.receiver, one.draft.outside, one.draft.urgency) == ("", "华西医院", "emergency")


PR1 = "PR1|1||81.52^右髋关节置换"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"priority": "X"}, "RF1-2: the priority 'X' is not agreed on, but S, A, R"),
        ({"priority": ""}, "RF1-2: the priority '' is not agreed on"),
        ({"to": "4711"}, "PRD-7: no institution is agreed on for the code '4711'"),
        ({"number": ""}, "RF1-6: a referral needs a number"),
        ({"diagnosis": ""}, "DG1-3: a referral needs a diagnosis"),
        ({"diagnosis": "x" * 301}, "DG1-3: this is longer than the 300"),
        ({"reason": ""}, "RF1-10: a referral needs a reason"),
        ({"more": PR1}, "PR1-3: left or right is not the same"),
        ({"more": "OBX|1|CE|20228-3^Laterality^LN||R^Right||||||F"}, "OBX-5: left or right"),
        ({"pid": "PID|1||||李^四"}, "PID-3: the patient has no number"),
        ({"pid": f"PID|1||{MARCH}^^^^NI"}, "PID-5: the patient has no name"),
        ({"pid": PID.replace("19520304|M", "19530304|M")}, "PID-7: the birth date is not that of the resident"),
        ({"pid": PID.replace("|M|", "|F|")}, "PID-8: the sex is not that of the resident"),
        ({"pid": PID.replace("|M|", "|Q|")}, "PID-8: the sex 'Q' is not in table 0001"),
        ({"pid": PID.replace(MARCH, MARCH[:-1] + "9")}, "PID-3: the resident's number is mistyped"),
        ({"pid": PID.replace("19520304", "19521304")}, "PID-7: .* is no time that there is"),
        ({"pid": ""}, "PID: this segment is needed"),
    ],
)
def test_what_cannot_be_mapped_is_one_sentence_with_its_place(township, changes, words):
    with pytest.raises(Hl7Error, match=f"^{words}") as caught:
        asked(township, refer(**changes))
    assert not caught.value.reject and str(caught.value).count(". ") == 0


def test_the_connection_is_for_one_institution(county):
    with pytest.raises(Hl7Error, match="another one than this connection is for"):
        asked(county, refer())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("REF^I12", "REF^I99", "201"), ("REF^I12", "SIU^S12", "200"), ("|P|2.4", "|T|2.4", "202"), ("|77|", "||", "101"),
     ("|2.4|", "|2.2|", "203")],
)  # fmt: skip
def test_headers_that_do_not_fit_are_rejected(township, old, new, code):
    with pytest.raises(Hl7Error) as caught:
        asked(township, refer().replace(old, new, 1))
    assert caught.value.reject and caught.value.code == code and caught.value.segment == "MSH"


def test_changing_and_cancelling(township):
    (change,) = asked(township, refer(kind="REF^I13"))
    assert (change.kind, change.number, change.draft.diagnosis) == ("rewrite", "ZZ-7", "左股骨颈骨折 (S72.001)")
    (cancel,) = asked(township, refer(kind="REF^I14", reason="患者放弃"))
    assert (cancel.kind, cancel.step, cancel.words, cancel.patient_name) == ("step", "cancel", "患者放弃", "李四")


def respond(status: str, event: str = "I12", when: str = "", words: str = "") -> str:
    rf1 = f"RF1|{status}|||||{'a' * 32}^SLICEROSTEO|{when}"
    return "\r".join([header(f"RRI^{event}"), rf1, PID, f"NTE|1||{words}"]) + "\r"


def test_the_receiver_answers(county):
    (one,) = asked(county, respond("A"))
    assert (one.step, one.referral, one.number) == ("accept", "a" * 32, "")
    (one,) = asked(county, respond("R", words="床位已满"))
    assert (one.step, one.words) == ("decline", "床位已满")
    assert asked(county, respond("P")) == ()
    (one,) = asked(county, respond("A", "I13", "202611250130+0000", "3号楼骨科门诊"))
    assert (one.step, one.words) == ("book", "2026-11-25 09:30 3号楼骨科门诊")
    for text, words in ((respond("Z"), "RF1-1: the status 'Z'"), (respond("A", "I13", "soon"), "RF1-7: .*is no time")):
        with pytest.raises(Hl7Error, match=words):
            asked(county, text)


def test_a_patient_arrives_merges_or_just_lives(county):
    for event in ("A01", "A04"):
        (one,) = asked(county, f"{header(f'ADT^{event}')}\r{PID}\rPV1|1|I\r")
        assert (one.step, one.if_any, one.patient_number, one.birth_date) == ("arrive", True, MARCH, "1952-03-04")
    odd = PID.replace("|19520304|", "|1952-3-4|").replace(MARCH, "123")
    (one,) = asked(county, f"{header('ADT^A01')}\r{odd}\r")  # of everybody: a stranger's odd data hold nobody up
    assert (one.patient_number, one.birth_date) == ("123", "")
    assert asked(county, f"{header('ADT^A08')}\r{PID}\r") == ()
    assert asked(county, f"{header('ADT^A01')}\rPID|1||||无名氏\r") == ()  # nobody knows who it is: no referral
    (one,) = asked(county, f"{header('ADT^A40')}\rPID|1||B^^^^MR||李^四\rMRG|A^^^^MR\r")
    assert (one.kind, one.patient_number, one.survivor) == ("merge", "A", "B")
    with pytest.raises(Hl7Error, match="MRG-1"):
        asked(county, f"{header('ADT^A40')}\rPID|1||B^^^^MR||李^四\rMRG|\r")


def result(*observations: str, order: str = "") -> str:
    return "\r".join([header("ORU^R01"), PID, f"OBR|1||{order}|11490-0", *observations]) + "\r"


def test_summary_and_plan(county):
    (one,) = asked(county, result(
        r"OBX|1|FT|18842-5^Summary^LN||左髋半髋置换\.br\术后平稳||||||F",
        "OBX|2|TX|REHAB||六周内避免深屈~助行器||||||F",
        "OBX|3|NM|718-7^Hb||120||||||F", order=f"{'b' * 32}^SLICEROSTEO",
    ))  # fmt: skip
    assert (one.step, one.referral, one.summary) == ("return", "b" * 32, "左髋半髋置换\n术后平稳")
    assert (one.rehabilitation, one.words, one.patient_number) == ("六周内避免深屈\n助行器", "左髋半髋置换", MARCH)


@pytest.mark.parametrize(
    ("observation", "words"),
    [("OBX|1|NM|718-7^Hb||120||||||F", "no observation here is a summary"),
     ("OBX|1|TX|REHAB||x||||||P", "only final results"),
     ("OBX|1|ED|REHAB||^PDF^x||||||F", "only texts")],
)  # fmt: skip
def test_results_that_are_no_return(county, observation, words):
    with pytest.raises(Hl7Error, match=words):
        asked(county, result(observation))


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [("左股骨颈骨折", "右髋", True), ("左股骨颈骨折", "左髋", False), ("双膝骨关节炎", "右膝置换", False),
     ("骨折", "右", False), ("left femoral neck", "Right hip", True), ("left胫骨", "right胫骨", True),
     ("leftover", "right", False)],
)  # fmt: skip
def test_sides(one, other, wrong):
    assert contradict(one, other) is contradict(other, one) is wrong
    assert sides_in("bilateral") == sides_in("双侧") == {"left", "right"}


def test_times():
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Asia/Shanghai")
    assert moment("20261122", zone).isoformat() == "2026-11-22T00:00:00+08:00"
    assert moment("20261122101530.25-0330", zone).isoformat() == "2026-11-22T10:15:30.250000-03:30"
    assert written(moment("202611220215+0000", zone), zone) == "20261122101500+0800"
    assert (day("19520304113000+0800"), day("1952"), day("195203"), day("")) == ("1952-03-04", "", "", "")
    for bad in (
        "",
        "2026-11-22",
        "20261322",
        "20260230",
        "00000101",
        "20261122+9900",
        "99991231235959-2359",
        "20261122T1",
    ):
        with pytest.raises(Hl7Error):
            moment(bad, zone)


def test_torn_messages_are_mapped_or_refused_and_always_answered(township):
    """Parts of real messages in a wrong order, emptied, doubled: one answer each, and no other error than ours."""
    texts = [
        refer(), refer(kind="REF^I13"), refer(kind="REF^I14"), respond("A"), respond("A", "I13", "20261125"),
        result("OBX|1|TX|REHAB||x||||||F"), f"{header('ADT^A01')}\r{PID}\r",
        f"{header('ADT^A40')}\r{PID}\rMRG|A^^^^MR\r",
    ]  # fmt: skip
    source, answered = random.Random(11), {"AA": 0, "AE": 0, "AR": 0}
    for _ in range(600):
        parts = re.split(r"([|^~&\r])", source.choice(texts))
        for _ in range(source.randrange(1, 6)):
            place = source.randrange(len(parts))
            parts[place] = source.choice(["", parts[source.randrange(len(parts))], "左", "\\", '""', "9" * 40])
        content, message = gb("".join(parts)), None
        try:
            message = parse(content, "GB 18030-2000")
            requests_of(message, township)
            answer = accepted(message, "a" * 32, AT, township)
        except Hl7Error as error:
            answer = refused(content, message, error, AT, township)
        answered[parse(answer, "GB 18030-2000").need("MSA").value(1)] += 1
    assert min(answered.values()) > 8, answered
