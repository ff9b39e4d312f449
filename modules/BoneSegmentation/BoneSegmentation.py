"""BoneSegmentation: from a CT to labelled bones, corrected and handed on. This file only registers and wires."""

import sys
from pathlib import Path

import slicer
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import ScriptedLoadableModule

_HERE = Path(__file__).resolve().parent
for _folder in (_HERE, _HERE.parent):  # installed, osteokit lies beside this file; in the repository, one folder up
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))

from osteopanels.module_widget import ModuleTest, ModuleWidget  # noqa: E402
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


class BoneSegmentationWidget(ModuleWidget):
    """The panel; see :class:`osteopanels.module_widget.ModuleWidget`."""

    name = "BoneSegmentation"
    sections = ("ctSection", "findSection", "bonesSection", "exportSection", "pacsSection")


class BoneSegmentationTest(ModuleTest):
    """The tests beside the module."""

    folder = _HERE / "Testing" / "Python"
