"""Letters on a guide: whose it is and which side, as solids that stand out of a face or of the base."""

from collections.abc import Sequence
from functools import cache

import manifold3d
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import PlacedHole, PlacedSlot
from osteokit.planning.guides.region import Footprint
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of

SMALLEST_MM = 2.5
"""Letters that are lower cannot be printed or read."""

_FONT = FontProperties(family="DejaVu Sans", weight="bold")  # comes with matplotlib: the same on every machine
_EDGE_MM = 1.0  # free of letters around a face
_SUNK_MM = 0.4  # letters begin inside the wall, so that they are one with it
_STEP_MM = 1.5
_HEADWARD = np.array([0.0, 0.3, 1.0])  # and a little to the front, where the way off runs along the body


@cache
def _letters(text: str) -> tuple[manifold3d.CrossSection, float, float]:
    """The text 1 mm high (capitals), its middle at the origin; width and height of its box."""
    path = TextPath((0, 0), text, size=100, prop=_FONT)
    outlines = [np.asarray(ring, np.float64)[:-1] for ring in path.to_polygons() if len(ring) > 3]
    if not outlines:
        raise OsteoError(f"The text {text!r} has no letters that can be printed; use letters and digits.")
    capital = float(np.ptp(np.asarray(TextPath((0, 0), "H", size=100, prop=_FONT).vertices)[:, 1]))
    section = manifold3d.CrossSection(outlines, manifold3d.FillRule.EvenOdd)
    x0, y0, x1, y1 = section.bounds()
    section = section.translate((-(x0 + x1) / 2, -(y0 + y1) / 2)).scale((1 / capital, 1 / capital))
    return section, (x1 - x0) / capital, (y1 - y0) / capital


def _standing(text: str, size: float, depth: float, pose: np.ndarray) -> manifold3d.Manifold:
    section, _, _ = _letters(text)
    return manifold3d.Manifold.extrude(section.scale((size, size)), depth).transform(pose[:3])


def letters_on_housing(
    slot: PlacedSlot, others: Sequence[PlacedSlot], way: np.ndarray, parameters: GuideParameters
) -> Mesh:
    """Letters on the side of a slot's housing that looks away from the ``others`` (between two slots of a wedge nobody
    could read them); without others, on the side that one sees better from where the guide comes from.

    Raises
    ------
    OsteoError
        The face is too small for letters of 2.5 mm.
    """
    _, wide, high = _letters(parameters.text)
    saw, _, normal = slot.frame
    hidden = np.mean([other.entry for other in others], axis=0) - slot.entry if others else -way
    outward = normal if normal @ hidden <= 0 else -normal
    up = -saw
    free_low = slot.high_mm + parameters.clearance_mm + parameters.thickness_mm
    room_high = slot.top_mm - free_low - 2 * _EDGE_MM
    room_wide = slot.wide_mm + 2 * parameters.slot_wall_mm - 2 * _EDGE_MM
    size = _fitted(parameters, room_wide / wide, room_high / high)
    half = slot.thick_mm / 2 + parameters.slot_wall_mm
    middle = slot.entry + up * (free_low + slot.top_mm) / 2 + outward * (half - _SUNK_MM)
    pose = np.eye(4)
    pose[:3, :3] = _upright(up, outward)
    pose[:3, 3] = middle
    return mesh_of(_standing(parameters.text, size, parameters.text_relief_mm + _SUNK_MM, pose))


def letters_on_base(holes: Sequence[PlacedHole], outline: Footprint, outer: Mesh, parameters: GuideParameters) -> Mesh:
    """Letters on the top of a base, following it; where they cover no sleeve.

    ``outer`` is the base with the bone in it, whose top the letters raise.

    Raises
    ------
    OsteoError
        There is no free place for letters of 2.5 mm.
    """
    _, wide, high = _letters(parameters.text)
    size = parameters.text_height_mm
    while size >= SMALLEST_MM:
        place = _free_place(holes, outline, np.array([wide, high]) * size / 2 + _EDGE_MM)
        if place is not None:
            break
        size *= 0.9
    else:
        raise OsteoError("The text does not fit on the guide; shorten it or make margin_mm larger.")
    centre, turned = place
    u, v, w = outline.axes
    tall = outline.high_mm - outline.low_mm + 4 * parameters.thickness_mm
    pose = np.eye(4)
    pose[:3, :3] = _upright(u if turned else v, w)
    pose[:3, 3] = centre @ outline.axes[:2] + outline.low_mm * w
    raised = manifold_of(outer).translate((parameters.text_relief_mm * w).tolist())
    return mesh_of(_standing(parameters.text, size, tall, pose) ^ raised)


def _upright(up: np.ndarray, outward: np.ndarray) -> np.ndarray:
    """Axes of letters that are read from outside, their tops along ``up`` or against it: towards the patient's head."""
    up = up if up @ _HEADWARD >= 0 else -up
    return np.stack([np.cross(up, outward), up, outward], axis=1)


def _fitted(parameters: GuideParameters, *limits: float) -> float:
    size = min(parameters.text_height_mm, *limits)
    if size < SMALLEST_MM:
        raise OsteoError(
            f"The text would be {max(size, 0):.1f} mm high on the housing, and {SMALLEST_MM:g} mm is the least that "
            "one can read; shorten it or make slot_depth_mm larger."
        )
    return size


def _free_place(holes: Sequence[PlacedHole], outline: Footprint, half: np.ndarray) -> tuple[np.ndarray, bool] | None:
    """The middle (2,) of a free rectangle within the outline farthest from sleeves, and whether it is turned."""
    low, high = outline.corners.min(axis=0), outline.corners.max(axis=0)
    u, v = (np.arange(a - outline.margin_mm, b + outline.margin_mm, _STEP_MM) for a, b in zip(low, high, strict=True))
    centres = np.stack(np.meshgrid(u, v, indexing="ij"), axis=-1).reshape(-1, 2)
    best, chosen = -np.inf, None
    for turned in (False, True):
        reach = half[::-1] if turned else half
        corners = centres[:, None] + reach * np.array([[1, 1], [1, -1], [-1, 1], [-1, -1], [1, 0], [0, 1]])
        room = -outline.beyond(corners).max(axis=1)
        for hole in holes:
            end = (hole.entry - hole.height_mm * hole.axis) @ outline.axes[:2].T
            for spot in (hole.entry @ outline.axes[:2].T, end):
                away = np.linalg.norm(np.maximum(np.abs(spot - centres) - reach, 0), axis=1)
                room = np.minimum(room, away - hole.outer_mm)
        if room.max() > max(best, 0.0):
            best, chosen = float(room.max()), (centres[int(room.argmax())], turned)
    return chosen
