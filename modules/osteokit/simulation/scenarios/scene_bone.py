"""From a scene to what the haptic loop cuts: the voxel bone with its structures at risk, and the tools of the steps."""

from dataclasses import replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.implants.catalogues import catalogues
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.simulation.patient.physiology import density_share
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.scenarios.scenario_file import OPEN_LABEL, Scene
from osteokit.simulation.tools.catalogue import screwdriver, tool
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.voxel_bone.bone import VoxelBone
from osteokit.simulation.voxel_bone.build import bone_from_ct
from osteokit.surface.extract import mask_surface
from osteokit.surface.mesh import Mesh

SCREW = "screw:"

VOXELS_IN_KERF = 3.0
"""In two voxels the blade meets the walls of its own slot (tried: it stands still at 0.6 mm with a kerf of 1.2 mm)."""


def segmentation_of(scene: Scene) -> Segmentation:
    """The scene's labels as bones whose names nobody needs."""
    labels = np.where(scene.labels.voxels == OPEN_LABEL, 0, scene.labels.voxels).astype(np.uint16)
    segments = tuple(Segment(int(n), f"bone_{int(n)}") for n in np.unique(labels) if n)
    return Segmentation(labels, scene.labels.ijk_to_ras, segments)


def voxel_bone(scene: Scene, progress: Progress = silent) -> VoxelBone:
    """The bone that is cut, as dense as the virtual patient's, with every structure at risk marked in it.

    Raises
    ------
    OsteoError
        The region shows no bone.
    """
    scenario = scene.scenario
    check_kerf(scenario)
    bone = bone_from_ct(
        scene.volume, segmentation_of(scene), scenario.region_center, scenario.region_size_mm, scenario.spacing_mm,
        progress,
    )  # fmt: skip
    share = density_share(scenario.patient)
    if share != 1.0:
        bone = replace(bone, density=np.rint(bone.density * share).astype(np.int16))
    for risk in scenario.risks:
        bone.mark_risk(np.array(risk.points), risk.radius_mm)
    return bone


def check_kerf(scenario: Scenario) -> None:
    """Refuse voxels in which the slot of a saw of the scenario is lost.

    Raises
    ------
    OsteoError
        The kerf is less than three voxels wide.
    """
    for held in tools_of(scenario).values():
        if held.kind == "saw" and held.kerf_mm < VOXELS_IN_KERF * scenario.spacing_mm - 1e-9:
            raise OsteoError(
                f"The kerf of {held.key} ({held.kerf_mm:g} mm) is lost in voxels of {scenario.spacing_mm:g} mm; "
                f"give the scenario a spacing of {held.kerf_mm / VOXELS_IN_KERF:.2g} mm or less."
            )


def bone_surface(scene: Scene) -> Mesh:
    """Surface of all bone in the scene before it is cut, RAS mm: what holes are graded against."""
    return mask_surface(scene.labels.voxels > 0, scene.labels.ijk_to_ras)


def tool_of_key(key: str) -> Tool:
    """A tool of the catalogue, or for ``screw:REFERENCE`` a screwdriver that holds this article.

    Raises
    ------
    OsteoError
        There is no such tool or screw.
    """
    if not key.startswith(SCREW):
        return tool(key)
    reference = key.removeprefix(SCREW)
    for held in catalogues().values():
        if reference in held.articles:
            return screwdriver(held.articles[reference])
    raise OsteoError(f"No catalogue here has the screw {reference[:40]!r}; choose another in the scenario.")


def tools_of(scenario: Scenario) -> dict[str, Tool]:
    """The tools of the scenario's steps by key, in order; OsteoError where one is not known."""
    return {step.tool: tool_of_key(step.tool) for step in scenario.steps}


def session_tools(scenario: Scenario) -> dict[str, Tool]:
    """The tools of the scenario, and a probe: what the hand takes when it puts another tool down."""
    return {**tools_of(scenario), "probe": tool("probe")}
