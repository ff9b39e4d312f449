"""Is a screw on the side that its name says? In RAS left is negative x."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.mesh import Mesh

MIDLINE_MM = 5.0
"""Nearer to the middle of a bone of the midline an entry tells no side."""

_WORDS = {
    "left": re.compile(r"(?:^|[\W_])left(?:$|[\W_])|[\W_]l$|左", re.IGNORECASE),
    "right": re.compile(r"(?:^|[\W_])right(?:$|[\W_])|[\W_]r$|右", re.IGNORECASE),
}


def side_in(text: str) -> str:
    """``"left"`` or ``"right"`` where a name says one of them, else empty."""
    said = [side for side, word in _WORDS.items() if word.search(text)]
    return said[0] if len(said) == 1 else ""


def wrong_side(name: str, path: ScrewPath, holds: Sequence[str], bones: Mapping[str, Mesh]) -> str:
    """One sentence where the screw ``name`` enters on the other side than its name says; empty otherwise.

    The side is that of the first bone it holds, or where that is of the midline, of its entry beside the bone's middle.
    """
    said = side_in(name)
    if not said or not holds:
        return ""
    key = holds[0]
    actual = next((side for side in ("left", "right") if key.endswith(f"_{side}")), "")
    if not actual:
        aside = float(path.entry[0] - (bones[key].vertices[:, 0].min() + np.ptp(bones[key].vertices[:, 0]) / 2))
        actual = "" if abs(aside) < MIDLINE_MM else "right" if aside > 0 else "left"
    if actual in ("", said):
        return ""
    return (
        f"{name} is said to be on the {said} but enters on the {actual}; check the side of the screw and of the image."
    )
