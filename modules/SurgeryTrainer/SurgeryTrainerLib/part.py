"""A section of the panel."""

from typing import Any


class Part:
    """Ties one section of the .ui to the logic; the panel calls these.

    Parameters
    ----------
    ui : object
        All widgets by their names.
    logic : SurgeryTrainerLogic
    panel : SurgeryTrainerPanel
        For ``panel.do(work)`` (a refusal becomes the sentence on top), ``panel.say``, ``panel.parameters`` and
        ``panel.language``.
    """

    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        self.ui, self.logic, self.panel = ui, logic, panel

    def update(self) -> None:
        """Something changed: show it, and enable what can be done now."""

    def tick(self) -> None:
        """Many times a second while a session runs."""

    def stop(self) -> None:
        """Before another module, another scene or the end."""
