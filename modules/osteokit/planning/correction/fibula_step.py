"""The fibula cut together with the tibia: its lower part goes where the tibia's lower part goes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from osteokit.anatomy.angles import unit
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.wedge_step import vector_of
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cuts import PlaneCut, cut_to_json
from osteokit.planning.plan import FragmentMove, OsteotomyStep
from osteokit.surface.mesh import Mesh

USUAL_MM = 120.0
"""Below the tip of the head; 100 to 150 mm is usual for a valgus osteotomy."""

NAME = "fibula osteotomy"
LEAST_SHARE, MOST_SHARE = 0.05, 0.85
"""Of the length from the tip of the head: above is the head, below what holds the ankle."""


@dataclass(frozen=True, eq=False)
class FibulaSite:
    """Where the fibula is cut: ``key`` its name in the plan, ``mesh`` in RAS mm, ``below_head_mm`` from the tip of its
    head along the bone."""

    key: str
    mesh: Mesh
    landmarks: BoneLandmarks | None
    below_head_mm: float = USUAL_MM
    blade: SawBlade = field(default_factory=SawBlade)


def with_fibula(steps: Sequence[OsteotomyStep], site: FibulaSite) -> tuple[OsteotomyStep, ...]:
    """The steps with the fibula cut right before the step that cuts the tibia; what the tibia's lower part carried of
    the fibula whole, it now carries below the cut only.

    Raises
    ------
    OsteoError
        No step cuts the tibia, the fibula is not whole in view, or is not cut in its shaft.
    """
    if not any(_cuts_tibia(step) for step in steps):
        raise OsteoError("The fibula is cut together with the tibia; this plan does not cut the tibia.")
    after: list[OsteotomyStep] = []
    for step in steps:
        if not _cuts_tibia(step):
            after.append(step)
            continue
        moves = tuple(replace(move, carries=tuple(k for k in move.carries if k != site.key)) for move in step.moves)
        after += [_fibula_step(step, site), replace(step, moves=moves)]
    return tuple(after)


def _cuts_tibia(step: OsteotomyStep) -> bool:
    return step.bone.startswith("tibia") and bool(step.moves)


def _fibula_step(tibial: OsteotomyStep, site: FibulaSite) -> OsteotomyStep:
    head, ankle = _ends(site)
    length = float(np.linalg.norm(ankle - head))
    share = site.below_head_mm / length
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise OsteoError(
            f"The fibula is cut between {LEAST_SHARE * length:.0f} and {MOST_SHARE * length:.0f} mm below its head, "
            f"not at {site.below_head_mm:g}."
        )
    down = (ankle - head) / length
    point = head + site.below_head_mm * down
    contours = section(site.mesh, point, down)
    if not contours:
        raise OsteoError(f"There is no bone {site.below_head_mm:g} mm below the head of the fibula; cut elsewhere.")
    outline = min(contours, key=lambda one: float(np.linalg.norm(one.points.mean(axis=0) - point))).points
    inward = _to_tibia(tibial, point, down)
    entry = outline[np.argmin(outline @ inward)]
    matrix = np.array(tibial.moves[0].matrix)
    shift = matrix[:3, :3] @ point + matrix[:3, 3] - point
    told = {
        "with": tibial.name,
        "below_head_mm": site.below_head_mm,
        "opens_mm": float(shift @ down),
        "shifts_mm": float(np.linalg.norm(shift - (shift @ down) * down)),
    }
    cut = PlaneCut(vector_of(entry), vector_of(-down), vector_of(inward), blade=site.blade)
    move = FragmentMove(tibial.moves[0].fragment, tibial.moves[0].matrix)
    return OsteotomyStep(NAME, site.key, cut_to_json(cut), (move,), told)


def _ends(site: FibulaSite) -> tuple[np.ndarray, np.ndarray]:
    found = site.landmarks
    if found is None or "head_tip" not in found or "lateral_malleolus_tip" not in found:
        raise OsteoError("To cut the fibula its head and its malleolus must be in view; leave it whole, or add them.")
    return found.point("head_tip"), found.point("lateral_malleolus_tip")


def _to_tibia(tibial: OsteotomyStep, point: np.ndarray, down: np.ndarray) -> np.ndarray:
    """The way of the saw: from lateral straight towards the tibia, square to the fibula."""
    at = np.array(tibial.cut.get("hinge_point") or tibial.cut.get("entry"), dtype=np.float64)
    toward = at - point
    return unit(toward - (toward @ down) * down, "way to the tibia")
