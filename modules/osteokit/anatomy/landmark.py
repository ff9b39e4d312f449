"""Landmarks: named points of a bone, with what is known of their error."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError

Side = Literal["left", "right", ""]
"""Empty for bones of the midline."""

BY_HAND = "placed by hand"


@dataclass(frozen=True)
class LandmarkTerm:
    """One row of ``resources/landmarks.csv``: what a landmark is called and how it is defined."""

    key: str
    bone: str
    english: str
    chinese: str
    definition: str
    source: str


@cache
def landmark_terms() -> dict[tuple[str, str], LandmarkTerm]:
    """Every landmark that we know, by (bone, key)."""
    table = files("osteokit.anatomy").joinpath("resources/landmarks.csv").read_text(encoding="utf-8")
    terms = [LandmarkTerm(**row) for row in csv.DictReader(table.splitlines())]
    return {(term.bone, term.key): term for term in terms}


@dataclass(frozen=True)
class Landmark:
    """A point of a bone in RAS mm.

    Attributes
    ----------
    spread_mm : float
        One standard deviation of its position, as estimated by the method; what errors of angles are computed from.
    confidence : float
        0..1; below 0.5 a person should look at it.
    method : str
        How it was found, or :data:`BY_HAND`.
    """

    key: str
    position_ras: tuple[float, float, float]
    spread_mm: float
    confidence: float
    method: str

    @property
    def point(self) -> np.ndarray:
        """float64 (3,) RAS mm."""
        return np.array(self.position_ras, dtype=np.float64)


@dataclass(frozen=True)
class BoneLandmarks:
    """What was found on one bone.

    Attributes
    ----------
    bone : str
        ``"femur"``, ``"tibia"``, ``"fibula"``, ``"patella"``, ``"pelvis"``, ``"sacrum"`` or ``"vertebra"``.
    landmarks : mapping of str
        By key.
    radii_mm : mapping of str
        Radius of the sphere about a landmark that is a centre of one (``femoral_head_center``, ``acetabulum_center``).
    missing : mapping of str
        Key of a landmark that could not be found: one sentence that says why ("the proximal end is not in view").
    warnings : tuple of str
        One sentence each.
    """

    bone: str
    side: Side
    landmarks: Mapping[str, Landmark]
    radii_mm: Mapping[str, float] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __contains__(self, key: str) -> bool:
        return key in self.landmarks

    def point(self, key: str) -> np.ndarray:
        """RAS mm, float64 (3,).

        Raises
        ------
        OsteoError
            The landmark was not found, with the reason.
        """
        if key not in self.landmarks:
            reason = self.missing.get(key, "it was not looked for")
            raise OsteoError(f"The {self.side} {self.bone} has no {key}: {reason}.".replace("  ", " "))
        return self.landmarks[key].point

    def moved(self, key: str, position_ras: np.ndarray) -> "BoneLandmarks":
        """The same with one landmark where a person put it (0.5 mm spread, sure)."""
        x, y, z = (float(value) for value in position_ras)
        placed = Landmark(key, (x, y, z), spread_mm=0.5, confidence=1.0, method=BY_HAND)
        missing = {name: reason for name, reason in self.missing.items() if name != key}
        return replace(self, landmarks={**self.landmarks, key: placed}, missing=missing)

    def transformed(self, matrix: np.ndarray) -> "BoneLandmarks":
        """All landmarks moved by a rigid 4x4 matrix in RAS mm, as when their bone moves."""
        moved = {}
        for key, landmark in self.landmarks.items():
            x, y, z = (float(value) for value in matrix[:3, :3] @ landmark.point + matrix[:3, 3])
            moved[key] = replace(landmark, position_ras=(x, y, z))
        return replace(self, landmarks=moved)
