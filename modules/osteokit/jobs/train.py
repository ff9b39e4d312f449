"""Training without a desktop: a scenario, a scripted hand, the session, its assessment and files."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.assessment_json import write_assessment
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.assessment.xapi import Learner, write_xapi
from osteokit.simulation.carve import carve
from osteokit.simulation.hands.expert import expert
from osteokit.simulation.hands.novice import novice
from osteokit.simulation.hands.scripted import ScriptedHand
from osteokit.simulation.recording_file import RecordingWriter, is_broken, read_recording, write_recording
from osteokit.simulation.run import run_session, toucher_of
from osteokit.simulation.scenario import Scenario
from osteokit.simulation.scenarios.builtin import builtin_names, builtin_scenario, builtin_scene
from osteokit.simulation.scenarios.scenario_file import Scene, read_scenario, read_scene, write_scenario
from osteokit.simulation.scenarios.scene_bone import bone_surface, session_tools, voxel_bone
from osteokit.simulation.session import Session, level_of
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import Recording

HANDS: dict[str, Callable[[Scenario, dict[str, Tool], int], ScriptedHand]] = {"expert": expert, "novice": novice}
"""Scripted hands by name."""

SCENE, ASSESSMENT, REPORT, STATEMENTS, PICTURE = "scenario", "assessment.json", "report.pdf", "xapi.json", "scene.glb"
"""What a session's folder holds beside its recording."""

HOME = "https://localhost/learners"
"""Where a scripted hand is known: nowhere but here."""


@dataclass(frozen=True)
class TrainOrder:
    """What is to be trained.

    Attributes
    ----------
    scenario : str
        Name of a built-in scenario, or the folder of one.
    level, hand : str
        Names; ``hand`` of HANDS.
    seed : int
        The same seed does the same again.
    language : str
        Of the report: "en" or "zh".
    """

    scenario: str
    out: Path
    level: str = "1"
    hand: str = "expert"
    seed: int = 0
    language: str = "en"


@dataclass(frozen=True)
class TrainResult:
    """A session, how well it was done, how long it took to compute, and what was written."""

    scenario: Scenario
    recording: Recording
    assessment: Assessment
    seconds: float
    files: tuple[Path, ...]


def scene_of(name: str) -> Scene:
    """The built-in scenario of this name, or the one in this folder, with its bone.

    Raises
    ------
    OsteoError
        There is neither, or it is refused.
    """
    return builtin_scene(name) if name in builtin_names() else read_scene(_folder(name))


def scenario_of(name: str) -> Scenario:
    """As :func:`scene_of`, without the bone."""
    return builtin_scenario(name) if name in builtin_names() else read_scenario(_folder(name))


def _folder(name: str) -> Path:
    if not Path(name).exists():
        raise OsteoError(f"There is no scenario {name!r}: neither a folder nor one of {', '.join(builtin_names())}.")
    return Path(name)


def train(order: TrainOrder, progress: Progress = silent) -> TrainResult:
    """Run a session with a scripted hand, assess it, and write all of it to ``order.out``.

    Raises
    ------
    OsteoError
        The scenario, level or hand is not there, or the folder holds something else.
    """
    start = time.perf_counter()
    make_hand = _hand(order.hand)
    level = level_of(scenario_of(order.scenario), order.level)
    require_free(order.out)
    progress(0.0, "Making the bone")
    scene = scene_of(order.scenario)
    bone = voxel_bone(scene, part(progress, 0.02, 0.1))
    tools = session_tools(scene.scenario)
    session = Session(scene.scenario, level, tools, bone, order.hand)
    session.keep(RecordingWriter(order.out, session.head()))
    write_scenario(scene, order.out / SCENE)
    _run(session, make_hand(scene.scenario, tools, order.seed), part(progress, 0.1, 0.8))
    return finish(scene, session, order.out, order.language, start, part(progress, 0.8, 1.0))


def resume(
    folder: Path, hand: str = "expert", seed: int = 0, language: str = "en", progress: Progress = silent
) -> TrainResult:
    """Go on with a session that was broken off (the program was ended, the device did not come back).

    The bone is cut as far as it was by what the recording says; the hand begins at the first step that is not done.

    Raises
    ------
    OsteoError
        There is no session, or it is over.
    """
    start = time.perf_counter()
    make_hand = _hand(hand)
    scene, former = interrupted(folder)
    level = level_of(scene.scenario, former.level)
    bone = voxel_bone(scene, part(progress, 0.0, 0.1))
    tools = session_tools(scene.scenario)
    carve(bone, tools, former)
    session = Session(scene.scenario, level, tools, bone, hand, former)
    session.keep(RecordingWriter(folder, session.head()))
    worker = make_hand(scene.scenario, tools, seed)
    worker.begin_at(session.step_number)
    _run(session, worker, part(progress, 0.1, 0.8))
    return finish(scene, session, folder, language, start, part(progress, 0.8, 1.0))


def interrupted(folder: Path) -> tuple[Scene, Recording]:
    """The session in ``folder``, of which steps are left to do, with its scenario.

    Raises
    ------
    OsteoError
        There is none, or it is over.
    """
    former = read_recording(folder)
    scene = read_scene(folder / SCENE)
    gone_through = sum(event.kind in ("step_done", "step_left") for event in former.events)
    if gone_through >= len(scene.scenario.steps):
        raise OsteoError(f"The session in {folder} is over: every step was done or left; run a new one.")
    return scene, former


def assess_folder(folder: Path, language: str = "en", progress: Progress = silent) -> TrainResult:
    """Assess the session in ``folder`` (again) and write its results; a broken one as far as it went.

    Raises
    ------
    OsteoError
        There is no session, or its scenario is not beside it.
    """
    start = time.perf_counter()
    recording = read_recording(folder)
    scene = read_scene(folder / SCENE)
    result, files = write_results(scene, recording, folder, language, progress)
    return TrainResult(scene.scenario, recording, result, time.perf_counter() - start, files)


def write_results(
    scene: Scene, recording: Recording, out: Path, language: str = "en", progress: Progress = silent
) -> tuple[Assessment, tuple[Path, ...]]:
    """Assess a session and write the assessment (JSON), report (PDF) and xAPI statements; the learner is told by the
    hand's name."""
    from osteokit.report.training import write_training_report

    scenario = scene.scenario
    level = level_of(scenario, recording.level)
    progress(0.0, "Assessing")
    result = assess(recording, scenario, level, bone_surface(scene), scene.references)
    write_assessment(result, out / ASSESSMENT)
    learner = Learner(HOME, recording.hand or "unnamed")
    write_xapi(result, recording, scenario, learner, datetime.now(UTC), out / STATEMENTS)
    progress(0.5, "Writing the report")
    write_training_report(result, recording, scenario, level, out / REPORT, language)
    progress(1.0, "Results written")
    return result, (out / ASSESSMENT, out / REPORT, out / STATEMENTS)


def _run(session: Session, hand: ScriptedHand, progress: Progress) -> None:
    """To its end; what there is is on disk even where it is cancelled."""
    try:
        run_session(session, hand, toucher_of(session), progress=progress)
    finally:
        session.close()


def finish(
    scene: Scene, session: Session, out: Path, language: str, start_s: float, progress: Progress = silent
) -> TrainResult:
    """Write a session that has ended, assessed, to ``out``; ``start_s`` (of ``time.perf_counter``) is when it began."""
    progress(0.0, "Measuring the bone")
    recording = session.recording()
    write_recording(recording, out)
    result, files = write_results(scene, recording, out, language, part(progress, 0.2, 0.9))
    write_picture(session, out / PICTURE)
    seconds = time.perf_counter() - start_s
    return TrainResult(scene.scenario, recording, result, seconds, (*files, out / PICTURE))


def write_picture(session: Session, path: Path) -> Path:
    """The scene as it is now, as GLB (glTF 2.0) for a viewer or a headset: bone, targets, structures at risk, tool."""
    from osteokit.fabrication.export import write_meshes
    from osteokit.jobs.train_scene import scene_meshes

    write_meshes(scene_meshes(session), path)
    return path


def _hand(name: str) -> Callable[[Scenario, dict[str, Tool], int], ScriptedHand]:
    if name not in HANDS:
        raise OsteoError(f"There is no hand {name[:40]!r}; there are {', '.join(HANDS)}.")
    return HANDS[name]


def require_free(out: Path) -> None:
    """A folder of another session is not written over, one of something else never."""
    if is_broken(out):
        raise OsteoError(f"{out} holds a session that was broken off; go on with it (--resume) or choose another.")
    if out.exists() and any(out.iterdir()) and not (out / "recording.json").exists():
        raise OsteoError(f"{out} holds other files; choose an empty or a new folder for the session.")
