"""Scenarios to choose from: those built in, and those in a folder."""

from dataclasses import dataclass
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import current_account
from osteokit.jobs.train_publish import scenarios_of
from osteokit.simulation.scenario import Level, Scenario
from osteokit.simulation.scenarios.builtin import builtin_names, builtin_scenario, builtin_scene
from osteokit.simulation.scenarios.scenario_file import FILE_NAME, Scene, read_scenario, read_scene


@dataclass(frozen=True)
class Offer:
    """A scenario without its bone; ``folder`` is None for one that is built in."""

    scenario: Scenario
    folder: Path | None = None

    @property
    def key(self) -> str:
        return self.scenario.name if self.folder is None else str(self.folder)

    def title(self, language: str) -> str:
        return told(self.scenario.english, self.scenario.chinese, language)

    def scene(self) -> Scene:
        """With its bone: generated or read now; OsteoError where it cannot be read."""
        return builtin_scene(self.scenario.name) if self.folder is None else read_scene(self.folder)


def told(english: str, chinese: str, language: str) -> str:
    """In the language, where there is such a text."""
    return (chinese or english) if language == "zh" else english


def built_in() -> list[Offer]:
    """The scenarios that come with the library."""
    return [Offer(builtin_scenario(name)) for name in builtin_names()]


def in_folder(folder: str) -> tuple[list[Offer], list[str]]:
    """The scenarios in a folder (each a folder of its own, or the folder itself), and a sentence for each that cannot
    be read."""
    if not folder or not Path(folder).is_dir():
        return [], []
    found, refused = [], []
    for path in [Path(folder), *sorted(Path(folder).iterdir())]:
        if (path / FILE_NAME).is_file():
            try:
                found.append(Offer(read_scenario(path), path))
            except OsteoError as refusal:
                refused.append(str(refusal))
    return found, refused


def from_hub() -> tuple[list[Offer], list[str]]:
    """The scenarios that were fetched from the hub of this machine, as :func:`in_folder`."""
    try:
        account = current_account()
    except OsteoError as refusal:
        return [], [str(refusal)]
    return ([], []) if account is None else in_folder(str(scenarios_of(account)))


def level_title(level: Level, language: str) -> str:
    return f"{level.name}  {told(level.english, level.chinese, language)}"
