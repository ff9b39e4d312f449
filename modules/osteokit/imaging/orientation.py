"""Which way the axes of a volume run, in letters and in words."""

import numpy as np


def _letter(direction: np.ndarray) -> str:
    """The letter of the body direction that a RAS vector mostly points to."""
    axis = int(np.argmax(np.abs(direction)))
    positive = direction[axis] > 0
    return (("L", "R"), ("P", "A"), ("I", "S"))[axis][int(positive)]


def axis_codes(ijk_to_ras: np.ndarray) -> str:
    """Where i, j and k run to, e.g. ``"LPS"``: i to the patient's left, j to the back (posterior), k to the head.

    Of an oblique axis, the letter it is nearest to.
    """
    return "".join(_letter(ijk_to_ras[:3, axis]) for axis in range(3))


def obliquity_deg(ijk_to_ras: np.ndarray) -> float:
    """The largest angle between an axis of the volume and the body axis nearest to it."""
    axes = ijk_to_ras[:3, :3] / np.linalg.norm(ijk_to_ras[:3, :3], axis=0)
    return float(np.degrees(np.arccos(np.clip(np.abs(axes).max(axis=0), 0, 1)).max()))


def side_sentence(ijk_to_ras: np.ndarray) -> str:
    """Which side of the stored images is which side of the patient."""
    codes = axis_codes(ijk_to_ras)
    words = {"L": "left", "R": "right", "A": "front", "P": "back", "I": "feet", "S": "head"}
    opposite = {"L": "R", "R": "L", "A": "P", "P": "A", "I": "S", "S": "I"}
    names = ("column", "row", "slice")
    parts = [
        f"first {name} {words[opposite[code]]}, last {words[code]}" for name, code in zip(names, codes, strict=True)
    ]
    return "Patient's side: " + "; ".join(parts) + "."
