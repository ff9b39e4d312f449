"""The loop in its own process: forces, the dead-man, a stalled interface, its end. Times asserted are loose."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import osteokit
from osteokit.base.errors import OsteoError
from osteokit.simulation.contact.solve import Coupling
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.heat import TipHeat
from osteokit.simulation.forces.kinds import resistance_of
from osteokit.simulation.haptic.loop import LoopOrder, one_tick, warm_up
from osteokit.simulation.haptic.mailbox import DEAD, REFUSED, Mailbox, empty_mailbox
from osteokit.simulation.haptic.process import HapticProcess
from osteokit.simulation.haptic.shared_bone import shared_bone
from osteokit.simulation.tools.catalogue import tools
from osteokit.simulation.values import HandState
from simulation.made_bone import CORTICAL, KINDS, plate, pose_at

HELD = {key: tools()[key] for key in ("drill_3_2", "probe")}
FORCES = {key: resistance_of(tool) for key, tool in HELD.items()}


def heat_of(tool):
    return TipHeat(tool.diameter_mm)


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def told_until(process, hand, condition, seconds=20.0):
    """Tell the hand again and again, as a device does, until ``condition()``."""

    def both():
        process.tell(hand)
        return condition()

    wait_for(both, seconds)


@pytest.fixture(scope="module")
def process():
    with shared_bone(plate(6.0, size=(16.0, 16.0, 16.0), spacing=0.5)) as bone:
        with HapticProcess(bone, HELD, FORCES, dead_man_s=0.3) as running:
            running.shared = bone  # type: ignore[attr-defined]
            yield running


def test_what_the_hand_does_is_felt(process):
    told_until(process, HandState(0.0, pose_at([2.0, 2.0, -3.0]), 0.0, "probe"), lambda: process.last() is not None)
    pressed = HandState(0.0, pose_at([2.0, 2.0, 0.5]), 0.0, "probe")
    told_until(process, pressed, lambda: process.last().touch.force_n[2] < -10.0)
    assert process.last().tool == "probe" and process.last().touch.tool_to_ras[2, 3] < 0.2
    assert process.state.alive and process.state.compute_us[0] > 0.0


def test_a_hand_that_is_no_longer_told_feels_nothing_until_it_is_back(process):
    pressed = HandState(0.0, pose_at([2.0, 2.0, 0.5]), 0.0, "probe")
    told_until(process, pressed, lambda: process.last() is not None and process.last().touch.force_n[2] < -10.0)
    ticks = process.state.ticks
    wait_for(lambda: process.state.dead_man)
    wait_for(lambda: not process.last().touch.force_n.any())
    wait_for(lambda: process.state.ticks > ticks + 300)  # the loop itself lives on
    assert not process.last().touch.force_n.any() and not process.last().touch.torque_nmm.any()
    told_until(process, pressed, lambda: process.last().touch.force_n[2] < -10.0)
    wait_for(lambda: not process.state.dead_man or process.tell(pressed))


def test_a_pose_that_is_none_is_counted_and_gives_no_force(process):
    pressed = HandState(0.0, pose_at([2.0, 2.0, 0.5]), 0.0, "probe")
    told_until(process, pressed, lambda: process.last() is not None and process.last().touch.force_n[2] < -10.0)
    refused = process.state.refused
    broken = HandState(0.0, np.full((4, 4), np.nan), 1.0, "probe")
    told_until(process, broken, lambda: process.state.refused > refused)
    told_until(process, broken, lambda: not process.last().touch.force_n.any())
    assert np.isfinite(process.last().touch.tool_to_ras).all()
    told_until(process, pressed, lambda: process.last().touch.force_n[2] < -10.0)


def test_bone_is_cut_where_both_sides_see_it(process):
    bone = process.shared.bone
    process.samples()
    before = bone.removed_mm3()[CORTICAL]
    drill = HandState(0.0, pose_at([-3.0, -3.0, 4.0]), 1.0, "drill_3_2")
    told_until(process, HandState(0.0, pose_at([-3.0, -3.0, -2.0]), 0.0, "drill_3_2"), lambda: True)
    told_until(process, drill, lambda: bone.removed_mm3()[CORTICAL] > before + 5.0)
    samples, lost = process.samples()
    if lost == 0:  # what was felt adds up to what is gone, but for ticks that were not yet read
        read = sum(sample.touch.removed_mm3[CORTICAL] for sample in samples)
        assert read == pytest.approx(bone.removed_mm3()[CORTICAL] - before, rel=0.2)
    assert any(sample.tool == "drill_3_2" and sample.power == 1.0 for sample in samples)


def test_the_loop_lives_on_while_the_interface_is_busy(process):
    before = process.state.ticks
    end = time.monotonic() + 1.0
    while time.monotonic() < end:  # an interface that never lets go of its interpreter
        sum(range(1000))
    assert process.state.ticks > before + 200


def test_a_tool_that_is_none_is_refused(process):
    with pytest.raises(OsteoError, match="no tool of this session"):
        process.tell(HandState(0.0, np.eye(4), 0.0, "spoon"))


def test_a_loop_that_cannot_start_says_why():
    with shared_bone(plate(6.0, size=(8.0, 8.0, 8.0), spacing=0.5)) as bone:
        with pytest.raises(OsteoError, match="no force model"):
            HapticProcess(bone, HELD, {})


CHILD = """
import sys, time
sys.path[:0] = {paths!r}
from osteokit.simulation.haptic.process import HapticProcess
from osteokit.simulation.haptic.shared_bone import shared_bone
from osteokit.simulation.tools.catalogue import tools
from simulation.made_bone import plate
bone = shared_bone(plate(6.0, size=(8.0, 8.0, 8.0), spacing=0.5))
process = HapticProcess(bone, {{"probe": tools()["probe"]}}, {{}})
print(process._process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_loop_ends_when_its_parent_is_killed():
    paths = [str(Path(osteokit.__file__).parents[1]), str(Path(__file__).parents[2])]
    parent = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(paths=paths)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert parent.stdout is not None
        loop = int(parent.stdout.readline())
        assert _runs(loop)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        wait_for(lambda: not _runs(loop))
    finally:
        parent.kill()
        parent.wait()


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        try:
            os.kill(number, 0)
        except OSError:
            return False
        return not Path("/proc/self/stat").exists()


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        self.now += 1e-6
        return self.now


def test_the_dead_man_to_the_tick():
    """Without a process: power and force go at the first tick after the time, and come back with the hand."""
    engine, box, clock = Engine(plate(6.0), HELD, FORCES), Mailbox(empty_mailbox(), tuple(HELD)), Clock()
    one_tick(engine, box, 0.1, clock)  # before any hand
    assert box.last() is None
    box.put_hand(HandState(0.0, pose_at([0, 0, -3.0]), 1.0, "drill_3_2"), clock())
    one_tick(engine, box, 0.1, clock)
    box.put_hand(HandState(0.0, pose_at([0, 0, 2.0]), 1.0, "drill_3_2"), clock())
    forces, removed = [], []
    for _ in range(140):
        one_tick(engine, box, 0.1, clock)
        clock.now += 1e-3
        forces.append(box.last().touch.force_n[2])
        removed.append(box.last().touch.removed_mm3[CORTICAL])
    alive = 100
    assert min(forces[10:alive]) < -10.0 and sum(removed[:alive]) > 0
    assert forces[alive + 1 :] == [0.0] * (139 - alive) and sum(removed[alive + 1 :]) == 0
    assert box.numbers[DEAD] == 1
    box.put_hand(HandState(0.0, np.zeros((4, 4)), 1.0, "drill_3_2"), clock())
    one_tick(engine, box, 0.1, clock)
    assert box.numbers[REFUSED] == 1 and not box.last().touch.force_n.any() and box.numbers[DEAD] == 0
    box.put_hand(HandState(0.0, pose_at([0, 0, 2.0]), 0.0, "drill_3_2"), clock())
    one_tick(engine, box, 0.1, clock)
    assert box.last().touch.force_n[2] < -10.0


def test_the_loop_is_warm_before_it_begins():
    with shared_bone(plate(6.0, size=(8.0, 8.0, 8.0), spacing=0.5)) as bone:
        order = LoopOrder(bone.handle, bone.handle.arrays, HELD, KINDS, heat_of, Coupling(), 1000.0, 0.1)
        touches = warm_up(order)
        assert len(touches) == 2 * len(HELD) and not bone.bone.removed.any()
