"""A rehearsed operation that a test directs: what the surgeon's hand does now, as fast as it is told."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.jobs.navigate import NavigationCase, open_case
from osteokit.planning.plan import Variant
from osteokit.planning.plan_file import write_plan
from osteokit.tracking.devices.motions import with_noise
from osteokit.tracking.devices.simulated import SimulatedDevice
from osteokit.tracking.navigation.rehearsal import HOLD_S, WAY_S, Rehearsal, RehearsedRoom
from planning.leg_plans import filed_case, opening

BONE, TARGET = "tibia_left", "HTO"


def plan_in(folder: Path) -> Path:
    """An opening wedge of a generated tibia, with its bones beside it."""
    plan, leg, meshes = filed_case(folder)
    return write_plan(replace(plan, variants=(Variant("A", (opening(plan, leg, meshes),)),)), folder / "plan.json")


def two_variants_in(folder: Path) -> Path:
    """The same opening twice, as HTO of the variant A and as "HTO, deeper" of B, which is chosen."""
    plan, leg, meshes = filed_case(folder)
    step = opening(plan, leg, meshes)
    variants = (Variant("A", (step,)), Variant("B", (replace(step, name="HTO, deeper"),)))
    return write_plan(replace(plan, variants=variants, chosen="B"), folder / "plan.json")


class OperatingRoom:
    """A tracker on a socket, its tool moved by :meth:`does`; ``fast`` times as fast as a hand."""

    def __init__(self, plan: Path, touch_mm: float = 0.4, noise_mm: float = 0.05, fast: float = 4.0) -> None:
        self.case: NavigationCase = open_case(plan)
        self.target = self.case.planned.target(TARGET)
        touched = self.case.landmarks(BONE, (), TARGET)
        self.rehearsal = Rehearsal(self.case.meshes[BONE], touched, self.target, RehearsedRoom(touch_mm=touch_mm))
        self._fast = fast
        self._now: tuple[Any, float] = ("still", time.monotonic())
        self.tracker = SimulatedDevice(with_noise(self._motion, noise_mm), 60.0)

    @property
    def address(self) -> str:
        return f"{self.tracker.host}:{self.tracker.port}"

    def does(self, what: Any) -> None:
        """A stage of the rehearsal, ``"still"``, or a function of the seconds that gives tip, shaft and turn (RAS)."""
        self._now = (what, time.monotonic())

    def touches(self, number: int) -> None:
        """Goes to one of the landmarks, counted from zero, and rests on it until told otherwise."""
        begin, end = number * (HOLD_S + WAY_S), (number + 1) * (HOLD_S + WAY_S) - 1e-3
        self.does(lambda inside_s: self.rehearsal.tip_path("landmarks", min(begin + inside_s, end)))

    def _motion(self, time_s: float) -> Any:
        what, began = self._now
        inside = self._fast * (time.monotonic() - began)
        if what == "still":
            return self.rehearsal.frame("spin", 0.0, time_s)
        if callable(what):
            return self.frame(what, inside, time_s)
        return self.rehearsal.frame(what, inside, time_s)

    def frame(self, where: Any, inside_s: float, time_s: float) -> Any:
        """The tracker's view of a tool whose tip and shaft are told in RAS."""
        tip, shaft, turn = where(inside_s)
        room = self.rehearsal.room
        reference = room.reference_to_tracker
        tool = self.rehearsal._tool_at(np.asarray(tip, float), np.asarray(shaft, float), turn)
        return {
            room.tool.name: reference @ np.linalg.inv(room.reference_to_ras) @ tool,
            "ReferenceToTracker": reference,
        }

    def at_depth(self, depth_mm: float, aside_mm: float = 0.0) -> None:
        """The tip on the planned way, so deep, and so far beside it."""
        target = self.target
        aside = aside_mm * (target.unit_normal if hasattr(target, "unit_normal") else np.array([0.0, 0.0, 1.0]))
        place = np.asarray(target.entry) + depth_mm * target.axis + aside
        self.does(lambda inside_s: (place, target.axis, 0.0))

    def saws(self, along_deg: float, across_deg: float, depth_mm: float = 5.0) -> None:
        """The blade at the planned cut, so deep, leaving it by these tilts."""
        target = self.target
        way, up = target.axis, target.unit_normal
        side = np.cross(up, way)
        normal = up - np.tan(np.radians(along_deg)) * way - np.tan(np.radians(across_deg)) * side
        normal /= np.linalg.norm(normal)
        shaft = way - (way @ normal) * normal
        shaft /= np.linalg.norm(shaft)
        place = np.asarray(target.entry) + depth_mm * way
        turn = self.rehearsal._facing(shaft, normal)
        self.does(lambda inside_s: (place, shaft, turn))

    def close(self) -> None:
        self.tracker.close()
