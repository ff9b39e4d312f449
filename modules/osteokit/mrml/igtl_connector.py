"""A device through the connector node of the extension SlicerOpenIGTLink, where that is installed."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.mrml.tracked_nodes import TOOL, pose_of_node, vtk_matrix
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.force_safety import ForceLimits, SafeForce
from osteokit.tracking.devices.live import FORCE
from osteokit.tracking.devices.monitor import DeviceMonitor, Listener
from osteokit.tracking.devices.users import claim_device
from osteokit.tracking.devices.values import DeviceStatus, HapticState
from osteokit.tracking.igtl.contents.poses import Transform
from osteokit.tracking.igtl.header import Envelope
from osteokit.tracking.igtl.messages import Message

CONNECTOR = "vtkMRMLIGTLConnectorNode"
_LINEAR = "vtkMRMLLinearTransformNode"
_STATUS = "TransformStatus"


def has_connector(scene: Any) -> bool:
    """Whether SlicerOpenIGTLink is there."""
    return scene.CreateNodeByClass(CONNECTOR) is not None


class ConnectorDevice:
    """A device that Slicer's connector node receives; the same as
    :class:`~osteokit.tracking.devices.live.LiveDevice` to whoever uses it. In the main thread alone.

    The sender's timestamps do not pass through the scene: the age is that since arrival.

    Raises
    ------
    OsteoError
        SlicerOpenIGTLink is not installed, the device has a driver of its own, or somebody else uses it.
    """

    def __init__(self, scene: Any, settings: DeviceSettings, user: str = "SlicerOsteo") -> None:
        if settings.start is not None:
            raise OsteoError(f"{settings.name} is started by its own driver; connect it without SlicerOpenIGTLink.")
        if not has_connector(scene):
            raise OsteoError("The extension SlicerOpenIGTLink is not installed; connect the device without it.")
        self.settings = settings
        self.monitor = DeviceMonitor(settings)
        self._claim = claim_device(settings, user)
        self._scene = scene
        self._force = SafeForce(ForceLimits())
        self._force_node: Any = None
        self._observed: dict[Any, tuple[int, int]] = {}
        self._statuses: dict[Any, str] = {}
        self._node = scene.AddNewNodeByClass(CONNECTOR, settings.name)
        self._node.SetTypeClient(settings.host, settings.port)
        self._node.Start()

    def look(self) -> None:
        """Follow the tools that the connector found meanwhile, and let a force that nobody asks for sink."""
        for number in range(self._node.GetNumberOfIncomingMRMLNodes()):
            node = self._node.GetIncomingMRMLNode(number)
            if node is not None and node.IsA(_LINEAR) and node not in self._observed:
                node.SetAttribute(TOOL, node.GetName())
                self._statuses[node] = _status(node)
                self._observed[node] = (
                    node.AddObserver(node.TransformModifiedEvent, self._moved),
                    node.AddObserver("ModifiedEvent", self._modified),
                )
        if self._force_node is not None and not self._force.is_zero:
            self._push(self._force.at(time.monotonic()))

    def _moved(self, node: Any, event: Any = None) -> None:
        """A message came: the matrix was set, be it the same."""
        self._statuses[node] = _status(node)
        envelope = Envelope(node.GetName()[:20], metadata={_STATUS: _status(node)})
        self.monitor.take(Message(Transform(pose_of_node(node)), envelope), time.monotonic(), time.time())

    def _modified(self, node: Any, event: Any = None) -> None:
        """The connector sets the status of a message after its matrix; anything else that changes is no message."""
        if _status(node) != self._statuses[node]:
            self._moved(node)

    def status(self) -> DeviceStatus:
        """The device now."""
        self.look()
        connected = self._node.GetState() == self._node.StateConnected
        where = f"{self.settings.host}:{self.settings.port}"
        trouble = "" if connected else f"No OpenIGTLink peer answers at {where}; check address and port."
        return self.monitor.status(time.monotonic(), trouble)

    def pose(self, tool: str, reference: str = "") -> np.ndarray | None:
        """As :meth:`LiveDevice.pose <osteokit.tracking.devices.live.LiveDevice.pose>`."""
        return self.monitor.pose(tool, time.monotonic(), reference)

    def haptic(self) -> HapticState | None:
        """As :meth:`LiveDevice.haptic <osteokit.tracking.devices.live.LiveDevice.haptic>`."""
        return self.monitor.haptic(time.monotonic())

    def listen(self, listener: Listener) -> Callable[[], None]:
        """As :meth:`LiveDevice.listen <osteokit.tracking.devices.live.LiveDevice.listen>`."""
        return self.monitor.listen(listener)

    def send_force(self, force_n: np.ndarray) -> np.ndarray:
        """As :meth:`LiveDevice.send_force <osteokit.tracking.devices.live.LiveDevice.send_force>`, by a transform node
        that the connector sends out."""
        now = time.monotonic()
        self._force.ask(force_n, now)
        out = self._force.at(now) if self.haptic() is not None else self._force.stop()
        self._push(out)
        return out

    def _push(self, force_n: np.ndarray) -> None:
        if self._force_node is None:
            self._force_node = self._scene.AddNewNodeByClass(_LINEAR, FORCE)
            self._node.RegisterOutgoingMRMLNode(self._force_node)
        matrix = np.eye(4)
        matrix[:3, 3] = force_n
        self._force_node.SetMatrixTransformToParent(vtk_matrix(matrix))

    def close(self) -> None:
        """Force to zero, the connector stopped and taken out of the scene."""
        if self._force_node is not None:
            self._push(self._force.stop())
        for node, tags in self._observed.items():
            for tag in tags:
                node.RemoveObserver(tag)
        self._observed = {}
        self._node.Stop()
        self._scene.RemoveNode(self._node)
        if self._force_node is not None:
            self._scene.RemoveNode(self._force_node)
        self._claim.release()


def _status(node: Any) -> str:
    """What the tracker says of a tool, as the connector keeps it."""
    return node.GetAttribute(_STATUS) or "OK"
