"""Answers to messages: MSA says AA, AE or AR, ERR says what and where; a referral is answered with RRI."""

import hashlib
from datetime import datetime

from osteo_hl7v2.charsets import standard_name
from osteo_hl7v2.errors import WORDS, Hl7Error
from osteo_hl7v2.hospital import VERSIONS, Hospital
from osteo_hl7v2.incoming import HUB
from osteo_hl7v2.syntax import USUAL, Field, Message, Segment, encode, segment
from osteo_hl7v2.times import written
from osteo_hl7v2.words import told


def accepted(message: Message, referral: str, at: datetime, hospital: Hospital) -> bytes:
    """AA. A REF is answered with RRI and the hub's id of the referral; whether it is accepted comes later."""
    if message.header.value(9) != "REF":
        return encode(_answer(message, "ACK", at, hospital, [segment("MSA", "AA", message.control_id)]))
    asked = message.need("RF1")
    status = ("A", "Accepted", "HL70283") if message.header.value(9, 2) == "I14" else ("P", "Pending", "HL70283")
    own = tuple(asked.repetitions(number) for number in (2, 6))
    rf1 = segment("RF1", status, "", "", "", "", "", "", "", "", "", (referral, HUB) if referral else "")
    fields = list(rf1.fields) + [()] * (6 - len(rf1.fields))
    fields[1], fields[5] = own
    kept = [one for one in message.segments if one.name in ("PRD", "PID")]
    rest = [segment("MSA", "AA", message.control_id), Segment("RF1", tuple(fields)), *kept]
    return encode(_answer(message, "RRI", at, hospital, rest))


def refused(content: bytes, message: Message | None, error: Hl7Error, at: datetime, hospital: Hospital) -> bytes:
    """AE, or AR where the message was not looked into. ``message`` is None where it could not be read at all."""
    asked = message or _header_of(content, hospital)
    code = "AR" if error.reject else "AE"
    words = told(str(error), hospital.language)
    msa = segment("MSA", code, asked.control_id, words)
    answer = _answer(asked, "ACK", at, hospital, [msa, _err(asked, error, words)])
    try:
        return encode(answer)
    except Hl7Error:  # the other side's character set has not our letters
        plain = str(error).encode("ascii", "replace").decode("ascii")
        msa = segment("MSA", code, asked.control_id, plain)
        return encode(_answer(asked, "ACK", at, hospital, [msa, _err(asked, error, plain)]))


def _err(asked: Message, error: Hl7Error, words: str) -> Segment:
    """As version 2.5 has it, or the versions before it."""
    code = (error.code, WORDS[error.code], "HL70357")
    field = str(error.field) if error.field else ""
    if asked.header.value(12).startswith("2.5"):
        return segment("ERR", "", (error.segment, "1" if error.segment else "", field), code, "E", "", "", "", words)
    return segment("ERR", (error.segment, "1" if error.segment else "", field, code))


def _answer(asked: Message, kind: str, at: datetime, hospital: Hospital, rest: list[Segment]) -> Message:
    """In the version, the marks and the character set of what was asked."""
    header, event = asked.header, asked.header.value(9, 2)
    version = header.value(12) if header.value(12) in VERSIONS else hospital.version
    names: tuple[str, ...] = (kind, event)
    if version != "2.3":
        names = ("ACK", event, "ACK") if kind == "ACK" else (kind, event, f"{kind}_I12")
    number = hashlib.sha256(f"{kind}{asked.control_id}{at.timestamp()}".encode()).hexdigest()[:18]
    msh = segment(
        "MSH", hospital.application, hospital.code, "", "", written(at, hospital.time_zone), "", names, f"A{number}",
        hospital.processing, version, "", "", "", "", "", asked.charset,
    )  # fmt: skip
    fields = list(msh.fields)
    fields[2], fields[3] = _whole(header, 3), _whole(header, 4)
    return Message((Segment("MSH", tuple(fields)), *rest), asked.delimiters, asked.charset)


def _whole(header: Segment, number: int) -> Field:
    return header.repetitions(number)


def _header_of(content: bytes, hospital: Hospital) -> Message:
    """What can be told of a message that cannot be read, so that its sender knows which one was refused."""
    head = content[:2000].split(b"\r")[0].decode("ascii", "replace")
    fields = head.split(head[3]) if len(head) > 3 else []
    plain = {number: fields[number - 1] if len(fields) >= number else "" for number in (3, 4, 9, 10, 12, 18)}
    mark = head[4] if len(head) > 4 else "^"
    msh = segment(
        "MSH", plain[3][:100], plain[4][:100], "", "", "", "", tuple(plain[9][:30].split(mark)), plain[10][:199], "",
        plain[12][:10],
    )  # fmt: skip
    try:
        charset = standard_name(plain[18]) or hospital.charset
    except Hl7Error:
        charset = hospital.charset
    return Message((msh,), USUAL, charset)
