"""By hand: a fragment is nudged, and what that does to the fit is told at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.reduction.fit import TOUCH_MM
from osteokit.planning.reduction.register import Body, met
from osteokit.planning.reduction.rigid import inverse
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import sampled

_SAMPLES = 5000
_FACING_MM, _NEAR_MM = 4.0, 2.0
_LEAST_NEAR_MM2 = 20.0


@dataclass(frozen=True)
class Nudged:
    """The fit of one fragment where the hand holds it.

    ``residual_mm``: root mean square gap of the surfaces that face a neighbour within 2 mm, as a reduction tells it; of
    those within 4 mm where it is farther off (NaN where none is);
    ``touching_mm2`` of them within 0.5 mm; ``deepest_mm`` below a neighbour's surface, 0 where it is free;
    ``template_mm``: median distance to the template (NaN without one).
    """

    residual_mm: float
    touching_mm2: float
    deepest_mm: float
    template_mm: float


class FitMeter:
    """Measures the fit of nudged fragments; prepared once, then each question takes milliseconds."""

    def __init__(
        self, fragments: Mapping[str, Mesh], template: Mesh | None = None, template_pose: np.ndarray | None = None
    ) -> None:
        self._bodies = {name: Body.of(sampled(mesh, _SAMPLES)) for name, mesh in fragments.items()}
        self._template = None if template is None else Body.of(sampled(template, 2 * _SAMPLES))
        self._template_pose = np.eye(4) if template_pose is None else template_pose

    def refine(self, name: str, poses: Mapping[str, np.ndarray]) -> Nudged:
        """The fit of the fragment ``name`` when every fragment lies at its 4x4 of ``poses``.

        Raises
        ------
        OsteoError
            ``name`` is no fragment, or a fragment has no pose.
        """
        missing = [one for one in (name, *self._bodies) if one not in self._bodies or one not in poses]
        if missing:
            raise OsteoError(f"The fragment {missing[0]} is unknown or has no pose; give a pose for every fragment.")
        body, gaps, deepest = self._bodies[name], [np.zeros(0)], 0.0
        for other, neighbour in self._bodies.items():
            if other == name:
                continue
            pairs = met(body.probes, inverse(poses[other]) @ poses[name], neighbour, _FACING_MM)
            beneath = pairs.distance_mm < 1.1 * np.abs(pairs.gap_mm)
            aside = np.sqrt(np.maximum(pairs.distance_mm**2 - pairs.gap_mm**2, 0))
            gaps.append(pairs.gap_mm[(pairs.facing < -0.7) & (aside < _NEAR_MM)])
            deepest = max(deepest, float(-pairs.gap_mm[beneath & (pairs.facing < 0.3)].min(initial=0.0)))
        gap = np.concatenate(gaps)
        near = gap[np.abs(gap) < _NEAR_MM]
        if len(near) * body.probes.area_mm2 >= _LEAST_NEAR_MM2:
            gap = near
        return Nudged(
            float(np.sqrt((gap**2).mean())) if len(gap) else float("nan"),
            float((np.abs(gap) < TOUCH_MM).sum() * body.probes.area_mm2),
            deepest,
            self._template_mm(body, poses[name]),
        )

    def _template_mm(self, body: Body, pose: np.ndarray) -> float:
        if self._template is None:
            return float("nan")
        pairs = met(body.probes, inverse(self._template_pose) @ pose, self._template, 8.0)
        facing = np.abs(pairs.gap_mm[pairs.facing > 0.7])
        return float(np.median(facing)) if len(facing) else float("nan")
