"""A leg: the landmarks of its bones, and everything that can be measured between them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.error_propagation import evaluate, spread_matrix
from osteokit.anatomy.frames import FemurForward, KneeForward, Points, TibiaForward, lateral_sign
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.anatomy.leg_definitions import LEG_DEFINITIONS, LegDefinition
from osteokit.anatomy.leg_geometry import LegGeometry
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.base.errors import OsteoError

BENT_KNEE_DEG = 10.0
"""Beyond this flexion in the image a coronal projection no longer shows the alignment of the extended leg."""

OPEN_IDENTITY_DEG = 1.0
"""Paley's identity may miss this much where each bone is measured in its own plane."""


@dataclass(frozen=True)
class Leg:
    """Landmarks of one leg; None for a bone that is not in view. All bones in one scanner's RAS mm.

    Raises
    ------
    OsteoError
        A bone of the other side, or in the place of another.
    """

    side: Side
    femur: BoneLandmarks | None = None
    tibia: BoneLandmarks | None = None
    fibula: BoneLandmarks | None = None
    patella: BoneLandmarks | None = None
    pelvis: BoneLandmarks | None = None

    def __post_init__(self) -> None:
        lateral_sign(self.side)
        for name, bone in self.bones.items():
            if bone.bone != name:
                raise OsteoError(f"The landmarks given as the {name} are of a {bone.bone}; give each bone its own.")
            if bone.side not in (self.side, ""):
                raise OsteoError(f"The {name} is a {bone.side} one, but the leg is the {self.side}; check the side.")

    @property
    def bones(self) -> dict[str, BoneLandmarks]:
        """The bones in view, by name."""
        given = {name: getattr(self, name) for name in ("femur", "tibia", "fibula", "patella", "pelvis")}
        return {name: bone for name, bone in given.items() if bone is not None}

    def geometry(
        self,
        knee_forward: KneeForward = "posterior condyles",
        femur_forward: FemurForward = "posterior condyles",
        tibia_forward: TibiaForward = "plateau centres",
    ) -> LegGeometry:
        """Its points with the frames that measure them."""

        def point(name: str) -> np.ndarray:
            bone, _, key = name.partition(".")
            if bone not in self.bones:
                raise OsteoError(f"The {bone} was not given.")
            return self.bones[bone].point(key)

        return LegGeometry(point, self.side, knee_forward, femur_forward, tibia_forward)


def measure_leg(
    leg: Leg,
    knee_forward: KneeForward = "posterior condyles",
    femur_forward: FemurForward = "posterior condyles",
    tibia_forward: TibiaForward = "plateau centres",
) -> Measurements:
    """All of :data:`LEG_DEFINITIONS` that the bones in view allow, each with its error (1 sd, from the landmarks'
    spreads); what they do not allow is in ``not_measurable`` with the reason.

    Angles of one bone (mLDFA, MPTA, LPFA, LDTA, ...) are measured in that bone's own plane, so that they do not change
    when the knee bends; HKA, MAD and JLCA in the leg's (Paley 2002; numbers and signs in :mod:`leg_geometry`).
    """
    values: dict[str, Measurement] = {}
    impossible: dict[str, str] = {}
    bones = leg.bones
    spreads = {f"{b}.{key}": spread_matrix(bones, f"{b}.{key}") for b, bone in bones.items() for key in bone.landmarks}
    for definition in LEG_DEFINITIONS:

        def quantity(points: Points, compute: Callable[[LegGeometry], np.ndarray] = definition.quantity) -> np.ndarray:
            return compute(LegGeometry(points, leg.side, knee_forward, femur_forward, tibia_forward))

        try:
            value, error, used = evaluate(quantity, bones, spreads)
        except OsteoError as reason:
            impossible[definition.key] = str(reason)
        else:
            values[definition.key] = _measurement(definition, value, error, used)
    return Measurements(leg.side, values, impossible, _warnings(values))


def _measurement(definition: LegDefinition, value: float, error: float, used: tuple[str, ...]) -> Measurement:
    return Measurement(
        definition.key,
        value,
        definition.unit,
        error,
        definition.method,
        definition.normal,
        definition.source,
        used,
    )


def _warnings(values: dict[str, Measurement]) -> tuple[str, ...]:
    warnings = []
    flexion = values.get("knee_flexion_deg")
    if flexion is not None and abs(flexion.value) > BENT_KNEE_DEG:
        bent = "bent" if flexion.value > 0 else "overextended"
        warnings.append(
            f"The knee is {bent} {abs(flexion.value):.0f} degrees in the image: HKA, MAD and JLCA are those of this "
            "position, not of the straight leg."
        )
    parts = [values.get(key) for key in ("varus_deg", "mLDFA_deg", "MPTA_deg", "JLCA_deg")]
    varus, mldfa, mpta, jlca = (part.value if part is not None else np.nan for part in parts)
    gap = varus - (mldfa - mpta + jlca)
    if abs(gap) > OPEN_IDENTITY_DEG:
        warnings.append(
            f"mLDFA - MPTA + JLCA differs from the varus by {abs(gap):.1f} degrees, because the bones' own planes "
            "differ (bent knee, or torsion at the knee)."
        )
    return tuple(warnings)


def length_differences(left: Leg, right: Leg) -> Measurements:
    """Left minus right of the three lengths (positive: the left is longer); errors of both sides added in square."""
    sides = [measure_leg(leg) for leg in (left, right)]
    values, impossible = {}, {}
    for key, name in (
        ("leg_length_mm", "LLD_mm"),
        ("femur_length_mm", "femur_LLD_mm"),
        ("tibia_length_mm", "tibia_LLD_mm"),
    ):
        missing = [f"{s.side}: {s.not_measurable[key]}" for s in sides if key not in s]
        if missing:
            impossible[name] = " ".join(missing)
            continue
        a, b = (s[key] for s in sides)
        values[name] = Measurement(
            name,
            a.value - b.value,
            "mm",
            float(np.hypot(a.error, b.error)),
            f"left minus right of: {a.method}",
            (-10.0, 10.0),
            "convention: up to 10 mm is common; treatment is considered from 20 mm",
            a.landmarks,
        )
    return Measurements("", values, impossible)
