"""What the module remembers in the scene: nothing of a patient, nothing of who is signed in."""

from slicer.parameterNodeWrapper import parameterNodeWrapper


@parameterNodeWrapper
class HubBrowserParameters:
    """Choices of the panel."""

    words: str = ""
    planFolder: str = ""
    keyFile: str = ""
