"""The connector of SlicerOpenIGTLink, of which only the calls that are used are played here: the extension itself is
not in the headless package. Its nodes for incoming transforms are real ones."""

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
    stylus.SetMatrixTransformToParent(vtk_matrix(matrix))
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


def test_a_device_with_a_driver_does_not_go_through_it(scene):
    one = DeviceSettings("arm", "haptic", start=lambda: None)
    with pytest.raises(OsteoError, match="own driver"):
        ConnectorDevice(SceneWithConnector(scene), one)
