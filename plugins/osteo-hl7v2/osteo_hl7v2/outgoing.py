"""What a step of a referral tells the hospital's system. Pure; the same event makes the same bytes.

The receiver is told what the sender did, the sender what the receiver or the centre did: nobody hears their own words.
"""

import re
from dataclasses import dataclass

from osteo_hl7v2.hospital import Hospital
from osteo_hl7v2.incoming import HUB
from osteo_hl7v2.syntax import Message, Segment, encode, segment
from osteo_hl7v2.times import written
from osteokit.plugins.hub_his import HisMessage
from osteokit.plugins.hub_values import HubEvent, Institution, ReferralCase

CONTENT_TYPE = "x-application/hl7-v2+er7"

_TO_RECEIVER = {"send": ("REF", "I12", "P"), "cancel": ("REF", "I14", "E")}
_TO_SENDER = {
    "accept": ("RRI", "I12", "A"),
    "decline": ("RRI", "I12", "R"),
    "approve": ("RRI", "I12", "A"),
    "refuse": ("RRI", "I12", "R"),
    "book": ("RRI", "I13", "A"),
    "arrive": ("RRI", "I13", "A"),
    "treat": ("RRI", "I13", "A"),
    "return": ("ORU", "R01", "A"),
}
_STATUS = {"A": "Accepted", "E": "Expired", "P": "Pending", "R": "Rejected"}
_DONE = {"arrive": "患者已到院 (arrived)", "treat": "已治疗 (treated)"}
_SEX = {"female": "F", "male": "M", "other": "O", "unknown": "U"}
_RESIDENT = re.compile(r"\d{17}[\dX]")


@dataclass(frozen=True)
class Known:
    """How the hospital's system knows the referral: its number, and the message that wrote it; empty where it does
    not."""

    number: str = ""
    control_id: str = ""


def kinds() -> tuple[str, ...]:
    """Kinds of events that can make a message."""
    return tuple(f"referral.{action}" for action in (*_TO_RECEIVER, *_TO_SENDER))


def messages_of(event: HubEvent, case: ReferralCase | None, known: Known, hospital: Hospital) -> tuple[HisMessage, ...]:
    """
    Raises
    ------
    Hl7Error
        The hospital's character set has not all the letters.
    """
    action = event.kind.partition(".")[2]
    if case is None or event.subject_kind != "referral":
        return ()
    is_receiver = case.receiver is not None and case.receiver.id == hospital.institution
    told = _TO_RECEIVER if is_receiver else _TO_SENDER if case.sender.id == hospital.institution else {}
    if action not in told or (is_receiver and not _was_sent(case)):
        return ()
    kind, trigger, status = told[action]
    words = next((one.words for one in reversed(case.history) if one.action == action), "") or _DONE.get(action, "")
    key = f"E{event.number}-{case.id[-8:]}"
    head = _header(event, (kind, trigger), key, hospital)
    if kind == "ORU":
        rest = _result(event, case, known, words, hospital)
    else:
        rest = _referral(event, case, known, status, words, hospital, kind)
    content = encode(Message((head, *rest), hospital.delimiters, hospital.charset))
    return (HisMessage(key, content, CONTENT_TYPE),)


def _was_sent(case: ReferralCase) -> bool:
    """A receiver knows nothing of a draft or of a transfer that was never let go."""
    return any(one.action == "send" for one in case.history)


def _header(event: HubEvent, kind: tuple[str, str], key: str, hospital: Hospital) -> Segment:
    names = kind if hospital.version == "2.3" else (*kind, "ORU_R01" if kind[0] == "ORU" else f"{kind[0]}_I12")
    to = hospital.his
    return segment(
        "MSH", hospital.application, hospital.code, to.application if to else "", to.facility if to else "",
        written(event.at, hospital.time_zone), "", names, key, hospital.processing, hospital.version, "", "", "", "",
        "", hospital.charset,
    )  # fmt: skip


def _referral(
    event: HubEvent, case: ReferralCase, known: Known, status: str, words: str, hospital: Hospital, kind: str
) -> list[Segment]:
    urgency = next((code for code, name in hospital.urgencies.items() if name == case.urgency), "")
    is_short = "\n" not in case.reason and len(case.reason) <= 200
    number = (known.number,) if known.number else (case.id, HUB)
    rf1 = segment(
        "RF1", (status, _STATUS[status], "HL70283"), (urgency, case.urgency, "HL70280"), "", "", "", number,
        written(event.at, hospital.time_zone), "", "", ("", case.reason) if kind == "REF" and is_short else "",
        (case.id, HUB),
    )  # fmt: skip
    found = [segment("MSA", "AA", known.control_id)] if kind == "RRI" and known.control_id else []
    found += [rf1, *_institutions(case, hospital), _patient(case, hospital)]
    if kind == "REF":
        found.append(segment("DG1", "1", "", ("", case.diagnosis), case.diagnosis, "", "W"))
    notes = case.reason if kind == "REF" and status == "P" else words
    return [*found, segment("NTE", "1", "", notes)] if notes else found


def _institutions(case: ReferralCase, hospital: Hospital) -> list[Segment]:
    def provider(role: tuple[str, str], place: Institution, person: str) -> Segment:
        code = hospital.code_of(place.id, place.name)
        return segment(
            "PRD", (*role, "HL70286"), (person,), "", ("", "", "", code or place.name), "", "", (code, "", "XX")
        )  # fmt: skip

    found = [provider(("RP", "Referring Provider"), case.sender, case.author)]
    to = case.receiver or Institution("", case.outside, "", "")
    return [*found, provider(("RT", "Referred to Provider"), to, "")]


def _patient(case: ReferralCase, hospital: Hospital) -> Segment:
    one = case.patient
    kind = "NI" if _RESIDENT.fullmatch(one.number) else "PI"
    given, _, family = one.name.rpartition(" ") if one.name.isascii() else ("", "", one.name)
    return segment(
        "PID", "1", "", (one.number, "", "", hospital.code_of(case.sender.id, case.sender.name), kind), "",
        (family, given), "", one.birth_date.replace("-", ""), _SEX.get(one.sex, ""), "", "", "", "", one.phone,
    )  # fmt: skip


def _result(event: HubEvent, case: ReferralCase, known: Known, words: str, hospital: Hospital) -> list[Segment]:
    at = written(event.at, hospital.time_zone)
    order = segment(
        "OBR", "1", known.number, (case.id, HUB), ("11490-0", "Physician discharge summary", "LN"), "", "", at, "", "",
        "", "", "", "", "", "", "", "", "", "", "", "", at, "", "", "F",
    )  # fmt: skip
    found = [_patient(case, hospital), order, *([segment("NTE", "1", "", words)] if words else [])]
    texts = (("18842-5", "Discharge summary", case.summary), ("18776-5", "Plan of care note", case.rehabilitation))
    for number, (code, name, text) in enumerate(texts, 1):
        found.append(
            segment("OBX", str(number), "FT", (code, name, "LN"), "1", text, "", "", "", "", "", "F", "", "", at)
        )
    return found
