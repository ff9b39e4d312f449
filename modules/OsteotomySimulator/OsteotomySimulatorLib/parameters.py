"""What the module remembers in the scene; the plan itself is a document node of its own."""

from typing import Annotated

from slicer import vtkMRMLModelNode, vtkMRMLSegmentationNode
from slicer.parameterNodeWrapper import WithinRange, parameterNodeWrapper


@parameterNodeWrapper
class OsteotomySimulatorParameters:
    """``side``: ``left`` or ``right``; ``kind``: a key of the correction list; ``saw``: a name of the blades."""

    segmentation: vtkMRMLSegmentationNode
    model: vtkMRMLModelNode
    template: vtkMRMLModelNode
    side: str = "left"
    kind: str = ""
    saw: str = ""
    target: Annotated[float, WithinRange(-60.0, 100.0)] = 62.0
    controlSlope: bool = False
    slopeChangeDeg: Annotated[float, WithinRange(-15.0, 15.0)] = 0.0
    softTissue: bool = False
    cutFibula: bool = False
    fibulaMm: Annotated[float, WithinRange(10.0, 350.0)] = 120.0
    folder: str = ""
