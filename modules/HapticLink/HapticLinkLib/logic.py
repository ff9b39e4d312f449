"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's."""

from typing import Any

import slicer
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from HapticLinkLib.parameters import HapticLinkParameters
from HapticLinkLib.session import USER, DeviceSession, live_device
from osteokit.mrml.igtl_connector import ConnectorDevice, has_connector
from osteokit.mrml.tracked_nodes import show_tools
from osteokit.plugins.tracked_devices import DeviceSettings


class HapticLinkLogic(DeviceSession, ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script."""

    def __init__(self) -> None:
        ScriptedLoadableModuleLogic.__init__(self)
        DeviceSession.__init__(self)

    def getParameterNode(self) -> HapticLinkParameters:
        return HapticLinkParameters(ScriptedLoadableModuleLogic.getParameterNode(self))

    def hasConnector(self) -> bool:
        """Whether SlicerOpenIGTLink's connector can be used."""
        return has_connector(slicer.mrmlScene)

    def connect(self, settings: DeviceSettings, *, through_slicer: bool = False) -> Any:
        """Connect a device, by SlicerOpenIGTLink's connector node where that is wanted.

        Raises
        ------
        OsteoError
            One of this name is connected, somebody else uses it, or it cannot be started.
        """
        make = (lambda one: ConnectorDevice(slicer.mrmlScene, one, USER)) if through_slicer else live_device
        return self.follow(settings, make)

    def tick(self) -> None:
        """Tools of all devices into the scene; what is lost is hidden."""
        poses = {}
        for device in self.devices.values():
            through_slicer = isinstance(device, ConnectorDevice)
            for tool in device.status().tools:
                if not (through_slicer and tool.is_seen):  # the connector moves its node itself
                    poses[tool.name] = tool.pose
        if poses:
            show_tools(slicer.mrmlScene, poses)
