"""Landmarks of the proximal femur: head, neck isthmus and trochanters."""

import numpy as np

from osteokit.anatomy.bone_axes import BoneFrame, BoneSurface, Shaft
from osteokit.anatomy.find_extremes import Found, extreme, most_prominent
from osteokit.anatomy.sections import Contour, section
from osteokit.anatomy.sphere import Sphere

_STEPS = 25


def head_superior(surface: BoneSurface, head: Sphere, frame: BoneFrame) -> Found | None:
    """Most superior point of the head."""
    near = np.linalg.norm(surface.points - head.center, axis=1) < 1.15 * head.radius_mm
    return extreme(surface, frame.up, near, frame.error_deg)


def neck_isthmus(
    surface: BoneSurface, head: Sphere, shaft: Shaft, frame: BoneFrame
) -> tuple[Contour, np.ndarray] | None:
    """The smallest section of the neck, and the unit axis (3,) from it to the head.

    Sections across the axis are compared between the head's border and the trochanters; then the axis is laid through
    the centres of the smallest section and of the head, and so on until it does not turn any more.
    """
    offset = head.center - shaft.at(np.array([head.center @ frame.up]), frame.up)[0]
    root = head.center - offset - 0.7 * np.linalg.norm(offset) * frame.up  # a neck-shaft angle near 125 degrees
    axis = (head.center - root) / np.linalg.norm(head.center - root)
    smallest = None
    for _ in range(12):
        found = _smallest_section(surface, head, axis)
        if found is None:
            return None
        smallest = found
        turned = head.center - smallest.center
        turned /= np.linalg.norm(turned)
        change = np.degrees(np.arccos(np.clip(turned @ axis, -1, 1)))
        axis = axis + 0.7 * (turned - axis)
        axis /= np.linalg.norm(axis)
        if change < 0.05:
            break
    return (smallest, axis) if smallest is not None else None


def _smallest_section(surface: BoneSurface, head: Sphere, axis: np.ndarray) -> Contour | None:
    """The section at the middle of the narrow part of the neck: distances weigh exp(-excess of area / 2 percent)."""
    distances = np.linspace(0.75, 2.2, _STEPS) * head.radius_mm
    contours = [_contour_about(surface, head.center - distance * axis, axis) for distance in distances]
    areas = np.array([contour.area_mm2 if contour else np.inf for contour in contours])
    if not np.isfinite(areas).any():
        return None
    least = int(np.argmin(areas))
    near = np.abs(distances - distances[least]) < 0.4 * head.radius_mm
    weights = near * np.exp(-(areas - areas[least]) / (0.02 * areas[least]))
    return _contour_about(surface, head.center - (weights @ distances) / weights.sum() * axis, axis)


def _contour_about(surface: BoneSurface, point: np.ndarray, axis: np.ndarray) -> Contour | None:
    """The outer contour whose centre is nearest to a point of the axis."""
    contours = [c for c in section(surface.mesh, point, axis) if c.area_mm2 > 30]
    return min(contours, key=lambda c: float(np.linalg.norm(c.center - point)), default=None)


def isthmus_points(isthmus: Contour, axis: np.ndarray, frame: BoneFrame) -> dict[str, Found]:
    """Extremal points of the isthmus' contour in the views along and across the neck."""
    superior = frame.up - (frame.up @ axis) * axis
    superior /= np.linalg.norm(superior)
    anterior = np.cross(superior, axis)
    anterior *= np.sign(anterior @ frame.anterior)
    directions = {"superior": superior, "inferior": -superior, "anterior": anterior, "posterior": -anterior}
    return {name: _outermost(isthmus, direction) for name, direction in directions.items()}


def _outermost(contour: Contour, direction: np.ndarray) -> Found:
    """The contour's outermost point; along the neck it is as uncertain as the isthmus is long, a tenth of its width."""
    height = contour.points @ direction
    weights = contour.weights * np.exp((height - height.max()) / 0.3)
    mean = np.average(contour.points, axis=0, weights=weights)
    spread = np.sqrt(np.average(((contour.points - mean) ** 2).sum(axis=1), weights=weights))
    width = 2 * np.sqrt(contour.area_mm2 / np.pi)
    return Found(
        mean + direction * (np.average(height, weights=weights) + 0.15 - mean @ direction),
        float(np.hypot(spread, 0.07 * width)),
    )


def greater_trochanter(
    surface: BoneSurface, head: Sphere, isthmus: Contour, axis: np.ndarray, frame: BoneFrame
) -> Found | None:
    """Most superior point lateral of the neck's isthmus."""
    beyond = (isthmus.center - surface.points) @ axis > 0.15 * head.radius_mm
    lateral = (head.center - surface.points) @ frame.medial > 1.05 * head.radius_mm
    return extreme(surface, frame.up, beyond & lateral, frame.error_deg)


def crest_posterior(
    surface: BoneSurface,
    head: Sphere,
    trochanters: tuple[np.ndarray, np.ndarray],
    condyles: tuple[np.ndarray, np.ndarray],
    frame: BoneFrame,
) -> Found | None:
    """Where the crest touches the table on which the femur lies: the plane on both posterior ``condyles`` and on it.

    The crest is what lies near the line from tip to tip of both ``trochanters`` (greater, lesser) in the coronal view.
    """
    greater, lesser = trochanters
    line = lesser - greater
    line = line - (line @ frame.anterior) * frame.anterior
    length = float(np.linalg.norm(line))
    off = surface.points - greater
    along = off @ line / length**2
    across = off @ np.cross(frame.anterior, line / length)
    zone = (along > 0.2) & (along < 0.8) & (np.abs(across) < 0.5 * head.radius_mm)
    found = extreme(surface, -frame.anterior, zone, frame.error_deg)
    for _ in range(4):  # the table turns about the condyles until it touches
        if found is None:
            return None
        normal = np.cross(condyles[1] - condyles[0], found.point - condyles[0])
        found = extreme(surface, -np.sign(normal @ frame.anterior) * normal, zone, frame.error_deg)
    return found


def lesser_trochanter(
    surface: BoneSurface, head: Sphere, isthmus: Contour, shaft: Shaft, frame: BoneFrame
) -> Found | None:
    """The tip of the posteromedial bump below the neck: the most prominent point there."""
    posterior = -((surface.points - shaft.at(surface.points @ frame.up, frame.up)) @ frame.anterior)
    zone = medial_below_neck(surface, head, isthmus, shaft, frame) & (posterior > 0.25 * shaft.radius_mm)
    return most_prominent(surface, zone, 0.6 * head.radius_mm)


def medial_below_neck(
    surface: BoneSurface, head: Sphere, isthmus: Contour, shaft: Shaft, frame: BoneFrame
) -> np.ndarray:
    """Mask of the medial side from the neck to three head radii below it, where the lesser trochanter is."""
    height = surface.points @ frame.up
    below = isthmus.center @ frame.up - height
    medial = (surface.points - shaft.at(height, frame.up)) @ frame.medial
    return (below > 0.3 * head.radius_mm) & (below < 3.2 * head.radius_mm) & (medial > 0)
