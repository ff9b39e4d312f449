"""The scripted hand burrs a round cavity: spirals, layer under layer, wide before deep."""

import numpy as np

from osteokit.simulation.hands.motion import tool_pose
from osteokit.simulation.hands.scripted import Script, ScriptedHand, Wish
from osteokit.simulation.hands.scripts import approach, draw_out
from osteokit.simulation.scenario import Step

SPEED_MM_S = 18.0
PUSH = 0.15
"""Of the push of a drill: a burr that is pressed runs away."""

_LAYER, _STEP = 0.35, 0.55
"""Of the burr's diameter: depth of a layer, distance between turns of a spiral."""

_MOST_S = 180.0


def burr(hand: ScriptedHand, step: Step) -> Script:
    """Along the path, slower where more is felt."""
    person, radius = hand.person, hand.tools[step.tool].diameter_mm / 2
    inward = -np.array(step.target.normal) / np.linalg.norm(step.target.normal)
    at = hand.aimed(tool_pose(np.array(step.target.entry), inward))
    path = cavity_path(step.target.diameter_mm / 2 - radius, radius) @ at[:3, :3].T + at[:3, 3]
    path += radius * inward  # the pose is of the tip, the path of the ball's middle
    first = at.copy()
    first[:3, 3] = path[0]
    yield from approach(hand, first)
    yield from hand.stay(0.2, 1.0)
    ways = np.linalg.norm(np.diff(path, axis=0), axis=1)
    ends = np.concatenate([[0.0], np.cumsum(ways)])
    done, clock, most = 0.0, 0.0, PUSH * person.push_n
    while done < ends[-1] and clock < _MOST_S and not hand.startled:
        clock += hand.tick_s
        force = 0.0 if hand.touch is None else float(np.linalg.norm(hand.touch.force_n))
        done += SPEED_MM_S * max(0.1, 1.0 - force / most if force < most else 0.1) * hand.tick_s
        pose = at.copy()
        pose[:3, 3] = [np.interp(done, ends, path[:, axis]) for axis in range(3)]
        yield Wish(pose, 1.0)
    yield from draw_out(hand, first, 1.0)


def cavity_path(reach_mm: float, burr_mm: float) -> np.ndarray:
    """Middles of the burr (n, 3) in a frame whose z goes into the depth, about the cavity's middle: spirals out and in
    by turns on discs of the ball of ``reach_mm``, the shallowest first."""
    depths = np.arange(-reach_mm + 0.5 * burr_mm * _LAYER, reach_mm + 1e-9, 2 * burr_mm * _LAYER)
    depths = np.append(depths, reach_mm)
    pieces = []
    for number, depth in enumerate(depths):
        rim = np.sqrt(max(reach_mm**2 - depth**2, 0.0))
        pitch = 2 * burr_mm * _STEP
        turns = max(rim / pitch, 0.05)
        angle = np.linspace(0.0, 2 * np.pi * turns, max(int(turns * 40), 4))
        size = pitch * angle / (2 * np.pi)
        size, angle = np.append(size, np.full(40, rim)), np.append(angle, angle[-1] + np.linspace(0.1, 2 * np.pi, 40))
        disc = np.stack([size * np.cos(angle), size * np.sin(angle), np.full(len(size), depth)], axis=1)
        pieces.append(disc if number % 2 == 0 else disc[::-1])
    return np.concatenate(pieces)
