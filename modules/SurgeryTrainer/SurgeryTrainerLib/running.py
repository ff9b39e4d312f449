"""A session that runs: bone, tools, hand and figures, pushed on by a timer. No widget, no scene.

Bone is cut by the engine here, tick by tick, or, where a haptic arm holds the tool, by a loop in its own process, whose
ticks are taken in.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.live import LiveAssessment
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.carve import carve
from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.haptic.arm import ArmOrder
from osteokit.simulation.haptic.arm_session import ArmLoop
from osteokit.simulation.run import FOLLOW_EVERY, Sewing, Toucher, follow, make_engine, rate_of, toucher_of
from osteokit.simulation.scenario import Level, Step
from osteokit.simulation.scenarios.scenario_file import Scene
from osteokit.simulation.scenarios.scene_bone import bone_surface, session_tools, voxel_bone
from osteokit.simulation.scenarios.start import start_pose
from osteokit.simulation.session import SAMPLE_HZ, Session, first_step
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Event, HandState, Recording, Touch
from osteokit.simulation.voxel_bone.bone import VoxelBone
from osteokit.surface.mesh import Mesh

MOST_S = 0.06
"""That pass in one look: what a busy interface has missed is not made up for, time runs slower then."""


@dataclass(eq=False)
class Prepared:
    """All that a session needs; ``surface`` is the bone before it is cut, ``pose`` where the tool is at first. ``loop``
    cuts the bone where an arm holds the tool; it is at rest."""

    scene: Scene
    bone: VoxelBone
    tools: dict[str, Tool]
    surface: Mesh
    step: Step
    pose: np.ndarray
    loop: ArmLoop | None = None
    former: Recording | None = None
    folder: Path | None = None

    def close(self) -> None:
        """End the loop of an arm."""
        if self.loop is not None:
            self.loop.close()
            self.bone, self.loop = self.loop.bone, None


@dataclass(frozen=True, eq=False)
class Start:
    """What is to be made ready.

    Attributes
    ----------
    scene : callable
        Makes or reads the scenario with its bone.
    arm : DeviceSettings, optional
        A haptic arm that is to hold the tool, as another process reaches it.
    former : Recording, optional
        A session that was broken off, and ``folder`` where it is kept: it is gone on with.
    """

    scene: Callable[[], Scene]
    arm: DeviceSettings | None = None
    former: Recording | None = None
    folder: Path | None = None


def prepare(start: Start, progress: Callable[[float, str], None]) -> Prepared:
    """Make the bone and its tools ready (seconds), and touch once so that everything is compiled."""
    progress(0.05, "Bone")
    scene = start.scene()
    progress(0.3, "Voxels")
    bone, tools = voxel_bone(scene), session_tools(scene.scenario)
    if start.former is not None:
        carve(bone, tools, start.former)
    progress(0.7, "Surface")
    surface = bone_surface(scene)
    progress(0.9, "Tools")
    step = first_step(scene.scenario, start.former)
    ready = Prepared(
        scene, bone, tools, surface, step, start_pose(step.target), former=start.former, folder=start.folder
    )
    if step.target.kind == "patch":
        return ready
    if start.arm is not None:
        ready.loop = ArmLoop(bone, tools, ArmOrder(start.arm, ready.pose, step.tool))
        ready.bone = ready.loop.bone
    elif step.tool in tools:
        make_engine(bone, tools).touch(HandState(0.0, ready.pose, 0.0, step.tool))
    return ready


class Preparation:
    """:func:`prepare` beside the interface; look at ``finished`` now and then."""

    def __init__(self, start: Start) -> None:
        self.fraction, self.message = 0.0, ""
        self.result: Prepared | None = None
        self.refusal = ""
        self.fault: BaseException | None = None
        self._cancelled = False
        self._thread = threading.Thread(target=self._work, args=(start,), daemon=True)
        self._thread.start()

    @property
    def finished(self) -> bool:
        return not self._thread.is_alive()

    def cancel(self) -> None:
        self._cancelled = True

    def _progress(self, fraction: float, message: str) -> None:
        if self._cancelled:
            raise Cancelled
        self.fraction, self.message = fraction, message

    def _work(self, start: Start) -> None:
        try:
            result = prepare(start, self._progress)
            if self._cancelled:
                result.close()
            else:
                self.result = result
        except Cancelled:
            pass
        except OsteoError as refusal:
            self.refusal = str(refusal)
        except BaseException as fault:  # told to the person by whoever looks, with its traceback
            self.fault = fault


class Running:
    """One session. ``hand`` has ``state(time_s, touch)``, as :class:`osteokit.simulation.values.Hand`; where a loop
    holds an arm, it has but the ``grip``."""

    def __init__(self, prepared: Prepared, level: Level, hand: Any, who: str) -> None:
        self.prepared, self.level, self.hand = prepared, level, hand
        scenario = prepared.scene.scenario
        self.session = Session(scenario, level, prepared.tools, prepared.bone, who, prepared.former)
        self._loop = prepared.loop
        self._engine: Toucher | None = toucher_of(self.session) if self._loop is None else None
        self._rate_hz = rate_of(self.session)
        self.live = LiveAssessment(scenario, SAMPLE_HZ)
        self.touch: Touch | None = None
        self.state: HandState | None = None
        self._ticks, self._rest, self._fed, self._told = 0, 0.0, 0, 0

    @property
    def finished(self) -> bool:
        return bool(self.session.finished)

    def advance(self, seconds: float) -> list[Event]:
        """Let ``seconds`` pass; the events of that time.

        Raises
        ------
        OsteoError
            The hand asks for what is no pose, or for a tool that is none of the session's; or the loop of an arm has
            ended.
        """
        if self._loop is None:
            self._work(seconds)
        elif not self.finished:
            self._take_in(self._loop)
        self._feed()
        return self._new_events()

    def _take_in(self, loop: ArmLoop) -> None:
        loop.grip(self.hand.grip.tool, self.hand.grip.power)
        loop.go_on()
        newest = loop.feed(self.session)
        if newest is not None:
            self.state, self.touch = newest

    def pause(self) -> None:
        """Nobody looks: an arm has no force, time stands still until the next :meth:`advance`."""
        if self._loop is not None:
            self._loop.rest()

    def _work(self, seconds: float) -> None:
        wanted = self._rest + min(seconds, MOST_S) * self._rate_hz
        ticks = int(wanted)
        self._rest = min(wanted - ticks, 1.0)
        for _ in range(ticks):
            if self.finished or not self._tick():
                break

    def _tick(self) -> bool:
        assert self._engine is not None
        try:
            state = self.hand.state(self._ticks / self._rate_hz, self.touch)
        except DeviceLost:
            self.session.device_lost()
            return False
        if state is None:
            self.session.end("hand")
            return False
        self.state, self.touch = state, self._engine.touch(state)
        self.session.observe(state, self.touch)
        self._ticks += 1
        if self._ticks % FOLLOW_EVERY == 0:
            follow(self.session, self.hand, self._engine)
        return True

    def _feed(self) -> None:
        """New samples to the live figures."""
        session = self.session
        rows = session.samples.array()[self._fed :]
        for row in rows:
            touch = Touch(
                float(row["time_s"]), row["tool_to_ras"], row["force_n"], row["torque_nmm"], row["removed_mm3"],
                int(row["tissue"]), float(row["depth_mm"]), float(row["temperature_c"]),
            )  # fmt: skip
            self.live.add(touch, int(row["step"]), str(row["tool"]), float(row["blood_lost_ml"]))
        self._fed += len(rows)

    def _new_events(self) -> list[Event]:
        fresh = self.session.events[self._told :]
        self._told += len(fresh)
        for event in fresh:
            self.live.event(event)
        return fresh

    @property
    def suturing(self) -> Any:
        """The wound, its skin and threads; None where bone is worked on."""
        return self._engine.suturing if isinstance(self._engine, Sewing) else None  # pyright: ignore[reportAttributeAccessIssue]

    def answer(self, key: str) -> Event:
        """What the trainee does about a complication."""
        return self.session.answer(key)

    def end(self) -> tuple[Recording, Assessment]:
        """End the session where it is not over, and judge it.

        Raises
        ------
        OsteoError
            It was too short to be judged.
        """
        self.session.end("hand")
        self.stop()
        self._feed()
        self._new_events()
        recording = self.session.recording()
        scene = self.prepared.scene
        return recording, assess(recording, scene.scenario, self.level, self.prepared.surface, scene.references)

    def stop(self) -> None:
        """No time passes any more, an arm is let go of, and everything is on disk; the bone stays."""
        self.prepared.close()
        self.session.move_to(self.prepared.bone)
        self.session.close()
