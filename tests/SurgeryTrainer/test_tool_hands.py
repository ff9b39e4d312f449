"""Hands of people: a mouse that moves in a view's plane, and tracked tools that may be lost."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from vtkmodules.vtkRenderingCore import vtkCamera, vtkRenderer

from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.values import TISSUES, Touch


@pytest.fixture
def tools(scene, module_path):
    from SurgeryTrainerLib import tool_hands

    return tool_hands


@pytest.fixture
def mouse(scene, module_path):
    from SurgeryTrainerLib import mouse

    return mouse


def pose_at(*place):
    pose = np.eye(4)
    pose[:3, 3] = place
    return pose


def test_a_mouse_moves_advances_and_tilts_about_the_tip(tools):
    hand = tools.MouseHand(pose_at(1, 2, 3), tools.Grip("drill_3_2", 1.0))
    hand.shift(np.array([4.0, 0, 0]))
    hand.advance(6)
    hand.tilt(np.array([1.0, 0, 0]), 40)
    state = hand.state(0.5, None)
    assert (state.tool, state.power, state.time_s) == ("drill_3_2", 1.0, 0.5)
    assert state.tool_to_ras[:3, 3] == pytest.approx([5, 2, 6])
    assert state.tool_to_ras[:3, 2] == pytest.approx([0, -np.sin(np.radians(10)), np.cos(np.radians(10))])


def test_a_mouse_cannot_run_away_from_a_tool_that_bone_holds(tools):
    hand = tools.MouseHand(pose_at(0, 0, 0), tools.Grip("probe"))
    touch = Touch(0.0, pose_at(0, 0, 0), np.array([0, 0, 50.0]), np.zeros(3), np.zeros(len(TISSUES)))
    hand.state(0.0, touch)
    hand.advance(100)
    assert hand.pose[:3, 3] == pytest.approx([0, 0, tools.REACH_MM])
    hand.touch = None
    hand.advance(100)
    assert hand.pose[2, 3] == pytest.approx(tools.REACH_MM + 50)


def test_a_tracked_tool_moves_the_tool_by_its_motion_only(tools, scene):
    from osteokit.mrml.tracked_nodes import show_tools, tool_node

    turn = Rotation.from_rotvec([0.2, -0.4, 0.9]).as_matrix()
    device = pose_at(100, 200, 300)
    device[:3, :3] = turn
    show_tools(scene, {"Stylus": device})
    ((node_id, name),) = tools.tracked_tools(scene)
    assert name == "Stylus"
    hand = tools.NodeHand(scene, node_id, pose_at(1, 1, 1), tools.Grip("probe"))
    assert hand.state(0.0, None).tool_to_ras == pytest.approx(pose_at(1, 1, 1))
    moved = device.copy()
    moved[:3, 3] += [0, 5, -2]
    moved[:3, :3] = Rotation.from_rotvec([0, 0, 0.3]).as_matrix() @ turn
    show_tools(scene, {"Stylus": moved})
    pose = hand.state(0.1, None).tool_to_ras
    assert pose[:3, 3] == pytest.approx([1, 6, -1])
    assert pose[:3, :3] == pytest.approx(Rotation.from_rotvec([0, 0, 0.3]).as_matrix())
    show_tools(scene, {"Stylus": None})
    with pytest.raises(DeviceLost):
        hand.state(0.2, None)
    show_tools(scene, {"Stylus": pose_at(-500, 0, 0)})
    assert hand.state(0.3, None).tool_to_ras == pytest.approx(pose)  # it goes on from where it was
    scene.RemoveNode(tool_node(scene, "Stylus"))
    with pytest.raises(DeviceLost):
        hand.state(0.4, None)


def test_a_tool_under_a_registration_moves_in_the_scene(tools, scene):
    from osteokit.mrml.tracked_nodes import show_tools, tool_node, vtk_matrix

    show_tools(scene, {"Stylus": pose_at(0, 0, 0)})
    turn = np.eye(4)
    turn[:3, :3] = Rotation.from_rotvec([0, 0, np.pi / 2]).as_matrix()
    registration = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "registration")
    registration.SetMatrixTransformToParent(vtk_matrix(turn))
    node = tool_node(scene, "Stylus")
    node.SetAndObserveTransformNodeID(registration.GetID())
    hand = tools.NodeHand(scene, node.GetID(), pose_at(0, 0, 0), tools.Grip("probe"))
    hand.state(0.0, None)
    show_tools(scene, {"Stylus": pose_at(5, 0, 0)})
    assert hand.state(0.1, None).tool_to_ras[:3, 3] == pytest.approx([0, 5, 0])


def test_the_headsets_controller_is_a_tracked_tool(tools, scene):
    node = scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "VirtualReality.RightController")
    scene.AddNewNodeByClass("vtkMRMLLinearTransformNode", "anything")
    assert tools.tracked_tools(scene) == [(node.GetID(), "VirtualReality.RightController")]


@pytest.mark.parametrize("parallel", [False, True])
def test_a_pixel_is_what_the_camera_shows(mouse, parallel):
    camera = vtkCamera()
    camera.SetPosition(10, 250, 5)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 0, 1)
    camera.SetParallelProjection(parallel)
    renderer = vtkRenderer()
    renderer.SetActiveCamera(camera)
    right, up = mouse.view_axes(camera)
    depth = float(np.linalg.norm(camera.GetPosition()))
    size = mouse.mm_per_pixel(camera, depth, 400)
    half = camera.GetParallelScale() if parallel else depth * np.tan(np.radians(camera.GetViewAngle() / 2))
    assert 400 * size == pytest.approx(2 * half)
    assert right[0] < -0.99 and up[2] > 0.99  # seen from the front, the patient's left is on the right: left is -x
    matrix = camera.GetViewTransformMatrix()
    to_view = np.array([[matrix.GetElement(r, c) for c in range(3)] for r in range(3)])
    assert to_view @ right == pytest.approx([1, 0, 0], abs=1e-9) and to_view @ up == pytest.approx([0, 1, 0], abs=1e-9)


class Interactor:
    """What of VTK's interactor is heard."""

    def __init__(self):
        self.heard, self.aborted, self.shift, self.control, self.key = {}, [], 0, 0, ""
        self.at, self.former = (0, 0), (0, 0)

    def AddObserver(self, event, call, priority):
        self.heard[event] = call
        return len(self.heard)

    def RemoveObserver(self, tag):
        self.heard.pop(next(iter(self.heard)))

    def GetCommand(self, tag):
        return self

    def SetAbortFlag(self, flag):
        self.aborted.append(flag)

    def GetShiftKey(self):
        return self.shift

    def GetControlKey(self):
        return self.control

    def GetKeySym(self):
        return self.key

    def GetEventPosition(self):
        return self.at

    def GetLastEventPosition(self):
        return self.former

    def GetSize(self):
        return (600, 400)


def test_the_mouse_control_hears_shift_wheel_control_and_space(mouse, tools):
    camera, interactor, powers = vtkCamera(), Interactor(), []
    camera.SetPosition(0, 0, 200)
    camera.SetFocalPoint(0, 0, 0)
    camera.SetViewUp(0, 1, 0)
    hand = tools.MouseHand(pose_at(0, 0, 0), tools.Grip("probe"))
    control = mouse.MouseControl(interactor, lambda: camera, hand, powers.append)
    interactor.at = (10, 4)
    interactor.heard["MouseMoveEvent"]()
    assert hand.pose == pytest.approx(np.eye(4)) and not interactor.aborted  # the view's own
    interactor.shift = 1
    interactor.heard["MouseMoveEvent"]()
    size = mouse.mm_per_pixel(camera, 200.0, 400)
    assert hand.pose[:3, 3] == pytest.approx([10 * size, 4 * size, 0]) and interactor.aborted == [1]
    interactor.heard["MouseWheelForwardEvent"]()
    assert hand.pose[2, 3] == pytest.approx(tools.WHEEL_MM)
    interactor.shift, interactor.control, interactor.at = 0, 1, (0, 20)
    tip = hand.pose[:3, 3].copy()
    interactor.heard["MouseMoveEvent"]()
    assert hand.pose[:3, 3] == pytest.approx(tip) and hand.pose[2, 2] < 1
    for interactor.key, event in (("space", "KeyPressEvent"), ("a", "KeyPressEvent"), ("space", "KeyReleaseEvent")):
        interactor.heard[event]()
    assert powers == [1.0, 0.0]
    control.close()
    assert not interactor.heard
