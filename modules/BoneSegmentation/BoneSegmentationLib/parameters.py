"""What the module remembers in the scene."""

from typing import Annotated

from slicer import vtkMRMLMarkupsFiducialNode, vtkMRMLScalarVolumeNode, vtkMRMLSegmentationNode
from slicer.parameterNodeWrapper import WithinRange, parameterNodeWrapper, parameterPack

DEFAULT_THRESHOLD_HU = 100.0


@parameterPack
class ExportParameters:
    """Which files are written, and where; ``selectedOnly``: the rows that are selected in the table."""

    folder: str = ""
    stl: bool = True
    obj: bool = False
    ply: bool = False
    threemf: bool = True
    glb: bool = False
    dicomSeg: bool = False
    dicomStl: bool = False
    selectedOnly: bool = False


@parameterPack
class PacsParameters:
    """Where the PACS is; a password is never kept."""

    url: str = "http://localhost:8042/dicom-web"
    user: str = ""
    deidentify: bool = True


@parameterNodeWrapper
class BoneSegmentationParameters:
    """``method``: ``automatic``, ``seeds``, ``refine`` or ``segmenter:NAME``."""

    volume: vtkMRMLScalarVolumeNode
    segmentation: vtkMRMLSegmentationNode
    coarse: vtkMRMLSegmentationNode
    seeds: vtkMRMLMarkupsFiducialNode
    method: str = "automatic"
    thresholdHu: Annotated[float, WithinRange(-200.0, 1500.0)] = DEFAULT_THRESHOLD_HU
    showPreview: bool = False
    export: ExportParameters
    pacs: PacsParameters
