"""HapticLink: tracked and haptic tools, calibrated, registered, followed. This file only registers and wires."""

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

install_translator(_HERE, "HapticLink")


class HapticLink(ScriptedLoadableModule):
    """Registration."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Haptic Link")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "IGT")]
        self.parent.dependencies = ["Markups", "Models", "Sequences"]
        self.parent.contributors = ["The SlicerOsteo authors"]
        self.parent.helpText = _(
            "Connects trackers, PLUS servers, haptic arms and simulated devices by OpenIGTLink, and says within a "
            "second when one is lost. Records and replays sessions, calibrates a pointer, registers the patient, and "
            "shows distance, angle and depth of a tool to the planned screw, cut or guide."
        )
        self.parent.acknowledgementText = _(
            "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
        )


class HapticLinkWidget(ModuleWidget):
    """The panel; see :class:`osteopanels.module_widget.ModuleWidget`."""

    name = "HapticLink"
    sections = ("devicesSection", "recordSection", "calibrateSection", "registerSection", "navigateSection")


class HapticLinkTest(ModuleTest):
    """The tests beside the module."""

    folder = _HERE / "Testing" / "Python"
