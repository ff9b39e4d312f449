"""A combo box whose entries have keys, and that keeps what was chosen when its texts change."""

from collections.abc import Sequence
from typing import Any


class KeyBox:
    def __init__(self, box: Any) -> None:
        self._box = box
        self._entries: list[tuple[str, str]] = []

    def fill(self, entries: Sequence[tuple[str, str]]) -> None:
        """Key and text of each; the list is replaced where it is another one."""
        if list(entries) == self._entries:
            return
        former = self.key
        blocked = self._box.blockSignals(True)
        self._box.clear()
        self._entries = list(entries)
        for _key, text in entries:
            self._box.addItem(text)
        keys = [key for key, _text in entries]
        self._box.currentIndex = keys.index(former) if former in keys else 0 if keys else -1
        self._box.blockSignals(blocked)

    @property
    def key(self) -> str:
        """Of what is chosen; empty where the list is."""
        index = int(self._box.currentIndex)
        return self._entries[index][0] if 0 <= index < len(self._entries) else ""

    def choose(self, key: str) -> None:
        """The entry with this key, where there is one."""
        keys = [one for one, _text in self._entries]
        if key in keys:
            self._box.currentIndex = keys.index(key)
