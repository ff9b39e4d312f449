"""What the few ctk and qMRML widgets of our panels do, as far as a smoke test and a picture need."""

from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSlider,
    QStyle,
    QStyleOption,
    QWidget,
)

_HEADER = 26


class Behaviour:
    PROPERTIES: ClassVar[tuple[str, ...]] = ()
    METHODS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, widget: Any) -> None:
        self.widget = widget


class CollapsibleButton(Behaviour):
    """A header line; below it the content, or nothing."""

    PROPERTIES = ("collapsed",)

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self._collapsed = False
        widget.setContentsMargins(0, _HEADER, 0, 0)

    def get_collapsed(self) -> bool:
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        for child in self.widget.children():
            if isinstance(child, QWidget):
                child.setVisible(not collapsed)
        self.widget.setMaximumHeight(_HEADER if collapsed else 16777215)
        self.widget.contentsCollapsed.emit(collapsed)

    def sizeHint(self) -> QSize:
        layout = QWidget.layout(self.widget)
        if self._collapsed or layout is None:
            return QSize(200, _HEADER)
        return layout.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = QWidget.layout(self.widget)
        if self._collapsed or layout is None:
            return QSize(100, _HEADER)
        return layout.totalMinimumSize()

    def mousePressEvent(self, event: Any) -> None:
        if event.position().y() < _HEADER:
            self.set_collapsed(not self._collapsed)

    def paintEvent(self, event: Any) -> None:
        widget, painter = self.widget, QPainter(self.widget)
        area = QWidget.rect(widget) if callable(getattr(QWidget, "rect", None)) else widget.property("rect")
        area.setHeight(_HEADER - 2)
        palette = widget.property("palette")
        painter.setPen(Qt.NoPen)
        painter.setBrush(palette.color(QPalette.Button).darker(106))
        painter.drawRoundedRect(area, 3, 3)
        option = QStyleOption()
        option.initFrom(widget)
        option.rect = area.adjusted(6, 6, 0, -6)
        option.rect.setWidth(12)
        arrow = QStyle.PE_IndicatorArrowRight if self._collapsed else QStyle.PE_IndicatorArrowDown
        QWidget.style(widget).drawPrimitive(arrow, option, painter, widget)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ButtonText))
        painter.drawText(
            area.adjusted(24, 0, 0, 0), Qt.AlignVCenter | Qt.AlignLeft, QAbstractButton.property(widget, "text")
        )


class SliderWidget(Behaviour):
    """A slider and a spin box with one value."""

    PROPERTIES = ("value", "minimum", "maximum", "singleStep", "pageStep", "decimals", "suffix", "prefix")
    METHODS = ("setValue",)

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self._slider, self._spin = QSlider(Qt.Horizontal), QDoubleSpinBox()
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._spin)
        self._slider.valueChanged.connect(lambda value: self._spin.setValue(value))
        self._spin.valueChanged.connect(self._changed)

    def _changed(self, value: float) -> None:
        self._slider.setValue(round(value))
        self.widget.valueChanged.emit(value)

    def __getattr__(self, name: str) -> Any:
        """The rest are the spin box's own properties."""
        kind, _, prop = name.partition("_")
        if kind == "get":
            return lambda: self._spin.property(prop)
        if kind == "set" and prop in self.PROPERTIES:

            def put(value: Any) -> None:
                if prop != "pageStep":
                    self._spin.setProperty(prop, value)
                if prop in ("minimum", "maximum", "pageStep", "singleStep"):
                    self._slider.setProperty(prop, round(value))

            return put
        raise AttributeError(name)

    def get_pageStep(self) -> float:
        return float(self._slider.property("pageStep"))

    def setValue(self, value: float) -> None:
        self._spin.setValue(value)


class PathLineEdit(Behaviour):
    PROPERTIES = ("currentPath",)
    METHODS = ("setCurrentPath",)

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self._edit = QLineEdit()
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._edit, 1)
        browse = QPushButton("…")
        browse.setMaximumWidth(28)
        layout.addWidget(browse)
        self._edit.textChanged.connect(widget.currentPathChanged.emit)

    def get_currentPath(self) -> str:
        return self._edit.property("text")

    def set_currentPath(self, path: str) -> None:
        self._edit.setText(path)

    setCurrentPath = set_currentPath


class NodeComboBox(Behaviour):
    """Nodes of the wanted classes; follows the scene."""

    PROPERTIES = ("nodeTypes", "noneEnabled", "addEnabled")
    METHODS = ("setMRMLScene", "mrmlScene", "currentNode", "setCurrentNode", "setCurrentNodeID", "nodeCount")

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self._types: list[str] = []
        self._none = self._add = False
        self._scene: Any = None
        self._tags: list[int] = []
        self._nodes: list[Any] = []
        self._box = QComboBox()
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box)
        self._box.currentIndexChanged.connect(self._told)

    def get_nodeTypes(self) -> list[str]:
        return self._types

    def set_nodeTypes(self, types: list[str]) -> None:
        self._types = list(types)
        self._refresh()

    def get_noneEnabled(self) -> bool:
        return self._none

    def set_noneEnabled(self, enabled: bool) -> None:
        self._none = enabled

    def get_addEnabled(self) -> bool:
        return self._add

    def set_addEnabled(self, enabled: bool) -> None:
        self._add = enabled

    def mrmlScene(self) -> Any:
        return self._scene

    def setMRMLScene(self, scene: Any) -> None:
        for tag in self._tags:
            self._scene.RemoveObserver(tag)
        self._scene, self._tags = scene, []
        if scene is not None:
            events = (scene.NodeAddedEvent, scene.NodeRemovedEvent)
            self._tags = [scene.AddObserver(event, lambda caller, event: self._refresh()) for event in events]
        self._refresh()

    def _wanted(self) -> list[Any]:
        if self._scene is None:
            return []
        found = []
        for kind in self._types:
            for number in range(self._scene.GetNumberOfNodesByClass(kind)):
                node = self._scene.GetNthNodeByClass(number, kind)
                if not node.GetHideFromEditors() and not node.IsA("vtkMRMLLabelMapVolumeNode"):
                    found.append(node)
        return found

    def _refresh(self) -> None:
        current, before = self.currentNode(), self._nodes
        self._nodes = ([None] if self._none else []) + self._wanted()
        if self._nodes == before:
            return
        self._box.blockSignals(True)
        self._box.clear()
        for node in self._nodes:
            self._box.addItem(node.GetName() if node is not None else "None")
        kept = self._nodes.index(current) if current in self._nodes else (0 if self._nodes else -1)
        self._box.setCurrentIndex(kept)
        self._box.blockSignals(False)
        if self.currentNode() is not current:
            self._told()

    def _told(self, index: int = 0) -> None:
        node = self.currentNode()
        self.widget.currentNodeChanged.emit(node)
        self.widget.currentNodeIDChanged.emit(node.GetID() if node is not None else "")

    def currentNode(self) -> Any:
        index = self._box.property("currentIndex")
        return self._nodes[index] if 0 <= index < len(self._nodes) else None

    def setCurrentNode(self, node: Any) -> None:
        self._refresh()
        if node in self._nodes:
            self._box.setCurrentIndex(self._nodes.index(node))

    def setCurrentNodeID(self, identifier: str) -> None:
        self.setCurrentNode(self._scene.GetNodeByID(identifier) if identifier else None)

    def nodeCount(self) -> int:
        return len(self._wanted())


class MRMLWidget(Behaviour):
    METHODS = ("setMRMLScene", "mrmlScene")

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self._scene: Any = None

    def mrmlScene(self) -> Any:
        return self._scene

    def setMRMLScene(self, scene: Any) -> None:
        self._scene = scene
        self.widget.mrmlSceneChanged.emit(scene)


class MainWindow(Behaviour):
    METHODS = ("moduleSelector",)

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self.selector: Any = None

    def moduleSelector(self) -> Any:
        return self.selector


class ModuleSelector(Behaviour):
    """Leaves the module that is shown, then enters the other."""

    PROPERTIES = ("selectedModule",)
    METHODS = ("selectModule",)

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self.modules: dict[str, Any] = {}
        self._shown = ""

    def get_selectedModule(self) -> str:
        return self._shown

    def selectModule(self, name: str) -> None:
        if name == self._shown:
            return
        if self._shown:
            self.modules[self._shown].exit()
        self._shown = name
        self.modules[name].enter()
        self.widget.moduleSelected.emit(name)


class SegmentEditorWidget(MRMLWidget):
    """Keeps what is chosen in its node, of which there is none before the module was entered."""

    METHODS = (
        "setMRMLScene", "mrmlScene", "setMRMLSegmentEditorNode", "mrmlSegmentEditorNode", "setSegmentationNode",
        "segmentationNode", "setSourceVolumeNode", "sourceVolumeNode",
    )  # fmt: skip

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self._node: Any = None

    def setMRMLSegmentEditorNode(self, node: Any) -> None:
        self._node = node

    def mrmlSegmentEditorNode(self) -> Any:
        return self._node

    def setSegmentationNode(self, node: Any) -> None:
        """Choosing a segmentation also chooses the volume that it was made on."""
        self._node.SetAndObserveSegmentationNode(node)
        role = node.GetReferenceImageGeometryReferenceRole()
        self._node.SetAndObserveSourceVolumeNode(node.GetNodeReference(role))

    def segmentationNode(self) -> Any:
        return self._node.GetSegmentationNode() if self._node is not None else None

    def setSourceVolumeNode(self, node: Any) -> None:
        self._node.SetAndObserveSourceVolumeNode(node)

    def sourceVolumeNode(self) -> Any:
        return self._node.GetSourceVolumeNode() if self._node is not None else None


BEHAVIOURS: dict[str, type[Behaviour]] = {
    "ctkCollapsibleButton": CollapsibleButton,
    "ctkSliderWidget": SliderWidget,
    "ctkPathLineEdit": PathLineEdit,
    "qMRMLNodeComboBox": NodeComboBox,
    "qMRMLWidget": MRMLWidget,
    "qMRMLSegmentEditorWidget": SegmentEditorWidget,
    "qSlicerMainWindow": MainWindow,
    "qSlicerModuleSelectorToolBar": ModuleSelector,
}
