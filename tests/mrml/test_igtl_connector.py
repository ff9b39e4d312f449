"""The connector of SlicerOpenIGTLink, of which only the calls that are used are played here: the extension itself is
not in the headless package. Its nodes for incoming transforms are real ones."""

import time

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.mrml.igtl_connector import CONNECTOR, ConnectorDevice, has_connector
from osteokit.mrml.tracked_nodes import vtk_matrix
from osteokit.plugins.tracked_devices import DeviceSettings

SETTINGS = DeviceSettings("arm", "haptic", "host.example", 18944)


class Connector:
    """vtkMRMLIGTLConnectorNode."""

    StateOff, StateWaitConnection, StateConnected = 0, 1, 2

    def __init__(self):
        self.state, self.where, self.incoming, self.outgoing = self.StateOff, None, [], []

    def SetTypeClient(self, host, port):
        self.where = (host, port)

    def Start(self):
        self.state = self.StateWaitConnection

    def Stop(self):
        self.state = self.StateOff

    def GetState(self):
        return self.state

    def GetNumberOfIncomingMRMLNodes(self):
        return len(self.incoming)

    def GetIncomingMRMLNode(self, number):
        return self.incoming[number]

    def RegisterOutgoingMRMLNode(self, node):
        self.outgoing.append(node)


class SceneWithConnector:
    """The scene, as it is where the extension is installed."""

    def __init__(self, scene):
        self._scene, self.connectors = scene, []

    def CreateNodeByClass(self, name):
        return Connector() if name == CONNECTOR else self._scene.CreateNodeByClass(name)

    def AddNewNodeByClass(self, kind, name):
        if kind != CONNECTOR:
            return self._scene.AddNewNodeByClass(kind, name)
        self.connectors.append(Connector())
        return self.connectors[-1]

    def RemoveNode(self, node):
        if node in self.connectors:
            self.connectors.remove(node)
        else:
            self._scene.RemoveNode(node)


def receive(node, matrix, status=None):
    """What the connector does with a TRANSFORM (SlicerOpenIGTLink d090ca4): the matrix first, then the status."""
    node.SetMatrixTransformToParent(vtk_matrix(matrix))
    node.Modified()
    if status is not None:
        node.SetAttribute("TransformStatus", status)


def test_without_the_extension_it_is_refused(scene):
    assert not has_connector(scene)
    with pytest.raises(OsteoError, match="SlicerOpenIGTLink is not installed"):
        ConnectorDevice(scene, SETTINGS)


def test_poses_come_through_the_connector_and_forces_go_out(scene):
    installed = SceneWithConnector(scene)
    device = ConnectorDevice(installed, SETTINGS)
    (connector,) = installed.connectors
    assert connector.where == ("host.example", 18944)
    assert device.status().light == "red" and "host.example:18944" in device.status().sentence.english
    connector.state = connector.StateConnected
    stylus = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "Stylus")
    connector.incoming.append(stylus)
    device.look()
    matrix = np.eye(4)
    matrix[:3, 3] = (1.0, 2.0, 3.0)
    seen = []
    device.listen(lambda tool, pose, at: seen.append(tool))
    receive(stylus, matrix)
    np.testing.assert_allclose(device.pose("Stylus"), matrix)
    assert seen == ["Stylus"] and device.haptic() is not None and device.status().light == "green"
    for _ in range(50):
        out = device.send_force(np.array([9.0, 0.0, 0.0]))
    assert 0.0 <= out[0] <= 3.0 and connector.outgoing[0].GetName() == "Force"
    with pytest.raises(OsteoError, match="in use by"):
        ConnectorDevice(installed, SETTINGS)
    device.close()
    assert installed.connectors == [] and connector.state == connector.StateOff
    assert scene.GetNumberOfNodesByClass("vtkMRMLLinearTransformNode") == 1
    ConnectorDevice(installed, SETTINGS).close()


def test_a_tool_that_stands_still_is_seen_and_one_that_is_lost_is_not(scene):
    installed = SceneWithConnector(scene)
    device = ConnectorDevice(installed, SETTINGS)
    (connector,) = installed.connectors
    connector.state = connector.StateConnected
    stylus = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "StylusToTracker")
    connector.incoming.append(stylus)
    device.look()
    for _ in range(30):
        receive(stylus, np.eye(4), "OK")
        time.sleep(0.01)
    (tool,) = device.status().tools
    assert tool.is_seen and 20 < tool.rate_hz < 101 and tool.name == "StylusToTracker"  # each message counts once
    receive(stylus, np.eye(4), "MISSING")
    assert device.pose("Stylus") is None and "says MISSING" in device.status().tools[0].sentence.english
    receive(stylus, np.eye(4), "MISSING")
    assert device.pose("Stylus") is None
    receive(stylus, np.eye(4), "OK")
    assert device.pose("Stylus") is not None
    device.close()


def test_what_a_person_changes_of_a_lost_tool_does_not_bring_it_back(scene, monkeypatch):
    installed = SceneWithConnector(scene)
    device = ConnectorDevice(installed, SETTINGS)
    stylus = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "Stylus")
    installed.connectors[0].incoming.append(stylus)
    device.look()
    assert device.pose("Stylus") is None  # that the node is there is no message
    receive(stylus, np.eye(4))
    now = time.monotonic()
    monkeypatch.setattr("osteokit.mrml.igtl_connector.time.monotonic", lambda: now + 5.0)
    stylus.SetAttribute("osteo.seen", "0")
    stylus.SetName("pointer")
    stylus.Modified()
    assert device.pose("Stylus") is None and device.pose("pointer") is None
    device.close()


def test_a_device_with_a_driver_does_not_go_through_it(scene):
    one = DeviceSettings("arm", "haptic", start=lambda: None)
    with pytest.raises(OsteoError, match="own driver"):
        ConnectorDevice(SceneWithConnector(scene), one)
