"""The scripted hand saws a plane: pass beside pass, each to its depth."""

import numpy as np

from osteokit.simulation.hands.motion import tool_pose
from osteokit.simulation.hands.scripted import Script, ScriptedHand
from osteokit.simulation.hands.scripts import approach, draw_out, pressed
from osteokit.simulation.scenario import Step
from osteokit.simulation.watch.geometry import plane_axes

PUSH = 0.35
"""Of the push of a drill."""

_OVERLAP = 0.8
"""Of the blade's width from pass to pass."""


def passes(width_mm: float, blade_mm: float) -> np.ndarray:
    """Where the middle of the blade goes in, across the plane: the fewest passes that overlap."""
    if blade_mm >= width_mm:
        return np.zeros(1)
    most = (width_mm - blade_mm) / 2
    return np.linspace(-most, most, int(np.ceil(2 * most / (_OVERLAP * blade_mm))) + 1)


def saw(hand: ScriptedHand, step: Step) -> Script:
    """Each pass from the near cortex to the planned depth; the blade is drawn out running."""
    target, person = step.target, hand.person
    across, normal, along = plane_axes(target)
    blade = hand.tools[step.tool].diameter_mm
    plane = hand.aimed(tool_pose(np.array(target.entry), along, normal))
    depth = target.depth_mm + float(hand.random.normal(0.0, person.depth_mm))
    for offset in passes(target.width_mm, blade):
        if hand.is_done:
            return
        at = plane.copy()
        at[:3, 3] += offset * plane[:3, 0] * np.sign(plane[:3, 0] @ across)
        yield from approach(hand, at)
        yield from hand.stay(0.2, 1.0)
        push = PUSH * person.push_n
        yield from pressed(hand, at, 1.0, push, person.feed_mm_s, lambda reached, _: reached >= depth)
        yield from hand.stay(person.reaction_s, 1.0)
        yield from draw_out(hand, at, 1.0)
