"""OsteotomySimulator: from bones to a measured, corrected, checked plan. This file only registers and wires."""

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

install_translator(_HERE, "OsteotomySimulator")


class OsteotomySimulator(ScriptedLoadableModule):
    """Registration."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Osteotomy Simulator")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Planning")]
        self.parent.dependencies = ["Segmentations", "Markups", "Models", "SubjectHierarchy"]
        self.parent.contributors = ["The SlicerOsteo authors"]
        self.parent.helpText = _(
            "Finds landmarks on the leg's bones and measures axes and angles; plans osteotomies, carries them out on "
            "the bones and measures again; reduces fractures; writes a plan and a report that a surgeon signs."
        )
        self.parent.acknowledgementText = _(
            "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
        )


class OsteotomySimulatorWidget(ModuleWidget):
    """The panel; see :class:`osteopanels.module_widget.ModuleWidget`."""

    name = "OsteotomySimulator"
    sections = ("bonesSection", "measureSection", "correctSection", "handSection", "reduceSection", "planSection")


class OsteotomySimulatorTest(ModuleTest):
    """The tests beside the module."""

    folder = _HERE / "Testing" / "Python"
