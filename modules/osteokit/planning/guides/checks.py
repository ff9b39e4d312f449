"""What is measured on the finished guide before it may be printed: on the mesh itself, not from what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.base.progress import Progress
from osteokit.planning.guides.fit import fit_of
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import PlacedHole, PlacedSlot
from osteokit.planning.guides.region import Footprint, patch
from osteokit.planning.guides.slot_checks import hole_checks, slot_checks
from osteokit.planning.guides.values import GuideCheck
from osteokit.planning.guides.wall_check import wall_check
from osteokit.surface.check import check_solid
from osteokit.surface.distance import SurfaceDistance, solid_gap
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of

ROUNDING_MM = 1e-6
"""What moving a guide of millimetres by a sum of many numbers may take from a distance."""

NEARLY_MM = 0.1
"""Gaps are first looked for within this beyond their limits, where those of good guides are."""

_STEPS = 16
_LEAST_HOLD_MM2 = 50.0


@dataclass(frozen=True, eq=False)
class Finished:
    """A guide to be checked, with all that it was made for; ``plain`` is the guide without letters, which are thin."""

    mesh: Mesh
    plain: Mesh
    bone: manifold3d.Manifold
    surface: SurfaceDistance
    neighbours: Sequence[manifold3d.Manifold]
    outline: Footprint
    slots: Sequence[PlacedSlot]
    holes: Sequence[PlacedHole]
    parameters: GuideParameters


def check_guide(guide: Finished, progress: Progress) -> tuple[GuideCheck, ...]:
    """Every check, in the order in which one would look at a guide."""
    body = manifold_of(guide.mesh)
    checks = [*_solid_checks(guide.mesh), wall_check(guide.plain, guide.slots, guide.holes, guide.parameters)]
    progress(0.8, "Measuring the clearance")
    checks += [_clearance_check(guide, body), *_contact_checks(guide)]
    progress(0.88, "Putting it on")
    checks += [_seat_check(guide, body), *_neighbour_checks(guide, body)]
    progress(0.94, "Trying blades and drills")
    checks += slot_checks(guide.mesh, body, guide.slots, guide.parameters)
    checks += hole_checks(guide.mesh, body, guide.slots, guide.holes, guide.parameters)
    return tuple(checks)


def _solid_checks(mesh: Mesh) -> list[GuideCheck]:
    solid = check_solid(mesh)
    wrong = solid.open_edges + solid.crowded_edges + solid.contrary_edges + solid.degenerate_faces
    what = "is closed and manifold" if solid.is_solid else f"is not a solid at {wrong} edges or faces; make it again"
    pieces = solid.shells
    count = "one piece" if pieces == 1 else f"{pieces} pieces; bring its parts closer or make margin_mm larger"
    return [
        GuideCheck("solid", solid.is_solid, wrong, 0, "edges", f"The guide {what}."),
        GuideCheck("one_component", pieces == 1, pieces, 1, "pieces", f"The guide is {count}."),
    ]


def _clearance_check(guide: Finished, body: manifold3d.Manifold) -> GuideCheck:
    limit = guide.parameters.clearance_mm
    gap = solid_gap(body, guide.bone, limit + NEARLY_MM, 4 * limit + 1.0)
    passed = gap >= limit
    word = "keeps" if passed else "comes as near as"
    return GuideCheck("clearance", passed, gap, limit, "mm", f"The guide {word} {gap:.3f} mm from the bone everywhere.")


def _contact_checks(guide: Finished) -> list[GuideCheck]:
    """How near the base lies where it lies on the bone, over what area, and whether it holds one place only."""
    points, normals = patch(guide.surface, guide.outline)
    parameters = guide.parameters
    limit = parameters.clearance_mm + parameters.undercut_gap_mm
    seen, _ = SurfaceDistance(guide.mesh).first_hit(points, normals, limit + 3 * parameters.grid_mm)
    held = np.isfinite(seen)
    slope = np.clip(normals[held] @ guide.outline.axes[2], 0.2, 1.0)
    uv = points @ guide.outline.axes[:2].T
    cell = _cell_mm2(uv)
    area = float((cell / slope).sum())
    if held.sum() < 12 or area < _LEAST_HOLD_MM2:
        lacking = f"The guide lies on {area:.0f} mm2 of bone only; make margin_mm or reach_mm larger."
        return [GuideCheck("contact_area", False, area, _LEAST_HOLD_MM2, "mm2", lacking)]
    gap = float(np.quantile(seen[held], 0.95))
    near = gap <= limit
    fit = fit_of(guide.surface, points[held], normals[held])
    unique = fit.grip >= parameters.grip
    said = (
        f"The guide fits in one place: 1 mm of its easiest motion opens {fit.grip:.2f} mm."
        if unique
        else f"The guide does not hold one place: it {fit.motion}, and 1 mm of that opens only {fit.grip:.2f} mm; let "
        "it reach around more of the bone."
    )
    return [
        GuideCheck("contact_area", True, area, _LEAST_HOLD_MM2, "mm2", f"The guide lies on {area:.0f} mm2 of bone."),
        GuideCheck("contact_gap", near, gap, limit, "mm", f"95 % of the base lie within {gap:.2f} mm of the bone."),
        GuideCheck("unique_fit", unique, fit.grip, parameters.grip, "mm per mm", said),
    ]


def _cell_mm2(uv: np.ndarray) -> float:
    """The area that each point of the patch's square lattice stands for."""
    steps = np.diff(np.unique(np.round(uv[:, 0], 6)))
    return float(np.median(steps)) ** 2 if len(steps) else 0.0


def _seat_check(guide: Finished, body: manifold3d.Manifold) -> GuideCheck:
    """Move it off step by step; the steps begin finer than the clearance and widen as it gains distance."""
    limit, travel = guide.parameters.clearance_mm, guide.parameters.travel_mm
    steps = travel * np.linspace(0.0, 1.0, _STEPS + 1)[1:] ** 2
    worst, where = least_gap(body, guide.bone, guide.outline.axes[2], steps, limit + NEARLY_MM, 2 * limit + 1.0)
    passed = worst >= limit - ROUNDING_MM
    said = (
        f"The guide goes on freely: over {travel:g} mm it keeps {worst:.3f} mm from the bone."
        if passed
        else f"The guide cannot seat: {where:.1f} mm before its place it comes within {worst:.3f} mm of the bone."
    )
    return GuideCheck("seats", passed, worst, limit, "mm", said)


def least_gap(
    body: manifold3d.Manifold,
    other: manifold3d.Manifold,
    way: np.ndarray,
    steps: Sequence[float] | np.ndarray,
    likely_mm: float,
    search_mm: float,
) -> tuple[float, float]:
    """The smallest gap, at most ``search_mm``, of a body moved along ``way`` by each of ``steps``, and the step.

    No step is searched farther than the least gap of those before it, and first none beyond ``likely_mm``.
    """
    lifted = [body.translate((float(step) * way).tolist()) for step in steps]
    for reach in (min(likely_mm, search_mm), search_mm):
        worst, where = reach, float(steps[0])
        for step, there in zip(steps, lifted, strict=True):
            gap = solid_gap(there, other, worst, worst)
            if gap < worst:
                worst, where = gap, float(step)
            if worst <= 0:
                break
        if worst < reach:
            break
    return worst, where


def _neighbour_checks(guide: Finished, body: manifold3d.Manifold) -> list[GuideCheck]:
    if not guide.neighbours:
        return []
    limit, way, travel = guide.parameters.neighbour_gap_mm, guide.outline.axes[2], guide.parameters.travel_mm
    steps = travel * np.linspace(0.0, 1.0, _STEPS // 2 + 1) ** 2
    worst = min(least_gap(body, other, way, steps, limit + NEARLY_MM, limit + 1.0)[0] for other in guide.neighbours)
    passed = worst >= limit - 0.1 * guide.parameters.grid_mm
    what = f"The guide keeps {worst:.2f} mm from other bones and parts, also on its way"
    return [
        GuideCheck("neighbours", passed, worst, limit, "mm", what + ("." if passed else f"; {limit:g} mm are needed."))
    ]
