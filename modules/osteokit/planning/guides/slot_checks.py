"""Slots and holes of the finished guide, measured on its faces and tried with the blade, drill or wire itself."""

from collections.abc import Sequence

import manifold3d
import numpy as np

from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import PlacedHole, PlacedSlot
from osteokit.planning.guides.values import GuideCheck
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of

SLOT_ANGLE_DEG = 0.1
SLOT_OFFSET_MM = 0.05
HOLE_OFFSET_MM = 0.1
SLANT_DEG = 65.0
"""Beyond this the tip of a drill skids along the cortex instead of going in."""

_ON_WALL_MM = 1e-3
_ALIGNED = np.cos(np.radians(1.0))  # of wall and cut; bone-side and letter faces that lean more are no walls

_RADIAL = -0.99  # of wall and way to the axis: 8 degrees; flats turn by 2, a hole displaced by 0.1 mm by 4 at most


def slot_checks(
    mesh: Mesh, body: manifold3d.Manifold, slots: Sequence[PlacedSlot], parameters: GuideParameters
) -> list[GuideCheck]:
    """Is every slot in the plane of its cut, and does the blade pass?"""
    if not slots:
        return []
    found = [_slot_plane(mesh, slot) for slot in slots]
    angle, offset = (max(one[n] for one in found) for n in (0, 1))
    hit = max((body ^ manifold_of(slot.blade())).volume() for slot in slots)
    led = min(_led_mm(mesh, slot) for slot in slots)
    need = 0.8 * parameters.slot_depth_mm
    return [
        GuideCheck("slot_angle", angle <= SLOT_ANGLE_DEG, angle, SLOT_ANGLE_DEG, "degrees",
                   f"Slots lie within {angle:.4f} degrees of their cuts."),
        GuideCheck("slot_offset", offset <= SLOT_OFFSET_MM, offset, SLOT_OFFSET_MM, "mm",
                   f"Slots lie within {offset:.4f} mm of their cuts."),
        GuideCheck("slot_open", hit <= 1e-6, hit, 0.0, "mm3",
                   "Blades pass their slots." if hit <= 1e-6 else f"{hit:.2f} mm3 of the guide stand in the way."),
        GuideCheck("slot_led", led >= need, led, need, "mm", f"Blades are led over {led:.1f} mm on both sides."),
    ]  # fmt: skip


def _slot_walls(mesh: Mesh, slot: PlacedSlot, side: float) -> tuple[np.ndarray, np.ndarray]:
    """Corners (n, 3, 3) of the faces of one wall of a slot and their areas: faces that look at the cut's plane."""
    corners = mesh.vertices[mesh.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(across, axis=1)
    toward = np.einsum("ij,j->i", across, -side * slot.frame[2]) > _ALIGNED * area
    local = (corners - slot.entry) @ slot.frame.T
    between = (np.abs(local[..., 1]) < slot.wide_mm / 2 + _ON_WALL_MM).all(axis=1)
    beside = (np.abs(local[..., 2] - side * slot.thick_mm / 2) < slot.thick_mm / 2).all(axis=1)
    chosen = toward & between & beside & (area > 1e-12)
    return corners[chosen], area[chosen]


def _slot_plane(mesh: Mesh, slot: PlacedSlot) -> tuple[float, float]:
    """Angle (degrees) and offset (mm) between the middle plane of a slot's two walls and the cut; inf without walls."""
    normals, middles = [], []
    for side in (1.0, -1.0):
        corners, area = _slot_walls(mesh, slot, side)
        if not len(corners):
            return np.inf, np.inf
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normal = across.sum(axis=0)
        normals.append(-side * normal / np.linalg.norm(normal))
        middles.append((corners.mean(axis=1) * area[:, None]).sum(axis=0) / area.sum())
    plane = np.sum(normals, axis=0)
    plane /= np.linalg.norm(plane)
    sine = np.linalg.norm(np.cross(plane, slot.frame[2]))
    offset = abs(float((np.mean(middles, axis=0) - slot.entry) @ slot.frame[2]))
    return float(np.degrees(np.arcsin(min(sine, 1.0)))), offset


def _led_mm(mesh: Mesh, slot: PlacedSlot) -> float:
    """How far the shorter of a slot's two walls leads the blade along its way."""
    lengths = []
    for side in (1.0, -1.0):
        corners, _ = _slot_walls(mesh, slot, side)
        lengths.append(float(np.ptp((corners - slot.entry) @ slot.frame[0])) if len(corners) else 0.0)
    return min(lengths)


def hole_checks(
    mesh: Mesh,
    body: manifold3d.Manifold,
    slots: Sequence[PlacedSlot],
    holes: Sequence[PlacedHole],
    parameters: GuideParameters,
) -> list[GuideCheck]:
    """Do drills and wires pass, are holes as wide as asked, and do they stay clear of slots and of skidding?"""
    if not holes:
        return []
    hit = max((body ^ manifold_of(hole.gauge())).volume() for hole in holes)
    fits = [_fitted_cylinder(mesh, hole) for hole in holes]
    wide, away = (max(values) for values in zip(*fits, strict=True))
    slant = max(hole.slant_deg for hole in holes)
    checks = [
        GuideCheck("holes_open", hit <= 1e-6, hit, 0.0, "mm3",
                   "Drills and wires pass." if hit <= 1e-6 else f"{hit:.2f} mm3 of the guide stand in a drill's way."),
        GuideCheck("hole_radius", wide <= 0.02, wide, 0.02, "mm", f"Holes are within {wide:.3f} mm of their radius."),
        GuideCheck("hole_offset", away <= HOLE_OFFSET_MM, away, HOLE_OFFSET_MM, "mm",
                   f"Holes lie within {away:.3f} mm of their axes over the height of their sleeves."),
        GuideCheck("hole_slant", slant <= SLANT_DEG, slant, SLANT_DEG, "degrees",
                   f"Drills meet the cortex at up to {slant:.0f} degrees from upright."),
    ]  # fmt: skip
    if slots:
        cuts, drills = ([manifold_of(one.cutter()) for one in group] for group in (slots, holes))
        gap = min(0.0 if not (cut ^ drill).is_empty() else cut.min_gap(drill, 50.0) for cut in cuts for drill in drills)
        limit = parameters.wall_mm
        said = f"Holes and slots are {gap:.1f} mm apart" + ("." if gap >= limit else f"; {limit:g} mm are needed.")
        checks.append(GuideCheck("holes_clear_of_slots", gap >= limit, gap, limit, "mm", said))
    return checks


def _fitted_cylinder(mesh: Mesh, hole: PlacedHole) -> tuple[float, float]:
    """How far the wall of a hole is from its radius, and its own axis from the one asked for at both ends, mm; inf
    where it has no wall."""
    middle, normal, area = _hole_wall(mesh, hole)
    if len(area) < 8:
        return np.inf, np.inf
    radius = float((-(normal * (middle - hole.entry)).sum(axis=1) * area).sum() / area.sum())
    _, along = np.linalg.eigh(np.einsum("i,ij,ik->jk", area, normal, normal))
    axis = along[:, 0] * np.sign(along[:, 0] @ hole.axis)  # the direction that no wall looks along
    across = np.linalg.svd(axis[None])[2][1:]
    flat, weight = normal @ across.T, np.sqrt(area)[:, None]
    rows = np.hstack([flat, np.ones((len(flat), 1))])  # n (x - c) = -r for every flat of the wall
    right = (normal * (middle - hole.entry)).sum(axis=1)
    centre = np.linalg.lstsq(rows * weight, right * weight[:, 0], rcond=None)[0][:2] @ across
    ends = np.array([0.0, -hole.height_mm])
    points = hole.entry + centre + ((ends - centre @ hole.axis) / (axis @ hole.axis))[:, None] * axis
    away = np.linalg.norm(points - (hole.entry + ends[:, None] * hole.axis), axis=1)
    return abs(radius - hole.radius_mm), float(away.max())


def _hole_wall(mesh: Mesh, hole: PlacedHole) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the faces of a hole's wall: middles (n, 3), unit normals (n, 3), which look at the axis, and areas (n,)."""
    corners = mesh.vertices[mesh.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(across, axis=1)
    middle = corners.mean(axis=1)
    away = middle - hole.entry
    away -= (away @ hole.axis)[:, None] * hole.axis
    reach = np.linalg.norm(away, axis=1)
    inward = np.einsum("ij,ij->i", across, away) < _RADIAL * area * reach
    wall = inward & (np.abs(reach - hole.radius_mm) < 0.3 * hole.radius_mm) & (area > 1e-12)
    return middle[wall], across[wall] / area[wall, None], area[wall] / 2
