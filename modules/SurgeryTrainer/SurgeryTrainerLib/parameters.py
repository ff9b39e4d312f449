"""What the module remembers in the scene."""

from slicer import vtkMRMLScalarVolumeNode
from slicer.parameterNodeWrapper import parameterNodeWrapper


@parameterNodeWrapper
class SurgeryTrainerParameters:
    """Choices of the panel. ``learner`` is a pseudonym in the hub at ``hub``."""

    volume: vtkMRMLScalarVolumeNode
    scenario: str = ""
    level: str = ""
    scenarioFolder: str = ""
    folder: str = ""
    publishFolder: str = ""
    learner: str = ""
    hub: str = ""
