"""Running a session without a desktop: the hand, the bone and the watch, tick by tick, as fast as they go."""

import time
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from osteokit.base.progress import Progress, silent
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.heat import TipHeat
from osteokit.simulation.forces.kinds import resistance_of
from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.session import Session
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Event, Hand, HandState, Touch
from osteokit.simulation.voxel_bone.bone import VoxelBone

LONGEST_S = 1800.0
"""A session without a limit of time ends here."""


class Toucher(Protocol):
    """What a hand works on: the engine of touch, or one of soft tissue."""

    def touch(self, hand: HandState) -> Touch:
        """One tick."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A hand that also hears what happens and does something about it."""

    def heard(self, event: Event) -> None:
        """Something happened."""
        ...

    def answers(self, time_s: float) -> tuple[str, ...]:
        """What is done about it now."""
        ...

    doing: int
    """Number of the step in which the hand is: it may go on before a step is done."""


def make_engine(bone: VoxelBone, tools: dict[str, Tool], rate_hz: float = 1000.0) -> Engine:
    """The engine of touch with the cited force models and an irrigated tip."""
    resistances = {tool.key: resistance_of(tool) for tool in tools.values()}
    return Engine(bone, tools, resistances, rate_hz, heat=lambda tool: TipHeat(tool.diameter_mm, irrigated=True))


def run_session(
    session: Session,
    hand: Hand,
    engine: Toucher,
    rate_hz: float = 1000.0,
    wait_s: float = 0.0,
    sleep: Callable[[float], None] = time.sleep,
    progress: Progress = silent,
) -> Session:
    """Run ``session`` to its end, with time counted in ticks.

    A hand whose device is gone raises ``DeviceLost``: time then stands still for up to ``wait_s`` seconds of the clock
    on the wall; if it does not come back the session ends so that it can be resumed. It ends too where the hand has
    finished, where all steps are done, the time is over, or the patient is dead.

    Raises
    ------
    OsteoError
        The hand asks for what is no pose, or holds a tool that the session does not have.
    """
    touch: Touch | None = None
    tick, waited = 0, 0.0
    while not session.finished and tick < LONGEST_S * rate_hz:
        try:
            state = hand.state(tick / rate_hz, touch)
        except DeviceLost:
            session.device_lost()
            if waited >= wait_s:
                session.end("device")
                break
            sleep(0.05)
            waited += 0.05
            continue
        if state is None:
            break
        waited = 0.0
        touch = engine.touch(state)
        session.observe(state, touch)
        tick += 1
        if tick % 20 == 0:
            _let_answer(session, hand)
        if tick % 1000 == 0:
            done = session.step_number / len(session.scenario.steps)
            progress(done, f"{session.step.english}, {session.time_s:.0f} s")
    session.end("hand")
    progress(1.0, "Session over")
    return session


def _let_answer(session: Session, hand: Hand) -> None:
    if isinstance(hand, Answering):
        for event in session.new_events():
            hand.heard(event)
        for key in hand.answers(session.time_s):
            session.answer(key)
        while session.step_number < hand.doing and not session.finished:
            session.next_step()
