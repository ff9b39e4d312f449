"""Is this screw good: grade, density, hold, and distance to what it must not touch, fast enough to follow a hand.

:class:`ScrewJudge` prepares everything that does not depend on the screw; :meth:`ScrewJudge.report` then takes
milliseconds. What cannot be measured is listed with one sentence and never invented.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.bone_field import Bones, bones_as_one
from osteokit.planning.screws.canal import Canal
from osteokit.planning.screws.density import METAL_HU, ShaftDensity, shaft_density
from osteokit.planning.screws.grade import FACING_MM, Breach, Grade, breach, held_bones
from osteokit.planning.screws.neighbours import Clearance, bone_clearances, joint_clearances, screw_clearance
from osteokit.planning.screws.pull_out import PullOut, Thread, pull_out
from osteokit.planning.screws.shaft import Shaft, shaft_in
from osteokit.planning.screws.tip_apex import femoral_tip_apex
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import without_cavities

T = TypeVar("T")


@dataclass(frozen=True)
class JudgedScrew:
    """What is asked about: a path and, where they are known, the bones that it shall hold, and its thread.

    Attributes
    ----------
    holds : tuple of str
        Keys of bones. Empty: those in which it lies.
    thread : Thread or None
        None for a usual one of that diameter.
    threaded_mm : float or None
        Length of thread from the tip; None for all of it.
    """

    path: ScrewPath
    holds: tuple[str, ...] = ()
    thread: Thread | None = None
    threaded_mm: float | None = None


@dataclass(frozen=True)
class ScrewReport:
    """Everything that was measured of one screw.

    Attributes
    ----------
    holds : tuple of str
        The bones it was judged in, in the order in which the screw meets them.
    breach : Breach or None
        None where its axis is in no bone: ``grade`` is then E.
    in_bone_mm, before_mm, beyond_mm : float
        Length of the axis in bone; of what lies before the bone (the head stands off by so much) and behind it (the
        tip stands out by so much).
    tip_depth_mm : float
        Distance of the tip to the nearest cortex, below 0 where it is out of the bone.
    clearances : tuple of Clearance
        To screws, bones that it does not hold, joints and canals; the nearest first.
    tip_apex_mm : float or None
        Of a screw in a femoral head.
    not_measured : mapping of str to str
        What could not be measured, and one sentence why.
    warnings : tuple of str
        One sentence each.
    """

    path: ScrewPath
    holds: tuple[str, ...]
    breach: Breach | None
    in_bone_mm: float
    before_mm: float
    beyond_mm: float
    tip_depth_mm: float
    density: ShaftDensity | None = None
    pull_out: PullOut | None = None
    clearances: tuple[Clearance, ...] = ()
    tip_apex_mm: float | None = None
    not_measured: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def grade(self) -> Grade:
        """Of Gertzbein and Robbins."""
        return "E" if self.breach is None else self.breach.grade

    def nearest(self, kind: str) -> Clearance | None:
        """The nearest thing of a kind (``"screw"``, ``"bone"``, ``"joint"``, ``"canal"``); None where none is near."""
        return next((one for one in self.clearances if one.kind == kind), None)


class ScrewJudge:
    """Bones, and where there are such a CT and landmarks, prepared for any number of screws.

    Parameters
    ----------
    bones : mapping of str to Mesh
        All bones near the screws, by key, RAS mm, closed and outward. Cavities that a bone encloses, such as that of
        its marrow, count as inside it.
    volume : Volume or None
        The CT. Without it there is no density.
    landmarks : mapping of str to BoneLandmarks
        By key of the bone (``"vertebrae_L3"``, ``"femur_left"``, ``"sacrum"``); those of the pelvis by any key.

    Raises
    ------
    OsteoError
        There is no bone, or one has no surface or is inside out.
    """

    def __init__(
        self,
        bones: Mapping[str, Mesh],
        volume: Volume | None = None,
        landmarks: Mapping[str, BoneLandmarks] | None = None,
    ) -> None:
        if not bones:
            raise OsteoError("There is no bone to judge a screw in; give at least one.")
        for key, mesh in bones.items():
            if len(mesh.faces) == 0 or not mesh.volume_mm3 > 0:
                raise OsteoError(f"The surface of {key} is empty, open or inside out; repair it before planning.")
        self.bones = {key: without_cavities(mesh) for key, mesh in bones.items()}
        self.volume = volume
        self.landmarks = dict(landmarks or {})
        self._surfaces: dict[str, SurfaceDistance] = {}
        self._bodies: dict[tuple[str, ...], Bones] = {}
        self._canals: dict[str, Canal | str] = {}

    @cached_property
    def _boxes(self) -> dict[str, np.ndarray]:
        return {key: np.array([m.vertices.min(axis=0), m.vertices.max(axis=0)]) for key, m in self.bones.items()}

    def surface(self, bone: str) -> SurfaceDistance:
        """Distances to a bone, prepared when first asked for.

        Raises
        ------
        OsteoError
            There is no such bone.
        """
        if bone not in self.bones:
            raise OsteoError(f"There is no bone {bone!r} here; the bones are {', '.join(self.bones)}.")
        if bone not in self._surfaces:
            self._surfaces[bone] = SurfaceDistance(self.bones[bone])
        return self._surfaces[bone]

    def prepare(self, progress: Progress = silent) -> None:
        """Do now what would otherwise be done when a screw first comes near a bone, so that dragging never waits."""
        for number, bone in enumerate(self.bones):
            progress(number / len(self.bones), f"Preparing {bone}")
            self.surface(bone).signed(self._boxes[bone][:1])
            self._canal(bone)

    def held(self, path: ScrewPath) -> tuple[str, ...]:
        """The bones in which a screw lies, in the order in which it meets them."""
        return held_bones(shaft_in(path, {key: self.surface(key) for key in self.bones if self._is_near(path, key)}))

    def report(self, screw: JudgedScrew, others: Mapping[str, ScrewPath] | None = None) -> ScrewReport:
        """Everything that can be measured of a screw among ``others`` (by name).

        Raises
        ------
        OsteoError
            It shall hold a bone that is not there, or the CT does not show all of it.
        """
        path = screw.path
        for bone in screw.holds:
            self.surface(bone)
        near = {key: self.surface(key) for key in self.bones if key in screw.holds or self._is_near(path, key)}
        shaft = shaft_in(path, near)
        holds = tuple(sorted(screw.holds, key=lambda key: _first_inside(shaft, key))) or held_bones(shaft)
        notes: dict[str, str] = {}
        worst = _or_note(notes, "grade", lambda: self._breach(shaft, holds))
        density, hold = self._hold(screw, _of(shaft, holds), notes)
        clearances = self._clearances(shaft, holds, others or {}, notes)
        femur = next((key for key in holds if key.startswith("femur") and key in self.landmarks), None)
        tip_apex = None
        if femur is not None and _tip_in_head(path, self.landmarks[femur]):
            tip_apex = _or_note(notes, "tip_apex", lambda: femoral_tip_apex(np.array(path.tip), self.landmarks[femur]))
        before, within, beyond = _lengths(shaft, holds)
        return ScrewReport(
            path,
            holds,
            worst,
            within,
            before,
            beyond,
            max((float(shaft.depth_mm[key][-1]) for key in holds), default=-np.inf),
            density,
            hold,
            clearances,
            tip_apex,
            notes,
            _warnings(shaft, screw, holds, density),
        )

    def _is_near(self, path: ScrewPath, bone: str) -> bool:
        """Whether the boxes of the axis and of the bone meet."""
        ends = np.array([path.entry, path.tip])
        return bool(
            (self._boxes[bone][0] <= ends.max(axis=0)).all() and (self._boxes[bone][1] >= ends.min(axis=0)).all()
        )

    def _breach(self, shaft: Shaft, holds: Sequence[str]) -> Breach:
        if not holds:
            raise OsteoError("The screw lies in no bone; place its entry and tip in one.")
        if len(holds) == 1:
            return breach(shaft, holds, self.surface(holds[0]))
        key = tuple(sorted(holds))
        if key not in self._bodies:
            self._bodies[key] = bones_as_one([self.bones[one] for one in key], FACING_MM)
        return breach(shaft, key, self._bodies[key])

    def _hold(
        self, screw: JudgedScrew, shaft: Shaft, notes: dict[str, str]
    ) -> tuple[ShaftDensity | None, PullOut | None]:
        if self.volume is None:
            notes["density"] = "There is no CT, so neither density nor pull-out force can be told."
            return None, None
        if not _shows(self.volume, screw.path):
            raise OsteoError("The screw reaches out of the CT; place it where the CT shows bone, or give the CT of it.")
        volume = self.volume
        density = _or_note(notes, "density", lambda: shaft_density(shaft, volume))
        if density is None:
            return None, None
        hold = _or_note(notes, "pull_out", lambda: pull_out(screw.path, density, screw.thread, screw.threaded_mm))
        return density, hold

    def _clearances(
        self, shaft: Shaft, holds: Sequence[str], others: Mapping[str, ScrewPath], notes: dict[str, str]
    ) -> tuple[Clearance, ...]:
        path = shaft.path
        found = [screw_clearance(path, other, name) for name, other in others.items()]
        free = [key for key in self.bones if key not in holds]
        found += bone_clearances(path, free, self.surface, self._boxes)
        found += joint_clearances(path, self.landmarks, holds)
        for bone in holds:
            canal = self._canal(bone)
            if isinstance(canal, str):
                notes[f"canal of {bone}"] = canal
            elif canal is not None:
                found.append(canal.clearance(shaft, bone))
        return tuple(sorted(found, key=lambda one: one.distance_mm))

    def _canal(self, bone: str) -> Canal | str | None:
        """The canal of a bone that has one; one sentence where it cannot be found."""
        known = self.landmarks.get(bone)
        if known is None or known.bone not in ("vertebra", "sacrum"):
            return None
        if bone not in self._canals:
            try:
                self._canals[bone] = Canal(self.bones[bone], self.surface(bone), known)
            except OsteoError as refusal:
                self._canals[bone] = str(refusal)
        return self._canals[bone]


def judge_screw(
    path: ScrewPath,
    bones: Mapping[str, Mesh],
    volume: Volume | None = None,
    landmarks: Mapping[str, BoneLandmarks] | None = None,
    others: Mapping[str, ScrewPath] | None = None,
    holds: tuple[str, ...] = (),
) -> ScrewReport:
    """One screw judged once; see :class:`ScrewJudge`, which is faster for more than one.

    Raises
    ------
    OsteoError
        No bone, a bone that is no closed surface, or a screw that the CT does not show.
    """
    return ScrewJudge(bones, volume, landmarks).report(JudgedScrew(path, holds), others)


def _or_note(notes: dict[str, str], key: str, measure: Callable[[], T]) -> T | None:
    """What ``measure`` gives, or None and its sentence in ``notes``."""
    try:
        return measure()
    except OsteoError as refusal:
        notes[key] = str(refusal)
        return None


def _of(shaft: Shaft, bones: Sequence[str]) -> Shaft:
    return Shaft(shaft.path, shaft.at_mm, shaft.points, {key: shaft.depth_mm[key] for key in bones})


def _first_inside(shaft: Shaft, bone: str) -> int:
    inside = np.flatnonzero(shaft.depth_mm[bone] > 0)
    return int(inside[0]) if len(inside) else len(shaft.at_mm)


def _lengths(shaft: Shaft, holds: Sequence[str]) -> tuple[float, float, float]:
    """Of the axis: before the bones, in them, and behind them, mm."""
    at, inside = shaft.at_mm, _of(shaft, holds).inside()
    step = at[1] - at[0]
    if not inside.any():
        return float(at[-1]), 0.0, 0.0
    which = np.flatnonzero(inside)
    first, last = which[0], which[-1]
    before = 0.0 if first == 0 else at[first] - step / 2
    beyond = 0.0 if last == len(at) - 1 else at[-1] - at[last] - step / 2
    return float(before), float(min(np.count_nonzero(inside) * step, at[-1])), float(beyond)


def _tip_in_head(path: ScrewPath, femur: BoneLandmarks) -> bool:
    if "femoral_head_center" not in femur or "femoral_head_center" not in femur.radii_mm:
        return False
    away = np.linalg.norm(np.subtract(path.tip, femur.point("femoral_head_center")))
    return bool(away < 1.2 * femur.radii_mm["femoral_head_center"])


def _shows(volume: Volume, path: ScrewPath) -> bool:
    to_ijk = np.linalg.inv(volume.ijk_to_ras)
    ends = np.array([path.entry, path.tip]) @ to_ijk[:3, :3].T + to_ijk[:3, 3]
    return bool((ends >= -0.5).all() and (ends <= np.array(volume.voxels.shape[::-1]) - 0.5).all())


def _warnings(shaft: Shaft, screw: JudgedScrew, holds: Sequence[str], density: ShaftDensity | None) -> tuple[str, ...]:
    found = []
    for bone in screw.holds:
        if not (shaft.depth_mm[bone] > 0).any():
            found.append(f"The screw does not reach {bone}, which it shall hold.")
    for bone in held_bones(shaft):
        if bone not in holds:
            found.append(f"The screw also runs through {bone}.")
    if density is not None and density.metal_share > 0.01:
        share = 100 * density.metal_share
        found.append(f"{share:.0f} % of its place is brighter than {METAL_HU:.0f} HU: metal lies there.")
    return tuple(found)
