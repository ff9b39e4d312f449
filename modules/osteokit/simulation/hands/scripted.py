"""A hand that does a scenario by itself: it aims, moves, feels the force, stops, and answers a bleeding.

Scripts (:mod:`scripts`) are generators that yield what the hand asks for at one tick, and read what was felt.
"""

from collections.abc import Generator
from typing import NamedTuple

import numpy as np

from osteokit.simulation.hands.motion import Move, Tremor, duration_s, minimum_jerk, turned
from osteokit.simulation.hands.person import Person
from osteokit.simulation.scenario import Scenario, Step
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Event, HandState, Touch
from osteokit.surface.transform import any_perpendicular


class Wish(NamedTuple):
    """What a script asks for at one tick."""

    pose: np.ndarray
    power: float


Script = Generator[Wish, None, None]

START_MM = 60.0
"""From where the first tool comes to its target."""

_COAGULATES_ML_MIN = 100.0
_LIGATES_S = 32.0


class ScriptedHand:
    """See the module. :meth:`heard` tells it what happens, :meth:`answers` what it does about it."""

    def __init__(self, scenario: Scenario, tools: dict[str, Tool], person: Person, seed: int = 0) -> None:
        self.person = person
        self.random = np.random.default_rng(seed)
        self.tools = tools
        self.pose = np.eye(4)
        """What the hand asks for now, tremor left out."""
        self.touch: Touch | None = None
        self.tick_s = 1e-3
        self._tool = scenario.steps[0].tool
        self._tremor = Tremor(person.tremor_mm, self.random)
        self.stitches = int(scenario.extras.get("stitches", "1"))
        self._steps = scenario.steps
        self._script = self._whole(0)
        self.made: dict[str, np.ndarray] = {}
        """Where tools were really set, by the name of the target: a probe goes down the hole that there is."""
        self.doing = 0
        """Number of the step in which the hand is."""
        self.is_done = False
        """Whether the step in which the hand is counts as done: nothing more is begun in it."""
        self._last_s = 0.0
        self._startled_s, self._treated_s = np.inf, -1.0
        self._planned: list[tuple[float, str]] = []

    def begin_at(self, number: int) -> None:
        """Begin at step ``number`` instead of the first."""
        self._script = self._whole(number)

    def _whole(self, first: int) -> Script:
        from osteokit.simulation.hands.scripts import script_of

        for number in range(first, len(self._steps)):
            yield from self._with_tool(number, self._steps[number], script_of(self._steps[number]))

    def state(self, time_s: float, touch: Touch | None) -> HandState | None:
        """See ``Hand``."""
        self.touch = touch
        if time_s > self._last_s:
            self.tick_s = time_s - self._last_s
        self._last_s = time_s
        wish = next(self._script, None)
        if wish is None:
            return None
        self.pose = wish.pose
        shaken = self.pose.copy()
        shaken[:3, 3] += self._tremor.at(time_s)
        return HandState(time_s, shaken, 0.0 if self.startled else wish.power, self._tool)

    def heard(self, event: Event) -> None:
        """Something happened that a person in the room would notice."""
        if event.kind == "step_done" and event.name == self._steps[self.doing].name:
            self.is_done = True
        elif event.kind == "bleeding":
            first = event.time_s + self.person.answer_s
            closes = "coagulate" if event.value < _COAGULATES_ML_MIN else "ligate"
            self._planned += [(first, "stop"), (first + 1.0, "pack"), (first + 3.0, closes), (first + 4.0, "fluids")]
            self._startled_s = min(self._startled_s, event.time_s + self.person.reaction_s)
            self._treated_s = max(self._treated_s, first + 3.0 + (_LIGATES_S if closes == "ligate" else 6.0))
        elif event.kind == "complication" and event.name in ("shock_3", "shock_4", "low_haemoglobin"):
            self._planned.append((event.time_s + self.person.answer_s, "blood"))

    def answers(self, time_s: float) -> tuple[str, ...]:
        """Keys of ``patient.answers`` that are given now."""
        now = tuple(key for when, key in self._planned if when <= time_s)
        self._planned = [(when, key) for when, key in self._planned if when > time_s]
        return now

    @property
    def startled(self) -> bool:
        """Whether the hand has seen a bleeding: it stops and draws back."""
        return self._last_s >= self._startled_s

    def wait_treated(self) -> Script:
        """Until what bleeds has been treated."""
        while self.startled and self._last_s < self._treated_s:
            yield Wish(self.pose, 0.0)
        self._startled_s = np.inf

    def thrust_n(self, along: np.ndarray) -> float:
        """How hard the tool is held back along its way."""
        return 0.0 if self.touch is None else max(0.0, -float(self.touch.force_n @ along))

    def tip(self) -> np.ndarray:
        """Where the tool's tip is (3,)."""
        return self.pose[:3, 3] if self.touch is None else self.touch.tool_to_ras[:3, 3]

    def aimed(self, pose: np.ndarray) -> np.ndarray:
        """Where a tool is really set that is meant for ``pose``: beside it and turned a little."""
        person, z = self.person, pose[:3, 2]
        side = any_perpendicular(z)
        phi, psi = self.random.uniform(0.0, 2.0 * np.pi, 2)
        beside = turned(z, phi) @ side * abs(self.random.normal(0.0, person.aim_mm))
        axis = turned(z, psi) @ side
        angle = np.radians(abs(self.random.normal(0.0, person.aim_deg)))
        aim = pose.copy()
        aim[:3, :3] = turned(axis, float(angle)) @ pose[:3, :3]
        aim[:3, 3] += beside
        return aim

    def move_to(self, pose: np.ndarray, power: float = 0.0, speed_mm_s: float = 0.0) -> Script:
        """In ``submoves`` minimum-jerk moves, each of which corrects what the one before has missed."""
        for number in range(self.person.submoves):
            goal = pose.copy()
            left = self.person.submoves - number - 1
            if left:
                rest = Move(self.pose, pose)
                goal = rest.at(1.0 - 0.35 * left / self.person.submoves)
                goal[:3, 3] += self.random.normal(0.0, 0.03 * rest.length_mm, 3)
            yield from self._one_move(goal, power, speed_mm_s or self.person.move_mm_s)

    def stay(self, seconds: float, power: float = 0.0) -> Script:
        """Hold still."""
        clock = 0.0
        while clock < seconds:
            clock += self.tick_s
            yield Wish(self.pose, power)

    def take(self, key: str) -> None:
        """Take another tool up."""
        self._tool = key

    def _one_move(self, goal: np.ndarray, power: float, speed_mm_s: float) -> Script:
        move = Move(self.pose, goal)
        seconds = duration_s(move.length_mm, move.angle_rad, speed_mm_s)
        clock = 0.0
        while clock < seconds:
            clock += self.tick_s
            yield Wish(move.at(minimum_jerk(clock / seconds)), power)

    def _with_tool(self, number: int, step: Step, script) -> Script:
        self.doing, self.is_done = number, False
        self.take(step.tool)
        yield from script(self, step)
