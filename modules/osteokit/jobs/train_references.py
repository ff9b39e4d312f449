"""References of a scenario from sessions of its experts."""

from collections.abc import Sequence
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.jobs.train import SCENE
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.scores import Reference, references_from
from osteokit.simulation.recording_file import is_broken, read_recording
from osteokit.simulation.scenarios.references_file import write_references
from osteokit.simulation.scenarios.scenario_file import read_scenario, read_scene
from osteokit.simulation.scenarios.scene_bone import bone_surface
from osteokit.simulation.session import level_of


def make_references(
    scenario: Path, sessions: Sequence[Path], progress: Progress = silent
) -> tuple[dict[str, Reference], Path]:
    """Judge the sessions, and write what their experts reach into the folder of ``scenario``: who trains it is scored
    against them from then on. The references, and their file.

    Raises
    ------
    OsteoError
        Fewer than two sessions, one of another scenario, or one that was broken off.
    """
    name, results = read_scenario(scenario).name, []
    for number, folder in enumerate(sessions):
        progress(number / len(sessions), f"Judging {folder.name}")
        if is_broken(folder):
            raise OsteoError(f"The session in {folder} was broken off; references are made of whole ones.")
        recording = read_recording(folder)
        if recording.scenario != name:
            raise OsteoError(f"The session in {folder} is of {recording.scenario}, not of {name}.")
        scene = read_scene(folder / SCENE)
        results.append(
            assess(recording, scene.scenario, level_of(scene.scenario, recording.level), bone_surface(scene))
        )
    references = references_from(results)
    path = write_references(references, scenario if scenario.is_dir() else scenario.parent)
    progress(1.0, "References written")
    return references, path


def sessions_in(folder: Path, scenario: str) -> list[Path]:
    """The whole sessions of a scenario in a folder of reports, oldest first."""
    found = []
    for one in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            if not is_broken(one) and read_recording(one).scenario == scenario:
                found.append(one)
        except OsteoError:
            continue  # no session, or a damaged one
    return found
