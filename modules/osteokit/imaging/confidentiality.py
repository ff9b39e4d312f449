"""The confidentiality profile: DICOM PS3.15 Annex E as a table, with the options a person chose.

``resources/confidentiality_profile.csv`` holds one row per attribute of Table E.1-1 (and, stricter than the standard,
one per value representation for attributes the table does not name: free text, persons, dates, UIDs and unknown
values never pass by default). The action codes are the standard's:

===== ==========================================================
X     remove
Z     empty
D     a dummy value
U     a new UID, the same wherever the old one stood
K     keep (sequences are cleaned inside)
C     clean: dates are shifted, texts keep known harmless words
===== ==========================================================

Of a choice such as ``X/Z/D``, which the standard makes by attribute type, the last one is taken for values (valid
whatever the type) and the first for sequences (nothing inside stays).
"""

import csv
import enum
import functools
import secrets
from dataclasses import dataclass, field
from importlib import resources

from osteokit.base.errors import OsteoError


class Option(enum.Enum):
    """An option of the Basic Profile: (column of the table, code and meaning in PS3.16 CID 7050)."""

    RETAIN_UIDS = ("retain_uids", "113110", "Retain UIDs Option")
    RETAIN_DEVICE = ("retain_device", "113109", "Retain Device Identity Option")
    RETAIN_INSTITUTION = ("retain_institution", "113112", "Retain Institution Identity Option")
    RETAIN_PATIENT = ("retain_patient", "113108", "Retain Patient Characteristics Option")
    FULL_DATES = ("full_dates", "113106", "Retain Longitudinal Temporal Information Full Dates Option")
    MODIFIED_DATES = ("modified_dates", "113107", "Retain Longitudinal Temporal Information Modified Dates Option")
    CLEAN_DESCRIPTORS = ("clean_descriptors", "113105", "Clean Descriptors Option")
    SAFE_PRIVATE = ("safe_private", "113111", "Retain Safe Private Option")

    @property
    def column(self) -> str:
        return self.value[0]

    @property
    def code(self) -> str:
        return self.value[1]

    @property
    def meaning(self) -> str:
        return self.value[2]


BASIC_CODE = ("113100", "Basic Application Confidentiality Profile")


@dataclass(frozen=True)
class Profile:
    """How to de-identify.

    Attributes
    ----------
    options : frozenset of Option
        None: the Basic Profile alone, the safest.
    key : bytes
        The secret behind new UIDs, pseudonyms and date shifts: the same key gives the same ones. Random by default;
        keep it to continue a series of exports, and keep it secret, for it links pseudonyms to people.
    accept_burned_in : bool
        A person has looked at the pixels and says that no text is burned into them.
    """

    options: frozenset[Option] = frozenset()
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    accept_burned_in: bool = False

    def __post_init__(self) -> None:
        if {Option.FULL_DATES, Option.MODIFIED_DATES} <= self.options:
            raise OsteoError("Full dates and modified dates exclude each other; choose one.")
        if len(self.key) < 16:
            raise OsteoError("The key for pseudonyms is shorter than 16 bytes and could be guessed; use a longer one.")


def action_for(tag: int, vr: str, options: frozenset[Option]) -> str:
    """The action code of one standard attribute, ``"K"`` where neither the table nor its VR asks for anything."""
    row = _row(tag, vr)
    if row is None:
        return "K"
    chosen = {row[option.column] for option in options if row.get(option.column)}
    if chosen:
        return "K" if "K" in chosen else "C"
    codes = row["basic"].replace("U*", "U").split("/")
    if vr == "SQ" and "U" in codes:
        return "U"
    return codes[0] if vr == "SQ" else codes[-1]


def _row(tag: int, vr: str) -> dict[str, str] | None:
    table = profile_table()
    group = f"{tag:08X}"
    repeating = f"{group[:2]}xxxxxx" if group[:2] in ("50", "60") else ""
    return table.get(group) or table.get(repeating) or table.get(f"VR:{vr}")


@functools.cache
def profile_table() -> dict[str, dict[str, str]]:
    """Rows of the table by tag (``"00100010"``, ``"60xxxxxx"``) or by value representation (``"VR:PN"``)."""
    return {row["tag"]: row for row in _csv("confidentiality_profile.csv")}


@functools.cache
def safe_private() -> frozenset[tuple[str, int, int]]:
    """Private attributes known to hold no identity: (creator, group, last byte of the element)."""
    return frozenset(
        (row["creator"], int(row["group"], 16), int(row["element"], 16)) for row in _csv("safe_private.csv")
    )


@functools.cache
def safe_words() -> frozenset[str]:
    """Words that may stay in a cleaned description, in lower case."""
    return frozenset(_resource("safe_words.txt").split())


def _csv(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_resource(name).splitlines()))


def _resource(name: str) -> str:
    return resources.files("osteokit.imaging").joinpath("resources", name).read_text(encoding="utf-8")
