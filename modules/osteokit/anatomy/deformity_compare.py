"""How a leg differs from the healthy other side."""

import numpy as np

from osteokit.anatomy.deformity import SIGNIFICANT_SD
from osteokit.anatomy.deformity_lines import NORMAL_DEG
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.base.errors import OsteoError

OF_THE_POSE = ("knee_flexion_deg",)
"""Numbers that tell how the patient lay, not how the sides differ."""


def compare(leg: Measurements, healthy: Measurements) -> Measurements:
    """Each number of a leg minus that of its healthy other side.

    Every number is defined with lateral and medial, so the healthy side needs no mirroring: a mirrored leg has the same
    numbers. Errors add in square; ``normal`` is what the errors alone explain (:data:`SIGNIFICANT_SD`), so that
    ``is_normal`` tells whether the sides differ. Numbers that one side lacks are in ``not_measurable``.

    Raises
    ------
    OsteoError
        Both are of the same side.
    """
    if leg.side == healthy.side:
        raise OsteoError(f"Both legs are {leg.side}; compare a leg with the other side.")
    values, impossible = {}, {}
    for key, own in leg.values.items():
        if key in OF_THE_POSE:
            continue
        other = healthy.values.get(key)
        if other is None:
            impossible[key] = f"{healthy.side}: {healthy.not_measurable.get(key, 'it was not measured')}"
            continue
        error = float(np.hypot(own.error, other.error))
        span = SIGNIFICANT_SD * error
        values[key] = Measurement(
            key,
            own.value - other.value,
            own.unit,
            error,
            f"{leg.side} minus {healthy.side}: {own.method}",
            (-span, span),
            "the errors of both sides, 2 sd",
            own.landmarks,
        )
    for key, reason in leg.not_measurable.items():
        impossible[key] = f"{leg.side}: {reason}"
    return Measurements(leg.side, values, impossible)


def healthy_angles(healthy: Measurements) -> dict[str, float]:
    """The joint angles of a healthy side, for :func:`deformity.joint_orientation_deformity`."""
    return {name: healthy[f"{name}_deg"].value for name in NORMAL_DEG if f"{name}_deg" in healthy}
