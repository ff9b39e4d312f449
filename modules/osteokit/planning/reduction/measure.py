"""A reduction measured on the fragments where its poses put them, whoever found these poses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.reduction.rigid import inverse
from osteokit.planning.reduction.scene import LEAST_FACING_MM2, fit_among, fracture_surfaces, on_template, scene_of
from osteokit.planning.reduction.values import FractureSurface
from osteokit.surface.mesh import Mesh


@dataclass(frozen=True)
class ReductionFit:
    """How fragments fit; the words are those of :class:`osteokit.planning.reduction.values.Reduction`.

    ``residual_mm`` and ``template_mm`` by fragment, only where there is something to measure.
    """

    residual_mm: Mapping[str, float]
    surfaces: tuple[FractureSurface, ...]
    template_mm: Mapping[str, float] = field(default_factory=dict)

    @property
    def area_mm2(self) -> float:
        """Of all fracture surfaces that face each other."""
        return sum(one.area_mm2 for one in self.surfaces)

    @property
    def overlap_mm3(self) -> float:
        """What two fragments fill, summed."""
        return sum(one.overlap_mm3 for one in self.surfaces)

    @property
    def deepest_mm(self) -> float:
        """How far a fragment goes into its neighbour at most."""
        return max((one.penetration_mm for one in self.surfaces), default=0.0)


def mean_depth_mm(surface: FractureSurface) -> float:
    """The overlap of two fragments spread over the surface that faces."""
    return surface.overlap_mm3 / max(surface.area_mm2, LEAST_FACING_MM2)


def measure_reduction(
    fragments: Mapping[str, Mesh],
    poses: Mapping[str, np.ndarray],
    anchor: str | None = None,
    template: Mesh | None = None,
    template_pose: np.ndarray | None = None,
    progress: Progress = silent,
) -> ReductionFit:
    """Gaps, overlaps and distances to the template with every fragment moved by its pose (4x4, RAS mm).

    The same measures, on the same samples, as those that :func:`osteokit.planning.reduction.reduce.reduce_fragments`
    tells of its own answer. ``template`` is moved by ``template_pose``; both or neither.

    Raises
    ------
    OsteoError
        Fewer than two fragments, one without a pose, or a mesh that is not a solid.
    """
    missing = [name for name in fragments if name not in poses]
    if missing:
        raise OsteoError(f"The fragment {missing[0]} has no pose; give one for every fragment.")
    scene = scene_of(fragments, template, anchor)
    back = scene.to_scene @ inverse(poses[scene.anchor])
    there = {name: back @ poses[name] @ inverse(scene.to_scene) for name in scene.names}
    laid = None
    if template_pose is not None:
        laid = back @ template_pose @ inverse(scene.to_scene)
    gaps = {name: fit_among(scene, name, there).gap_mm for name in scene.names}
    distances = {name: on_template(scene, name, there[name], laid, 0.0)[1] for name in scene.names}
    surfaces = fracture_surfaces(scene, fragments, there, progress)
    return ReductionFit(_known(gaps), surfaces, _known(distances))


def _known(values: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if np.isfinite(value)}
