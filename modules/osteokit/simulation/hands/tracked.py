"""A person's hand on a haptic arm: its stylus is the tool, its first button the trigger."""

from typing import Protocol

import numpy as np

from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.values import HandState, Touch
from osteokit.tracking.devices.values import HapticState

RAMP_S = 0.1
"""From a pressed button to the motor's full speed."""


class HapticArm(Protocol):
    """What :class:`osteokit.tracking.devices.live.LiveDevice` is for a hand."""

    def haptic(self) -> HapticState | None:
        """Stylus and buttons; None where the stylus is not seen."""
        ...

    def send_force(self, force_n: np.ndarray) -> np.ndarray:
        """Ask for a force in the device's frame; returns what is let out."""
        ...


class TrackedHand:
    """Follows a stylus from where ``pose`` is: only the motion counts, so that the arm may stand anywhere.

    When the stylus was lost and is back, the tool goes on from where it was. What is felt goes to the arm.

    Parameters
    ----------
    device_to_ras : ndarray, shape (3, 3)
        Rotation from the device's axes to RAS.
    pose : ndarray, shape (4, 4)
        Where the tool is when the stylus is first seen, RAS mm.
    tool : str
        Key of the tool in the hand; may be changed at any time.
    force_scale : float
        Of the felt force that is given out: an arm of 3 N cannot give the 80 N of a drill.
    """

    def __init__(
        self, arm: HapticArm, device_to_ras: np.ndarray, pose: np.ndarray, tool: str, force_scale: float = 0.05
    ) -> None:
        self.tool, self.pose = tool, np.array(pose, np.float64)
        self._arm, self._turn, self._scale = arm, np.array(device_to_ras, np.float64), force_scale
        self._former: np.ndarray | None = None
        self._power, self._last_s = 0.0, 0.0

    def state(self, time_s: float, touch: Touch | None) -> HandState:
        """See ``Hand``.

        Raises
        ------
        DeviceLost
            The stylus is not seen, or its pose is no number.
        """
        seen = self._arm.haptic()
        if seen is None or not np.isfinite(seen.pose).all():
            self.let_go()
            raise DeviceLost
        if self._former is not None:
            self._follow(self._former, seen.pose)
        self._former = seen.pose.copy()
        pressed = 1.0 if seen.buttons and seen.buttons[0] else 0.0
        most = max(time_s - self._last_s, 0.0) / RAMP_S
        self._power += float(np.clip(pressed - self._power, -1.0 if pressed == 0.0 else -most, most))
        self._last_s = time_s
        if touch is not None:
            self.feel(touch)
        return HandState(time_s, self.pose.copy(), self._power, self.tool)

    def feel(self, touch: Touch) -> np.ndarray:
        """Give a felt force to the arm now; what the arm lets out (3,) N, in its own axes."""
        return self._arm.send_force(self._scale * (self._turn.T @ touch.force_n))

    def feel_nothing(self) -> None:
        """No force on the arm."""
        self._arm.send_force(np.zeros(3))

    def let_go(self) -> None:
        """The next pose is a beginning: the tool does not follow what the arm did meanwhile, and its motor stands."""
        self._former, self._power = None, 0.0

    def _follow(self, before: np.ndarray, now: np.ndarray) -> None:
        if np.array_equal(before, now):  # an arm tells less often than it is asked
            return
        turn = self._turn @ (now[:3, :3] @ before[:3, :3].T) @ self._turn.T
        self.pose[:3, :3] = turn @ self.pose[:3, :3]
        u, _, v = np.linalg.svd(self.pose[:3, :3])  # thousands of turns would drift from a rotation
        self.pose[:3, :3] = u @ v
        self.pose[:3, 3] += self._turn @ (now[:3, 3] - before[:3, 3])
