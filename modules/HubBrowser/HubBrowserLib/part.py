"""A section of the panel."""

from typing import Any


class Part:
    """Ties one section of the .ui to the logic; the panel calls these.

    Parameters
    ----------
    ui : object
        All widgets by their names.
    logic : HubBrowserLogic
    panel : HubBrowserPanel
        For ``panel.do(work)`` (a refusal becomes the sentence on top), ``panel.call(title, work, done)`` (off this
        thread), ``panel.say``, ``panel.parameters`` and ``panel.language``.
    """

    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        self.ui, self.logic, self.panel = ui, logic, panel

    def update(self) -> None:
        """Something changed: show it, and enable what can be done now."""

    def refresh(self) -> None:
        """Ask the hub anew for what this section shows."""
