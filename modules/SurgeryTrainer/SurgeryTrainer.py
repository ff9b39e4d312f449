"""SurgeryTrainer: bone is cut and felt, a session is judged, scenarios are made. This only registers and wires."""

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

install_translator(_HERE, "SurgeryTrainer")


class SurgeryTrainer(ScriptedLoadableModule):
    """Registration."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Surgery Trainer")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Training")]
        self.parent.dependencies = ["Models", "Transforms"]
        self.parent.contributors = ["The SlicerOsteo authors"]
        self.parent.helpText = _(
            "Drilling, screws, cuts, burring and suturing on bone from a CT or a generated one, with forces after "
            "published measurements, structures at risk and a patient who bleeds. Judges the session while it runs "
            "and afterwards. Teachers make scenarios from plans."
        )
        self.parent.acknowledgementText = _(
            "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
        )


class SurgeryTrainerWidget(ModuleWidget):
    """The panel; see :class:`osteopanels.module_widget.ModuleWidget`."""

    name = "SurgeryTrainer"
    sections = ("chooseSection", "trainSection", "resultSection", "teacherSection")


class SurgeryTrainerTest(ModuleTest):
    """The tests beside the module."""

    folder = _HERE / "Testing" / "Python"
