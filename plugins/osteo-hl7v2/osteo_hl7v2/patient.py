"""The patient of a message (PID): who it is, and whether what it says of them can be true."""

import re
from dataclasses import replace

from osteo_hl7v2.errors import TABLE, Hl7Error
from osteo_hl7v2.hospital import Hospital
from osteo_hl7v2.syntax import NOTHING, Field, Message, Segment, part
from osteo_hl7v2.times import day
from osteokit.plugins.hub_values import Patient

_SEX = {"F": "female", "M": "male", "O": "other", "U": "unknown", "A": "other", "N": "unknown", "": ""}
_RESIDENT = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LETTERS = re.compile(r"[\u3400-\u9fff]")


def patient_of(message: Message, hospital: Hospital) -> Patient:
    """
    Raises
    ------
    Hl7Error
        Number or name is missing, or number, birth date and sex contradict each other.
    """
    pid = message.need("PID")
    number = number_in(pid.repetitions(3), hospital)
    if not number:
        raise Hl7Error("the patient has no number of a kind that is agreed on", "PID", 3, "101")
    sex = pid.value(8).upper()
    if sex not in _SEX:
        raise Hl7Error(f"the sex {sex[:10]!r} is not in table 0001", "PID", 8, TABLE)
    try:
        birth_date = day(pid.value(7))
    except Hl7Error as error:
        raise Hl7Error(str(error), "PID", 7) from error
    name = name_of(pid)
    if not name:
        raise Hl7Error("the patient has no name", "PID", 5, "101")
    return _true(Patient(name, number, birth_date, _SEX[sex], _phone(pid)))


def number_in(field: Field, hospital: Hospital) -> str:
    """Of several numbers (CX) the one of the first kind that is agreed on."""
    kinds = {}
    for repetition in range(1, len(field) + 1):
        found = part(field, repetition=repetition)
        if found:
            kinds.setdefault(part(field, 5, repetition=repetition).upper(), found)
    return next((kinds[one] for one in hospital.identifier_types if one in kinds), "")


def name_of(pid: Segment) -> str:
    """As people write it: 张三, John Smith. Of several, the one in Chinese letters."""
    names = []
    for repetition in range(1, len(pid.repetitions(5)) + 1):
        family, given = (pid.value(5, one, repetition=repetition) for one in (1, 2))
        if family == NOTHING or not (family or given):
            continue
        is_chinese = bool(_LETTERS.search(family + given))
        names.append(family + given if is_chinese else f"{given} {family}".strip())
    return next((one for one in names if _LETTERS.search(one)), names[0] if names else "")


def _phone(pid: Segment) -> str:
    area, local = pid.value(13, 6), pid.value(13, 7)
    return pid.value(13) or pid.value(13, 12) or "-".join(one for one in (area, local) if one)


def _true(patient: Patient) -> Patient:
    """What a resident's number (GB 11643) says of birth date and sex must agree; where PID is silent it is taken.

    Raises
    ------
    Hl7Error
    """
    number = patient.number.upper()
    if not _RESIDENT.fullmatch(number):
        return patient
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True)) % 11
    if "10X98765432"[rest] != number[17]:
        raise Hl7Error("the resident's number is mistyped: its last digit does not belong to the others", "PID", 3)
    try:
        born = day(number[6:14])
    except Hl7Error as error:
        raise Hl7Error("the resident's number holds no date of birth", "PID", 3) from error
    if patient.birth_date and patient.birth_date != born:
        raise Hl7Error("the birth date is not that of the resident's number", "PID", 7)
    sex = "male" if int(number[16]) % 2 else "female"
    if patient.sex in ("male", "female") and patient.sex != sex:
        raise Hl7Error("the sex is not that of the resident's number", "PID", 8)
    return replace(patient, number=number, birth_date=born, sex=patient.sex or sex)
