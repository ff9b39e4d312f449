"""What the module remembers in the scene."""

from typing import Annotated

from slicer import vtkMRMLScalarVolumeNode, vtkMRMLSegmentationNode
from slicer.parameterNodeWrapper import WithinRange, parameterNodeWrapper


@parameterNodeWrapper
class ImplantPlannerParameters:
    """Choices of the panel. ``family`` and ``site`` are keys; ``depth`` is how far along a screw the views look."""

    segmentation: vtkMRMLSegmentationNode
    volume: vtkMRMLScalarVolumeNode
    family: str = ""
    margin: Annotated[float, WithinRange(0.0, 5.0)] = 0.5
    depth: Annotated[float, WithinRange(0.0, 200.0)] = 0.0
    bend: bool = False
    holeScrews: bool = True
    inclination: Annotated[float, WithinRange(10.0, 80.0)] = 40.0
    anteversion: Annotated[float, WithinRange(-30.0, 60.0)] = 15.0
    femoralVarus: Annotated[float, WithinRange(-10.0, 10.0)] = 0.0
    tibialVarus: Annotated[float, WithinRange(-10.0, 10.0)] = 0.0
    slope: Annotated[float, WithinRange(0.0, 15.0)] = 3.0
    folder: str = ""
