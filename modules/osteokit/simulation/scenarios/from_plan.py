"""A scenario of a surgical plan: its screws, cuts and guide holes become steps, and nothing names the patient.

The bone is as it was scanned. Its density comes from the CT where one is given; else it is typical (a cortex of
``CORTEX_MM`` over cancellous bone), and the scenario says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.imaging.interpolate import values_at
from osteokit.imaging.volume import Volume
from osteokit.planning.plan import ImplantStep, SurgicalPlan, Variant
from osteokit.simulation.scenario import Risk, Scenario, Step, Target
from osteokit.simulation.scenarios.assemble import BONE_FILE, LABELS_FILE
from osteokit.simulation.scenarios.generated_bone import vector
from osteokit.simulation.scenarios.levels import three_levels
from osteokit.simulation.scenarios.scenario_file import Scene, check_bone, check_consistent
from osteokit.simulation.scenarios.scene_bone import VOXELS_IN_KERF, tool_of_key
from osteokit.simulation.scenarios.shapes import CANCELLOUS_HU, CORTICAL_HU, SOFT_HU
from osteokit.simulation.tools.catalogue import tools
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.offset import distance_field, grid_over
from osteokit.tracking.navigation.guidance import LineTarget, PlaneTarget
from osteokit.tracking.navigation.targets import targets_of_plan

MARGIN_MM = 15.0
"""Of bone about the targets that can be cut."""

CORTEX_MM = 2.0
BONE_SPACING_MM = 0.8
"""Of the generated density; the voxels that are cut are finer."""

_SECONDS = {"drill": 45.0, "insert": 45.0, "cut": 120.0}
"""What the exam allows for each."""


@dataclass(frozen=True, eq=False)
class PlanSource:
    """What a scenario is made of.

    Attributes
    ----------
    meshes : mapping of str to Mesh
        The plan's bones by key, RAS mm, as they were scanned.
    ct : Volume, optional
        The CT that they are from.
    risks : sequence of Risk
    plan_sha256 : str
        Of the plan's file.
    """

    plan: SurgicalPlan
    variant: Variant
    meshes: Mapping[str, Mesh]
    ct: Volume | None = None
    risks: Sequence[Risk] = ()
    plan_sha256: str = ""


def scenario_of_plan(name: str, source: PlanSource, spacing_mm: float = 0.4) -> tuple[Scene, tuple[str, ...]]:
    """The scenario called ``name``, and one sentence for each thing of the plan that cannot be trained.

    Raises
    ------
    OsteoError
        Nothing of the variant can be trained, or its targets are too far apart for ``spacing_mm``.
    """
    found = targets_of_plan(source.plan, source.variant, source.meshes)
    notes = list(found.left_out.values())
    steps: list[Step] = []
    for target in found.targets.values():
        try:
            steps += _steps_of(target, source, len(steps))
        except OsteoError as refusal:
            notes.append(f"{target.name}: {refusal}")
    if not steps:
        why = " ".join(notes) or "It has no screws, flat cuts or guide holes."
        raise OsteoError(f"Nothing of variant {source.variant.name!r} can be trained. {why}")
    center, size = region_about(steps)
    kerf = [tool_of_key(step.tool).kerf_mm for step in steps if step.task == "cut"]
    spacing = min([spacing_mm, *(width / VOXELS_IN_KERF for width in kerf)])
    volume, labels = _bone(source, center, size)
    scene = Scene(_scenario(name, source, steps, (center, size, spacing)), volume, labels)
    check_consistent(scene.scenario)
    check_bone(scene)
    return scene, tuple(_without_names(note, source.plan) for note in notes)


def region_about(steps: Sequence[Step]) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Centre and size of the box about all targets, RAS mm."""
    points = np.array([point for step in steps for point in (step.target.entry, step.target.end)])
    reach = max(max(step.target.width_mm, step.target.diameter_mm) / 2 for step in steps)
    low, high = points.min(axis=0) - reach - MARGIN_MM, points.max(axis=0) + reach + MARGIN_MM
    return vector((low + high) / 2), vector(high - low)


def _steps_of(target: LineTarget | PlaneTarget, source: PlanSource, number: int) -> Iterator[Step]:
    if isinstance(target, PlaneTarget):
        yield _cut(target, source, number)
    else:
        yield from _line(target, source, number)


def _cut(target: PlaneTarget, source: PlanSource, number: int) -> Step:
    along = np.array(target.direction) / np.linalg.norm(target.direction)
    normal = np.array(target.normal) - (np.array(target.normal) @ along) * along
    normal /= np.linalg.norm(normal)
    entry = np.array(target.entry)
    across = np.cross(normal, along)
    outlines = section(source.meshes[target.bone], entry, normal)
    if not outlines:
        raise OsteoError("its plane misses the bone.")
    near = np.concatenate([outline.points for outline in outlines]) - entry
    within = (near @ along > -5.0) & (near @ along < target.depth_mm + 5.0)
    near = near[within] if within.any() else near
    low, high = float((near @ across).min()), float((near @ across).max())
    entry = entry + (low + high) / 2 * across
    width, tool = high - low, "saw_20" if high - low >= 20.0 else "saw_10"
    shape = Target(
        "plane", vector(entry), vector(entry + target.depth_mm * along), width_mm=round(width, 2),
        depth_mm=round(target.depth_mm, 3), normal=(float(normal[0]), float(normal[1]), float(normal[2])),
        name=f"cut_{number + 1}",
    )  # fmt: skip
    return Step(
        f"cut_{number + 1}", "Saw the planned cut", "按计划截骨", "cut", tool, shape,
        "Lay the blade flat on the plane; let the saw work; stop at the planned depth.",
        "锯片与截骨面平行，让锯自行切削，到计划深度即停。",
    )  # fmt: skip


def _line(target: LineTarget, source: PlanSource, number: int) -> Iterator[Step]:
    screw = _screw_key(target, source)
    core = tool_of_key(screw).shank_mm if screw else target.diameter_mm
    drill = _drill_for(core, target.kind == "wire")
    width = tools()[drill].diameter_mm
    name = f"hole_{number + 1}"
    hole = Target("path", target.entry, target.end, width, name=name)
    yield Step(
        name, "Drill the planned hole", "按计划钻孔", "drill", drill, hole,
        "Set entry and direction before the motor runs; stop at the planned depth.",
        "启动前先确定进针点与方向，到计划深度即停。",
    )  # fmt: skip
    if screw:
        shape = Target("path", target.entry, target.end, target.diameter_mm, name=name)
        yield Step(
            f"screw_{number + 1}", "Insert the planned screw", "拧入计划的螺钉", "insert", screw, shape,
            "In line with the hole, slowly; stop when the head meets bone.", "与钉孔同轴缓慢旋入，钉头触骨即停。",
        )  # fmt: skip


def _drill_for(core_mm: float, is_wire: bool) -> str:
    """The smallest drill through whose hole the core goes; the wire for wires and holes as thin."""
    if is_wire or core_mm <= tools()["wire_2"].diameter_mm:
        return "wire_2"
    drills = sorted((one.diameter_mm, key) for key, one in tools().items() if key.startswith("drill_"))
    return next((key for width, key in drills if width >= core_mm), drills[-1][1])


def _screw_key(target: LineTarget, source: PlanSource) -> str:
    """Of a screwdriver that holds the target's screw; empty for holes, wires, and screws whose thread has no sizes."""
    for step in source.variant.steps:
        if isinstance(step, ImplantStep) and step.name == target.name and target.kind == "screw":
            try:
                return tool_of_key(f"screw:{step.reference}").key
            except OsteoError:
                return ""
    return ""


def _scenario(name: str, source: PlanSource, steps: Sequence[Step], region) -> Scenario:
    center, size, spacing = region
    marks = {"risks_touched": 0.0}
    hard = dict(marks)
    if any(step.task == "cut" for step in steps):
        marks["plane_error_mm"], hard["plane_error_mm"] = 2.0, 1.0
    if any(step.target.kind == "path" for step in steps):
        marks["tip_error_mm"], hard["tip_error_mm"] = 4.0, 2.0
    real = source.ct is not None
    return Scenario(
        name=name,
        english="Training on a planned case",
        chinese="按手术计划训练",
        about_english=f"{len(steps)} steps of a surgical plan, on the bone as it was before the operation.",
        about_chinese=f"手术计划中的{len(steps)}个步骤，骨为术前状态。",
        bone=BONE_FILE,
        labels=LABELS_FILE,
        region_center=center,
        region_size_mm=size,
        spacing_mm=spacing,
        steps=tuple(steps),
        risks=tuple(source.risks),
        levels=three_levels(sum(_SECONDS[step.task] for step in steps), marks, hard),
        source_english="A patient's CT, de-identified."
        if real
        else "A patient's bone surface; its density is typical.",
        source_chinese="患者CT，已去标识。" if real else "患者骨表面模型；骨密度为典型值。",
        plan_sha256=source.plan_sha256,
    )


def _bone(source: PlanSource, center, size) -> tuple[Volume, Volume]:
    """Density and labels of the region and 5 mm more."""
    half = np.array(size) / 2 + 5.0
    corners = np.array([np.array(center) - half, np.array(center) + half])
    spacing = BONE_SPACING_MM if source.ct is None else max(min(source.ct.spacing_mm), 0.3)
    grid = grid_over(corners, np.array([0.0, 0.0, 1.0]), 0.0, spacing)
    depth = np.full(grid.shape, -1e3, np.float32)
    label = np.zeros(grid.shape, np.uint8)
    for number, mesh in enumerate(source.meshes.values(), 1):
        if (mesh.vertices.max(axis=0) < corners[0]).any() or (mesh.vertices.min(axis=0) > corners[1]).any():
            continue
        inside = -distance_field(SurfaceDistance(mesh), grid, -2 * CORTEX_MM, 2 * spacing).astype(np.float32)
        label[inside > 0] = number
        depth = np.maximum(depth, inside)
    if not label.any():
        raise OsteoError("The plan's targets lie outside of its bones; there is nothing to cut.")
    matrix = np.eye(4)
    matrix[:3, :3] = grid.axes.T * spacing
    matrix[:3, 3] = grid.origin
    if source.ct is not None:
        hu = values_at(source.ct.voxels, source.ct.ijk_to_ras, grid.points(), outside=-1000.0).reshape(grid.shape)
    else:
        core = np.clip((depth - CORTEX_MM) / spacing + 0.5, 0, 1)
        bone = np.clip(depth / spacing + 0.5, 0, 1)
        hu = (1 - bone) * SOFT_HU + bone * ((1 - core) * CORTICAL_HU + core * CANCELLOUS_HU)
    voxels = np.rint(hu).astype(np.int16)
    voxels.flags.writeable = label.flags.writeable = False
    return Volume(voxels, matrix), Volume(label, matrix)


def _without_names(note: str, plan: SurgicalPlan) -> str:
    """A sentence without what names the patient."""
    for word in (plan.patient.name, plan.patient.patient_id, plan.patient.birth_date, plan.title):
        if word.strip():
            note = note.replace(word, "…")
    return note
