"""A scenario as a resource of a hub: its files in one archive, its bone to look at, its words as the description."""

import zipfile
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file, whole_folder
from osteokit.fabrication.export import write_mesh
from osteokit.hubclient.accounts import Account
from osteokit.jobs.train_files import scenario_files
from osteokit.simulation.assessment.table import metric
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.scenarios.scenario_file import FILE_NAME, read_scene, scenario_of_text
from osteokit.simulation.scenarios.scene_bone import bone_surface

ARCHIVE, BONE = "scenario.zip", "bone.stl"
MOST_BYTES = 2 << 30
"""That an archive with a scenario may hold."""

_SAME_DAY = (2000, 1, 1, 0, 0, 0)


def publishable(folder: Path, out: Path) -> list[Path]:
    """Write the scenario in ``folder`` as files for a hub into ``out``; the same scenario gives the same bytes, so that
    an interrupted upload goes on.

    Raises
    ------
    OsteoError
        It is no scenario, is damaged, or ``out`` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with whole_file(out / ARCHIVE) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in scenario_files(folder):
            archive.writestr(zipfile.ZipInfo(file.name, _SAME_DAY), file.read_bytes(), zipfile.ZIP_DEFLATED)
    write_mesh(bone_surface(read_scene(folder)), out / BONE)
    return [out / ARCHIVE, out / BONE]


def description_of(scenario: Scenario) -> dict[str, Any]:
    """What the scenario itself says of the description that a hub wants; a teacher adds the rest."""
    steps = [
        {"title": one.chinese or one.english, "english": one.english, "text": one.hint_chinese or one.hint_english}
        for one in scenario.steps
    ]
    marks = "; ".join(filter(None, map(_marks, scenario.levels)))
    return {
        "title": scenario.chinese or scenario.english,
        "english": scenario.english,
        "about": scenario.about_chinese or scenario.about_english,
        "kind": "procedure",
        "clinical": {"procedure": scenario.chinese or scenario.english},
        "teaching": {"goals": "\n".join(scenario.goals_chinese or scenario.goals_english), "assessment": marks[:200]},
        "steps": steps,
    }


def _marks(level: Level) -> str:
    told = (f"{metric(one.metric).chinese} {'≤' if one.at_most else '≥'} {one.limit:g}" for one in level.pass_marks)
    return f"{level.chinese or level.english}: " + ", ".join(told) if level.pass_marks else ""


def scenarios_of(account: Account) -> Path:
    """Where scenarios that were fetched from a hub lie."""
    return account.folder / "scenarios"


def unpacked_scenario(archive: Path, folder: Path) -> Path:
    """The scenario of an archive in a folder of its name within ``folder``.

    Raises
    ------
    OsteoError
        The archive is damaged or holds anything but one scenario.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            plain = all(Path(one.filename).name == one.filename and not one.filename.startswith(".") for one in members)
            if not plain or FILE_NAME not in opened.namelist() or sum(one.file_size for one in members) > MOST_BYTES:
                raise OsteoError(f"{archive.name} holds no scenario; fetch it again.")
            scenario = scenario_of_text(opened.read(FILE_NAME).decode("utf-8", "replace"), archive.name)
            with whole_folder(folder / scenario.name) as target:
                opened.extractall(target)
                read_scene(target)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise OsteoError(f"{archive.name} is damaged; fetch it again.") from error
    return folder / scenario.name
