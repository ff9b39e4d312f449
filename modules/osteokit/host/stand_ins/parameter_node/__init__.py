"""Stand-in for ``slicer.parameterNodeWrapper``: typed, checked access to a vtkMRMLScriptedModuleNode."""

from osteokit.host.stand_ins.parameter_node.codec import Default
from osteokit.host.stand_ins.parameter_node.gui import Decimals, SingleStep
from osteokit.host.stand_ins.parameter_node.packs import isParameterPack, parameterPack
from osteokit.host.stand_ins.parameter_node.validators import (
    Choice,
    Exclude,
    IsInstance,
    Maximum,
    Minimum,
    NotNone,
    Validator,
    WithinRange,
)
from osteokit.host.stand_ins.parameter_node.wrapper import isParameterNodeWrapper, parameterNodeWrapper

__all__ = [
    "Choice", "Decimals", "Default", "Exclude", "IsInstance", "Maximum", "Minimum", "NotNone", "SingleStep",
    "Validator", "WithinRange", "isParameterNodeWrapper", "isParameterPack", "parameterNodeWrapper", "parameterPack",
]  # fmt: skip
