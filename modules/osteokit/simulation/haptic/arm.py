"""A haptic arm in the loop: the same process reads its stylus, touches, and gives it the force, tick by tick.

An interface that hangs is in nobody's way then. Only which tool is in the hand, and a motor that is started there, come
from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.simulation.engine import Engine
from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.hands.tracked import HapticArm, TrackedHand
from osteokit.simulation.haptic.mailbox import LOST, REFUSED, RESTS, TICKS, Mailbox
from osteokit.tracking.devices.force_safety import ForceLimits

STALE_S = 0.2
"""A stylus of which nothing was heard for so long is lost: four frames of PLUS's slowest arm."""


@dataclass(frozen=True, eq=False)
class ArmOrder:
    """Which arm holds the tool, and how; it can be pickled.

    Attributes
    ----------
    device : DeviceSettings
        Of a server that runs: ``start`` is None (:attr:`osteokit.tracking.devices.live.LiveDevice.reached_at`).
    pose : ndarray, shape (4, 4)
        Where the tool is when the stylus is first seen, RAS mm.
    tool : str
        In the hand until another is told.
    device_to_ras : ndarray, shape (3, 3)
        Rotation from the arm's axes to RAS.
    force_scale : float
        Of the felt force that is given out.
    limits : ForceLimits
        Between any force and the hand.

    Raises
    ------
    OsteoError
        The device would be started by the loop, or the rotation is none.
    """

    device: DeviceSettings
    pose: np.ndarray
    tool: str
    device_to_ras: np.ndarray = field(default_factory=lambda: np.eye(3))
    force_scale: float = 0.05
    limits: ForceLimits = field(default_factory=ForceLimits)

    def __post_init__(self) -> None:
        if self.device.start is not None:
            raise OsteoError(f"The device {self.device.name} must be started before a haptic loop can follow it.")
        turn = np.asarray(self.device_to_ras, float)
        if turn.shape != (3, 3) or not np.allclose(turn @ turn.T, np.eye(3), atol=1e-6) or np.linalg.det(turn) < 0:
            raise OsteoError("The axes of a haptic arm are turned into RAS by a rotation (3, 3); give one.")


class ArmTicks:
    """One tick after the other with an arm; ``tick`` is called at ``rate_hz``.

    While the stylus is not seen, or the loop is asked to rest, there is no force and no time passes: the scene is kept,
    and the tool goes on from where it was.
    """

    def __init__(self, arm: HapticArm, order: ArmOrder, rate_hz: float) -> None:
        self._hand = TrackedHand(arm, order.device_to_ras, order.pose, order.tool, order.force_scale)
        self._rate_hz = rate_hz
        self._ticks = 0

    def tick(self, engine: Engine, mailbox: Mailbox, clock: Callable[[], float]) -> None:
        """Read the stylus, touch, give the force, write."""
        begun = clock()
        mailbox.numbers[TICKS] += 1
        if mailbox.numbers[RESTS]:
            self._hand.let_go()
            self._hand.feel_nothing()
            return
        told = mailbox.hand()
        if told is not None:
            self._hand.tool = told[0].tool
        try:
            hand = self._hand.state(self._ticks / self._rate_hz, None)
            mailbox.numbers[LOST] = 0
            if told is not None and told[0].power > hand.power:
                hand = replace(hand, power=told[0].power)
            touch = engine.touch(hand)
        except DeviceLost:
            mailbox.numbers[LOST] = 1
            self._hand.feel_nothing()
            return
        except OsteoError:
            mailbox.numbers[REFUSED] += 1
            self._hand.feel_nothing()
            return
        self._hand.feel(touch)
        self._ticks += 1
        mailbox.put_touch(touch, hand, clock() - begun)
