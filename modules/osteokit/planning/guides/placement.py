"""Slots and holes set on the bone: where saw and drill meet it, and what room they and their housings take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.transform import direction_of, pose_of

NEAR_MM = 10.0
"""How far an entry may lie from the bone, along the saw or the drill, and still be meant."""

_TRACE = 33  # rays across a slot
_BEYOND_MM = 5.0  # cutters stand out of what they cut
_THROUGH_MM = 0.5
_SEGMENTS = 96


@dataclass(frozen=True, eq=False)
class PlacedSlot:
    """A slot on the bone. ``frame`` (3, 3) has the rows saw direction, width, normal; heights are against the saw,
    from ``entry``, where the blade's middle meets the cortex.

    ``trace`` (n, 3) are the places where the plane meets the bone under the housing; ``low_mm`` and ``high_mm`` their
    heights; ``top_mm`` that of the housing's end; ``wide_mm`` and ``thick_mm`` the size of the slot; ``depth_mm`` how
    deep the tip goes.
    """

    name: str
    plane: SawPlane
    entry: np.ndarray
    frame: np.ndarray
    trace: np.ndarray
    low_mm: float
    high_mm: float
    top_mm: float
    wide_mm: float
    thick_mm: float
    depth_mm: float

    def housing(self, wall_mm: float) -> Mesh:
        """The box around the slot, from its end down into the bone, which is trimmed away later."""
        return self._box(self.wide_mm + 2 * wall_mm, self.thick_mm + 2 * wall_mm, self.low_mm, self.top_mm)

    def cutter(self) -> Mesh:
        """What the slot takes away: from beyond the housing to where the tip of the blade ends."""
        return self._box(self.wide_mm, self.thick_mm, -self.depth_mm, self.top_mm + _BEYOND_MM)

    def blade(self) -> Mesh:
        """The room of the blade itself, as wide as it is swept, pushed in to its depth."""
        wide = max(self.plane.sweep_mm or 0.0, self.plane.blade.width_mm)
        return self._box(wide, self.plane.blade.kerf_mm, -self.depth_mm, self.top_mm + _BEYOND_MM)

    def _box(self, wide: float, thick: float, low: float, high: float) -> Mesh:
        middle = self.entry - self.frame[0] * (low + high) / 2
        return box((high - low, wide, thick), pose_of(middle, self.frame[0], self.frame[2]))


@dataclass(frozen=True, eq=False)
class PlacedHole:
    """A hole on the bone: ``entry`` (3,) on the cortex, ``axis`` (3,) into the bone, radii with their tolerance."""

    hole: GuideHole
    entry: np.ndarray
    axis: np.ndarray
    radius_mm: float
    outer_mm: float
    height_mm: float
    slant_deg: float

    def sleeve(self) -> Mesh:
        """The tube around the hole, filled, from its end down into the bone, which is trimmed away later."""
        sunk = min(self.outer_mm * np.tan(np.radians(min(self.slant_deg, 60.0))) + 1.0, NEAR_MM)
        return cylinder(self.entry - self.height_mm * self.axis, self.entry + sunk * self.axis, self.outer_mm, 64)

    def cutter(self) -> Mesh:
        """What the hole takes away; its flats, not its corners, lie on the radius."""
        radius = self.radius_mm / np.cos(np.pi / _SEGMENTS)
        start = self.entry - (self.height_mm + _BEYOND_MM) * self.axis
        return cylinder(start, self.entry + 2 * NEAR_MM * self.axis, radius, _SEGMENTS)

    def gauge(self) -> Mesh:
        """The drill or wire itself."""
        start = self.entry - (self.height_mm + _BEYOND_MM) * self.axis
        return cylinder(start, self.entry + 2 * NEAR_MM * self.axis, self.hole.diameter_mm / 2, _SEGMENTS)


def place_slot(surface: SurfaceDistance, plane: SawPlane, parameters: GuideParameters, name: str) -> PlacedSlot:
    """Set a saw plane on the bone.

    Raises
    ------
    OsteoError
        The cut misses the bone where it begins, or the blade does not fit: too short for slot and cut, or wider than
        its sweep.
    """
    name = plane.name or name
    frame = _saw_frame(plane, name)
    entry = _first_cortex(surface, np.asarray(plane.entry, np.float64), frame[0], f"{name} misses the bone")
    sweep = plane.blade.width_mm if plane.sweep_mm is None else plane.sweep_mm
    if sweep < plane.blade.width_mm:
        raise OsteoError(
            f"The blade of {name} is {plane.blade.width_mm:g} mm wide and does not fit its {sweep:g} mm of sweep; "
            "take a narrower blade or a wider sweep."
        )
    wide = sweep + parameters.slot_length_tolerance_mm + 2 * parameters.insert_mm
    thick = plane.blade.kerf_mm + parameters.slot_tolerance_mm + 2 * parameters.insert_mm
    places, heights = _trace(surface, entry, frame, wide / 2 + parameters.slot_wall_mm, parameters.reach_mm)
    low, high = float(heights.min()), float(heights.max())
    top = high + parameters.clearance_mm + parameters.slot_depth_mm
    depth = _way_through(surface, entry, frame[0]) if plane.depth_mm is None else float(plane.depth_mm)
    if depth + top > plane.blade.length_mm:
        raise OsteoError(
            f"The blade of {name} is too short: {top:.0f} mm stay in the guide and the cut is {depth:.0f} mm deep, but "
            f"the blade is {plane.blade.length_mm:g} mm long; take a longer blade or a smaller slot_depth_mm."
        )
    return PlacedSlot(name, plane, entry, frame, places, low, high, top, wide, thick, depth)


def place_hole(surface: SurfaceDistance, hole: GuideHole, parameters: GuideParameters) -> PlacedHole:
    """Set a hole on the bone.

    Raises
    ------
    OsteoError
        Its axis misses the bone near its point.
    """
    name = name_of(hole)
    axis = direction_of(np.asarray(hole.direction, np.float64), f"direction of {name}")
    entry = _first_cortex(surface, np.asarray(hole.point, np.float64), axis, f"{name} misses the bone")
    slant = float(np.degrees(np.arccos(np.clip(-surface.normal_at(entry[None])[0] @ axis, -1, 1))))
    slack = parameters.wire_tolerance_mm if hole.kind == "wire" else parameters.drill_tolerance_mm
    radius = (hole.diameter_mm + slack) / 2
    return PlacedHole(hole, entry, axis, radius, radius + parameters.sleeve_wall_mm, parameters.sleeve_height_mm, slant)


def name_of(hole: GuideHole) -> str:
    """What sentences call a hole."""
    return hole.name or f"The {hole.kind} hole"


def with_level_row(holes: Sequence[PlacedHole]) -> list[PlacedHole]:
    """The holes with the sleeves of a row all ending where the highest does: one face, on which every drill stops."""
    row = [hole for hole in holes if hole.hole.kind == "row"]
    if not row:
        return list(holes)
    ends = {id(hole): float(hole.height_mm - hole.entry @ hole.axis) for hole in row}
    top = max(ends.values())
    return [
        replace(hole, height_mm=hole.height_mm + top - ends[id(hole)]) if id(hole) in ends else hole for hole in holes
    ]


def _saw_frame(plane: SawPlane, name: str) -> np.ndarray:
    normal = direction_of(np.asarray(plane.normal, np.float64), f"normal of {name}")
    along = np.asarray(plane.direction, np.float64)
    saw = direction_of(along - (along @ normal) * normal, f"saw direction of {name}, seen in its plane,")
    return np.stack([saw, np.cross(normal, saw), normal])


def _first_cortex(surface: SurfaceDistance, point: np.ndarray, way: np.ndarray, complaint: str) -> np.ndarray:
    """Where a line along ``way`` goes into the bone nearest to ``point``."""
    entries, start = [], point - NEAR_MM * way
    travelled = 0.0
    while travelled < 2 * NEAR_MM:
        length, face = surface.first_hit(start[None], way, 2 * NEAR_MM - travelled, 1e-6)
        if not np.isfinite(length[0]):
            break
        start, travelled = start + length[0] * way, travelled + float(length[0])
        if surface.face_normals[face[0]] @ way < 0:
            entries.append(start)
    if not entries:
        raise OsteoError(f"{complaint}: it meets no cortex within {NEAR_MM:g} mm of its entry; move the entry onto it.")
    return min(entries, key=lambda place: float(np.linalg.norm(place - point)))


def _trace(
    surface: SurfaceDistance, entry: np.ndarray, frame: np.ndarray, half_mm: float, reach_mm: float
) -> tuple[np.ndarray, np.ndarray]:
    """Places (n, 3) where the plane meets the bone within ``half_mm`` of the middle, and their heights (n,)."""
    starts = entry - reach_mm * frame[0] + np.linspace(-half_mm, half_mm, _TRACE)[:, None] * frame[1]
    length, face = surface.first_hit(starts, frame[0], 2 * reach_mm)
    met = np.isfinite(length)
    met[met] = surface.face_normals[face[met]] @ frame[0] < 0
    places = np.vstack([entry, starts[met] + length[met, None] * frame[0]])
    return places, (entry - places) @ frame[0]


def _way_through(surface: SurfaceDistance, entry: np.ndarray, way: np.ndarray) -> float:
    """From the cortex to the other side of the bone, mm."""
    length, _ = surface.first_hit(entry[None] + _THROUGH_MM * way, way)
    return float(length[0]) + _THROUGH_MM if np.isfinite(length[0]) else _THROUGH_MM
