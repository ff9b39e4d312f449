"""ImplantPlanner: screws, plates, nails and hips, placed in bones and judged. This file only registers and wires."""

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

install_translator(_HERE, "ImplantPlanner")


class ImplantPlanner(ScriptedLoadableModule):
    """Registration."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Implant Planner")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Planning")]
        self.parent.dependencies = ["Markups", "Models", "Segmentations", "SubjectHierarchy"]
        self.parent.contributors = ["The SlicerOsteo authors"]
        self.parent.helpText = _(
            "Places implants in the bones of a plan: screws in the widest safe corridors, plates by their fit, nails "
            "by the canal, hips by landmarks. Judges every screw as it is dragged, shows it in all views and along its "
            "axis, and keeps everything in the plan with its bill of materials."
        )
        self.parent.acknowledgementText = _(
            "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
        )


class ImplantPlannerWidget(ModuleWidget):
    """The panel; see :class:`osteopanels.module_widget.ModuleWidget`."""

    name = "ImplantPlanner"
    sections = ("bonesSection", "screwsSection", "platesSection", "hipSection", "planSection")


class ImplantPlannerTest(ModuleTest):
    """The tests beside the module."""

    folder = _HERE / "Testing" / "Python"
