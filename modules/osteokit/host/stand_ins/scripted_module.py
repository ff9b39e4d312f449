"""Stand-in for ``slicer.ScriptedLoadableModule``: the four base classes of a scripted module."""

import importlib
import logging
import unittest
from pathlib import Path
from typing import Any

import slicer

__all__ = [
    "ScriptedLoadableModule",
    "ScriptedLoadableModuleLogic",
    "ScriptedLoadableModuleTest",
    "ScriptedLoadableModuleWidget",
]

_NODE_CLASS = "vtkMRMLScriptedModuleNode"


def _resources_beside(file: str, name: str) -> str:
    return str(Path(file).parent / "Resources" / name)


class ScriptedLoadableModule:
    """Registration: title, categories, help; ``parent.path`` is the module's file."""

    def __init__(self, parent: Any) -> None:
        super().__init__()
        self.parent = parent
        self.moduleName = type(self).__name__
        parent.title = ""
        parent.categories = []
        parent.dependencies = []
        parent.contributors = []
        parent.helpText = ""
        parent.acknowledgementText = ""
        if not hasattr(slicer, "selfTests"):
            slicer.selfTests = {}
        slicer.selfTests[self.moduleName] = self.runTest

    def resourcePath(self, filename: str) -> str:
        return _resources_beside(self.parent.path, filename)

    def getDefaultModuleDocumentationLink(self, docPage: str | None = None) -> str:
        base = (
            slicer.app.documentationBaseUrl + docPage if docPage else slicer.app.moduleDocumentationUrl(self.moduleName)
        )
        return f'<p>For more information see the <a href="{base}">online documentation</a>.</p>'

    def runTest(self, msec: int = 100, **kwargs: Any) -> None:
        """Run ``<ModuleName>Test`` of the module's own file."""
        test_class = getattr(importlib.import_module(self.__module__), f"{self.moduleName}Test", None)
        if test_class is None:
            raise AssertionError(f"Test case class not found: {self.__module__}.{self.moduleName}Test")
        test = test_class()
        test.messageDelay = msec
        test.runTest(**kwargs)


class ScriptedLoadableModuleWidget:
    """The panel. ``parent`` is a widget with a layout; outside the desktop nobody else makes one."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__()
        if parent is None:
            raise ValueError("Outside the desktop a module's widget needs a parent widget with a layout.")
        self.moduleName = type(self).__name__.removesuffix("Widget")
        self.developerMode = False
        self.parent = parent
        self.layout = parent.layout()

    def resourcePath(self, filename: str) -> str:
        return _resources_beside(slicer.util.modulePath(self.moduleName), filename)

    def setup(self) -> None:
        """Overridden by modules; the desktop adds its developer buttons here."""

    def cleanup(self) -> None:
        """Called before the module is unloaded."""


class ScriptedLoadableModuleLogic:
    """Logic with a parameter node, one in a scene unless ``isSingletonParameterNode`` is set to False."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__()
        self.moduleName = type(self).__name__.removesuffix("Logic")
        self.isSingletonParameterNode = True

    def getParameterNode(self) -> Any:
        """The module's first parameter node, made where there is none."""
        if self.isSingletonParameterNode:
            node = slicer.mrmlScene.GetSingletonNode(self.moduleName, _NODE_CLASS)
            if node is not None:
                node.SetAttribute("ModuleName", self.moduleName)
                return node
        else:
            for node in self.getAllParameterNodes():
                return node
        return slicer.mrmlScene.AddNode(self.createParameterNode())

    def getAllParameterNodes(self) -> list[Any]:
        count = slicer.mrmlScene.GetNumberOfNodesByClass(_NODE_CLASS)
        nodes = [slicer.mrmlScene.GetNthNodeByClass(n, _NODE_CLASS) for n in range(count)]
        return [node for node in nodes if node.GetAttribute("ModuleName") == self.moduleName]

    def createParameterNode(self) -> Any:
        """A parameter node that is not yet in the scene."""
        if slicer.mrmlScene is None:
            return None
        node = slicer.mrmlScene.CreateNodeByClass(_NODE_CLASS)
        node.UnRegister(None)
        if self.isSingletonParameterNode:
            node.SetSingletonTag(self.moduleName)
        node.SetAttribute("ModuleName", self.moduleName)
        node.SetName(slicer.mrmlScene.GenerateUniqueName(self.moduleName))
        return node


class ScriptedLoadableModuleTest(unittest.TestCase):
    """Test case of a module; ``runTest`` is what the desktop's "Reload and Test" calls."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enableScreenshots = False
        self.screenshotScaleFactor = 1.0

    def delayDisplay(self, message: str, requestedDelay: int | None = None, msec: int | None = None) -> None:
        """The desktop shows the message for a while; here it is only logged."""
        logging.info(message)

    def takeScreenshot(self, name: str, description: str, type: int = -1) -> None:
        self.delayDisplay(description)

    def runTest(self) -> None:
        logging.warning("No test is defined in %s", self.__class__.__name__)
