"""A session whose tool a haptic arm holds: the loop works in its own process, here its ticks are taken in.

What the loop cuts and what is drawn is one bone in shared memory: nothing has to be cut twice, and what is seen is what
was felt. Whoever shows it takes the bricks that changed, as of any bone.
"""

from typing import Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.haptic.arm import ArmOrder
from osteokit.simulation.haptic.process import HapticProcess, LoopState
from osteokit.simulation.haptic.shared_bone import shared_bone
from osteokit.simulation.run import HEAT, resistances_of
from osteokit.simulation.session import Session
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import HandState, Touch
from osteokit.simulation.voxel_bone.bone import VoxelBone

RATE_HZ = 1000.0


class ArmLoop:
    """A loop with an arm, at rest until :meth:`go_on`.

    Attributes
    ----------
    bone : VoxelBone
        What the loop cuts, in shared memory; after :meth:`close` a copy.
    lost_ticks : int
        That nobody took in for eight seconds: they are cut and felt, but in no recording.

    Raises
    ------
    OsteoError
        The loop does not start, or there is not enough shared memory.
    """

    def __init__(self, bone: VoxelBone, tools: dict[str, Tool], arm: ArmOrder) -> None:
        self._shared = shared_bone(bone)
        assert self._shared.bone is not None
        self.bone: VoxelBone = self._shared.bone
        self.lost_ticks = 0
        self._former: Touch | None = None
        self._told: tuple[str, float] | None = None
        try:
            self._process = HapticProcess(self._shared, tools, resistances_of(tools), RATE_HZ, HEAT, arm=arm)
        except BaseException:
            self._shared.close()
            raise

    @property
    def state(self) -> LoopState:
        return self._process.state

    @property
    def process_id(self) -> int:
        """Of the loop, as the system knows it."""
        return self._process.process_id

    def grip(self, tool: str, power: float = 0.0) -> None:
        """Which tool is in the hand, and whether its motor is started here, until another word."""
        if (tool, power) != self._told:
            self._process.tell(HandState(0.0, np.eye(4), power, tool))
            self._told = (tool, power)

    def go_on(self) -> None:
        """The arm holds the tool from now on, from where the tool is."""
        self._process.go_on()

    def rest(self) -> None:
        """No force, and no time passes."""
        self._process.rest()

    def feed(self, session: Session) -> tuple[HandState, Touch] | None:
        """Everything since the last call goes into ``session``; the newest of it, None where there is nothing new.

        Raises
        ------
        OsteoError
            The loop has ended.
        """
        state = self._process.state
        samples, lost = self._process.samples()
        self.lost_ticks += lost
        newest = None
        for one in samples:
            newest = HandState(one.touch.time_s, one.touch.tool_to_ras, one.power, one.tool), one.touch
            session.observe(*newest)
        if state.lost and not samples:
            session.device_lost()
        if session.finished:
            self._process.rest()
        elif not state.alive:
            session.device_lost()
            raise OsteoError(
                "The haptic loop has ended; the session is kept as far as it went, and can be gone on with."
            )
        return newest

    def close(self) -> None:
        """End the loop: no force. The bone stays, in memory of its own."""
        self._process.close()
        self.bone = self.bone.copy()
        self._shared.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
