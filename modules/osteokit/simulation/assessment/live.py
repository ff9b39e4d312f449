"""The assessment's figures while a session runs: each sample costs microseconds, whatever came before it."""

from collections import deque

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.accuracy import line_error
from osteokit.simulation.assessment.force import NECROSIS_C
from osteokit.simulation.assessment.path import length_stride
from osteokit.simulation.assessment.plunge import MAKING, along_axis
from osteokit.simulation.assessment.procedure import is_help
from osteokit.simulation.assessment.signals import BONE, PAUSE
from osteokit.simulation.assessment.tremor import tremor_power
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.values import Event, Touch

WINDOW_S = 4.0
"""Of what is told as it is now: tremor."""


class LiveAssessment:
    """Feed it every touch and event in their order; read the figures at any time.

    Parameters
    ----------
    rate_hz : float
        At which touches are fed.
    """

    def __init__(self, scenario: Scenario, rate_hz: float) -> None:
        if not rate_hz > 0:
            raise OsteoError(f"Live figures need a rate above 0 Hz, not {rate_hz}.")
        self._scenario, self._rate = scenario, rate_hz
        self._last: tuple[float, np.ndarray, str] | None = None
        self._stride, self._since = length_stride(rate_hz), 0
        self._counted: np.ndarray | None = None
        self._recent: deque[np.ndarray] = deque(maxlen=int(WINDOW_S * rate_hz))
        self._sums = dict.fromkeys(("duration_s", "cutting_s", "path_mm", "overheated_s"), 0.0)
        self._peaks = {"force_peak_n": 0.0, "torque_peak_nmm": 0.0}
        self._warmest: float | None = None
        self._holes: dict[int, list[float]] = {}
        self._lines: dict[int, list[float]] = {}
        self._events: list[Event] = []
        self._blood = 0.0

    def add(self, touch: Touch, step: int, tool: str = "", blood_lost_ml: float = 0.0) -> None:
        """One sample: what was felt, in which step (index), with which tool."""
        tip = np.asarray(touch.tool_to_ras[:3, 3], dtype=np.float64)
        one = self._advance(touch.time_s, tip, tool)
        cutting = float(sum(touch.removed_mm3[tissue] for tissue in BONE)) > 0
        self._sums["cutting_s"] += one if cutting else 0.0
        self._sums["overheated_s"] += one if touch.temperature_c > NECROSIS_C else 0.0
        self._peaks["force_peak_n"] = max(self._peaks["force_peak_n"], float(np.linalg.norm(touch.force_n)))
        self._peaks["torque_peak_nmm"] = max(self._peaks["torque_peak_nmm"], float(np.linalg.norm(touch.torque_nmm)))
        self._warmest = max(self._warmest or touch.temperature_c, touch.temperature_c)
        self._blood = max(self._blood, blood_lost_ml)
        self._follow(step, touch, tip, cutting)

    def event(self, event: Event) -> None:
        """Something happened."""
        self._events.append(event)

    def figures(self) -> dict[str, float]:
        """The figures so far, by their keys in the table; the tremor is that of the last four seconds."""
        found = {**self._sums, **self._peaks, "blood_ml": self._blood}
        if self._last is not None and self._counted is not None:
            found["path_mm"] += float(np.linalg.norm(self._last[1] - self._counted))
        if self._warmest is not None:
            found["temperature_peak_c"] = self._warmest
        found["hints"] = float(sum(is_help(event) for event in self._events))
        found["risks_touched"] = float(len({event.name for event in self._events if event.kind == "risk_touched"}))
        done = {event.name for event in self._events if event.kind == "step_done"}
        if self._scenario.steps:
            steps = self._scenario.steps
            found["steps_done_percent"] = 100.0 * sum(step.name in done for step in steps) / len(steps)
        if self._holes:
            found["plunge_mm"] = max(max(0.0, far - leaves) for leaves, far in self._holes.values())
        if self._lines:
            names = ("entry_error_mm", "tip_error_mm", "angle_error_deg", "depth_error_mm")
            worst = np.max([line[1:] for line in self._lines.values()], axis=0)
            found.update(zip(names, (float(value) for value in worst), strict=True))
        if len(self._recent) == self._recent.maxlen:
            found["tremor_mm2_s4"] = tremor_power(np.array(self._recent), self._rate)
        return found

    def _advance(self, time_s: float, tip: np.ndarray, tool: str) -> float:
        """Time and path since the sample before; the seconds that this sample stands for."""
        one = 1.0 / self._rate
        if self._last is None:
            self._last, self._counted = (time_s, tip, tool), tip
            self._recent.append(tip)
            return one
        (then, before, with_tool), self._last = self._last, (time_s, tip, tool)
        gap = min(time_s - then, PAUSE * one)
        self._sums["duration_s"] += gap
        if time_s - then > PAUSE * one or tool != with_tool:
            self._count(before)
            self._recent.clear()
            self._counted, self._since = tip, 0
        else:
            self._since += 1
            if self._since == self._stride:
                self._count(tip)
        self._recent.append(tip)
        return gap

    def _count(self, tip: np.ndarray) -> None:
        if self._counted is not None:
            self._sums["path_mm"] += float(np.linalg.norm(tip - self._counted))
        self._counted, self._since = tip, 0

    def _follow(self, number: int, touch: Touch, tip: np.ndarray, cutting: bool) -> None:
        """Depth along the planned line, and the deviation at the deepest point."""
        if not 0 <= number < len(self._scenario.steps):
            return
        step = self._scenario.steps[number]
        if step.target.kind != "path" or step.task not in MAKING:
            return
        along = float(along_axis(step, tip[None])[0])
        if step.task == "drill" and (number in self._holes or touch.depth_mm > 0):
            leaves, far = self._holes.get(number, [along, along])
            self._holes[number] = [max(leaves, along) if touch.depth_mm > 0 else leaves, max(far, along)]
        if cutting and (number not in self._lines or along > self._lines[number][0]):
            error = line_error(step, np.asarray(touch.tool_to_ras, dtype=np.float64)[None])
            self._lines[number] = [along, error.entry_mm, error.tip_mm, error.angle_deg, abs(error.depth_mm)]
