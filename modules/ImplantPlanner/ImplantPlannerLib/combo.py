"""A combo box filled with choices that keeps what was chosen when the list changes."""

from collections.abc import Sequence
from typing import Any

from ImplantPlannerLib.sites import Choice


class ChoiceBox:
    """Entries are told by key and bone."""

    def __init__(self, box: Any) -> None:
        self._box = box
        self.choices: list[Choice] = []

    def fill(self, choices: Sequence[Choice]) -> None:
        """Replace the list where it is another one."""
        if list(choices) == self.choices:
            return
        former = self.chosen
        blocked = self._box.blockSignals(True)
        self._box.clear()
        self.choices = list(choices)
        for choice in choices:
            self._box.addItem(choice.title)
        self._box.currentIndex = self.choices.index(former) if former in self.choices else 0 if self.choices else -1
        self._box.blockSignals(blocked)

    @property
    def chosen(self) -> Choice | None:
        """None where the list is empty."""
        index = int(self._box.currentIndex)
        return self.choices[index] if 0 <= index < len(self.choices) else None

    def choose(self, key: str) -> None:
        """The entry with this key, where there is one."""
        keys = [choice.key for choice in self.choices]
        if key in keys:
            self._box.currentIndex = keys.index(key)
