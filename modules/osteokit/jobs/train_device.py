"""Training with a haptic arm and without a desktop: the arm's own loop, the session, its assessment and files."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.jobs.train import SCENE, TrainResult, finish, interrupted, require_free, scenario_of, scene_of
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.simulation.carve import carve
from osteokit.simulation.haptic.arm import ArmOrder
from osteokit.simulation.haptic.arm_session import ArmLoop
from osteokit.simulation.recording_file import RecordingWriter
from osteokit.simulation.scenarios.scenario_file import Scene, write_scenario
from osteokit.simulation.scenarios.scene_bone import session_tools, voxel_bone
from osteokit.simulation.scenarios.start import start_pose
from osteokit.simulation.session import Session, first_step, level_of
from osteokit.simulation.values import Event, Recording
from osteokit.tracking.devices.live import LiveDevice

SEEN_WITHIN_S = 5.0
LOST_FOR_S = 30.0
"""An arm that is lost for longer ends the session, which can then be gone on with."""

_LOOK_S = 0.02


@dataclass(frozen=True)
class DeviceOrder:
    """A scenario (name or folder), or with ``resume`` none: the session in ``out`` is gone on with then."""

    out: Path
    device: DeviceSettings
    scenario: str = ""
    level: str = "1"
    language: str = "en"
    resume: bool = False


def train_with_device(
    order: DeviceOrder, said: Callable[[Event], None] = lambda _: None, lost_for_s: float = LOST_FOR_S
) -> TrainResult:
    """Run a session whose tool the arm holds, until every step is done, its time is over, or Ctrl-C; assess it and
    write all of it to ``order.out``. ``said`` hears what happens.

    Raises
    ------
    OsteoError
        The arm is not seen, the scenario or level is not there, its skin is to be sewn, or the folder holds something
        else.
    """
    begun = time.perf_counter()
    scene, former = _what(order)
    level = level_of(scene.scenario, order.level if former is None else former.level)
    if any(step.target.kind == "patch" for step in scene.scenario.steps):
        raise OsteoError(
            "Skin is sewn with the mouse, a tracked tool or an arm at the panel; choose a scenario of bone."
        )
    with _seen(order.device) as live:
        bone, tools = voxel_bone(scene), session_tools(scene.scenario)
        if former is not None:
            carve(bone, tools, former)
        step = first_step(scene.scenario, former)
        arm = ArmOrder(live.reached_at, start_pose(step.target), step.tool)
        with ArmLoop(bone, tools, arm) as loop:
            session = Session(scene.scenario, level, tools, loop.bone, order.device.name, former)
            session.keep(RecordingWriter(order.out, session.head()))
            if former is None:
                write_scenario(scene, order.out / SCENE)
            _follow(loop, session, said, lost_for_s)
    session.move_to(loop.bone)
    return finish(scene, session, order.out, order.language, begun)


def _what(order: DeviceOrder) -> tuple[Scene, Recording | None]:
    if order.resume:
        return interrupted(order.out)
    level_of(scenario_of(order.scenario), order.level)  # before seconds are spent on a bone
    require_free(order.out)
    return scene_of(order.scenario), None


@contextmanager
def _seen(device: DeviceSettings) -> Iterator[LiveDevice]:
    with LiveDevice(device, "osteo train") as live:
        end = time.monotonic() + SEEN_WITHIN_S
        while live.haptic() is None:
            if time.monotonic() > end:
                raise OsteoError(f"The stylus of {device.name} is not seen. {live.status().sentence.english}")
            time.sleep(0.05)
        yield live


def _follow(loop: ArmLoop, session: Session, said: Callable[[Event], None], lost_for_s: float) -> None:
    """Take in what the loop does until the session is over; what there is is on disk, whatever happens."""
    lost_since = None
    try:
        loop.grip(session.step.tool)
        loop.go_on()
        while not session.finished:
            time.sleep(_LOOK_S)
            loop.feed(session)
            loop.grip(session.step.tool)
            for event in session.new_events():
                said(event)
            lost_since = (lost_since or time.monotonic()) if session.lost else None
            if lost_since is not None and time.monotonic() - lost_since > lost_for_s:
                session.end("device")
    except KeyboardInterrupt:
        session.end("hand")  # the usual way to end it before its time
    finally:
        loop.rest()
        session.close()
