"""What is kept of a session that ended: report, figures, statements, recording."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.jobs.train import ASSESSMENT, REPORT, SCENE, STATEMENTS
from osteokit.report.training import write_training_report
from osteokit.simulation.assessment.assessment_json import write_assessment
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.assessment.xapi import Learner, write_xapi
from osteokit.simulation.recording_file import PART_HEAD, RecordingWriter, is_broken, write_recording
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.scenarios.scenario_file import Scene, read_scenario, write_scenario
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


@dataclass(frozen=True)
class BrokenOff:
    """A session that was not ended: where it is kept, of which scenario, and when it began."""

    folder: Path
    scenario: Scenario
    began: datetime


def last_broken_off(folder: str) -> BrokenOff | None:
    """The newest session in a folder of reports that was broken off and can be gone on with."""
    if not folder or not Path(folder).is_dir():
        return None
    broken = [one for one in Path(folder).iterdir() if one.is_dir() and is_broken(one) and (one / SCENE).is_dir()]
    for one in sorted(broken, key=lambda path: (path / PART_HEAD).stat().st_mtime, reverse=True):
        try:
            scenario = read_scenario(one / SCENE)
        except OsteoError:
            continue  # a folder that nobody can go on with
        return BrokenOff(one, scenario, datetime.fromtimestamp((one / PART_HEAD).stat().st_mtime))
    return None


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
