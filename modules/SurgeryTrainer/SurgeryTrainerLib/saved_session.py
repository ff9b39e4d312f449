"""What is kept of a session that ended: report, figures, statements, recording."""

from datetime import datetime
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.report.training import write_training_report
from osteokit.simulation.assessment.assessment_json import write_assessment
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.assessment.xapi import Learner, write_xapi
from osteokit.simulation.recording_file import write_recording
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.values import Recording


def save_session(
    recording: Recording,
    assessment: Assessment,
    scenario: Scenario,
    level: Level,
    folder: Path,
    language: str,
    started: datetime,
    learner: Learner | None = None,
) -> Path:
    """Write ``report.pdf``, ``assessment.json``, the recording and, for a learner, ``xapi.json``; the folder.

    Raises
    ------
    OsteoError
        Something cannot be written.
    """
    target = folder / f"{scenario.name}-{level.name}-{started:%Y%m%d-%H%M%S}"
    if target.exists():
        raise OsteoError(f"{target} is there already; choose another folder.")
    write_recording(recording, target)
    write_assessment(assessment, target / "assessment.json")
    write_training_report(assessment, recording, scenario, level, target / "report.pdf", language, started)
    if learner is not None:
        write_xapi(assessment, recording, scenario, learner, started, target / "xapi.json")
    return target
