"""Names, sides, SNOMED CT codes and colours of bones: ``resources/bones.csv``, one row a bone.

Keys follow the names that public CT segmenters use (``femur_left``, ``vertebrae_L5``), so that label maps are short.
SNOMED CT concept codes are those that TotalSegmentator publishes in its mapping table, where it has the structure.
"""

import colorsys
import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LATERALITY = {"left": ("7771000", "Left"), "right": ("24028007", "Right")}
CATEGORY = {"bone": ("123037004", "Anatomical Structure"), "metal": ("260787004", "Physical object")}

_UNKNOWN = re.compile(r"bone_(\d+)$")
_FRAGMENT = re.compile(r"(.+)_fragment_([1-9]\d{0,2})$")


@dataclass(frozen=True)
class Term:
    """One thing that a segment can be; ``side`` is ``"left"``, ``"right"`` or empty; ``color`` is RGB 0..255."""

    key: str
    english: str
    chinese: str
    side: str
    snomed_code: str
    snomed_meaning: str
    color: tuple[int, int, int]

    @property
    def is_metal(self) -> bool:
        return self.key == "metal"

    @property
    def is_named(self) -> bool:
        """False for ``bone_n``, the bone that is found but not recognised."""
        return not _UNKNOWN.match(self.key)


@cache
def all_terms() -> dict[str, Term]:
    """Every named term by key."""
    table = files("osteokit.segmentation").joinpath("resources/bones.csv").read_text(encoding="utf-8")
    return {
        row["key"]: Term(
            row["key"], row["english"], row["chinese"], row["side"], row["snomed_code"], row["snomed_meaning"],
            (int(row["red"]), int(row["green"]), int(row["blue"])),
        )
        for row in csv.DictReader(table.splitlines())
    }  # fmt: skip


def fragment_of(key: str) -> tuple[str, int] | None:
    """Bone and number of the key of a fragment, ``hip_left_fragment_2``; None for any other key."""
    match = _FRAGMENT.fullmatch(key)
    return (match.group(1), int(match.group(2))) if match else None


def term(key: str) -> Term:
    """The term of a key, of a fragment (``hip_left_fragment_2``), or of ``bone_n`` (SNOMED CT 272673000, bone
    structure); raises KeyError for anything else."""
    fragment = fragment_of(key)
    if fragment is not None:
        return _fragment_term(term(fragment[0]), key, fragment[1])
    unknown = _UNKNOWN.match(key)
    if unknown:
        n = int(unknown.group(1))
        # Hues a golden angle apart: neighbours in number, often neighbours in the body, look different.
        red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(n * 0.618034 % 1.0, 0.38, 0.88))
        return Term(key, f"Bone {n}", f"骨 {n}", "", "272673000", "Bone structure", (red, green, blue))
    return all_terms()[key]


def _fragment_term(bone: Term, key: str, number: int) -> Term:
    """The bone's term with the fragment's number, its hue turned so that fragments are told apart."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(channel / 255 for channel in bone.color))
    turned = colorsys.hsv_to_rgb(
        (hue + (number - 1) * 0.381966) % 1.0, max(saturation, 0.35 if number == 1 else 0.7), value
    )
    red, green, blue = (round(255 * channel) for channel in turned)
    return Term(
        key, f"{bone.english} fragment {number}", f"{bone.chinese} 骨折块 {number}", bone.side,
        bone.snomed_code, bone.snomed_meaning, (red, green, blue),
    )  # fmt: skip


def mirrored(key: str) -> str:
    """The same bone of the other side; the key itself where it has no side."""
    parts = ["right" if p == "left" else "left" if p == "right" else p for p in key.split("_")]
    return "_".join(parts)
