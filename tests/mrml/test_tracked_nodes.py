"""Tools in the scene: where they are, what hangs under them while they are lost, recordings as sequences."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.host.vtk_messages import caught_messages
from osteokit.mrml.model_node import mesh_from_node, mesh_to_node
from osteokit.mrml.tracked_nodes import is_seen, pose_of_node, show_tools, tool_node
from osteokit.mrml.tracked_sequences import recording_from_scene, recording_to_scene, write_recording_scene
from osteokit.surface.primitives import box
from osteokit.tracking.devices.motions import pose
from osteokit.tracking.devices.recording import Track, TrackedRecording

POSE = pose(Rotation.from_euler("xyz", [10, 20, 30], degrees=True), np.array([1.0, -2.0, 3.0]))


def test_a_tool_is_a_transform_and_a_model_under_it_follows(scene):
    show_tools(scene, {"Stylus": POSE, "Reference": np.eye(4), "Never": None})
    node = tool_node(scene, "Stylus")
    assert node.GetName() == "Stylus" and is_seen(node) and tool_node(scene, "Never") is None
    np.testing.assert_allclose(pose_of_node(node), POSE, atol=1e-12)
    model = mesh_to_node(box([2.0, 2.0, 2.0]), scene, "tip", (200, 0, 0))
    model.SetAndObserveTransformNodeID(node.GetID())
    moved = pose(Rotation.identity(), np.array([10.0, 0.0, 0.0])) @ POSE
    show_tools(scene, {"Stylus": moved})
    np.testing.assert_allclose(mesh_from_node(model).vertices.mean(axis=0), moved[:3, 3], atol=1e-5)
    assert scene.GetNumberOfNodesByClass("vtkMRMLLinearTransformNode") == 2


def test_what_hangs_under_a_lost_tool_is_hidden_until_it_is_seen(scene):
    show_tools(scene, {"Stylus": POSE})
    node = tool_node(scene, "Stylus")
    models = [mesh_to_node(box([2.0, 2.0, 2.0]), scene, name, (200, 0, 0)) for name in ("tip", "off", "bone")]
    for model in models[:2]:
        model.SetAndObserveTransformNodeID(node.GetID())
    models[1].GetDisplayNode().SetVisibility(False)  # by a person
    for _ in range(3):
        show_tools(scene, {"Stylus": None})
        assert [model.GetDisplayNode().GetVisibility() for model in models] == [0, 0, 1] and not is_seen(node)
    np.testing.assert_allclose(pose_of_node(node), POSE, atol=1e-12)
    show_tools(scene, {"Stylus": POSE})
    assert [model.GetDisplayNode().GetVisibility() for model in models] == [1, 0, 1] and is_seen(node)


@pytest.fixture
def recording():
    turns = Rotation.random(25, random_state=1)
    poses = np.array([pose(turn, np.array([n, -2.0 * n, 300.0])) for n, turn in enumerate(turns)])
    times = np.cumsum(np.full(25, 0.0167))
    return TrackedRecording(
        "跟踪仪", "2026-01-31T09:00:00Z", {"Stylus": Track(times, poses), "Reference": Track(times[:20], poses[:20])}
    )


def test_a_recording_becomes_sequences_that_a_browser_plays(scene, recording):
    browser = recording_to_scene(recording, scene, "session")
    again = recording_from_scene(browser)
    assert (again.device, again.started) == (recording.device, recording.started)
    for name, track in recording.tracks.items():
        np.testing.assert_allclose(again.tracks[name].time_s, track.time_s, atol=1e-6)
        np.testing.assert_allclose(again.tracks[name].poses, track.poses, atol=1e-9)
    browser.SetSelectedItemNumber(7)
    proxy = browser.GetProxyNode(browser.GetMasterSequenceNode())
    np.testing.assert_allclose(pose_of_node(proxy), recording.tracks["Stylus"].poses[7], atol=1e-9)


def test_sequences_outlive_the_file(scene, recording, tmp_path):
    path = tmp_path / "记录.mrb"
    write_recording_scene(recording, path, "记录 1")
    with caught_messages() as messages:
        assert scene.ReadFromMRB(str(path), True), messages.text
    again = recording_from_scene(scene.GetFirstNodeByClass("vtkMRMLSequenceBrowserNode"))
    assert set(again.tracks) == {"Stylus", "Reference"} and again.device == "跟踪仪"
    for name, track in recording.tracks.items():  # as Slicer writes them: six digits
        np.testing.assert_allclose(again.tracks[name].time_s, track.time_s, atol=1e-3)
        np.testing.assert_allclose(again.tracks[name].poses, track.poses, atol=0.01)


def test_an_empty_recording_and_a_browser_of_something_else_are_refused(scene, recording):
    with pytest.raises(OsteoError, match="holds no pose"):
        recording_to_scene(TrackedRecording("t", "", {}), scene, "empty")
    browser = scene.AddNewNodeByClass("vtkMRMLSequenceBrowserNode", "CT")
    with pytest.raises(OsteoError, match="CT plays no transforms"):
        recording_from_scene(browser)
