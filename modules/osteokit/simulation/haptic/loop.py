"""The loop itself, run as ``python -m osteokit.simulation.haptic.loop`` by :mod:`osteokit.simulation.haptic.process`.

It lives on while the interface stalls, takes the force away when the hand is no longer told (dead-man), and ends
when the process that started it does: the pipe from there closes then, however it died.
"""

import gc
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.contact.resistance import Heat, Resistance
from osteokit.simulation.contact.solve import Coupling
from osteokit.simulation.engine import Engine
from osteokit.simulation.haptic.arm import STALE_S, ArmOrder, ArmTicks
from osteokit.simulation.haptic.mailbox import DEAD, LATE, READY, REFUSED, STOP, TICKS, Mailbox
from osteokit.simulation.haptic.shared_arrays import Handle, attached
from osteokit.simulation.haptic.shared_bone import BoneHandle, attached_bone
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import TISSUES, HandState, Touch
from osteokit.simulation.voxel_bone.bone import bone_of_arrays
from osteokit.tracking.devices.live import LiveDevice

LATE_S = 1e-3
_GIVE_UP = 20  # ticks behind, after which the clock starts anew instead of catching up


@dataclass(frozen=True)
class LoopOrder:
    """All that the loop is told at its start; it can be pickled. With an ``arm`` the loop itself holds the device; of
    the hands that it is told only tool and power count then."""

    bone: BoneHandle
    mailbox: Handle
    tools: Mapping[str, Tool]
    resistances: Mapping[str, Resistance]
    heat: Callable[[Tool], Heat] | None
    coupling: Coupling
    rate_hz: float
    dead_man_s: float
    arm: ArmOrder | None = None


def run(order: LoopOrder, stopped: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
    """Tick until ``stopped`` or until the mailbox asks to stop."""
    with attached_bone(order.bone) as held, attached(order.mailbox) as letters, _device(order.arm) as device:
        mailbox = Mailbox(letters.arrays, tuple(order.tools))
        if held.bone is None:
            return
        engine = Engine(held.bone, order.tools, order.resistances, order.rate_hz, order.heat, order.coupling)
        arm = ArmTicks(device, order.arm, order.rate_hz) if device is not None and order.arm is not None else None
        warm_up(order)
        _ask_to_go_first()
        gc.collect()
        gc.disable()
        mailbox.numbers[READY] = 1
        tick_s = 1.0 / order.rate_hz
        due = clock() + tick_s
        while not (mailbox.numbers[STOP] or stopped()):
            now = clock()
            if now < due:
                time.sleep(due - now)
                now = clock()
            if now - due > LATE_S:
                mailbox.numbers[LATE] += 1
            due = due + tick_s if now - due < _GIVE_UP * tick_s else now + tick_s
            if arm is None:
                one_tick(engine, mailbox, order.dead_man_s, clock)
            else:
                arm.tick(engine, mailbox, clock)


def _device(arm: ArmOrder | None) -> AbstractContextManager[LiveDevice | None]:
    """The arm, followed until the loop ends; its force is zero then."""
    if arm is None:
        return nullcontext()
    settings = replace(arm.device, stale_s=min(arm.device.stale_s, STALE_S))
    return LiveDevice(settings, "the haptic loop", arm.limits)


def _ask_to_go_first() -> None:
    """A tick takes a tenth of its time, and must not wait behind longer work: the lowest real-time priority, where the
    system lets us have it. A loop that falls behind rests all the same (``_GIVE_UP``), so that it starves nobody."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except (OSError, AttributeError):  # not allowed, or not this system
        pass


def one_tick(engine: Engine, mailbox: Mailbox, dead_man_s: float, clock: Callable[[], float]) -> None:
    """Read the hand, touch, write; a hand that is stale or no pose feels nothing and has no power."""
    begun = clock()
    mailbox.numbers[TICKS] += 1
    told = mailbox.hand()
    if told is None:
        return
    hand, written = told
    dead = begun - written > dead_man_s
    mailbox.numbers[DEAD] = dead
    if dead:
        hand = replace(hand, power=0.0)
    try:
        touch = engine.touch(hand)
    except OsteoError:
        mailbox.numbers[REFUSED] += 1
        last = mailbox.last()
        if last is None:
            return
        touch, dead = replace(last.touch, removed_mm3=np.zeros(len(TISSUES))), True
    if dead:
        touch = replace(touch, force_n=np.zeros(3), torque_nmm=np.zeros(3))
    mailbox.put_touch(touch, hand, clock() - begun)


def warm_up(order: LoopOrder) -> list[Touch]:
    """Compile what the loop calls, on a small bone of its own, before the first tick counts."""
    shape = (48, 48, 48)
    bone = bone_of_arrays(np.full(shape, -2.0), np.ones(shape), np.ones(shape, np.uint8), (-12.0, -12.0, -12.0), 0.5)
    touches = []
    for key in order.tools:
        engine = Engine(bone, {key: order.tools[key]}, order.resistances, order.rate_hz, order.heat, order.coupling)
        touches += [engine.touch(HandState(0.0, np.eye(4), power, key)) for power in (0.0, 1.0)]
    return touches


def main() -> None:
    """Read the order from the standard input, then run until that closes."""
    order: LoopOrder = pickle.load(sys.stdin.buffer)
    closed = threading.Event()

    def wait_for_the_end() -> None:
        while os.read(0, 1):  # past Python's own buffer, which a thread may not hold at the end
            pass
        closed.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    try:
        run(order, closed.is_set)
    except OsteoError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
