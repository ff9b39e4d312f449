"""What of training goes to a hub: a session's statements and report, a scenario with its bone. Only paths, nothing is
sent from here."""

from dataclasses import dataclass
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.jobs.train import ASSESSMENT, REPORT, STATEMENTS
from osteokit.simulation.recording_file import read_recording
from osteokit.simulation.scenarios.references_file import FILE_NAME as REFERENCES
from osteokit.simulation.scenarios.scenario_file import FILE_NAME, read_scenario, read_scene


@dataclass(frozen=True)
class SessionFiles:
    """Of a session that ended: xAPI statements of the learner, the assessment, the report, and the scenario's name."""

    scenario: str
    level: str
    statements: Path
    assessment: Path
    report: Path


def session_files(folder: Path) -> SessionFiles:
    """The files of the session in ``folder``.

    Raises
    ------
    OsteoError
        There is no session, or it was saved without a learner: it has no statements then.
    """
    recording = read_recording(folder)
    if not (folder / STATEMENTS).is_file():
        raise OsteoError(f"The session in {folder} names no learner; fill in pseudonym and hub, and save it again.")
    for name in (ASSESSMENT, REPORT):
        if not (folder / name).is_file():
            raise OsteoError(f"The session in {folder} has no {name}; save its report first.")
    return SessionFiles(recording.scenario, recording.level, folder / STATEMENTS, folder / ASSESSMENT, folder / REPORT)


def scenario_files(folder: Path) -> tuple[Path, ...]:
    """Everything of the scenario in ``folder``, its description first; read whole once, so that nothing broken is sent.

    Raises
    ------
    OsteoError
        It is no scenario, or damaged.
    """
    scenario = read_scenario(folder)
    read_scene(folder)
    references = (folder / REFERENCES,) if (folder / REFERENCES).is_file() else ()
    return (folder / FILE_NAME, folder / scenario.bone, folder / scenario.labels, *references)
