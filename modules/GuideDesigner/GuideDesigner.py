"""GuideDesigner: a guide for saw and drill on a bone, checked, ready to print. This file only registers and wires."""

import sys
from pathlib import Path

from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import ScriptedLoadableModule

_HERE = Path(__file__).resolve().parent
for _folder in (_HERE, _HERE.parent):  # installed, osteokit lies beside this file; in the repository, one folder up
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))

from osteopanels.module_widget import ModuleTest, ModuleWidget  # noqa: E402
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


class GuideDesignerWidget(ModuleWidget):
    """The panel; see :class:`osteopanels.module_widget.ModuleWidget`."""

    name = "GuideDesigner"
    sections = ("guidedSection", "sizesSection", "othersSection", "designSection", "exportSection")


class GuideDesignerTest(ModuleTest):
    """The tests beside the module."""

    folder = _HERE / "Testing" / "Python"
