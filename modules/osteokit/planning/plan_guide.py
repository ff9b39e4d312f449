"""The guide of a plan's step, made again from its parameters and the cut of the osteotomy that it is for."""

from collections.abc import Mapping

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.guides.design import design_guide
from osteokit.planning.guides.parameters import parameters_from_json
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.cuts import BiplanarCut, PlaneCut, WedgeCut, cut_from_json
from osteokit.planning.plan import GuideStep, JsonObject, OsteotomyStep, Variant
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import direction_of, rotation_about


def guide_of_step(step: GuideStep, variant: Variant, meshes: Mapping[str, Mesh], progress: Progress = silent) -> Mesh:
    """Design the guide on the uncut bone, RAS mm.

    Raises
    ------
    OsteoError
        The osteotomy that it names is not in the variant, its cut is not flat, or the guide cannot be made.
    """
    planes: tuple[SawPlane, ...] = ()
    if step.for_step:
        osteotomies = {one.name: one for one in variant.steps if isinstance(one, OsteotomyStep)}
        if step.for_step not in osteotomies:
            raise OsteoError(f"the variant has no osteotomy {step.for_step!r} to guide; name one of its steps.")
        planes = saw_planes(osteotomies[step.for_step].cut)
    holes = tuple(hole_from_json(one) for one in step.holes)
    if step.bone not in meshes:
        raise OsteoError(f"the bone {step.bone!r} is not in the plan.")
    others = tuple(mesh for bone, mesh in meshes.items() if bone != step.bone)
    return design_guide(meshes[step.bone], planes, holes, parameters_from_json(step.parameters), others, progress).mesh


def saw_planes(cut: JsonObject) -> tuple[SawPlane, ...]:
    """The flat cuts that a cut value is sawn with: one for a plane or an opening wedge, two for a closing one.

    Of a biplanar cut the transverse plane; the rising one is sawn by hand behind the tuberosity.

    Raises
    ------
    OsteoError
        The cut is curved or stepped.
    """
    value = cut_from_json(cut)
    if isinstance(value, PlaneCut):
        return (SawPlane(value.entry, value.direction, value.proximal, value.depth_mm, value.sweep_mm, value.blade),)
    if not isinstance(value, (WedgeCut, BiplanarCut)):
        raise OsteoError("only flat cuts and wedges can be guided; a dome, step or Z cut has no flat slot.")
    first = _hinged_plane(value, np.array(value.toward_entry))
    if isinstance(value, BiplanarCut) or value.motion == "opening":
        return (first,)
    sign = 1.0 if value.wedge_from == "proximal" else -1.0
    normal = np.array(first.normal)
    axis = direction_of(np.cross(np.array(value.toward_entry), normal), "hinge axis")
    turn = rotation_about(np.zeros(3), axis, sign * value.angle_deg)[:3, :3]
    return first, _hinged_plane(value, turn @ np.array(value.toward_entry))


def _hinged_plane(cut: WedgeCut | BiplanarCut, toward_entry: np.ndarray) -> SawPlane:
    axis = direction_of(np.array(cut.hinge_axis), "hinge axis")
    arm = toward_entry - (toward_entry @ axis) * axis
    normal = direction_of(np.cross(arm, axis), "normal of the cut")
    normal = normal if normal @ np.array(cut.proximal) > 0 else -normal
    x, y, z = (float(v) for v in np.array(cut.hinge_point) + arm)
    return SawPlane((x, y, z), _three(-arm), _three(normal), float(np.linalg.norm(arm)), None, cut.blade)


def _three(vector: np.ndarray) -> tuple[float, float, float]:
    return float(vector[0]), float(vector[1]), float(vector[2])


def hole_from_json(value: JsonObject) -> GuideHole:
    """A hole of a guide from its JSON.

    Raises
    ------
    OsteoError
        A field is missing, unknown or not of its kind.
    """
    try:
        point, direction = (_three(np.array(value[key], dtype=np.float64)) for key in ("point", "direction"))
        rest = {key: one for key, one in value.items() if key not in ("point", "direction")}
        return GuideHole(point, direction, **rest)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise OsteoError(f"a hole needs point, direction and diameter_mm ({error}); correct it.") from error
