"""A session that runs: bone, tools, engine, hand and figures, pushed on by a timer. No widget, no scene."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.live import LiveAssessment
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.run import FOLLOW_EVERY, Sewing, follow, make_engine, rate_of, toucher_of
from osteokit.simulation.scenario import Level
from osteokit.simulation.scenarios.scenario_file import Scene
from osteokit.simulation.scenarios.scene_bone import bone_surface, session_tools, voxel_bone
from osteokit.simulation.session import SAMPLE_HZ, Session
from osteokit.simulation.values import Event, HandState, Recording, Touch
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import any_perpendicular, pose_of

MOST_S = 0.06
"""That pass in one look: what a busy interface has missed is not made up for, time runs slower then."""

START_MM = 40.0


@dataclass(eq=False)
class Prepared:
    """All that a session needs; ``surface`` is the bone before it is cut."""

    scene: Scene
    bone: Any
    tools: dict[str, Any]
    surface: Mesh


def start_pose(scene: Scene) -> np.ndarray:
    """Above the first target, pointing at it."""
    target = scene.scenario.steps[0].target
    entry, end = np.asarray(target.entry, float), np.asarray(target.end, float)
    along = end - entry if np.linalg.norm(end - entry) > 1e-6 else -np.asarray(target.normal, float)
    along /= np.linalg.norm(along)
    return pose_of(entry - START_MM * along, any_perpendicular(along), along)


def prepare(scene: Callable[[], Scene], progress: Callable[[float, str], None]) -> Prepared:
    """Make the bone and its tools ready (seconds), and touch once so that everything is compiled."""
    progress(0.05, "Bone")
    made = scene()
    progress(0.3, "Voxels")
    bone = voxel_bone(made)
    tools = session_tools(made.scenario)
    progress(0.7, "Surface")
    surface = bone_surface(made)
    progress(0.9, "Tools")
    hand = HandState(0.0, start_pose(made), 0.0, made.scenario.steps[0].tool)
    if hand.tool in tools and made.scenario.steps[0].task != "suture":
        make_engine(bone, tools).touch(hand)
    return Prepared(made, bone, tools, surface)


class Preparation:
    """:func:`prepare` beside the interface; look at ``finished`` now and then."""

    def __init__(self, scene: Callable[[], Scene]) -> None:
        self.fraction, self.message = 0.0, ""
        self.result: Prepared | None = None
        self.refusal = ""
        self.fault: BaseException | None = None
        self._cancelled = False
        self._thread = threading.Thread(target=self._work, args=(scene,), daemon=True)
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

    def _work(self, scene: Callable[[], Scene]) -> None:
        try:
            self.result = prepare(scene, self._progress)
        except Cancelled:
            pass
        except OsteoError as refusal:
            self.refusal = str(refusal)
        except BaseException as fault:  # told to the person by whoever looks, with its traceback
            self.fault = fault


class Running:
    """One session. ``hand`` has ``state(time_s, touch)``, as :class:`osteokit.simulation.values.Hand`."""

    def __init__(self, prepared: Prepared, level: Level, hand: Any, who: str) -> None:
        self.prepared, self.level, self.hand = prepared, level, hand
        scenario = prepared.scene.scenario
        self.session = Session(scenario, level, prepared.tools, prepared.bone, who)
        self._engine, self._rate_hz = toucher_of(self.session), rate_of(self.session)
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
            The hand asks for what is no pose, or for a tool that is none of the session's.
        """
        wanted = self._rest + min(seconds, MOST_S) * self._rate_hz
        ticks = int(wanted)
        self._rest = min(wanted - ticks, 1.0)
        for _ in range(ticks):
            if self.finished or not self._tick():
                break
        self._feed()
        return self._new_events()

    def _tick(self) -> bool:
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
        self._feed()
        self._new_events()
        recording = self.session.recording()
        return recording, assess(recording, self.session.scenario, self.level, self.prepared.surface)
