"""The scripted hand opens skin at one stroke, and closes a wound: in on one side, out on the other, pull, tie."""

import numpy as np

from osteokit.simulation.hands.motion import tool_pose
from osteokit.simulation.hands.scripted import Script, ScriptedHand
from osteokit.simulation.scenario import Step

LIFT_MM = 8.0
GAPE_MM = 0.8
"""By which the edges of a fresh wound stand back from its line."""

SPEED_MM_S = 15.0
PULLED, PULL_S = 0.4, 0.8
"""How far the trigger is pressed to close the wound, and for how long."""


def places(start: np.ndarray, end: np.ndarray, count: int) -> np.ndarray:
    """Where stitches cross the wound (count, 3): evenly, half a step from its ends."""
    share = (np.arange(count) + 0.5) / count
    return start + share[:, None] * (end - start)


CUT_MM, CUT_MM_S = 3.0, 20.0
"""Depth of the blade: through the skin; and how fast it is drawn."""


def incise(hand: ScriptedHand, step: Step) -> Script:
    """Set the blade down, draw it along the line, lift it."""
    target, person = step.target, hand.person
    start, end = np.array(target.entry), np.array(target.end)
    outward = np.array(target.normal) / np.linalg.norm(target.normal)
    along = (end - start) / np.linalg.norm(end - start)
    side = np.cross(outward, along)
    pose = tool_pose(start, -outward, side)
    slip = hand.random.normal(0.0, person.aim_mm, 2)
    over = hand.random.normal(0.0, person.depth_mm)
    first = start + slip[0] * side
    last = end + slip[1] * side + over * along
    lift, deep = 2 * LIFT_MM * outward, CUT_MM * outward
    if hand.touch is None:
        hand.pose = pose.copy()
        hand.pose[:3, 3] = first + 5 * LIFT_MM * outward
    for point, speed in (
        (first + lift, SPEED_MM_S),
        (first - deep, SPEED_MM_S),
        (last - deep, CUT_MM_S),
        (last + lift, 0),
    ):
        pose = pose.copy()
        pose[:3, 3] = point
        yield from hand.move_to(pose, 0.0, min(speed, person.move_mm_s))
    yield from hand.stay(0.3)


def suture(hand: ScriptedHand, step: Step) -> Script:
    """As many stitches as the scenario wants, each tied before the next."""
    target, person = step.target, hand.person
    start, end = np.array(target.entry), np.array(target.end)
    outward = np.array(target.normal) / np.linalg.norm(target.normal)
    along = (end - start) / np.linalg.norm(end - start)
    side = np.cross(outward, along)
    bite = target.diameter_mm + GAPE_MM
    pose = tool_pose(start, -outward, along)
    for place in places(start, end, hand.stitches):
        slip = hand.random.normal(0.0, person.aim_mm / 2, (2, 2))
        first = place + (bite + slip[0, 0]) * side + slip[0, 1] * along
        second = place - (bite + slip[1, 0]) * side + slip[1, 1] * along
        lift = LIFT_MM * outward
        way = (first + lift, first - lift, second - lift, second + lift)
        if hand.touch is None:
            hand.pose = pose.copy()
            hand.pose[:3, 3] = way[0] + 4 * LIFT_MM * outward
        for point in way:
            pose = pose.copy()
            pose[:3, 3] = point
            yield from hand.move_to(pose, 0.0, min(SPEED_MM_S, person.move_mm_s))
        yield from hand.stay(0.2)
        pull = PULLED * person.push_n / 95.0  # who presses hard pulls hard
        yield from hand.stay(PULL_S, min(pull, 1.0))
        yield from hand.stay(0.4)
