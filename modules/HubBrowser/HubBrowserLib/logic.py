"""MRML in, MRML out: the module's work without a widget. What speaks to the hub is in the session."""

from pathlib import Path
from typing import Any

from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from HubBrowserLib import scene_files
from HubBrowserLib.parameters import HubBrowserParameters
from HubBrowserLib.reading import Read
from HubBrowserLib.session import HubSession
from osteokit.hubclient import outbox
from osteokit.jobs import train_publish
from osteokit.simulation.scenarios.scenario_file import read_scenario


class HubBrowserLogic(HubSession, ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script."""

    def __init__(self) -> None:
        ScriptedLoadableModuleLogic.__init__(self)
        HubSession.__init__(self)

    def getParameterNode(self) -> HubBrowserParameters:
        return HubBrowserParameters(ScriptedLoadableModuleLogic.getParameterNode(self))

    def show(self, read: Read, language: str) -> list[str]:
        """Put what was read into the scene; one line for each thing.

        Raises
        ------
        OsteoError
        """
        return scene_files.into_scene(read, language)

    def publishable(self) -> dict[str, str]:
        """What stands in the scene, by key: its name."""
        return scene_files.publishable()

    def describedScenario(self, folder: Path) -> dict[str, Any]:
        """What a training scenario says of itself for the form; raises OsteoError where it is none."""
        return train_publish.description_of(read_scenario(folder))

    def preparePublication(self, key: str, scenario: str = "") -> tuple[Path, list[str]]:
        """Write what shall be published, without the patient; its folder, and what was taken out. A training scenario
        in the folder ``scenario`` goes instead of what stands in the scene.

        Raises
        ------
        OsteoError
            It is not in the scene any more, nobody is signed in, or it cannot be written.
        """
        folder = outbox.new_publication(self.signedIn())
        if scenario:
            train_publish.publishable(Path(scenario), folder / "files")
            return folder, []
        return folder, scene_files.write_published(key, folder / "files")

    def presentPlan(self) -> Path | None:
        """The folder in which the plan of the scene was saved, as it is now; None where there is no plan.

        Raises
        ------
        OsteoError
            It was not saved yet, or was changed since.
        """
        return scene_files.present_plan()

    def forget(self) -> None:
        """Before the scene goes: nobody listens any more; who is signed in stays so."""
        self.unfollow()
