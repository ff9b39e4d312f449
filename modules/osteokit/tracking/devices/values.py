"""What is known of a device at one instant. Lengths in mm, matrices 4x4 from the tool to what tracks it."""

import math
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

Light = Literal["green", "amber", "red"]

_PLUS_NAME = re.compile(r"(.+?)To([A-Z].*)")


@dataclass(frozen=True)
class Sentence:
    """One sentence in two languages."""

    english: str
    chinese: str

    def told(self, language: str) -> str:
        return self.chinese if language == "zh" else self.english


@dataclass(frozen=True, eq=False)
class ToolState:
    """One tool.

    Attributes
    ----------
    name : str
        As its messages name it.
    pose : ndarray (4, 4) or None
        Rigid; None where there is none that may be shown: never seen, silent too long, or not a rigid motion.
    sentence : Sentence
        Why there is none; both empty where there is one.
    rate_hz : float
        Of the last two seconds; 0 where it is lost.
    age_ms : float
        How old the last pose is now: since it arrived, and what it was delayed on its way as far as the clocks tell;
        infinite before the first.
    jitter_ms : float
        How far intervals lie from their median, 95th percentile of the last two seconds.
    lost : int
        Messages that were sent and did not come, by their numbers or times.
    refused : int
        Poses that came and were none (not finite, not rigid), and those that were older than one before.
    """

    name: str
    pose: np.ndarray | None
    sentence: Sentence = Sentence("", "")
    rate_hz: float = 0.0
    age_ms: float = math.inf
    jitter_ms: float = 0.0
    lost: int = 0
    refused: int = 0

    @property
    def is_seen(self) -> bool:
        return self.pose is not None


@dataclass(frozen=True, eq=False)
class DeviceStatus:
    """A device at one instant.

    Attributes
    ----------
    name : str
    light : str
        ``"green"``: to be relied on; ``"amber"``: look at the sentence; ``"red"``: nothing comes.
    sentence : Sentence
    tools : tuple of ToolState
        By name.
    rate_hz, age_ms, jitter_ms : float
        Of its best tool: the highest rate, the lowest age, that tool's jitter.
    lost : int
        Of all tools, and the messages that were damaged on their way.
    """

    name: str
    light: Light
    sentence: Sentence
    tools: tuple[ToolState, ...] = ()
    rate_hz: float = 0.0
    age_ms: float = math.inf
    jitter_ms: float = 0.0
    lost: int = 0


@dataclass(frozen=True, eq=False)
class HapticState:
    """A haptic arm: ``pose`` (4, 4), ``velocity_mm_s`` (3,) of its tip, ``buttons`` pressed or not."""

    pose: np.ndarray
    velocity_mm_s: np.ndarray
    buttons: tuple[bool, ...]


def tool_and_frame(name: str) -> tuple[str, str]:
    """``"StylusToReference"``, as PLUS names it, as ``("Stylus", "Reference")``; another name with an empty frame."""
    match = _PLUS_NAME.fullmatch(name)
    return (match.group(1), match.group(2)) if match else (name, "")
