"""Help that is said while somebody works, where the level gives it: each kind now and then, never without end."""

import numpy as np

from osteokit.simulation.scenario import Step
from osteokit.simulation.values import Event, Touch
from osteokit.simulation.watch.steps import StepWatch
from osteokit.simulation.watch.told import hint

OFF_MM, OFF_DEG = 3.0, 8.0
HARD_N = 150.0
"""A push from which a drill bends and plunges rather than cuts (thrusts of 75 to 200 N are measured in cortex)."""

AGAIN_S = 10.0
MOST = 12
"""Hints in a session: who needs more repeats the level."""


class HintGiver:
    """Gives hints, or none at all."""

    def __init__(self, gives: bool) -> None:
        self._gives = gives
        self._last: dict[str, float] = {}
        self._given = 0

    def begin(self, time_s: float, step: Step) -> list[Event]:
        """What is said when a step begins."""
        if not step.hint_english:
            return []
        return self._say(time_s, f"step:{step.name}", step.hint_english, step.hint_chinese or step.hint_english)

    def look(self, time_s: float, step: Step, watch: StepWatch, touch: Touch) -> list[Event]:
        """What is said about how it goes."""
        said: list[Event] = []
        off = watch.deviation
        if off is not None and off.off_mm > OFF_MM:
            said += self._say(
                time_s, "off_mm", f"The tip is {off.off_mm:.0f} mm off the plan: stop and set it again.",
                f"尖端偏离计划{off.off_mm:.0f} mm：停止并重新定位。", off.off_mm, "mm",
            )  # fmt: skip
        if off is not None and off.off_deg > OFF_DEG:
            said += self._say(
                time_s, "off_deg", f"The tool is {off.off_deg:.0f}° off the plan: correct the angle before going on.",
                f"器械角度偏离计划{off.off_deg:.0f}°：先纠正角度再继续。", off.off_deg, "°",
            )  # fmt: skip
        push = float(np.linalg.norm(touch.force_n))
        if push > HARD_N and step.task not in ("suture", "incise"):
            said += self._say(
                time_s, "force", f"You press with {push:.0f} N: press less, let the tool cut.",
                f"压力达{push:.0f} N：减小压力，让器械自行切削。", push, "N",
            )  # fmt: skip
        return said

    def _say(
        self, time_s: float, key: str, english: str, chinese: str, value: float = 0.0, unit: str = ""
    ) -> list[Event]:
        soon = time_s - self._last.get(key, -AGAIN_S) < AGAIN_S
        if not self._gives or soon or self._given >= MOST:
            return []
        self._last[key] = time_s
        self._given += 1
        return [hint(time_s, key, english, chinese, value, unit)]
