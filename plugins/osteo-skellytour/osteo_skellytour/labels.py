"""Label tables of Skellytour's models (README of version 2.1.0), as keys of our terminology.

What our terminology cannot name (a pelvis in one piece, all ribs of a side) stays in words and becomes ``bone_n``.
"""

_TRUNK = {
    1: "skull",
    2: "pelvis in one piece (hip bones and sacrum)",
    3: "sternum",
    4: "femur_left",
    5: "femur_right",
    6: "humerus_left",
    7: "humerus_right",
    8: "scapula_left",
    9: "scapula_right",
    10: "clavicula_left",
    11: "clavicula_right",
}
_RIBS = [f"rib_{side}_{n}" for side in ("left", "right") for n in range(1, 13)]
_RIB_CAGE = ["all left ribs in one piece", "all right ribs in one piece"]
_VERTEBRAE = [f"vertebrae_{level}{n}" for level, count in (("C", 7), ("T", 12), ("L", 5)) for n in range(1, count + 1)]
_SPINE = [f"{level} vertebrae in one piece" for level in ("cervical", "thoracic", "lumbar")]


def _table(*after_trunk: list[str]) -> dict[int, str]:
    rest = [key for keys in after_trunk for key in keys]
    return _TRUNK | dict(enumerate(rest, start=12))


MODELS: dict[str, dict[int, str]] = {
    "high": _table(_RIBS, _VERTEBRAE, ["metal"]),
    "medium": _table(_RIB_CAGE, _VERTEBRAE, ["metal"]),
    "low": _table(_RIB_CAGE, _SPINE, ["metal"]),
}
