"""A new scenario from a plan's files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume_file import read_volume_file
from osteokit.planning.inputs import load_inputs, sha256_of
from osteokit.planning.plan import SurgicalPlan, Variant
from osteokit.planning.plan_file import read_plan
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.scenarios.from_plan import PlanSource, scenario_of_plan
from osteokit.simulation.scenarios.label_risks import risk_of_word
from osteokit.simulation.scenarios.scenario_file import write_scenario

NEAR_MM = 40.0
"""Structures at risk are followed this far beyond the plan's bones that are worked on."""


@dataclass(frozen=True)
class NewOrder:
    """What a scenario is to be made of.

    Attributes
    ----------
    plan : Path
        ``plan.json``; its bones lie where it says.
    variant : str
        Empty for the chosen one, or the first.
    ct : Path, optional
        The CT of the bones.
    risks : Path, optional
        A label map, and ``risk``: ``LABEL=KIND:NAME`` for each structure in it.
    spacing_mm : float
        Of the voxels that are cut.
    """

    name: str
    plan: Path
    out: Path
    variant: str = ""
    ct: Path | None = None
    risks: Path | None = None
    risk: tuple[str, ...] = ()
    spacing_mm: float = 0.4


def new_scenario(order: NewOrder, progress: Progress = silent) -> tuple[Scenario, tuple[str, ...]]:
    """Make the scenario and write it to ``order.out``; also one sentence for each part of the plan that is left out.

    Raises
    ------
    OsteoError
        A file is refused, the variant has nothing to train, or structures at risk are asked for without their labels.
    """
    progress(0.0, "Reading the plan")
    plan = read_plan(order.plan)
    meshes = load_inputs(plan, order.plan.parent)
    variant = variant_of(plan, order.variant)
    progress(0.3, "Reading the images")
    ct = read_volume(order.ct) if order.ct is not None else None
    if order.risk and order.risks is None:
        raise OsteoError("--risk names labels of a label map; give it with --risks.")
    risks = []
    if order.risks is not None:
        labels = read_volume_file(order.risks)
        points = np.concatenate([mesh.vertices for mesh in meshes.values()])
        near = points.min(axis=0) - NEAR_MM, points.max(axis=0) + NEAR_MM
        risks = [risk_of_word(word, labels, near) for word in order.risk]
    progress(0.5, "Making the bone")
    source = PlanSource(plan, variant, meshes, ct, tuple(risks), sha256_of(order.plan))
    scene, notes = scenario_of_plan(order.name, source, order.spacing_mm)
    write_scenario(scene, order.out)
    progress(1.0, "Scenario written")
    return scene.scenario, notes


def variant_of(plan: SurgicalPlan, name: str) -> Variant:
    """The named variant; else the chosen one, else the first.

    Raises
    ------
    OsteoError
        There is none.
    """
    if name or plan.chosen:
        return plan.variant(name or plan.chosen)
    if not plan.variants:
        raise OsteoError("The plan has no variant yet, so there is nothing to train.")
    return plan.variants[0]
