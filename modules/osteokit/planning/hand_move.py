"""A fragment in a person's hand: what there is between the fragments and how the leg stands, fast enough to follow.

Everything that does not depend on the place is prepared once (the cut, its faces, which landmark lies on which piece);
:meth:`HandMove.at` then takes milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.correction.leg_move import leg_moved, measured
from osteokit.planning.osteotomy.after import MoveChecks, MoveReport
from osteokit.planning.osteotomy.cut_bone import cut_bone
from osteokit.planning.osteotomy.cuts import cut_from_json
from osteokit.planning.plan import OsteotomyStep, SurgicalPlan, Variant
from osteokit.planning.plan_outcome import leg_of
from osteokit.planning.plan_pieces import osteotomy, whole_bones
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh

FOLLOWED = ("HKA_deg", "WBL_percent", "mLDFA_deg", "MPTA_deg", "posterior_slope_deg", "JLCA_deg")
"""What is measured while a fragment moves, as far as the bones allow."""

NEAR_MM = 1.0
"""A landmark lies on the fragment to which its distance differs from that to the whole bone by less than this."""


@dataclass(frozen=True)
class HandReport:
    """Where the fragment is now: ``between`` the fragments, and the leg's ``angles`` by key."""

    between: MoveReport
    angles: Mapping[str, float]


class HandMove:
    """The last osteotomy of a variant, its fragment free to move.

    Raises
    ------
    OsteoError
        The variant has no osteotomy that moves a fragment, or it cannot be carried out.
    """

    def __init__(self, plan: SurgicalPlan, variant: Variant, meshes: Mapping[str, Mesh]) -> None:
        steps = [step for step in variant.steps if isinstance(step, OsteotomyStep)]
        if not steps or not steps[-1].moves:
            raise OsteoError(f"Variant {variant.name!r} moves no fragment of an osteotomy; plan one first.")
        bones = whole_bones(meshes, plan.landmarks)
        for step in steps[:-1]:
            bones = osteotomy(bones, step).bones
        self.step = steps[-1]
        self._move = self.step.moves[0]
        if len(bones.of(self.step.bone)) != 1:
            raise OsteoError("A bone that is cut twice cannot be followed by hand; change its steps instead.")
        whole = next(iter(bones.of(self.step.bone))).mesh
        result = cut_bone(whole, cut_from_json(self.step.cut))
        fixed = next(one.name for one in result.fragments if one.name != self._move.fragment)
        self._checks = MoveChecks(result, self._move.fragment, fixed)
        self._leg = leg_of(bones.landmarks, plan.side) if plan.side else None
        self._moving: dict[str, frozenset[str]] = {}
        if self._leg is not None:
            self._moving = self._free(bones.landmarks, result.fragment(self._move.fragment).mesh, whole)
        self._keys = [key for key in FOLLOWED if self._can(key)]

    def _free(self, landmarks: Mapping[str, BoneLandmarks], moving: Mesh, whole: Mesh) -> dict[str, frozenset[str]]:
        """By bone of the leg: the landmarks that go with the moving fragment, and all of what it carries."""
        carried = [bone for bone in self._move.carries if bone in landmarks]
        free = {bone.rpartition("_")[0]: frozenset(landmarks[bone].landmarks) for bone in carried}
        own = landmarks.get(self.step.bone)
        if own is not None and own.landmarks:
            keys = list(own.landmarks)
            points = np.array([own.landmarks[key].point for key in keys])
            # on the moving fragment: as near to it as to the whole bone
            gap = SurfaceDistance(moving).signed(points) - SurfaceDistance(whole).signed(points)
            free[self.step.bone.rpartition("_")[0]] = frozenset(
                key for key, distance in zip(keys, gap, strict=True) if distance < NEAR_MM
            )
        return free

    def _can(self, key: str) -> bool:
        if self._leg is None:
            return False
        try:
            measured(self._leg, key)
        except OsteoError:
            return False
        return True

    def at(self, motion: np.ndarray) -> HandReport:
        """The report after a rigid 4x4 ``motion`` (RAS mm) from where the plan has the fragment.

        Raises
        ------
        OsteoError
            The motion is not rigid.
        """
        matrix = motion @ np.array(self._move.matrix)
        between = self._checks.report(matrix)
        if self._leg is None:
            return HandReport(between, {})
        leg = leg_moved(self._leg, self._moving, matrix)
        return HandReport(between, {key: measured(leg, key) for key in self._keys})
