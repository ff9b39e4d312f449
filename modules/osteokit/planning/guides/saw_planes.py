"""From the cuts of a plan to the flat slots that guide them."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.values import SawPlane, Vector
from osteokit.planning.osteotomy.cuts import BiplanarCut, Cut, PlaneCut, WedgeCut
from osteokit.planning.osteotomy.saw import hinge_frame
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import rotation_about

_FAR_MM = 500.0


def saw_planes(cut: Cut, bone: Mesh) -> tuple[SawPlane, ...]:
    """The saw planes of a cut: one, or two for a closing wedge and a biplanar cut.

    Cuts about a hinge end there; their entries are where their planes come out of the bone.

    Raises
    ------
    OsteoError
        A cut that is not made of flat cuts from one side (dome, step, Z), or a hinge that lies outside the bone.
    """
    if isinstance(cut, PlaneCut):
        return (SawPlane(cut.entry, cut.direction, cut.proximal, cut.depth_mm, cut.sweep_mm, cut.blade),)
    surface = SurfaceDistance(bone)
    if isinstance(cut, WedgeCut):
        return _wedge_planes(cut, surface)
    if isinstance(cut, BiplanarCut):
        return _biplanar_planes(cut, surface)
    raise OsteoError(f"A {cut.kind} cut has no flat slots from one side; guide its wires and drill holes instead.")


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
    return (
        _from_hinge(surface, hinge, toward, normal, cut),
        _from_hinge(surface, middle, toward, rising_normal * np.sign(rising_normal @ normal or 1.0), cut),
    )


def _from_hinge(
    surface: SurfaceDistance, hinge: np.ndarray, toward: np.ndarray, normal: np.ndarray, cut: WedgeCut | BiplanarCut
) -> SawPlane:
    """The plane that is sawn from the cortex to a point in the bone."""
    length, face = surface.first_hit(hinge[None], toward, _FAR_MM)
    if not np.isfinite(length[0]) or surface.face_normals[face[0]] @ toward < 0:
        raise OsteoError("The hinge lies outside the bone, so the saw has no way to it; move the hinge into the bone.")
    return SawPlane(
        _vector(hinge + length[0] * toward), _vector(-toward), _vector(normal), float(length[0]), None, cut.blade
    )


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])
