"""What every module's widget class does: load the panel's file, ask for missing packages, then start the panel."""

import importlib
import unittest
from pathlib import Path

import slicer
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleTest, ScriptedLoadableModuleWidget
from slicer.util import VTKObservationMixin

from osteopanels.requirements import RequirementsBar


class ModuleWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """For a module ``Name``: the panel is ``Resources/UI/Name.ui``, ``NameLib.logic.NameLogic`` and
    ``NameLib.widget.NamePanel`` (with ``connectParameters``, ``pause`` and ``stop``).

    Attributes
    ----------
    name : str
        Of the module.
    sections : tuple of str
        Parts of the panel that stay disabled while packages are missing.
    """

    name = ""
    sections = ()

    def __init__(self, parent=None):
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)
        self.panel = None

    def setup(self):
        super().setup()
        words = importlib.import_module(f"{self.name}Lib.requirements").words()
        self.uiWidget = slicer.util.loadUI(self.resourcePath(f"UI/{self.name}.ui"))
        self.layout.addWidget(self.uiWidget)
        self.uiWidget.setMRMLScene(slicer.mrmlScene)
        self.ui = slicer.util.childWidgetVariables(self.uiWidget)
        sections = [getattr(self.ui, section) for section in self.sections]
        file = Path(self.resourcePath("requirements.txt"))
        self.requirements = RequirementsBar(self.ui.nextLabel, sections, file, words, self.startPanel)
        self.requirements.check()

    def startPanel(self):
        """Everything that needs the packages; called once they are there."""
        logic = importlib.import_module(f"{self.name}Lib.logic")
        panel = importlib.import_module(f"{self.name}Lib.widget")
        self.logic = getattr(logic, f"{self.name}Logic")()
        self.panel = getattr(panel, f"{self.name}Panel")(self.ui, self.logic)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.StartCloseEvent, self.onSceneStartClose)
        self.addObserver(slicer.mrmlScene, slicer.mrmlScene.EndCloseEvent, self.onSceneEndClose)

    def enter(self):
        """Called when the module is opened."""
        if self.panel is not None:
            self.panel.connectParameters()

    def exit(self):
        """Called when another module is opened: a running job goes on, nothing is observed meanwhile."""
        if self.panel is not None:
            self.panel.pause()

    def cleanup(self):
        self.removeObservers()
        if self.panel is not None:
            self.panel.stop()

    def onSceneStartClose(self, caller, event):
        self.panel.stop()

    def onSceneEndClose(self, caller, event):
        self.panel.connectParameters()


class ModuleTest(ScriptedLoadableModuleTest):
    """What "Reload and Test" runs: the tests in ``folder``, the module's ``Testing/Python``."""

    folder = Path()

    def runTest(self, **kwargs):
        suite = unittest.defaultTestLoader.discover(str(self.folder), "*Test.py")
        result = unittest.TextTestRunner(verbosity=2).run(suite)
        self.assertTrue(result.wasSuccessful())
