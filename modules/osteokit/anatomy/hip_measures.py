"""Angles of a hip socket and of the pelvis, from pelvic landmarks.

Angles of the socket are measured in the frame of the anterior pelvic plane, so that they do not depend on how the
patient lay; tilt and obliquity say how that was, against the vertical of the image (z in RAS).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from osteokit.anatomy.angles import dot, unit
from osteokit.anatomy.cup_angles import cup_angles
from osteokit.anatomy.error_propagation import evaluate
from osteokit.anatomy.frames import Points, lateral_sign
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.base.errors import OsteoError

IN_PLANE = "in the frame of the anterior pelvic plane"
MURRAY = "Murray 1993, J Bone Joint Surg Br 75:228"

_UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class HipDefinition:
    """One angle in degrees; ``quantity(points, side)`` computes it."""

    key: str
    method: str
    normal: tuple[float, float] | None
    source: str
    quantity: Callable[[Points, Side], np.ndarray]


def hip_measures(pelvis: BoneLandmarks, side: Side) -> Measurements:
    """All of :data:`HIP_DEFINITIONS` for one hip that the landmarks allow, with errors of one standard deviation from
    the landmarks' spreads; what they do not allow is in ``not_measurable`` with the reason.

    Raises
    ------
    OsteoError
        The landmarks are of another bone, or the side is neither left nor right.
    """
    lateral_sign(side)
    if pelvis.bone != "pelvis":
        raise OsteoError(f"Hip angles need landmarks of a pelvis, not of a {pelvis.bone}.")
    values, impossible = measured(HIP_DEFINITIONS, {"pelvis": pelvis}, side)
    return Measurements(side, values, impossible, pelvis.warnings)


def measured(
    definitions: tuple[HipDefinition, ...], bones: Mapping[str, BoneLandmarks], side: Side
) -> tuple[dict[str, Measurement], dict[str, str]]:
    """Values by key, and one sentence for each that cannot be measured."""
    values, impossible = {}, {}
    for each in definitions:

        def quantity(points: Points, compute: Callable[[Points, Side], np.ndarray] = each.quantity) -> np.ndarray:
            return compute(points, side)

        try:
            value, error, used = evaluate(quantity, bones)
        except OsteoError as reason:
            impossible[each.key] = str(reason)
            continue
        values[each.key] = Measurement(
            each.key, value, "deg", error, each.method, each.normal, each.source, used, _doubts(bones, used)
        )
    return values, impossible


def _doubts(bones: Mapping[str, BoneLandmarks], used: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence where a landmark should be looked at first."""
    unsure = []
    for name in used:
        bone, _, key = name.partition(".")
        if bones[bone].landmarks[key].confidence < 0.5:
            unsure.append(key)
    return (f"Check these landmarks, which were found with little confidence: {', '.join(unsure)}.",) if unsure else ()


def pelvis_axes(points: Points) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Right, front and up (..., 3) of the anterior pelvic plane: both anterior superior spines, and the midpoint of the
    pubic tubercles."""
    left, right = points("pelvis.asis_left"), points("pelvis.asis_right")
    pubis = (points("pelvis.pubic_tubercle_left") + points("pelvis.pubic_tubercle_right")) / 2
    x = unit(right - left, "line between the anterior superior iliac spines")
    up = (left + right) / 2 - pubis
    z = unit(up - dot(up, x)[..., None] * x, "anterior pelvic plane")
    return x, np.cross(z, x), z


def _local(points: Points, side: Side, vector: np.ndarray) -> np.ndarray:
    """(lateral, front, up) of a vector."""
    x, y, z = pelvis_axes(points)
    return np.stack([dot(vector, x) * lateral_sign(side), dot(vector, y), dot(vector, z)], axis=-1)


def lce_deg(points: Points, side: Side) -> np.ndarray:
    """Wiberg: from the vertical through the centre to the lateral edge of the roof, in the coronal plane."""
    edge = points(f"pelvis.acetabulum_rim_lateral_{side}") - points(f"pelvis.acetabulum_center_{side}")
    local = _local(points, side, edge)
    return np.degrees(np.arctan2(local[..., 0], local[..., 2]))


def acetabular_index_deg(points: Points, side: Side) -> np.ndarray:
    """Tonnis: of the roof, from its medial to its lateral end, to the horizontal; positive rises to lateral."""
    roof = points(f"pelvis.acetabulum_rim_lateral_{side}") - points(f"pelvis.sourcil_medial_{side}")
    local = _local(points, side, roof)
    return np.degrees(np.arctan2(local[..., 2], local[..., 0]))


def axial_anteversion_deg(points: Points, side: Side) -> np.ndarray:
    """Reikeras: of the line between the anterior and the posterior edge to the sagittal plane, in the axial plane."""
    edges = points(f"pelvis.acetabulum_rim_anterior_{side}") - points(f"pelvis.acetabulum_rim_posterior_{side}")
    local = _local(points, side, edges)
    return np.degrees(np.arctan2(-local[..., 0], local[..., 1]))


def _socket(points: Points, side: Side, angle: str) -> np.ndarray:
    axis = points(f"pelvis.acetabulum_axis_{side}") - points(f"pelvis.acetabulum_center_{side}")
    local = _local(points, side, axis)
    return getattr(cup_angles(local * np.array([1.0, 1.0, -1.0])), angle)


def app_tilt_deg(points: Points, side: Side) -> np.ndarray:
    """Of the anterior pelvic plane to the image's vertical, positive where the spines lie in front of the pubis."""
    x, _, z = pelvis_axes(points)
    vertical = unit(_UP - dot(_UP, x)[..., None] * x, "vertical")
    front = np.cross(vertical, x)
    return np.degrees(np.arctan2(dot(z, front), dot(z, vertical)))


def obliquity_deg(points: Points, side: Side) -> np.ndarray:
    """Of the line between the spines to the horizontal of the image, positive where the right spine is higher."""
    x, _, _ = pelvis_axes(points)
    return np.degrees(np.arctan2(x[..., 2], np.hypot(x[..., 0], x[..., 1])))


def _cup(key: str, words: str, angle: str) -> HipDefinition:
    method = f"normal of the rim's plane without the notch, {words}, {IN_PLANE}"
    return HipDefinition(key, method, None, MURRAY, partial(_socket, angle=angle))


HIP_DEFINITIONS = (
    HipDefinition(
        "LCE_deg",
        f"lateral edge of the roof in the coronal plane through the centre (Wiberg), {IN_PLANE}",
        (25.0, 40.0),
        "Wiberg 1939; below 25 is undercoverage, above 40 overcoverage (Tonnis 1987)",
        lce_deg,
    ),
    HipDefinition(
        "acetabular_index_deg",
        f"bearing roof to the line between the spines (Tonnis), {IN_PLANE}",
        (0.0, 10.0),
        "Tonnis 1987, Congenital Dysplasia and Dislocation of the Hip; for the adult",
        acetabular_index_deg,
    ),
    HipDefinition(
        "acetabular_anteversion_axial_deg",
        f"anterior to posterior edge in the axial plane through the centre, {IN_PLANE}",
        (10.0, 25.0),
        "Reikeras 1983; normal is 15 to 20, borderline 10 to 25 (Tonnis and Heinecke 1999)",
        axial_anteversion_deg,
    ),
    _cup("acetabular_anteversion_deg", "anatomic anteversion", "anatomic_anteversion"),
    _cup("acetabular_inclination_deg", "anatomic inclination", "anatomic_inclination"),
    _cup("acetabular_anteversion_radiographic_deg", "radiographic anteversion", "radiographic_anteversion"),
    _cup("acetabular_inclination_radiographic_deg", "radiographic inclination", "radiographic_inclination"),
    _cup("acetabular_anteversion_operative_deg", "operative anteversion", "operative_anteversion"),
    _cup("acetabular_inclination_operative_deg", "operative inclination", "operative_inclination"),
    HipDefinition(
        "APP_tilt_deg",
        "anterior pelvic plane to the vertical of the image, positive where the spines lie in front of the pubis",
        None,
        "Lembeck 2005, Clin Orthop 440:131; it changes with the patient's position",
        app_tilt_deg,
    ),
    HipDefinition(
        "pelvic_obliquity_deg",
        "line between the spines to the horizontal of the image, positive where the right side is higher",
        None,
        "it changes with the patient's position",
        obliquity_deg,
    ),
)
