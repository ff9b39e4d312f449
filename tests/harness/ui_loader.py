"""QUiLoader that makes dressed widgets, and connects what only the desktop's meta-types can connect."""

import io
from typing import Any
from xml.etree import ElementTree

from PySide6 import QtCore, QtUiTools, QtWidgets

from harness.api import known
from harness.generated import generated_class
from harness.pythonqt import strict_class


class UiLoader(QtUiTools.QUiLoader):
    """``qt.QUiLoader``."""

    def createWidget(self, class_name: str, parent: Any = None, name: str = "") -> Any:
        if known(class_name):
            widget = generated_class(class_name)(parent)
        else:
            widget = strict_class(getattr(QtWidgets, class_name))(parent)
        widget.setObjectName(name)
        self._made.append(widget)
        return widget

    def load(self, device: Any, parent: Any = None) -> Any:
        self._made: list[Any] = []  # Python owns them until their parent does
        tree = ElementTree.parse(io.BytesIO(bytes(device.readAll().data())))
        scene_links = self._take_scene_connections(tree)
        self._require_properties(tree)
        buffer = QtCore.QBuffer()
        buffer.setData(ElementTree.tostring(tree.getroot()))
        buffer.open(QtCore.QIODevice.ReadOnly)
        widget = super().load(buffer, parent)
        by_name = {
            made.objectName if isinstance(made.objectName, str) else made.objectName(): made for made in self._made
        }
        for sender, signal, receiver, slot in scene_links:
            target = getattr(by_name[receiver], slot)
            getattr(by_name[sender], signal).connect(lambda value, target=target: target(value))
        widget.__dict__["_kept"] = self._made
        return by_name[tree.getroot().find("widget").get("name")]

    def _take_scene_connections(self, tree: Any) -> list[tuple[str, str, str, str]]:
        links = []
        connections = tree.getroot().find("connections")
        for connection in list(connections if connections is not None else ()):
            sender, signal, receiver, slot = (connection.findtext(k) for k in ("sender", "signal", "receiver", "slot"))
            if "vtkMRML" in signal:
                links.append((sender, signal.split("(")[0], receiver, slot.split("(")[0]))
                connections.remove(connection)
        return links

    def _require_properties(self, tree: Any) -> None:
        """A property in the .ui that the class does not have would be lost without a word."""
        for element in tree.getroot().iter("widget"):
            name = element.get("class")
            cls = generated_class(name) if known(name) else strict_class(getattr(QtWidgets, name))
            for prop in list(element.findall("property")):
                if prop.get("stdset") != "0" and not hasattr(cls, prop.get("name")):
                    raise AttributeError(f"{element.get('name')}: {name} has no property {prop.get('name')}")
                if known(name) and prop[0].tag in ("enum", "set"):
                    element.remove(prop)  # enums of ctk are not known to Qt here
