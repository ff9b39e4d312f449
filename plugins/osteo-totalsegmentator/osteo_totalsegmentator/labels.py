"""Label tables of TotalSegmentator version 2 (its class maps ``total`` and ``appendicular_bones``).

Its names of bones are the keys of our terminology. The structures of ``total`` that are no bone become background.
"""

from osteokit.plugins.segmenters import NOT_BONE

_LEVELS = [("C", 7), ("T", 12), ("L", 5)]
_UP_THE_SPINE = [f"vertebrae_{level}{n}" for level, count in reversed(_LEVELS) for n in range(count, 0, -1)]
_PAIRS = [
    f"{bone}_{side}" for bone in ("humerus", "scapula", "clavicula", "femur", "hip") for side in ("left", "right")
]
_RIBS = [f"rib_{side}_{n}" for side in ("left", "right") for n in range(1, 13)]

TOTAL: dict[int, str] = (
    {n: NOT_BONE for n in range(1, 118)}  # noqa: C420 - typed
    | {25: "sacrum", 26: "vertebrae_S1"}
    | dict(enumerate(_UP_THE_SPINE, start=27))
    | dict(enumerate(_PAIRS, start=69))
    | {91: "skull"}
    | dict(enumerate(_RIBS, start=92))
    | {116: "sternum", 117: "costal_cartilages"}
)

APPENDICULAR: dict[int, str] = dict(
    enumerate(
        ["patella", "tibia", "fibula", "tarsal", "metatarsal", "phalanges_feet",
         "ulna", "radius", "carpal", "metacarpal", "phalanges_hand"],
        start=1,
    )
)  # fmt: skip
"""Without sides: both legs carry one label."""
