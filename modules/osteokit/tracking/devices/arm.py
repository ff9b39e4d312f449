"""A haptic arm without one: a hand that wants to be somewhere, a stylus that a force pushes aside.

The stylus is a mass held by the hand as by a spring and a damper: ``m a = F + k (wanted - x) - c v``. The hand's
orientation is the stylus's. It sends what PLUS's haptic device sends: Stylus, StylusVelocity, Buttons.
"""

import math
import threading
from collections.abc import Mapping

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.devices.motions import Motion
from osteokit.tracking.poses import rigid_poses

STYLUS, VELOCITY, BUTTONS = "Stylus", "StylusVelocity", "Buttons"

_MASS_KG = 0.2
_HOLD_N_MM = 0.5
"""How stiffly the hand holds the stylus."""

_STEP_S = 0.0005


class Hand:
    """Where the hand wants the stylus, and the buttons that it presses; set from any thread."""

    def __init__(self, wanted: np.ndarray | None = None) -> None:
        self._wanted = np.eye(4) if wanted is None else rigid_poses([wanted])[0]
        self._buttons: tuple[bool, ...] = (False, False)

    def hold(self, wanted: np.ndarray, *buttons: bool) -> None:
        """The stylus shall be at this pose (4, 4), with these buttons pressed.

        Raises
        ------
        OsteoError
            The pose is not rigid, or there are more than three buttons.
        """
        if len(buttons) > 3:
            raise OsteoError(f"A stylus has up to three buttons, not {len(buttons)}.")
        self._wanted = rigid_poses([wanted])[0]
        self._buttons = tuple(buttons)

    def __call__(self, time_s: float) -> Mapping[str, np.ndarray | None]:
        return {STYLUS: self._wanted, BUTTONS: buttons_matrix(self._buttons)}


def buttons_matrix(buttons: tuple[bool, ...]) -> np.ndarray:
    """Buttons as PLUS sends them: the first column of a matrix."""
    matrix = np.eye(4)
    matrix[:3, 0] = 0.0
    matrix[: len(buttons), 0] = buttons
    return matrix


class SimulatedArm:
    """A motion of the hand in, what the arm sends out, with a force in between."""

    def __init__(self, hand: Motion) -> None:
        self._hand = hand
        self._place: np.ndarray | None = None
        self._velocity = np.zeros(3)
        self._time_s = 0.0
        self._force = np.zeros(3)
        self._lock = threading.Lock()

    def push(self, force_n: np.ndarray) -> None:
        """The force (3,) N on the stylus from now on."""
        with self._lock:
            self._force = np.asarray(force_n, dtype=np.float64).copy()

    def __call__(self, time_s: float) -> Mapping[str, np.ndarray | None]:
        wanted = self._hand(time_s)
        target = wanted.get(STYLUS)
        if target is None:
            return {STYLUS: None}
        with self._lock:
            force = self._force
        if self._place is None:
            self._place, self._time_s = target[:3, 3].copy(), time_s
        self._follow(target[:3, 3], force, time_s)
        stylus = target.copy()
        stylus[:3, 3] = self._place
        velocity = np.eye(4)
        velocity[:3, 3] = self._velocity
        return {STYLUS: stylus, VELOCITY: velocity, BUTTONS: wanted.get(BUTTONS, buttons_matrix((False, False)))}

    def _follow(self, target: np.ndarray, force: np.ndarray, time_s: float) -> None:
        """Semi-implicit Euler in steps of half a millisecond; mm, N, kg: 1 N on 1 kg is 1000 mm/s^2."""
        assert self._place is not None
        span = min(max(time_s - self._time_s, 0.0), 0.25)
        self._time_s = time_s
        damping = 2.0 * math.sqrt(_MASS_KG * _HOLD_N_MM / 1000.0)  # critical, N s/mm
        steps = max(1, math.ceil(span / _STEP_S))
        step = span / steps
        for _ in range(steps):
            pull = force + _HOLD_N_MM * (target - self._place) - damping * self._velocity
            self._velocity = self._velocity + 1000.0 * step / _MASS_KG * pull
            self._place = self._place + step * self._velocity
