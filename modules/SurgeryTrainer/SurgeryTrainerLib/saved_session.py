"""What is kept of a session that ended: report, figures, statements, recording."""

from datetime import datetime
from pathlib import Path

from osteokit.jobs.train import ASSESSMENT, REPORT, SCENE, STATEMENTS
from osteokit.report.training import write_training_report
from osteokit.simulation.assessment.assessment_json import write_assessment
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.assessment.xapi import Learner, write_xapi
from osteokit.simulation.recording_file import RecordingWriter, write_recording
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.scenarios.scenario_file import Scene, write_scenario
from osteokit.simulation.session import Session
from osteokit.simulation.values import Recording


def keep_running(session: Session, scene: Scene, folder: Path) -> None:
    """Keep a session on disk while it runs, with its scenario beside it: after a crash ``osteo train assess`` judges
    what there is, and ``osteo train run --resume`` goes on.

    Raises
    ------
    OsteoError
        The folder cannot be written.
    """
    write_scenario(scene, folder / SCENE)
    session.keep(RecordingWriter(folder, session.head()))


def folder_of(scenario: Scenario, level: Level, started: datetime, folder: Path) -> Path:
    """Where a session is written."""
    return folder / f"{scenario.name}-{level.name}-{started:%Y%m%d-%H%M%S}"


def save_results(
    recording: Recording,
    assessment: Assessment,
    scene: Scene,
    level: Level,
    folder: Path,
    language: str,
    started: datetime,
    learner: Learner | None = None,
) -> Path:
    """Write ``report.pdf``, ``assessment.json``, the recording with its scenario and, for a learner, ``xapi.json``.

    Raises
    ------
    OsteoError
        Something cannot be written.
    """
    scenario = scene.scenario
    if not (folder / SCENE).exists():
        write_scenario(scene, folder / SCENE)
    write_recording(recording, folder)
    write_assessment(assessment, folder / ASSESSMENT)
    write_training_report(assessment, recording, scenario, level, folder / REPORT, language, started)
    if learner is not None:
        write_xapi(assessment, recording, scenario, learner, started, folder / STATEMENTS)
    return folder
