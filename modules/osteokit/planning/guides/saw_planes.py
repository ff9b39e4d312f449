"""From the cuts of a plan to the flat slots that guide them."""

from dataclasses import replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.along_saw import FAR_MM, run_around, stretches
from osteokit.planning.guides.values import SawPlane, Vector
from osteokit.planning.osteotomy.cuts import BiplanarCut, Cut, PlaneCut, StepCut, WedgeCut, ZCut
from osteokit.planning.osteotomy.saw import StepLines, hinge_frame, step_lines
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import rotation_about

_STEP_MM = 0.25


def saw_planes(cut: Cut, bone: Mesh) -> tuple[SawPlane, ...]:
    """The saw planes of a cut: one, two for a closing wedge and a biplanar cut, three for a step and a Z.

    Cuts about a hinge end there; their entries are where their planes come out of the bone. All planes of a cut are
    sawn from the same side.

    Raises
    ------
    OsteoError
        A dome cut, which is not flat; a hinge that lies outside the bone; a step or Z with a plane that misses the
        bone, or that is shorter than the blade is wide (the sentence names the plane).
    """
    if isinstance(cut, PlaneCut):
        return (SawPlane(cut.entry, cut.direction, cut.proximal, cut.depth_mm, cut.sweep_mm, cut.blade),)
    surface = SurfaceDistance(bone)
    if isinstance(cut, WedgeCut):
        return _wedge_planes(cut, surface)
    if isinstance(cut, BiplanarCut):
        return _biplanar_planes(cut, surface)
    if isinstance(cut, StepCut | ZCut):
        return _step_planes(cut, surface)
    raise OsteoError(f"A {cut.kind} cut has no flat slots; it is guided by a row of drill holes along its arc.")


def _wedge_planes(cut: WedgeCut, surface: SurfaceDistance) -> tuple[SawPlane, ...]:
    frame = hinge_frame(cut)
    hinge, toward, axis, normal = frame[:3, 3], frame[:3, 0], frame[:3, 1], frame[:3, 2]
    first = _from_hinge(surface, hinge, toward, normal, cut)
    if cut.motion == "opening":
        return (first,)
    sign = 1.0 if cut.wedge_from == "proximal" else -1.0
    turn = rotation_about(np.zeros(3), axis, -sign * cut.angle_deg)[:3, :3]
    return first, _from_hinge(surface, hinge, turn @ toward, turn @ normal, cut)


def _biplanar_planes(cut: BiplanarCut, surface: SurfaceDistance) -> tuple[SawPlane, ...]:
    """The transverse cut, and the rising one that is sawn the same way from the line where the two meet."""
    frame = hinge_frame(cut)
    hinge, toward, along, normal = frame[:3, 3], frame[:3, 0], frame[:3, 1], frame[:3, 2]
    forward = np.sign(float(along @ np.array(cut.anterior)))
    rise = np.radians(180.0 - cut.between_deg)
    up = forward * np.cos(rise) * along + np.sin(rise) * normal
    middle = np.asarray(cut.ascending_point, np.float64) + cut.blade.width_mm / 2 * up
    rising_normal = np.cross(up, toward)
    rising_normal *= np.sign(rising_normal @ normal or 1.0)
    return (
        replace(_from_hinge(surface, hinge, toward, normal, cut), name="The transverse cut"),
        replace(_from_hinge(surface, middle, toward, rising_normal, cut), name="The rising cut"),
    )


def _step_planes(cut: StepCut | ZCut, surface: SurfaceDistance) -> tuple[SawPlane, ...]:
    """The two end cuts, each from the long cut to where the bone ends, and the long cut between them."""
    lines = step_lines(cut)
    upper, lower = (0, 1) if cut.height_mm > 0 else (1, 0)
    return (
        _end_plane(surface, lines, upper, cut, "The proximal end cut"),
        _plane_along(surface, lines, (lines.corners[lower], lines.corners[upper]), cut, "The lengthwise cut"),
        _end_plane(surface, lines, lower, cut, "The distal end cut"),
    )


def _end_plane(surface: SurfaceDistance, lines: StepLines, corner: int, cut: StepCut | ZCut, name: str) -> SawPlane:
    """It is swept from the long cut over the bone; a blade that is wider stands out beyond the bone."""
    start = lines.corners[corner]
    along = lines.outward if corner == 0 else -lines.outward
    reach = np.arange(0.0, FAR_MM, _STEP_MM)
    places = _in_space(lines, start + reach[:, None] * along)
    met = np.isfinite(stretches(surface, places, lines.frame[:3, 2])[0])
    run = reach[run_around(met, 0)]
    if not len(run) or run[0] > cut.blade.width_mm:
        raise OsteoError(f"{name} misses the bone, so it needs no slot; move the centre of the cut into the bone.")
    if cut.blade.width_mm / 2 >= run[-1]:
        raise OsteoError(
            f"{name} is {run[-1]:.0f} mm wide and the blade {cut.blade.width_mm:g} mm, so most of it would stand "
            "beside the bone; take a narrower blade."
        )
    wide = max(float(run[-1]), cut.blade.width_mm)
    return _plane_along(surface, lines, (start, start + wide * along), cut, name)


def _plane_along(
    surface: SurfaceDistance, lines: StepLines, ends: tuple[np.ndarray, np.ndarray], cut: StepCut | ZCut, name: str
) -> SawPlane:
    """The plane that holds the line between two ends and the way of the saw, swept from one end to the other."""
    way, middle = lines.frame[:3, 2], _in_space(lines, (ends[0] + ends[1])[None] / 2)
    first, _ = stretches(surface, middle, way)
    if not np.isfinite(first[0]):
        raise OsteoError(f"{name} misses the bone in its middle; move the centre of the cut into the bone.")
    x, y = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    normal = lines.frame[:3, :2] @ (np.array([-y, x]))
    towards = normal @ np.asarray(cut.proximal)
    side = np.sign(towards) if abs(towards) > 1e-9 else -np.sign(cut.height_mm) * np.sign(normal @ lines.frame[:3, 0])
    return SawPlane(
        _vector(middle[0] + first[0] * way), _vector(way), _vector(side * normal), None,
        float(np.linalg.norm(ends[1] - ends[0])), cut.blade, name,
    )  # fmt: skip


def _in_space(lines: StepLines, flat: np.ndarray) -> np.ndarray:
    """Points (n, 2) seen along the saw, in RAS (n, 3)."""
    return lines.frame[:3, 3] + flat @ lines.frame[:3, :2].T


def _from_hinge(
    surface: SurfaceDistance, hinge: np.ndarray, toward: np.ndarray, normal: np.ndarray, cut: WedgeCut | BiplanarCut
) -> SawPlane:
    """The plane that is sawn from the cortex to a point in the bone."""
    length, face = surface.first_hit(hinge[None], toward, FAR_MM)
    if not np.isfinite(length[0]) or surface.face_normals[face[0]] @ toward < 0:
        raise OsteoError("The hinge lies outside the bone, so the saw has no way to it; move the hinge into the bone.")
    return SawPlane(
        _vector(hinge + length[0] * toward), _vector(-toward), _vector(normal), float(length[0]), None, cut.blade
    )


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])
