"""HubBrowser: the models, plans and referrals that hospitals share. This file only registers and wires."""

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

install_translator(_HERE, "HubBrowser")


class HubBrowser(ScriptedLoadableModule):
    """Registration."""

    def __init__(self, parent):
        super().__init__(parent)
        self.parent.title = _("Hub Browser")
        self.parent.categories = [translate("qSlicerAbstractCoreModule", "Planning")]
        self.parent.dependencies = ["Models", "Segmentations", "SubjectHierarchy"]
        self.parent.contributors = ["The SlicerOsteo authors"]
        self.parent.helpText = _(
            "Signs in to a SlicerOsteo hub and finds models, plans and procedures that were reviewed; checks them "
            "against the hub's ledger and puts them into the scene. Publishes the present plan or a model without the "
            "patient, shows your admissions to restricted techniques, and answers referrals with a plan that only the "
            "other hospital can open. What is done without network is kept and sent later."
        )
        self.parent.acknowledgementText = _(
            "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
        )


class HubBrowserWidget(ModuleWidget):
    """The panel; see :class:`osteopanels.module_widget.ModuleWidget`."""

    name = "HubBrowser"
    sections = (
        "hubSection", "librarySection", "publishSection", "techniquesSection", "referralsSection", "liveSection",
    )  # fmt: skip


class HubBrowserTest(ModuleTest):
    """The tests beside the module."""

    folder = _HERE / "Testing" / "Python"
