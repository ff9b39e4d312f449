"""What the module remembers in the scene: nothing of a patient, nothing of who is signed in."""

from slicer.parameterNodeWrapper import parameterNodeWrapper


@parameterNodeWrapper
class HubBrowserParameters:
    """Choices of the panel; ``referral`` is the number of the one whose attachments are in the scene."""

    words: str = ""
    planFolder: str = ""
    referral: str = ""
    keyFile: str = ""
