"""What a message asks of the hub. Pure: a message and the hospital's agreements in, requests out."""

from collections.abc import Callable

from osteo_hl7v2.errors import EVENT, MESSAGE_TYPE, PROCESSING_ID, REQUIRED, TABLE, VERSION, Hl7Error
from osteo_hl7v2.hospital import OUTSIDE, VERSIONS, Hospital
from osteo_hl7v2.patient import name_of, number_in, patient_of
from osteo_hl7v2.sides import contradict
from osteo_hl7v2.syntax import Message, Segment
from osteo_hl7v2.times import day, moment
from osteokit.plugins.hub_his import HisRequest, ReferralDraft

HUB = "SLICEROSTEO"
"""Namespace of the hub's own ids in RF1-6, RF1-11, OBR-2 and OBR-3."""
LATERALITY = "20228-3"
"""LOINC: anatomic part laterality."""

_LONGEST = {"diagnosis": 300, "reason": 5000, "words": 500, "text": 10_000}

Read = Callable[[Message, Hospital], tuple[HisRequest, ...]]


def requests_of(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    """
    Raises
    ------
    Hl7Error
        The header does not fit what was agreed on, the kind of message is not read here, or its content cannot be
        mapped: nothing is guessed.
    """
    check_header(message, hospital)
    kind, event = message.header.value(9), message.header.value(9, 2)
    if kind not in {one.partition("^")[0] for one in READS}:
        raise Hl7Error(f"messages of the kind {kind[:10]!r} are not read here", "MSH", 9, MESSAGE_TYPE)
    read = READS.get(f"{kind}^{event}")
    if read is None:
        raise Hl7Error(f"the event {event[:10]!r} of {kind} is not read here", "MSH", 9, EVENT)
    return read(message, hospital)


def check_header(message: Message, hospital: Hospital) -> None:
    """
    Raises
    ------
    Hl7Error
    """
    header = message.header
    if not header.value(10):
        raise Hl7Error("a message needs a control id", "MSH", 10, REQUIRED, reject=True)
    if len(header.value(10)) > 199 or len(system_of(message)) > 200:
        raise Hl7Error("the control id or the sender's name is too long", "MSH", 10, reject=True)
    version = header.value(12)
    if version not in VERSIONS:
        raise Hl7Error(f"version {version[:10]!r} is not read here, but {', '.join(VERSIONS)}", "MSH", 12, VERSION)
    if header.value(11) != hospital.processing:
        words = f"messages with {header.value(11)[:3]!r} are not taken here, but {hospital.processing}"
        raise Hl7Error(words, "MSH", 11, PROCESSING_ID)


def system_of(message: Message) -> str:
    """Who sent it: MSH-3 and MSH-4. Control ids count for each sender alone."""
    return "|".join(message.header.value(one) for one in (3, 4))


def _refer(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    number, _ = _numbers(message.need("RF1"))
    if not number:
        raise Hl7Error("a referral needs a number of yours, by which it is changed and cancelled", "RF1", 6, REQUIRED)
    return (
        HisRequest("write", message.control_id, draft=draft_of(message, hospital), number=number, step="send"),
    )  # fmt: skip


def _modify(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    number, referral = _need_numbers(message)
    draft = draft_of(message, hospital)
    return (
        HisRequest(
            "rewrite", message.control_id, draft=draft, number=number, referral=referral, step="send",
            patient_name=draft.patient.name, birth_date=draft.patient.birth_date,
        ),
    )  # fmt: skip


def _cancel(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    words = _notes(message) or _reason(message.need("RF1")) or "转诊机构 HIS 取消 (cancelled in the HIS)"
    return (_step(message, hospital, "cancel", words),)


def _respond(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    """RF1-1: A accepts, R declines; P (still open) asks for nothing."""
    status = message.need("RF1").need(1)
    words = _notes(message) or _reason(message.need("RF1"))
    if status == "P":
        return ()
    if status not in ("A", "R"):
        raise Hl7Error(f"the status {status[:10]!r} is not A, R or P (table 0283)", "RF1", 1, TABLE)
    return (_step(message, hospital, "accept" if status == "A" else "decline", words),)


def _book(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    """RF1-7 says when, NTE where."""
    when = message.need("RF1").need(7)
    try:
        at = moment(when, hospital.time_zone).astimezone(hospital.time_zone)
    except Hl7Error as error:
        raise Hl7Error(str(error), "RF1", 7) from error
    words = " ".join(one for one in (f"{at:%Y-%m-%d %H:%M}", _notes(message)) if one)
    return (_step(message, hospital, "book", words),)


def _arrive(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    """A patient came. Most came without a referral: then nothing is asked. The message is of everybody, so that what
    is wrong with a stranger's data does not matter here; the hub compares number, name and birth date."""
    pid = message.need("PID")
    number, name = number_in(pid.repetitions(3), hospital), name_of(pid)
    if not number or not name:
        return ()
    try:
        birth_date = day(pid.value(7))
    except Hl7Error:
        birth_date = ""
    return (
        HisRequest(
            "step", message.control_id, step="arrive", if_any=True, patient_number=number, patient_name=name,
            birth_date=birth_date,
        ),
    )  # fmt: skip


def _nothing(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    """Facts that no referral needs; a referral's patient stays as the doctor wrote it."""
    message.need("PID")
    return ()


def _merge(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    """The patient of MRG-1 is the one of PID-3."""
    survivor = number_in(message.need("PID").repetitions(3), hospital)
    gone = number_in(message.need("MRG").repetitions(1), hospital)
    if not survivor or not gone:
        raise Hl7Error("a merge needs two patient numbers", "MRG", 1, REQUIRED)
    return (HisRequest("merge", message.control_id, patient_number=gone, survivor=survivor),)


def _result(message: Message, hospital: Hospital) -> tuple[HisRequest, ...]:
    """Summary and rehabilitation plan of a referral that is named in OBR-2 or OBR-3, or of the patient's only one."""
    order = message.need("OBR")
    summary = _observed(message, hospital.summary_codes)
    plan = _observed(message, hospital.rehabilitation_codes)
    if not summary and not plan:
        raise Hl7Error("no observation here is a summary or a rehabilitation plan", "OBX", 3, TABLE)
    person = patient_of(message, hospital)
    referral = next((order.value(field) for field in (2, 3) if order.value(field, 2) == HUB), "")
    words = _notes(message) or summary.partition("\n")[0][:200]
    return (
        HisRequest(
            "step", message.control_id, referral=referral, patient_number=person.number, step="return",
            patient_name=person.name, birth_date=person.birth_date, words=_short(words, "words", "NTE", 3),
            summary=_short(summary, "text", "OBX", 5), rehabilitation=_short(plan, "text", "OBX", 5),
        ),
    )  # fmt: skip


def _observed(message: Message, codes: tuple[str, ...]) -> str:
    """The text of all observations with one of these codes."""
    lines = []
    for one in message.all("OBX"):
        if one.value(3) not in codes:
            continue
        if one.value(2) not in ("TX", "FT", "ST"):
            raise Hl7Error("only texts are taken (TX, FT, ST); files are attached in the hub, sealed", "OBX", 2)
        if one.value(11) not in ("F", "C"):
            raise Hl7Error("only final results are taken (F, C)", "OBX", 11)
        lines += [one.value(5, repetition=place) for place in range(1, len(one.repetitions(5)) + 1)]
    return "\n".join(line for line in lines if line)


READS: dict[str, Read] = {
    "REF^I12": _refer,
    "REF^I13": _modify,
    "REF^I14": _cancel,
    "RRI^I12": _respond,
    "RRI^I13": _book,
    "ADT^A01": _arrive,
    "ADT^A04": _arrive,
    "ADT^A08": _nothing,
    "ADT^A40": _merge,
    "ORU^R01": _result,
}
"""What is read, by MSH-9."""


def _step(message: Message, hospital: Hospital, step: str, words: str) -> HisRequest:
    number, referral = _need_numbers(message)
    person = patient_of(message, hospital)
    return HisRequest(
        "step", message.control_id, number=number, referral=referral, patient_name=person.name,
        birth_date=person.birth_date, step=step, words=_short(words, "words", "NTE", 3),
    )  # fmt: skip


def _numbers(rf1: Segment) -> tuple[str, str]:
    """The HIS's own number of a referral, and the hub's."""
    number = referral = ""
    for field in (6, 11):
        if rf1.value(field, 2) == HUB:
            referral = rf1.value(field)
        else:
            number = number or rf1.value(field)
    return number, referral


def _need_numbers(message: Message) -> tuple[str, str]:
    number, referral = _numbers(message.need("RF1"))
    if not number and not referral:
        raise Hl7Error("say which referral is meant: your number or the hub's", "RF1", 6, REQUIRED)
    return number, referral


def draft_of(message: Message, hospital: Hospital) -> ReferralDraft:
    """The referral that a message tells.

    Raises
    ------
    Hl7Error
        Urgency, institution, patient, diagnosis or side cannot be mapped or contradict.
    """
    rf1 = message.need("RF1")
    urgency = hospital.urgencies.get(rf1.value(2))
    if urgency is None:
        words = (
            f"the priority {rf1.value(2)[:10]!r} is not agreed on, but {', '.join(filter(None, hospital.urgencies))}"
        )
        raise Hl7Error(words, "RF1", 2, TABLE)
    receiver = _target(message, hospital)
    outside = receiver.removeprefix(OUTSIDE) if receiver.startswith(OUTSIDE) else ""
    diagnosis = _diagnosis(message)
    _check_side(message, diagnosis)
    reason = "\n".join(dict.fromkeys(one for one in (_reason(rf1), _notes(message)) if one))
    if not reason:
        raise Hl7Error("a referral needs a reason, here or in NTE", "RF1", 10, REQUIRED)
    return ReferralDraft(
        patient_of(message, hospital), diagnosis, _short(reason, "reason", "RF1", 10), "" if outside else receiver,
        outside, urgency,
    )  # fmt: skip


def _target(message: Message, hospital: Hospital) -> str:
    """The hub's name of the institution that is referred to (PRD with RT); the one that refers (RP) must be us."""
    for one in message.all("PRD"):
        if one.value(1) == "RP" and _code(one) not in ("", hospital.code):
            raise Hl7Error("the referring institution is another one than this connection is for", "PRD", 7)
    to = next((one for one in message.all("PRD") if one.value(1) == "RT"), None)
    if to is None:
        raise Hl7Error("a referral needs the institution that it goes to (PRD-1 = RT)", "PRD", 1, REQUIRED)
    found = hospital.institutions.get(_code(to))
    if found is None:
        raise Hl7Error(f"no institution is agreed on for the code {_code(to)[:50]!r}", "PRD", 7, TABLE)
    return found


def _code(prd: Segment) -> str:
    """Of an institution: PRD-7, or the facility of PRD-4."""
    return prd.value(7) or prd.value(4, 4)


def _diagnosis(message: Message) -> str:
    """All diagnoses, the main one first, each with its code."""
    found = sorted(message.all("DG1"), key=lambda one: one.value(15) != "1")
    texts = []
    for one in found:
        code, text = one.value(3), one.value(3, 2) or one.value(4)
        texts.append(f"{text} ({code})" if text and code else text or code)
    whole = "; ".join(one for one in texts if one)
    if not whole:
        raise Hl7Error("a referral needs a diagnosis", "DG1", 3, REQUIRED)
    return _short(whole, "diagnosis", "DG1", 3)


def _check_side(message: Message, diagnosis: str) -> None:
    """The diagnosis, the procedure and a coded side must not contradict."""
    said = [(one, 3, one.value(3, 2) or one.value(4)) for one in message.all("PR1")]
    said += [
        (one, 5, " ".join(one.value(5, part) for part in (1, 2)))
        for one in message.all("OBX")
        if one.value(3) == LATERALITY
    ]
    for one, field, text in said:
        if contradict(diagnosis, text):
            raise Hl7Error("left or right is not the same here and in the diagnosis", one.name, field)


def _reason(rf1: Segment) -> str:
    return rf1.value(10, 2) or rf1.value(10)


def _notes(message: Message) -> str:
    lines = [
        note.value(3, repetition=place)
        for note in message.all("NTE")
        for place in range(1, len(note.repetitions(3)) + 1)
    ]
    return "\n".join(line for line in lines if line)


def _short(text: str, what: str, segment: str, field: int) -> str:
    if len(text) > _LONGEST[what]:
        raise Hl7Error(f"this is longer than the {_LONGEST[what]} letters that the hub keeps", segment, field)
    return text
