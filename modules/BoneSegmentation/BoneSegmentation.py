"""BoneSegmentation: from a CT to labelled bones, corrected and handed on. This file only registers and wires."""

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

install_translator(_HERE, "BoneSegmentation")


class BoneSegmentation(ScriptedLoadableModule):
    """Registration."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Bone Segmentation")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Segmentation")]
        self.parent.dependencies = ["Segmentations", "Markups", "SubjectHierarchy"]
        self.parent.contributors = ["The SlicerOsteo authors"]
        self.parent.helpText = _(
            "Finds every bone in a CT, separates them at the joints and names them. Check the amber rows of the table, "
            "correct with a click, and hand the bones on as surfaces, DICOM SEG or to the PACS."
        )
        self.parent.acknowledgementText = _(
            "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
        )
        if hasattr(slicer.app, "connect"):
            slicer.app.connect("startupCompleted()", _registerSampleData)


def _registerSampleData():
    from BoneSegmentationLib.sample_data import register

    register(_HERE / "Resources" / "Icons" / "BoneSegmentation.png")


class BoneSegmentationWidget(ScriptedLoadableModuleWidget, VTKObservationMixin):
    """Loads the panel's file and hands it to its parts; asks for missing packages first."""

    def __init__(self, parent=None):
        ScriptedLoadableModuleWidget.__init__(self, parent)
        VTKObservationMixin.__init__(self)
        self.panel = None

    def setup(self):
        super().setup()
        from BoneSegmentationLib.requirements import words

        from osteopanels.requirements import RequirementsBar

        self.uiWidget = slicer.util.loadUI(self.resourcePath("UI/BoneSegmentation.ui"))
        self.layout.addWidget(self.uiWidget)
        self.uiWidget.setMRMLScene(slicer.mrmlScene)
        self.ui = slicer.util.childWidgetVariables(self.uiWidget)
        sections = [self.ui.ctSection, self.ui.findSection, self.ui.bonesSection, self.ui.exportSection]
        self.requirements = RequirementsBar(
            self.ui.nextLabel,
            [*sections, self.ui.pacsSection],
            _HERE / "Resources" / "requirements.txt",
            words(),
            self.startPanel,
        )
        self.requirements.check()

    def startPanel(self):
        """Everything that needs the packages; called once they are there."""
        from BoneSegmentationLib.logic import BoneSegmentationLogic
        from BoneSegmentationLib.widget import BoneSegmentationPanel

        self.logic = BoneSegmentationLogic()
        self.panel = BoneSegmentationPanel(self.ui, self.logic)
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


class BoneSegmentationTest(ScriptedLoadableModuleTest):
    """What "Reload and Test" runs: the tests beside the module."""

    def runTest(self, **kwargs):
        import unittest

        suite = unittest.defaultTestLoader.discover(str(_HERE / "Testing" / "Python"), "*Test.py")
        result = unittest.TextTestRunner(verbosity=2).run(suite)
        self.assertTrue(result.wasSuccessful())
