"""What the module remembers in the scene."""

from slicer.parameterNodeWrapper import parameterNodeWrapper


@parameterNodeWrapper
class HapticLinkParameters:
    """Choices of the panel. ``devices`` is the JSON of the devices that were connected."""

    devices: str = ""
    folder: str = ""
