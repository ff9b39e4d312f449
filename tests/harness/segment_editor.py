"""The desktop around a panel: a main window that selects modules, and the Segment Editor it can be sent to.

Names are those of ``widgets.json``; what happens is Slicer's: selecting a module calls ``exit()`` of the module shown
and ``enter()`` of the next one, and the editor takes no segmentation before it has been entered once.
"""

from types import SimpleNamespace
from typing import Any

import slicer

from harness.generated import generated_class


class _EditorModule:
    """Slicer's scripted SegmentEditorWidget, as far as others see it."""

    def __init__(self) -> None:
        self.editor = generated_class("qMRMLSegmentEditorWidget")()
        self.editor.setMRMLScene(slicer.mrmlScene)

    def enter(self) -> None:
        node = slicer.mrmlScene.GetFirstNodeByClass("vtkMRMLSegmentEditorNode")
        if node is None:
            node = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLSegmentEditorNode")
        self.editor.setMRMLSegmentEditorNode(node)

    def exit(self) -> None: ...


def furnish(application: Any, shown: str, widget: Any) -> Any:
    """Give the emulated application a main window that shows ``widget`` (of the module ``shown``) and can show the
    Segment Editor; returns the module selector."""
    editor = _EditorModule()
    slicer.modules.segmenteditor = SimpleNamespace(
        name="SegmentEditor", widgetRepresentation=lambda: SimpleNamespace(self=lambda: editor)
    )
    selector = generated_class("qSlicerModuleSelectorToolBar")()
    selector._behaviour.modules = {shown: widget, "SegmentEditor": editor}
    selector.selectModule(shown)
    window = generated_class("qSlicerMainWindow")()
    window._behaviour.selector = selector
    window.objectName = "qSlicerMainWindow"
    application.topLevelWidgets = lambda: [window]
    return selector
