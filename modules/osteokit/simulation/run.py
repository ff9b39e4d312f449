"""Running a session without a desktop: the hand, the bone and the watch, tick by tick, as fast as they go."""

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.simulation.contact.resistance import Resistance
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.kinds import heat_of, resistance_of
from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.session import Session
from osteokit.simulation.soft_tissue.scalpel import Scalpel, uncut
from osteokit.simulation.soft_tissue.suturing import Happening, Suturing, flat_skin, wounded_skin
from osteokit.simulation.soft_tissue.touching import SoftTouch
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Event, Hand, HandState, Touch
from osteokit.simulation.voxel_bone.bone import VoxelBone

LONGEST_S = 1800.0
"""A session without a limit of time ends here."""

FOLLOW_EVERY = 20
"""Ticks; what a person notices and does is no faster."""


class Toucher(Protocol):
    """What a hand works on: the engine of touch, or one of soft tissue."""

    def touch(self, hand: HandState) -> Touch:
        """One tick."""
        ...


@runtime_checkable
class Sewing(Protocol):
    """What also counts stitches."""

    happened: list[Happening]

    @property
    def stitches(self) -> int:
        """How many hold."""
        ...

    @property
    def opened(self) -> float:
        """Share of the planned incision that is open."""
        ...

    def facts(self) -> dict[str, float]:
        """What is measured on the wound."""
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
    return Engine(bone, tools, resistances_of(tools), rate_hz, HEAT)


def resistances_of(tools: dict[str, Tool]) -> dict[str, Resistance]:
    """The cited force model of every tool, by its key."""
    return {tool.key: resistance_of(tool) for tool in tools.values()}


HEAT = partial(heat_of, irrigated=True)
"""The model of the temperature at an irrigated tip."""


def toucher_of(session: Session) -> Toucher:
    """What the hand of a session works on: skin where it is to be opened or sewn, else bone.

    Raises
    ------
    OsteoError
        The session has no bone, or works on skin and on bone.
    """
    if works_on_skin(session.scenario):
        return _skin_of(session.scenario)
    if session.bone is None:
        raise OsteoError("The session has no bone to work on.")
    return make_engine(session.bone, session.tools)


ON_SKIN = ("incise", "suture")
"""Tasks on skin."""


def works_on_skin(scenario: Scenario) -> bool:
    """Whether a scenario is of skin; OsteoError where it is of skin and of bone."""
    on_skin = [step.task in ON_SKIN for step in scenario.steps]
    if any(on_skin) and not all(on_skin):
        raise OsteoError("A scenario that works on skin can do nothing else; make two of it.")
    return any(on_skin)


def _skin_of(scenario: Scenario) -> SoftTouch:
    """Whole skin where it is to be opened, else skin with the wound that is to be sewn."""
    opened = [step.target for step in scenario.steps if step.task == "incise"]
    if not opened:
        target = scenario.steps[0].target
        return SoftTouch(wounded_skin(target.entry, target.end, target.normal), SKIN_HZ)
    target = opened[0]
    line = np.array([target.entry, target.end])
    body = flat_skin(target.entry, target.end, target.normal)
    return SoftTouch(Suturing(body, uncut(line)), SKIN_HZ, Scalpel(body, line[0], line[1]))


SKIN_HZ = 250.0
"""Skin is soft: a hand cannot tell faster ticks."""


def rate_of(session: Session) -> float:
    """Ticks a second at which a session is run without a device."""
    return SKIN_HZ if works_on_skin(session.scenario) else 1000.0


def run_session(
    session: Session,
    hand: Hand,
    engine: Toucher,
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
    rate_hz = rate_of(session)
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
        if tick % FOLLOW_EVERY == 0:
            follow(session, hand, engine)
        if tick % 1000 == 0:
            done = session.step_number / len(session.scenario.steps)
            progress(done, f"{session.step.english}, {session.time_s:.0f} s")
    session.end("hand")
    progress(1.0, "Session over")
    return session


def follow(session: Session, hand: Hand, engine: Toucher) -> None:
    """Every :data:`FOLLOW_EVERY` ticks: stitches are counted, the hand hears what happened and answers."""
    _count_stitches(session, engine)
    _let_answer(session, hand)


def _count_stitches(session: Session, engine: Toucher) -> None:
    if isinstance(engine, Sewing):
        session.opened = engine.opened
        if len(engine.happened) > session.stitch_events:
            session.sewn(engine.happened[session.stitch_events :], engine.stitches, engine.facts())


def _let_answer(session: Session, hand: Hand) -> None:
    if isinstance(hand, Answering):
        for event in session.new_events():
            hand.heard(event)
        for key in hand.answers(session.time_s):
            session.answer(key)
        while session.step_number < hand.doing and not session.finished:
            session.next_step()
