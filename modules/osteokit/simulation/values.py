"""What passes between the rooms of the simulation: the hand, one instant of touch, events, and a whole session.

All in mm, N, N mm, seconds and RAS. A tool's frame has its origin at the middle of its tip, **z** points from the
handle to the tip (the way in which it advances); a saw strokes along **x** and **y** is the normal of its blade.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np

Vector = tuple[float, float, float]

TISSUES = ("air", "cortical", "cancellous", "soft", "metal", "risk")
"""What a voxel can be, by its number: what a tool meets. ``risk`` is a structure that must not be touched."""

ToolKind = Literal["drill", "burr", "saw", "reamer", "screwdriver", "needle", "scalpel", "probe"]


@dataclass(frozen=True)
class HandState:
    """What a hand does at one instant.

    Attributes
    ----------
    time_s : float
        Since the session began.
    tool_to_ras : ndarray, shape (4, 4)
        Pose of the tool's frame that the hand asks for; the bone may hold the tool back from it.
    power : float
        How far the trigger or pedal is pressed, 0 to 1.
    tool : str
        Key of the tool in the hand.
    """

    time_s: float
    tool_to_ras: np.ndarray
    power: float = 0.0
    tool: str = ""


class Hand(Protocol):
    """Whoever holds the tool: a mouse, a haptic arm, a script."""

    def state(self, time_s: float, touch: "Touch | None") -> HandState | None:
        """What the hand does at ``time_s``, having felt ``touch`` at the instant before; None when it has finished."""
        ...


@dataclass(frozen=True)
class Touch:
    """What one tick of the simulation gives back.

    Attributes
    ----------
    time_s : float
    tool_to_ras : ndarray, shape (4, 4)
        Where the tool is: the pose asked for, less what the bone holds back.
    force_n, torque_nmm : ndarray, shape (3,)
        On the hand, RAS; the torque about the tip.
    removed_mm3 : ndarray, shape (len(TISSUES),)
        Removed in this tick, by tissue.
    tissue : int
        Index in TISSUES of what the tip is in or rests on.
    depth_mm : float
        How far the tip is inside the bone along the tool's axis; 0 outside.
    temperature_c : float
        Of the bone at the tip.
    stripped : bool
        Whether the thread of the screw in the hand is torn.
    """

    time_s: float
    tool_to_ras: np.ndarray
    force_n: np.ndarray
    torque_nmm: np.ndarray
    removed_mm3: np.ndarray
    tissue: int = 0
    depth_mm: float = 0.0
    temperature_c: float = 37.0
    stripped: bool = False


@dataclass(frozen=True)
class Event:
    """Something that happened and that a person is told.

    Attributes
    ----------
    time_s : float
    kind : str
        Key: ``"step_begun"``, ``"step_done"``, ``"step_left"``, ``"tool"``, ``"breach"``, ``"risk_touched"``,
        ``"bleeding"``, ``"complication"``, ``"stitch"``, ``"answer"`` (what the trainee did about it), ``"hint"``,
        ``"overheated"``, ``"stripped"`` (a screw's thread), ``"device_lost"``, ``"device_back"``, ``"finished"``.
    english, chinese : str
        One sentence each.
    value : float
        Its size, in the unit that ``unit`` names; 0 where it has none.
    place : Vector, optional
        RAS mm.
    name : str
        Of the step, structure, tool or complication.
    """

    time_s: float
    kind: str
    english: str
    chinese: str
    value: float = 0.0
    unit: str = ""
    place: Vector | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class Recording:
    """A session as it was: what assessment and replay read.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        Rising, evenly spaced by ``1 / rate_hz`` but for pauses.
    tool_to_ras : ndarray, shape (n, 4, 4)
    force_n, torque_nmm : ndarray, shape (n, 3)
    power, depth_mm, temperature_c : ndarray, shape (n,)
    tissue : ndarray of int8, shape (n,)
    removed_mm3 : ndarray, shape (n, len(TISSUES))
        In each sample, by tissue.
    tool : ndarray of int8, shape (n,)
        Index in ``tools``.
    blood_lost_ml, pulse_bpm, pressure_mmhg : ndarray, shape (n,)
        Of the virtual patient; the pressure is the mean arterial one.
    step : ndarray of int16, shape (n,)
        Index of the scenario's step in hand.
    events : tuple of Event
        By time.
    facts : mapping of str to float
        Measured on the bone at the end, by names with their unit: ``"planned_volume_mm3"``,
        ``"removed_in_plan_mm3"``, ``"removed_outside_plan_mm3"``, ...
    scenario, level, hand : str
        Names; ``hand`` says who or what held the tool.
    """

    time_s: np.ndarray
    tool_to_ras: np.ndarray
    force_n: np.ndarray
    torque_nmm: np.ndarray
    power: np.ndarray
    depth_mm: np.ndarray
    temperature_c: np.ndarray
    tissue: np.ndarray
    removed_mm3: np.ndarray
    tool: np.ndarray
    blood_lost_ml: np.ndarray
    pulse_bpm: np.ndarray
    pressure_mmhg: np.ndarray
    step: np.ndarray
    tools: tuple[str, ...]
    rate_hz: float
    events: tuple[Event, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)
    scenario: str = ""
    level: str = ""
    hand: str = ""
