"""GuideDesigner: a guide for saw and drill on a bone, checked, ready to print. This file only registers and wires."""

import sys
from pathlib import Path

import slicer
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import (
    ScriptedLoadableModule,
    ScriptedLoadableModuleTest,
    ScriptedLoadableModuleWidget,
)
from slicer.util import VTKObservationMixin

_HERE = Path(__file__).resolve().parent
for _folder in (_HERE, _HERE.parent):  # installed, osteokit lies beside this file; in the repository, one folder up
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))

from osteopanels.translation import install_translator  # noqa: E402

install_translator(_HERE, "GuideDesigner")


class GuideDesigner(ScriptedLoadableModule):
    """Registration."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Guide Designer")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Planning")]
        self.parent.dependencies = ["Markups", "Models", "SubjectHierarchy"]
        self.parent.contributors = ["The SlicerOsteo authors"]
        self.parent.helpText = _(
            "Designs a guide that fits one bone and leads saw, drills and wires; for an osteotomy of a plan or for "
            "planes and lines in the views. Measures on the finished guide whether it fits, holds and can be "
            "printed; amber means: look here. Writes STL, 3MF, GLB, print files, and the plan's step that makes it "
            "again."
        )
        self.parent.acknowledgementText = _(
            "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
        )


class GuideDesignerWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """Loads the panel's file and hands it to its parts; asks for missing packages first."""

    def __init__(self, parent=None):
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)
        self.panel = None

    def setup(self):
        super().setup()
        from GuideDesignerLib.requirements import words

        from osteopanels.requirements import RequirementsBar

        self.uiWidget = slicer.util.loadUI(self.resourcePath("UI/GuideDesigner.ui"))
        self.layout.addWidget(self.uiWidget)
        self.uiWidget.setMRMLScene(slicer.mrmlScene)
        self.ui = slicer.util.childWidgetVariables(self.uiWidget)
        sections = [
            self.ui.guidedSection, self.ui.sizesSection, self.ui.othersSection,
            self.ui.designSection, self.ui.exportSection,
        ]  # fmt: skip
        file = _HERE / "Resources" / "requirements.txt"
        self.requirements = RequirementsBar(self.ui.nextLabel, sections, file, words(), self.startPanel)
        self.requirements.check()

    def startPanel(self):
        """Everything that needs the packages; called once they are there."""
        from GuideDesignerLib.logic import GuideDesignerLogic
        from GuideDesignerLib.widget import GuideDesignerPanel

        self.logic = GuideDesignerLogic()
        self.panel = GuideDesignerPanel(self.ui, self.logic)
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


class GuideDesignerTest(ScriptedLoadableModuleTest):
    """What "Reload and Test" runs: the tests beside the module."""

    def runTest(self, **kwargs):
        import unittest

        suite = unittest.defaultTestLoader.discover(str(_HERE / "Testing" / "Python"), "*Test.py")
        result = unittest.TextTestRunner(verbosity=2).run(suite)
        self.assertTrue(result.wasSuccessful())
