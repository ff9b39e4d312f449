"""What the module remembers in the scene: choices, and every size of a guide by the name that the library gives it."""

from dataclasses import fields
from typing import Annotated, Any

from slicer import vtkMRMLMarkupsNode, vtkMRMLModelNode, vtkMRMLScalarVolumeNode
from slicer.parameterNodeWrapper import WithinRange, parameterNodeWrapper

from osteokit.planning.guides.parameters import GuideParameters

SIZES = {item.name: item for item in fields(GuideParameters) if "low" in item.metadata}
"""The numbers of a guide with their ranges; the library's table is the only one."""

_CHOICES: dict[str, tuple[Any, Any]] = {
    "bone": (vtkMRMLModelNode, None),
    "osteotomy": (str, ""),
    "markup": (vtkMRMLMarkupsNode, None),
    "saw": (str, ""),
    "text": (str, ""),
    "keepDirection": (bool, False),
    "showParts": (bool, False),
    "showArrow": (bool, True),
    "file": (str, ""),
    "folder": (str, ""),
    "volume": (vtkMRMLScalarVolumeNode, None),
    "dicom": (bool, False),
    "quoted": (bool, False),
    "draft": (bool, False),
}


def _members() -> dict[str, Any]:
    kinds = {name: kind for name, (kind, _) in _CHOICES.items()}
    ranges = {name: Annotated[float, WithinRange(*_range(item))] for name, item in SIZES.items()}
    values = {name: value for name, (_, value) in _CHOICES.items() if value is not None}
    defaults = {name: float(item.default) for name, item in SIZES.items()}
    return {"__annotations__": kinds | ranges, "__doc__": __doc__, "__module__": __name__, **values, **defaults}


def _range(item: Any) -> tuple[float, float]:
    return float(item.metadata["low"]), float(item.metadata["high"])


GuideDesignerParameters: Any = parameterNodeWrapper(type("GuideDesignerParameters", (), _members()))
"""``osteotomy``: ``variant/step``, empty where only what was placed is guided; ``saw``: a name of the blades."""
