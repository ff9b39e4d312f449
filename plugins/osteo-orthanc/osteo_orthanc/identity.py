"""Whether a study's patient is the referral's: a study of somebody else must never be attached."""

import re
import unicodedata
from dataclasses import dataclass

from osteokit.base.errors import OsteoError


@dataclass(frozen=True)
class Person:
    """``birth_date`` as ``YYYY-MM-DD`` or ``YYYYMMDD``, or empty; ``name`` as written or as a PN of DICOM."""

    name: str
    number: str
    birth_date: str


def check_same(study: Person, referral: Person) -> str:
    """Compare name, birth date and number; gives a note for the person, empty where all three agree.

    The name must be the same in one of its spellings. Hospitals number patients each for itself: another number is
    possible where the birth date agrees; without either nothing is proven.

    Raises
    ------
    OsteoError
        They are two people, or too little is known to say that they are one. It names no patient.
    """
    if not _names(study.name) & _names(referral.name):
        raise OsteoError("The study's patient has another name than the referral's; nothing was done.")
    born = [re.sub(r"\D", "", one.birth_date) for one in (study, referral)]
    if all(born) and born[0] != born[1]:
        raise OsteoError("The study's patient was born on another day than the referral's; nothing was done.")
    numbers = [one.number.strip().upper() for one in (study, referral)]
    if all(numbers) and numbers[0] == numbers[1]:
        return "" if all(born) else "The birth date could not be compared; name and number agree."
    if all(born):
        return "The numbers differ, as between hospitals; name and birth date agree."
    raise OsteoError(
        "Only the name agrees between the study's patient and the referral's: that is too little. Enter the birth date."
    )


def _names(name: str) -> frozenset[str]:
    """Spellings that count as the same: each group of a PN, without marks and case, Latin words in any order."""
    found = set()
    for group in name.split("="):
        words = re.split(r"[\^\s,]+", unicodedata.normalize("NFKC", group).casefold())
        words = [one for one in words if one]
        if words:
            found.add(" ".join(sorted(words)) if all(one.isascii() for one in words) else "".join(words))
    return frozenset(found)
