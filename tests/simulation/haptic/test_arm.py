"""A haptic arm in the loop: which force goes out when, to the tick; and a whole session over a real socket."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.jobs.train_device import DeviceOrder, train_with_device
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.kinds import resistance_of
from osteokit.simulation.haptic.arm import ArmOrder, ArmTicks
from osteokit.simulation.haptic.mailbox import LOST, REFUSED, RESTS, TICKS, Mailbox, empty_mailbox
from osteokit.simulation.recording_file import read_recording
from osteokit.simulation.scenarios.scenario_file import write_scenario
from osteokit.simulation.tools.catalogue import tools
from osteokit.simulation.values import HandState
from osteokit.tracking.devices.arm import BUTTONS, STYLUS, SimulatedArm, buttons_matrix
from osteokit.tracking.devices.simulated import SIMULATED, SimulatedDevice
from osteokit.tracking.devices.values import HapticState
from simulation.made_bone import CORTICAL, plate, pose_at
from simulation.short_scenario import one_hole

HELD = {key: tools()[key] for key in ("drill_3_2", "probe")}
FORCES = {key: resistance_of(tool) for key, tool in HELD.items()}
DEVICE = DeviceSettings("arm", "haptic")


class Arm:
    """A stylus that is where it is told, and keeps the forces that it was given."""

    def __init__(self):
        self.seen, self.forces = HapticState(np.eye(4), np.zeros(3), (False,)), []

    def haptic(self):
        return self.seen

    def send_force(self, force_n):
        self.forces.append(np.array(force_n))
        return self.forces[-1]

    def place(self, z, pressed=False):
        self.seen = HapticState(pose_at([0.0, 0.0, z]), np.zeros(3), (pressed,))


class Bench:
    """A loop without a process: a plate from z = 0 on, the tool 3 mm before it."""

    def __init__(self, tool="probe"):
        self.arm = Arm()
        self.engine = Engine(plate(6.0, size=(12.0, 12.0, 16.0)), HELD, FORCES)
        self.box = Mailbox(empty_mailbox(), tuple(HELD))
        self.ticks = ArmTicks(self.arm, ArmOrder(DEVICE, pose_at([0, 0, -3.0]), tool, force_scale=0.1), 1000.0)

    def run(self, count=1):
        for _ in range(count):
            self.ticks.tick(self.engine, self.box, lambda: 0.0)
        return self.arm.forces[-1]


def test_every_tick_gives_the_arm_the_force_of_that_tick():
    bench = Bench()
    bench.run(5)
    bench.arm.place(4.0)  # a millimetre into the plate
    bench.run(100)
    assert len(bench.arm.forces) == bench.box.numbers[TICKS] == 105
    last = bench.box.last().touch
    assert last.force_n[2] < -20.0
    np.testing.assert_allclose(bench.arm.forces[-1], 0.1 * last.force_n)
    assert last.time_s == pytest.approx(0.104) and last.tool_to_ras[2, 3] < 0.2


def test_a_lost_arm_feels_nothing_and_no_time_passes_and_it_goes_on_from_where_the_tool_was():
    bench = Bench()
    bench.run()
    bench.arm.place(4.0)
    bench.run(100)
    pressed, bench.arm.seen = bench.arm.seen, None
    assert not bench.run(50).any() and bench.box.numbers[LOST] == 1
    assert bench.box.last().touch.time_s == pytest.approx(0.1)
    bench.arm.seen = pressed
    assert bench.run(2)[2] < -2.0 and bench.box.numbers[LOST] == 0
    assert bench.box.last().touch.time_s == pytest.approx(0.102)


def test_a_loop_that_rests_gives_no_force_and_the_tool_does_not_follow():
    bench = Bench()
    bench.run()
    bench.arm.place(1.0)
    bench.run(20)
    at = bench.box.last().touch.tool_to_ras[2, 3]
    bench.box.numbers[RESTS] = 1
    bench.arm.place(300.0)
    assert not bench.run(20).any()
    bench.box.numbers[RESTS] = 0
    bench.run(20)
    assert bench.box.last().touch.tool_to_ras[2, 3] == pytest.approx(at)


def test_tool_and_motor_come_from_whoever_tells_them_and_stay():
    bench = Bench()
    bench.run()
    bench.box.put_hand(HandState(0.0, np.eye(4), 1.0, "drill_3_2"), 0.0)
    bench.run()
    bench.arm.place(5.0)
    bench.run(300)  # nobody tells anything meanwhile: an interface that hangs
    last = bench.box.last()
    assert (last.tool, last.power) == ("drill_3_2", 1.0)
    samples, lost = bench.box.samples()
    assert lost == 0 and sum(one.touch.removed_mm3[CORTICAL] for one in samples) > 1.0


def test_a_pose_that_is_no_number_gives_no_force():
    bench = Bench()
    bench.run()
    bench.arm.seen = HapticState(np.full((4, 4), np.nan), np.zeros(3), ())
    assert not bench.run(3).any() and bench.box.numbers[LOST] == 1


def test_a_tool_in_a_pose_that_is_none_is_counted_and_gives_no_force():
    bench = Bench()
    bench.run()
    bench.ticks._hand.pose[0, 0] = 2.0  # as no stylus can bring it about
    assert not bench.run(3).any() and bench.box.numbers[REFUSED] == 3


def test_an_order_that_makes_no_sense_is_refused():
    with pytest.raises(OsteoError, match="rotation"):
        ArmOrder(DEVICE, np.eye(4), "probe", np.diag([1.0, 1.0, -1.0]))
    with pytest.raises(OsteoError, match="started before"):
        ArmOrder(next(one for one in SIMULATED if one.name == "simulated-arm"), np.eye(4), "probe")


def drilling(way):
    """A stylus that rests until it was looked at for a while, then goes down with its button pressed and back."""

    def motion(time_s):
        since = max(time_s - 4.0, 0.0)
        depth = min(since * 14.0, 62.0) if since < 5.5 else max(62.0 - 60.0 * (since - 5.5), 0.0)
        pose = np.eye(4)
        pose[:3, 3] = way * depth
        return {STYLUS: pose, BUTTONS: buttons_matrix((0.5 < since < 5.5, False))}

    return motion


@pytest.mark.slow
def test_an_arm_does_a_whole_session_without_a_desktop(tmp_path):
    scene = one_hole()
    target = scene.scenario.steps[0].target
    way = np.subtract(target.end, target.entry) / np.linalg.norm(np.subtract(target.end, target.entry))
    folder, heard = write_scenario(scene, tmp_path / "one-hole"), []
    with SimulatedDevice(SimulatedArm(drilling(way)), 200.0) as arm:
        order = DeviceOrder(tmp_path / "out", DeviceSettings("arm", "haptic", port=arm.port), str(folder))
        result = train_with_device(order, heard.append)
    assert result.recording.events[-1].english == "All steps are done." and result.recording.hand == "arm"
    assert result.assessment.value("steps_done_percent") == 100.0
    assert result.recording.facts["removed_in_plan_mm3"] == pytest.approx(
        result.recording.facts["planned_volume_mm3"], rel=0.1
    )
    assert [event.kind for event in heard if event.kind.startswith("step")] == ["step_begun", "step_done"]
    assert (tmp_path / "out" / "report.pdf").is_file()
    np.testing.assert_allclose(np.diff(result.recording.time_s), 0.004, atol=1e-6)


def test_an_arm_that_does_not_come_back_leaves_a_session_to_go_on_with(tmp_path):
    folder = write_scenario(one_hole(), tmp_path / "one-hole")
    arm = SimulatedDevice(SimulatedArm(lambda time_s: {STYLUS: np.eye(4)}), 200.0)
    settings = DeviceSettings("arm", "haptic", port=arm.port)
    heard = []

    def said(event):
        heard.append(event.kind)
        if event.kind == "tool":
            arm.close()

    train_with_device(DeviceOrder(tmp_path / "out", settings, str(folder)), said, lost_for_s=0.2)
    assert heard[-1] == "device_lost"
    first = read_recording(tmp_path / "out")
    assert first.events[-1].kind == "finished" and "device" in first.events[-1].english
    with SimulatedDevice(SimulatedArm(lambda time_s: {STYLUS: np.eye(4)}), 200.0, settings.port) as again:

        def leave(event):
            if event.kind == "tool":
                again.close()

        order = DeviceOrder(tmp_path / "out", settings, resume=True)
        result = train_with_device(order, leave, lost_for_s=0.2)
    assert result.recording.time_s[-1] > first.time_s[-1]


def test_what_cannot_be_done_is_one_sentence(tmp_path):
    nobody = DeviceSettings("arm", "haptic", port=1)
    with pytest.raises(OsteoError, match="sewn with the mouse"):
        train_with_device(DeviceOrder(tmp_path / "out", nobody, "suturing"))
    with pytest.raises(OsteoError, match="no session"):
        train_with_device(DeviceOrder(tmp_path, nobody, resume=True))
