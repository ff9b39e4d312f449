"""What scripted hands do for each task."""

from collections.abc import Callable

import numpy as np

from osteokit.simulation.hands.motion import tool_pose
from osteokit.simulation.hands.scripted import START_MM, Script, ScriptedHand, Wish
from osteokit.simulation.scenario import Step
from osteokit.simulation.values import TISSUES
from osteokit.simulation.watch.geometry import direction, length_mm

STANDOFF_MM = 20.0
CONTACT_MM = 1.5
"""Before the bone: from here the hand feels its way."""

MOST_S = 90.0
"""After which a hand gives a hole up."""

LIGHT_N = 20.0
"""With which a drill is led down a hole that is there."""

_FAR = 0.7
"""Share of a hole after which the far cortex may be expected."""

_CORTICAL, _CANCELLOUS = TISSUES.index("cortical"), TISSUES.index("cancellous")


def script_of(step: Step) -> Callable[[ScriptedHand, Step], Script]:
    """The script for a step's task."""
    from osteokit.simulation.hands.script_burr import burr
    from osteokit.simulation.hands.script_saw import saw
    from osteokit.simulation.hands.script_suture import incise, suture

    return {
        "drill": drill, "probe": probe, "insert": insert, "cut": saw, "burr": burr, "incise": incise, "suture": suture,
    }[step.task]  # fmt: skip


def approach(hand: ScriptedHand, at: np.ndarray) -> Script:
    """From where the hand is to just before ``at``, in line with it."""
    z = at[:3, 2]
    if hand.touch is None:  # the first tool of the session comes from afar
        hand.pose = backed(at, START_MM)
        hand.pose[:3, 3] += np.cross(z, at[:3, 0]) * START_MM / 2
    yield from hand.move_to(backed(at, STANDOFF_MM))
    yield from hand.move_to(backed(at, CONTACT_MM), speed_mm_s=hand.person.move_mm_s / 2)
    yield from hand.stay(0.3)


def backed(pose: np.ndarray, back_mm: float) -> np.ndarray:
    """A pose drawn back along its tool."""
    away = pose.copy()
    away[:3, 3] -= back_mm * pose[:3, 2]
    return away


def pressed(hand: ScriptedHand, at: np.ndarray, power: float, push_n: float, feed_mm_s: float, until) -> Script:
    """Push from where the hand is along ``at``'s axis, with ``push_n``, until ``until(depth_mm, thrust_n)`` says so.

    The hand asks for a place that moves on while less is felt than it wants to press, and gives way while more is.
    """
    z = at[:3, 2]
    asked = float((hand.pose[:3, 3] - at[:3, 3]) @ z)
    felt, clock = 0.0, 0.0
    while clock < MOST_S:
        clock += hand.tick_s
        felt += min(1.0, hand.tick_s / 0.02) * (hand.thrust_n(z) - felt)  # skin and muscle feel no single millisecond
        depth = float((hand.tip() - at[:3, 3]) @ z)
        if hand.startled or until(depth, felt):
            return
        asked += feed_mm_s * max(1.0 - felt / push_n, -1.0) * hand.tick_s
        yield Wish(backed(at, -asked), power)


class FarCortex:
    """Feels the far cortex give way: a hand that goes on for its reaction time, and then stops."""

    def __init__(self, hand: ScriptedHand, length_mm: float) -> None:
        self._hand, self._length = hand, length_mm
        self._peak, self._since = 0.0, -1.0
        self._stop_at = length_mm + abs(float(hand.random.normal(0.0, hand.person.depth_mm)))

    def __call__(self, depth_mm: float, thrust_n: float) -> bool:
        if depth_mm >= self._stop_at:
            return self._has_reacted()
        if depth_mm < _FAR * self._length:
            return False
        self._peak = max(self._peak, thrust_n)
        if self._peak > 10.0 and thrust_n < 0.35 * self._peak and not self._in_bone():
            return self._has_reacted()
        return False

    def _in_bone(self) -> bool:
        return self._hand.touch is not None and self._hand.touch.tissue in (_CORTICAL, _CANCELLOUS)

    def _has_reacted(self) -> bool:
        if self._since < 0:
            self._since = 0.0
        self._since += self._hand.tick_s
        return self._since >= self._hand.person.reaction_s


def drill(hand: ScriptedHand, step: Step) -> Script:
    """Set down, drill, clear the flutes on the way, ease before the far cortex, draw out."""
    person, target = hand.person, step.target
    at = hand.made[target.name] = hand.aimed(tool_pose(np.array(target.entry), direction(target)))
    length = length_mm(target)
    yield from approach(hand, at)
    yield from hand.stay(0.2, 1.0)
    reached = 0.0
    while person.peck_mm and reached + person.peck_mm < _FAR * length and not hand.startled:
        goal = reached + person.peck_mm
        yield from pressed(hand, at, 1.0, person.push_n, person.feed_mm_s, lambda depth, _, goal=goal: depth >= goal)
        yield from hand.move_to(backed(at, CONTACT_MM), 1.0, person.move_mm_s)
        again = goal - 1.0
        yield from pressed(hand, at, 1.0, LIGHT_N, person.move_mm_s, lambda depth, _, again=again: depth >= again)
        reached = goal
    far = _FAR * length
    yield from pressed(hand, at, 1.0, person.push_n, person.feed_mm_s, lambda depth, _: depth >= far)
    push, feed = person.eases * person.push_n, person.eases * person.feed_mm_s
    yield from pressed(hand, at, 1.0, push, feed, FarCortex(hand, length))
    yield from draw_out(hand, at, 1.0)


def draw_out(hand: ScriptedHand, at: np.ndarray, power: float) -> Script:
    """Back along the tool's own axis, out of the bone, and wait there until nothing bleeds."""
    out = hand.pose.copy()
    out[:3, 3] = at[:3, 3] - STANDOFF_MM * at[:3, 2]
    yield from hand.move_to(out, power)
    yield from hand.wait_treated()


def probe(hand: ScriptedHand, step: Step) -> Script:
    """Down the hole without power until the floor is felt, and out."""
    target = step.target
    at = hand.made.get(target.name, tool_pose(np.array(target.entry), direction(target)))
    length = length_mm(target)
    yield from approach(hand, at)
    yield from pressed(hand, at, 0.0, 4.0, hand.person.feed_mm_s, lambda depth, felt: depth > length or felt > 3.0)
    yield from draw_out(hand, at, 0.0)


def insert(hand: ScriptedHand, step: Step) -> Script:
    """Turn the screw in under light pressure until it is where it shall be, and let go of it."""
    target = step.target
    at = hand.aimed(tool_pose(np.array(target.entry), direction(target)))
    length = length_mm(target) + float(hand.random.normal(0.0, hand.person.depth_mm)) - 0.2
    yield from approach(hand, at)
    push = 0.25 * hand.person.push_n
    yield from pressed(hand, at, 1.0, push, hand.person.feed_mm_s, lambda depth, _: depth >= length)
    yield from hand.stay(0.3)
    hand.take("probe")  # the screwdriver is put down, the screw stays
    yield from hand.stay(0.3)
    yield from hand.move_to(backed(at, STANDOFF_MM))
    hand.take(step.tool)
