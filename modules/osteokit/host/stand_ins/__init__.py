"""Stand-ins for the three Python files of 3D Slicer that the slicer-core wheel leaves out.

A module file says ``from slicer.ScriptedLoadableModule import ...`` and must not care where it runs:
:func:`provide_missing` puts a stand-in under the name of each file that is missing, and leaves a real one alone.
They store parameters under the same names as Slicer, so that a scene saved by one is understood by the other.
"""

import importlib
import sys
from types import ModuleType
from typing import Any

from osteokit.host.scene import slicer_package

_STAND_INS = {
    "slicer.i18n": "osteokit.host.stand_ins.i18n",
    "slicer.ScriptedLoadableModule": "osteokit.host.stand_ins.scripted_module",
    "slicer.parameterNodeWrapper": "osteokit.host.stand_ins.parameter_node",
}


def provide_missing() -> tuple[str, ...]:
    """Put a stand-in for each missing file; the names for which one stands in now (also from an earlier call)."""
    slicer: Any = slicer_package()
    for name, substitute in _STAND_INS.items():
        try:
            importlib.import_module(name)
        except ImportError:
            module: ModuleType = importlib.import_module(substitute)
            sys.modules[name] = module
            setattr(slicer, name.rpartition(".")[2], module)
    return tuple(name for name, substitute in _STAND_INS.items() if sys.modules[name].__name__ == substitute)
