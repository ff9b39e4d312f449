"""Ties between a parameter and the usual widgets, told apart by the name of their Qt class."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from osteokit.host.stand_ins.parameter_node.codecs import split_annotated
from osteokit.host.stand_ins.parameter_node.validators import Choice, WithinRange


@dataclass
class Decimals:
    value: int


@dataclass
class SingleStep:
    value: float


class Connector:
    """Value of a widget, and a callback when it changes."""

    signal: str

    def __init__(self, widget: Any, kind: Any, extras: tuple[Any, ...]) -> None:
        self.widget, self.kind = widget, kind
        self._callback: Callable[[], None] | None = None
        self._prepare(extras)
        getattr(widget, self.signal).connect(self._changed)

    def _prepare(self, extras: tuple[Any, ...]) -> None:
        """Ranges and choices of the annotation."""

    def on_changed(self, callback: Callable[[], None] | None) -> None:
        self._callback = callback

    def _changed(self, *_: Any) -> None:
        if self._callback is not None:
            self._callback()

    def read(self) -> Any:
        raise NotImplementedError

    def write(self, value: Any) -> None:
        raise NotImplementedError


class CheckConnector(Connector):
    signal = "toggled"

    def read(self) -> Any:
        return self.widget.checked

    def write(self, value: Any) -> None:
        self.widget.checked = value


class NumberConnector(Connector):
    signal = "valueChanged"

    def _prepare(self, extras: tuple[Any, ...]) -> None:
        for extra in extras:
            if isinstance(extra, WithinRange):
                self.widget.minimum, self.widget.maximum = extra.minimum, extra.maximum
            elif isinstance(extra, Decimals):
                self.widget.decimals = extra.value
            elif isinstance(extra, SingleStep):
                self.widget.singleStep = extra.value

    def read(self) -> Any:
        return self.kind(self.widget.value)

    def write(self, value: Any) -> None:
        self.widget.value = value


class ChoiceConnector(Connector):
    signal = "currentIndexChanged"

    def _prepare(self, extras: tuple[Any, ...]) -> None:
        self._choices = next((list(extra.choices) for extra in extras if isinstance(extra, Choice)), None)
        if self._choices is None:
            raise RuntimeError("A combo box needs the Choice annotation.")
        self.widget.clear()
        for choice in self._choices:
            self.widget.addItem(str(choice))

    def read(self) -> Any:
        return (self._choices or [])[self.widget.currentIndex]

    def write(self, value: Any) -> None:
        self.widget.currentIndex = (self._choices or []).index(value)


class TextConnector(Connector):
    signal = "textChanged"

    def read(self) -> Any:
        return self.widget.text

    def write(self, value: Any) -> None:
        if self.widget.text != value:  # setting it anew would move the cursor while a person types
            self.widget.text = value


class NodeConnector(Connector):
    signal = "currentNodeIDChanged"

    def read(self) -> Any:
        return self.widget.currentNode()

    def write(self, value: Any) -> None:
        self.widget.setCurrentNode(value)


_CONNECTORS: dict[str, type[Connector]] = {
    "QCheckBox": CheckConnector,
    "QPushButton": CheckConnector,
    "ctkCollapsibleButton": CheckConnector,
    "QSlider": NumberConnector,
    "QSpinBox": NumberConnector,
    "QDoubleSpinBox": NumberConnector,
    "ctkSliderWidget": NumberConnector,
    "QComboBox": ChoiceConnector,
    "QLineEdit": TextConnector,
    "qMRMLNodeComboBox": NodeConnector,
}


def connector_of(widget: Any, annotated: Any) -> Connector:
    """The connector of a widget for a parameter's type; raises RuntimeError where none fits."""
    kind, extras = split_annotated(annotated)
    name = type(widget).__name__
    if name not in _CONNECTORS:
        raise RuntimeError(f"Unable to create GUI connector from {annotated} to {name}")
    return _CONNECTORS[name](widget, kind, extras)


def widgets_by_parameter(gui: Any) -> dict[str, Any]:
    """Children (or members) with the dynamic property ``SlicerParameterName``, by its value."""
    children = _descendants(gui) if hasattr(gui, "children") else list(vars(gui).values())
    named = ((child.property("SlicerParameterName"), child) for child in children if hasattr(child, "property"))
    return {name: child for name, child in named if name}


def _descendants(gui: Any) -> list[Any]:
    return [found for child in gui.children() for found in (child, *_descendants(child))]
