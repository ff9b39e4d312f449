"""Clicks in the views that are for one thing, which is done as soon as the last of them is made."""

from collections.abc import Callable
from typing import Any

import qt
import slicer

from osteokit.mrml.markups_node import points_from_node


class ClicksFor:
    """A checkable button: pressed, it waits for ``wanted`` clicks and then calls ``done(points_ras)``; pressed again,
    it waits no longer. ``waits(True)`` and ``waits(False)`` are called as it begins and ends to wait."""

    def __init__(
        self, button: Any, logic: Any, wanted: int, waits: Callable[[bool], None], done: Callable[[Any], None]
    ) -> None:
        self._button, self._logic, self._wanted, self._waits, self._done = button, logic, wanted, waits, done
        self._node: Any = None
        self._tag = 0
        self._timer = qt.QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.connect("timeout()", self._look)
        button.connect("toggled(bool)", self._toggled)

    def stop(self) -> None:
        if self._button.checked:
            self._button.checked = False

    def _toggled(self, begin: bool) -> None:
        if begin:
            self._waits(True)
            self._node = self._logic.clickNode()
            self._tag = self._node.AddObserver(self._node.PointPositionDefinedEvent, self._clicked)
            self._logic.startPlacing(self._node)
            return
        node, self._node = self._node, None
        self._logic.stopPlacing()
        node.RemoveObserver(self._tag)
        slicer.mrmlScene.RemoveNode(node)
        self._waits(False)

    def _clicked(self, caller: Any, event: Any) -> None:
        """The view is still busy with the point: nothing may be removed before it is through."""
        self._timer.start()

    def _look(self) -> None:
        if self._node is None:
            return
        points = points_from_node(self._node)
        if len(points) >= self._wanted:
            self.stop()
            self._done(points[: self._wanted])
