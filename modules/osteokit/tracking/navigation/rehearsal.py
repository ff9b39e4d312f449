"""An operating room to try things in: a simulated tracker that sees a tool being calibrated, the patient's landmarks
touched, the bone swept and the plan drilled or sawn, all at known places.

A :data:`~osteokit.tracking.devices.motions.Motion` for :class:`~osteokit.tracking.devices.simulated.SimulatedDevice`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import scattered
from osteokit.tracking.devices.motions import BODY, POINTER, pose
from osteokit.tracking.navigation.guidance import PlaneTarget, Target
from osteokit.tracking.navigation.tool import NavigatedTool

Stage = Literal["pivot", "spin", "blade", "landmarks", "sweep", "drill"]
STAGES: tuple[Stage, ...] = ("pivot", "spin", "blade", "landmarks", "sweep", "drill")

PIVOT_S, SPIN_S, BLADE_S, SWEEP_S = 12.0, 8.0, 12.0, 15.0
ROUND_S = 6.0
"""A turn about the shaft; the spin goes on for longer, so that who follows a little late sees no other stage."""
HOLD_S, WAY_S = 1.6, 0.8
"""How long a landmark is touched, and how long the way to the next one takes."""
DRILL_MM_S, APPROACH_MM = 4.0, 25.0
_SWEPT = 48
_SWEEP_REACH_MM = 60.0
_TILT_DEG = 35.0

TipPath = Callable[[float], tuple[np.ndarray, np.ndarray, float]]
"""Seconds into the stage: tip (3,) and shaft (3,) in the plan's RAS, and by how much the tool is turned about it."""


@dataclass(frozen=True, eq=False)
class RehearsedRoom:
    """The truth of a rehearsal.

    Attributes
    ----------
    tool : NavigatedTool
    reference_to_ras : ndarray (4, 4)
        Where the reference sits on the patient: what registration has to find.
    reference_to_tracker : ndarray (4, 4)
        How the tracker sees it when it begins; the patient breathes by ``breath_mm``.
    touch_mm : float
        How far beside a landmark the hand touches, 1 standard deviation along each axis.
    """

    tool: NavigatedTool = field(
        default_factory=lambda: NavigatedTool(
            POINTER, np.array([3.0, -2.0, 150.0]), np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])
        )
    )
    reference_to_ras: np.ndarray = field(
        default_factory=lambda: pose(
            Rotation.from_euler("xyz", [20, -35, 110], degrees=True), np.array([80.0, 60.0, 40.0])
        )
    )
    reference_to_tracker: np.ndarray = field(
        default_factory=lambda: pose(
            Rotation.from_euler("xyz", [10, -15, 5], degrees=True), np.array([-60.0, -40.0, -950.0])
        )
    )
    breath_mm: float = 2.0
    touch_mm: float = 0.0


class Rehearsal:
    """All stages one after another; ``rehearsal(time_s)`` gives the poses that the tracker sees. A blade is calibrated
    where the target is a cut.

    Parameters
    ----------
    bone : Mesh
        As it was scanned, RAS mm.
    landmarks : mapping of str
        Positions (3,) in RAS mm that are touched, in their order.
    target : Target
        What is drilled.
    error_mm, error_deg : float
        How far beside the plan it is drilled.
    """

    def __init__(
        self,
        bone: Mesh,
        landmarks: Mapping[str, np.ndarray],
        target: Target,
        room: RehearsedRoom | None = None,
        error_mm: float = 0.0,
        error_deg: float = 0.0,
    ) -> None:
        if not landmarks:
            raise OsteoError("A rehearsal needs landmarks of the bone to touch; find or place them first.")
        self.room, self.target = room or RehearsedRoom(), target
        self._surface = SurfaceDistance(bone)
        self._middle = bone.vertices.mean(axis=0)
        beside = np.random.default_rng(len(landmarks)).normal(0.0, self.room.touch_mm, (len(landmarks), 3))
        self._landmarks = [
            np.asarray(point, np.float64) + off for point, off in zip(landmarks.values(), beside, strict=True)
        ]
        self._swept = _tour(self._reachable(bone))
        self._error_mm, self._error_deg = error_mm, error_deg
        self._stages: dict[Stage, tuple[float, TipPath]] = {
            "pivot": (PIVOT_S, self._pivoting),
            "spin": (SPIN_S, self._spinning),
            "blade": (BLADE_S, self._lying),
            "landmarks": (len(self._landmarks) * (HOLD_S + WAY_S), self._touching),
            "sweep": (SWEEP_S, self._sweeping),
            "drill": (self._drill_s, self._drilling),
        }
        cut = isinstance(target, PlaneTarget)
        self.stages: tuple[Stage, ...] = tuple(one for one in STAGES if cut or one != "blade")

    @property
    def length_s(self) -> float:
        return sum(self.length_of(one) for one in self.stages)

    def stage_at(self, time_s: float) -> tuple[Stage, float]:
        """The stage at this time and how many seconds it is on; the last goes on for ever."""
        for name in self.stages[:-1]:
            length = self._stages[name][0]
            if time_s < length:
                return name, time_s
            time_s -= length
        return self.stages[-1], time_s

    def length_of(self, stage: Stage) -> float:
        """Seconds."""
        return self._stages[stage][0]

    def tip_path(self, stage: Stage, inside_s: float) -> tuple[np.ndarray, np.ndarray, float]:
        """Tip (3,) and shaft (3,) in the plan's RAS so long into a stage, and the turn about the shaft."""
        return self._stages[stage][1](inside_s)

    def __call__(self, time_s: float) -> Mapping[str, np.ndarray | None]:
        stage, inside_s = self.stage_at(time_s)
        return self.frame(stage, inside_s, time_s)

    def only(self, *stages: Stage) -> Callable[[float], Mapping[str, np.ndarray | None]]:
        """These stages in turn, again and again."""
        lengths = [self.length_of(stage) for stage in stages]

        def motion(time_s: float) -> Mapping[str, np.ndarray | None]:
            inside = time_s % sum(lengths)
            number = 0
            while inside >= lengths[number] and number < len(stages) - 1:
                inside -= lengths[number]
                number += 1
            return self.frame(stages[number], inside, time_s)

        return motion

    def frame(self, stage: Stage, inside_s: float, time_s: float) -> Mapping[str, np.ndarray | None]:
        """What the tracker sees ``inside_s`` into a stage."""
        tip, shaft, spin = self._stages[stage][1](inside_s)
        tool_to_ras = self._tool_at(tip, shaft, spin)
        reference = self.room.reference_to_tracker.copy()
        reference[:3, 3] += self.room.breath_mm * math.sin(2 * math.pi * time_s / 5.0) * np.array([0.0, 0.6, 0.8])
        tool = reference @ np.linalg.inv(self.room.reference_to_ras) @ tool_to_ras
        return {self.room.tool.name: tool, BODY: reference}

    def _tool_at(self, tip: np.ndarray, shaft: np.ndarray, spin: float) -> np.ndarray:
        """The markers' pose in RAS that brings tip and shaft there."""
        turn = Rotation.from_rotvec(spin * shaft) * self._upright(shaft)
        return pose(turn, tip - turn.apply(self.room.tool.tip))

    def _upright(self, shaft: np.ndarray) -> Rotation:
        """The markers with the tool's shaft along ``shaft``, not turned about it."""
        own = self.room.tool.axis
        assert own is not None
        return Rotation.from_matrix(_turn_between(own, shaft))

    def _facing(self, shaft: np.ndarray, normal: np.ndarray) -> float:
        """The turn about the shaft that lets the blade face along ``normal``; none for a tool without a blade."""
        own = self.room.tool.blade_normal
        if own is None:
            return 0.0
        now = self._upright(shaft).apply(own)
        return math.atan2(float(np.cross(now, normal) @ shaft), float(now @ normal))

    # --- stages

    def _pivoting(self, time_s: float) -> tuple[np.ndarray, np.ndarray, float]:
        """The tip in a dimple of the reference, tilted all round."""
        tilt = math.radians(_TILT_DEG) * math.sin(2 * math.pi * time_s / 3.0)
        around = 2 * math.pi * time_s / PIVOT_S
        about = Rotation.from_rotvec(tilt * np.array([math.cos(around), math.sin(around), 0.0]))
        return self._dimple(), about.apply([0.0, 0.0, -1.0]), 0.5 * math.sin(time_s)

    def _spinning(self, time_s: float) -> tuple[np.ndarray, np.ndarray, float]:
        return self._dimple(), np.array([0.0, 0.0, -1.0]), 2 * math.pi * time_s / ROUND_S

    def _lying(self, time_s: float) -> tuple[np.ndarray, np.ndarray, float]:
        """The blade flat on a table beside the patient, turned by 60 degrees to either side and slid about."""
        angle = math.radians(60.0) * math.sin(2 * math.pi * time_s / 6.0)
        shaft = np.array([math.cos(angle), math.sin(angle), 0.0])
        slid = 40.0 * np.array([math.sin(1.1 * time_s), math.sin(0.7 * time_s + 1.0), 0.0])
        return self._dimple() + slid, shaft, self._facing(shaft, np.array([0.0, 0.0, 1.0]))

    def _dimple(self) -> np.ndarray:
        return self.room.reference_to_ras[:3, 3]

    def _touching(self, time_s: float) -> tuple[np.ndarray, np.ndarray, float]:
        """Over the landmark, then held on it; after the last the first again."""
        number, inside = divmod(time_s, HOLD_S + WAY_S)
        count = len(self._landmarks)
        here = self._landmarks[int(number) % count]
        shaft = self._inward(here)
        if inside >= WAY_S:
            return here, shaft, 0.0
        before = self._landmarks[(int(number) - 1) % count] if number >= 1 else here - APPROACH_MM * shaft
        share = inside / WAY_S
        lifted = 4 * 15.0 * share * (1 - share)
        return before + share * (here - before) - lifted * shaft, shaft, 0.0

    def _inward(self, point: np.ndarray) -> np.ndarray:
        way = self._middle - point
        return way / np.linalg.norm(way)

    def _sweeping(self, time_s: float) -> tuple[np.ndarray, np.ndarray, float]:
        """From point to point of the surface, without leaving it."""
        share = min(time_s / SWEEP_S, 1.0) * (len(self._swept) - 1)
        first = min(int(share), len(self._swept) - 2)
        between = self._swept[first] + (share - first) * (self._swept[first + 1] - self._swept[first])
        place, face = self._surface.closest(between[None])
        return place[0], -self._surface.face_normals[face[0]], 0.0

    def _reachable(self, bone: Mesh) -> np.ndarray:
        """Points of the surface about the target, for a sweep on several sides."""
        middle = (np.asarray(self.target.entry) + np.asarray(self.target.end)) / 2
        points = scattered(bone, 4000).points
        near = points[np.linalg.norm(points - middle, axis=1) < _SWEEP_REACH_MM]
        if len(near) < _SWEPT:
            near = points
        return near[:: max(1, len(near) // _SWEPT)][:_SWEPT]

    @property
    def _drill_s(self) -> float:
        return (APPROACH_MM + self.target.length_mm) / DRILL_MM_S

    def _drilling(self, time_s: float) -> tuple[np.ndarray, np.ndarray, float]:
        """Along the plan, or so far beside it, to its depth; there it stays."""
        axis, flat = self.target.axis, isinstance(self.target, PlaneTarget)
        if isinstance(self.target, PlaneTarget):
            aside = self.target.unit_normal
        else:
            aside = np.cross(axis, np.array([0.0, 0.0, 1.0]) if abs(axis[2]) < 0.9 else np.array([0.0, 1.0, 0.0]))
            aside /= np.linalg.norm(aside)
        lean = Rotation.from_rotvec(math.radians(self._error_deg) * np.cross(axis, aside))
        shaft = lean.apply(axis)
        depth = min(DRILL_MM_S * time_s, APPROACH_MM + self.target.length_mm) - APPROACH_MM
        turn = self._facing(shaft, lean.apply(aside)) if flat else 3.0 * time_s
        return np.asarray(self.target.entry) + self._error_mm * aside + depth * shaft, shaft, turn


def _tour(points: np.ndarray) -> np.ndarray:
    """The points in an order in which each is followed by the nearest that is left."""
    left, order = list(range(1, len(points))), [0]
    while left:
        nearest = min(left, key=lambda one: float(np.linalg.norm(points[one] - points[order[-1]])))
        left.remove(nearest)
        order.append(nearest)
    return points[order]


def _turn_between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The smallest rotation that brings unit vector ``a`` to ``b``."""
    axis = np.cross(a, b)
    size = float(np.linalg.norm(axis))
    if size < 1e-9:
        if a @ b > 0:
            return np.eye(3)
        square = np.cross(a, [1.0, 0, 0] if abs(a[0]) < 0.9 else [0, 1.0, 0])
        return Rotation.from_rotvec(math.pi * square / np.linalg.norm(square)).as_matrix()
    return Rotation.from_rotvec(math.atan2(size, float(a @ b)) * axis / size).as_matrix()
