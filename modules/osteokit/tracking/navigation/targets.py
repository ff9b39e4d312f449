"""What of a plan can be navigated: its screws and wires, its flat cuts, and the holes of its guides.

All in the coordinates of the plan's images, which are those of the bone as it lies on the table before anything is cut;
what the plan moves before a step comes to it is taken back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.from_plan import order_of_step
from osteokit.planning.guides.saw_planes import saw_planes
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.cuts import cut_from_json
from osteokit.planning.plan import GuideStep, ImplantStep, OsteotomyStep, ReductionStep, SurgicalPlan, Variant
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.planning.plan_outcome import carry_out, implants_of
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget, Target, Vector

THROUGH_MM = 300.0
"""How far a saw that goes through the bone is followed."""


@dataclass(frozen=True, eq=False)
class PlannedTargets:
    """``targets`` by name, and for what cannot be navigated one sentence each, by the name of its step."""

    targets: Mapping[str, Target]
    left_out: Mapping[str, str]

    def target(self, name: str) -> Target:
        """The target of this name.

        Raises
        ------
        OsteoError
            There is none.
        """
        if name in self.targets:
            return self.targets[name]
        if name in self.left_out:
            raise OsteoError(self.left_out[name])
        there = ", ".join(self.targets) or "none"
        raise OsteoError(f"The plan has nothing to navigate to of the name {name!r}; it has {there}.")


def targets_of_plan(plan: SurgicalPlan, variant: Variant, meshes: Mapping[str, Mesh]) -> PlannedTargets:
    """The targets of a variant; ``meshes`` are the plan's bones by key, RAS mm, as they were scanned.

    Raises
    ------
    OsteoError
        The variant cannot be carried out.
    """
    wanted = any(isinstance(step, ImplantStep) for step in variant.steps)
    implants = implants_of(plan, variant, meshes) if wanted else {}
    targets: dict[str, Target] = {}
    left_out: dict[str, str] = {}
    for number, step in enumerate(variant.steps):
        try:
            if isinstance(step, ImplantStep):
                found = [*_screw(step, implants)]
            elif isinstance(step, OsteotomyStep):
                back = _back_to_scan(plan, variant, number, step.bone, meshes)
                found = [*_cuts(step, scanned_bone(meshes, step.bone), back)]
            elif isinstance(step, GuideStep) and step.purpose == "cut":
                found = [*_holes(step, variant, meshes, implants)]
            else:
                continue
        except OsteoError as refusal:
            left_out[step.name] = f"{step.name}: {refusal}"
            continue
        for one in found:
            targets.setdefault(one.name, one)
    return PlannedTargets(targets, left_out)


def scanned_bone(meshes: Mapping[str, Mesh], bone: str) -> Mesh:
    """The bone as it was scanned.

    Raises
    ------
    OsteoError
        The plan has no such bone.
    """
    if bone not in meshes:
        raise OsteoError(f"the bone {bone!r} is not in the plan.")
    return meshes[bone]


def _screw(step: ImplantStep, implants: Mapping[str, PlacedImplant]) -> Iterator[LineTarget]:
    if step.name not in implants:
        raise OsteoError("its article is not in the catalogue, so it is not placed.")
    one = implants[step.name]
    if not one.is_screw:
        return
    size = one.path
    entry = one.on_input[:3, 3]
    end = entry + size.length_mm * one.on_input[:3, 2]
    yield LineTarget(step.name, step.bone, _vector(entry), _vector(end), size.diameter_mm, one.group)


def _cuts(step: OsteotomyStep, bone: Mesh, back: np.ndarray) -> Iterator[PlaneTarget]:
    """``back`` brings the bone as the step finds it to where it was scanned."""
    there = moved(bone, np.linalg.inv(back))
    planes = saw_planes(cut_from_json(step.cut), there)
    for number, plane in enumerate(planes):
        depth = plane.depth_mm if plane.depth_mm is not None else _through_mm(plane, there)
        name = plane.name or ("" if len(planes) == 1 else f"cut {number + 1}")
        turn = back[:3, :3]
        yield PlaneTarget(
            f"{step.name}: {name}" if name else step.name,
            step.bone,
            _vector(turn @ np.array(plane.entry) + back[:3, 3]),
            _vector(turn @ np.array(plane.direction)),
            _vector(turn @ np.array(plane.normal)),
            depth,
        )


def _through_mm(plane: SawPlane, bone: Mesh) -> float:
    """From the entry to where the saw's middle leaves the bone for the last time."""
    way = np.array(plane.direction) / np.linalg.norm(plane.direction)
    far = np.array(plane.entry) + THROUGH_MM * way
    back, _ = SurfaceDistance(bone).first_hit(far[None], -way, 2 * THROUGH_MM)
    if not np.isfinite(back[0]) or back[0] >= THROUGH_MM:
        raise OsteoError("the middle of its saw misses the bone; move the cut into the bone.")
    return THROUGH_MM - float(back[0])


def _back_to_scan(
    plan: SurgicalPlan, variant: Variant, number: int, bone: str, meshes: Mapping[str, Mesh]
) -> np.ndarray:
    """What brings ``bone``, as step ``number`` finds it, back to where it was scanned (4, 4)."""
    former = tuple(one for one in variant.steps[:number] if isinstance(one, OsteotomyStep | ReductionStep))
    if not former:
        return np.eye(4)
    outcome = carry_out(plan, replace(variant, steps=former), meshes)
    pieces = outcome.bones.of(bone)
    if len(pieces) != 1:
        raise OsteoError("its bone was cut by a step before it; navigate to the first cut, then register the piece.")
    return np.linalg.inv(pieces[0].matrix)


def _holes(
    step: GuideStep, variant: Variant, meshes: Mapping[str, Mesh], implants: Mapping[str, PlacedImplant]
) -> Iterator[LineTarget]:
    """Holes that are not those of screws, which are targets themselves."""
    bone = scanned_bone(meshes, step.bone)
    own = replace(step, for_step="", for_implants=())
    for number, hole in enumerate(order_of_step(own, variant, bone, implants).holes):
        yield _hole_target(hole, f"{step.name}: {hole.name or f'hole {number + 1}'}", step.bone, bone)


def _hole_target(hole: GuideHole, name: str, key: str, bone: Mesh) -> LineTarget:
    """From where the hole's axis enters the bone to where it first leaves it."""
    way = np.array(hole.direction) / np.linalg.norm(hole.direction)
    before = np.array(hole.point) - THROUGH_MM / 3 * way
    surface = SurfaceDistance(bone)
    first = float(surface.first_hit(before[None], way, THROUGH_MM)[0].item())
    if not np.isfinite(first):
        raise OsteoError("its hole misses the bone; move the hole into the bone.")
    start = before + first * way
    length = float(surface.first_hit(start[None], way, THROUGH_MM, 0.5)[0].item())
    if not np.isfinite(length):
        raise OsteoError("its hole does not leave the bone again; check the bone's surface.")
    end = start + length * way
    return LineTarget(name, key, _vector(start), _vector(end), hole.diameter_mm, "hole")


def _vector(values: np.ndarray) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])
