"""What people and programs call bones -> keys of :mod:`osteokit.segmentation.terminology`."""

import difflib
import re
from functools import cache

from osteokit.segmentation.terminology import all_terms

_BONE_N = re.compile(r"(?:bone|骨)_?(\d+)$")
_LEVEL = re.compile(r"(?:vertebra_?)?([ctls])_?(\d{1,2})(?:_vertebra)?$")
_PART = re.compile(r"(.+?)[\s_-]*(?:fragment|骨折块)[\s_-]*([1-9]\d{0,2})", re.IGNORECASE)
_NUMBERED = re.compile(r"^(.+)[-_ ]\d+$")


def _plain(text: str) -> str:
    """Lower case with single underscores: ``"Left  Femur"`` and ``"left-femur"`` are ``left_femur``."""
    return re.sub(r"[\s_\-]+", "_", text.strip().casefold()).strip("_")


@cache
def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    for key, term in all_terms().items():
        for name in (key, term.english, term.chinese):
            index[_plain(name)] = key
        for side, chinese in (("left", "左"), ("right", "右")):
            if term.side == side:
                stem = _plain(term.english).removeprefix(f"{side}_")
                index[f"{stem}_{side}"] = index[f"{side[0]}_{stem}"] = index[f"{stem}_{side[0]}"] = key
                index[_plain(term.chinese).removeprefix(chinese) + chinese] = key
    return index


def key_of(text: str) -> str | None:
    """The key that a name means, or None.

    Accepts keys, English and Chinese names in any case, with spaces, hyphens or underscores, the side first or last
    (``"Femur left"``, ``"femur_L"``), vertebral levels (``"L5"``), ``"bone 3"``, and any of these with the number that
    3D Slicer appends to control points (``"Left femur-2"``).
    """
    plain = _plain(text)
    if plain in _index():
        return _index()[plain]
    bone_n = _BONE_N.match(plain)
    if bone_n:
        return f"bone_{int(bone_n.group(1))}"
    level = _LEVEL.match(plain)
    if level:
        key = f"vertebrae_{level.group(1).upper()}{int(level.group(2))}"
        return key if key in all_terms() else None
    numbered = _NUMBERED.match(text.strip())
    return key_of(numbered.group(1)) if numbered else None


def part_key_of(text: str) -> str | None:
    """The key of the bone, or of the fragment of one, that a name means: ``hip_left_fragment_2`` of ``"Left hip bone
    fragment 2"``, ``"左髋骨 骨折块 2"`` or ``"hip_left_fragment_2"``."""
    part = _PART.fullmatch(text.strip())
    bone = key_of(part.group(1)) if part else None
    return f"{bone}_fragment_{part.group(2)}" if part and bone else key_of(text)


def nearest_names(text: str, count: int = 3) -> list[str]:
    """Keys whose spelling is close to ``text``, best first; for messages."""
    found = difflib.get_close_matches(_plain(text), list(_index()), count * 2, 0.6)
    return list(dict.fromkeys(_index()[name] for name in found))[:count]


def _spine_from_below() -> list[str]:
    levels = [f"L{n}" for n in range(5, 0, -1)] + [f"T{n}" for n in range(12, 0, -1)]
    return [f"vertebrae_{name}" for name in levels + [f"C{n}" for n in range(7, 0, -1)]]


@cache
def totalsegmentator_names() -> dict[int, str]:
    """TotalSegmentator v2, task ``total``: label -> key; an empty key is a structure that is not bone."""
    names = dict.fromkeys(range(1, 118), "")
    names |= {25: "sacrum", 26: "vertebrae_S1", 91: "skull", 116: "sternum", 117: "costal_cartilages"}
    names |= dict(enumerate(_spine_from_below(), 27))
    for start, bone in ((69, "humerus"), (71, "scapula"), (73, "clavicula"), (75, "femur"), (77, "hip")):
        names |= {start: f"{bone}_left", start + 1: f"{bone}_right"}
    for n in range(1, 13):
        names |= {91 + n: f"rib_left_{n}", 103 + n: f"rib_right_{n}"}
    return names


SCHEMES = {"totalsegmentator": totalsegmentator_names}
"""Named numberings of label maps: scheme -> function that gives label -> key."""
