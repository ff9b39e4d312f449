"""The logic on a headless scene: devices, tools in the scene, recordings."""

import time

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.mrml.model_node import mesh_to_node
from osteokit.mrml.tracked_nodes import is_seen, pose_of_node, tool_node
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.surface.primitives import box
from osteokit.tracking.devices.recording import read_recording


def settings(device, name="tracker"):
    return DeviceSettings(name, "tracker", port=device.port)


def until(logic, condition, seconds=15.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, [one.sentence.english for one in logic.statuses()]
        logic.tick()
        time.sleep(0.02)


def test_tools_move_in_the_scene_and_are_hidden_with_their_device(logic, scene, tracker):
    logic.connect(settings(tracker))
    until(logic, lambda: tool_node(scene, "StylusToTracker") is not None)
    node = tool_node(scene, "StylusToTracker")
    model = mesh_to_node(box([2.0, 2.0, 150.0]), scene, "pointer", (90, 90, 200))
    model.SetAndObserveTransformNodeID(node.GetID())
    tip = pose_of_node(node) @ [0, 0, 150, 1]
    assert np.linalg.norm(tip[:2] - [20.0, -30.0]) == pytest.approx(40.0, abs=1e-3)
    until(logic, lambda: not np.allclose(pose_of_node(node) @ [0, 0, 150, 1], tip, atol=5.0))
    tracker.close()
    until(logic, lambda: not is_seen(node), 2.0)
    assert not model.GetDisplayNode().GetVisibility()
    assert logic.pose("Stylus") is None


def test_a_device_that_is_let_go_leaves_nothing_that_looks_alive(logic, scene, tracker):
    logic.connect(settings(tracker))
    until(logic, lambda: tool_node(scene, "StylusToTracker") is not None)
    logic.disconnect("tracker")
    logic.tick()
    assert not is_seen(tool_node(scene, "StylusToTracker")) and logic.statuses() == []
    logic.connect(settings(tracker))  # nobody holds it any more
    until(logic, lambda: is_seen(tool_node(scene, "StylusToTracker")))


def test_one_name_and_one_user_at_a_time(logic, tracker):
    logic.connect(settings(tracker))
    with pytest.raises(OsteoError, match="connected already"):
        logic.connect(settings(tracker))
    with pytest.raises(OsteoError, match="in use by HapticLink"):
        logic.connect(settings(tracker, "another"))
    assert not logic.hasConnector()
    with pytest.raises(OsteoError, match="not installed"):
        logic.connect(DeviceSettings("c", "plus"), through_slicer=True)
    assert list(logic.devices) == ["tracker"]


def test_poses_are_of_whichever_device_sees_the_tool(logic, tracker):
    logic.connect(settings(tracker))
    arm = next(choice for choice in logic.choices() if choice.settings and "haptic" in choice.title)
    logic.connect(arm.settings)
    until(logic, lambda: logic.pose("Stylus") is not None and logic.pose("Reference") is not None)
    assert logic.pose("Stylus", "Reference") is not None and logic.pose("Scope") is None
    assert {"StylusToTracker", "ReferenceToTracker", "Stylus"} <= set(logic.tools())


def test_a_session_is_recorded_with_what_was_lost_and_played_again(logic, scene, tracker, tmp_path):
    logic.connect(settings(tracker))
    until(logic, lambda: logic.pose("Stylus") is not None)
    logic.tick()
    path = logic.startRecording(tmp_path)
    with pytest.raises(OsteoError, match="runs already"):
        logic.startRecording(tmp_path)
    until(logic, lambda: logic.recorder.count > 120)
    logic.mark("bone exposed")
    tracker.close()
    until(logic, lambda: logic.statuses()[0].light == "red", 3.0)
    logic.tick()
    assert "poses in" in logic.stopRecording() and logic.recorder is None
    with pytest.raises(OsteoError, match="Nothing is being recorded"):
        logic.stopRecording()
    recording = read_recording(path)
    assert [text for _, text in recording.marks] == ["bone exposed", "lost: tracker"]
    logic.disconnect("tracker")
    logic.replay(path)
    until(logic, lambda: logic.pose("Stylus") is not None)
    tip = logic.pose("Stylus") @ [0, 0, 150, 1]
    assert np.linalg.norm(tip[:2] - [20.0, -30.0]) == pytest.approx(40.0, abs=1e-3)
    assert logic.intoScene(path).startswith("2 tools over")
    assert scene.GetNumberOfNodesByClass("vtkMRMLSequenceNode") == 2


def test_two_devices_with_a_tool_of_one_name_are_told_apart_in_a_recording(logic, scene, tmp_path):
    from HapticLinkLib.recordings import DeviceRecording, free_path, recordings_in

    recording = DeviceRecording(tmp_path)
    now = time.monotonic()
    for device in ("a", "b", "a"):
        recording.put(device, "Stylus", np.eye(4), now)
    recording.close()
    (path,) = recordings_in(str(tmp_path))
    assert {name: len(track.time_s) for name, track in read_recording(path).tracks.items()} == {
        "Stylus": 2,
        "b: Stylus": 1,
    }
    assert free_path(tmp_path, path.name.removesuffix(".tracking.jsonl")).name.endswith("-2.tracking.jsonl")
    assert recordings_in("") == [] and recordings_in(str(tmp_path / "absent")) == []


@pytest.mark.parametrize(
    ("address", "found"),
    [("tracker", ("tracker", 18944)), (" 10.0.0.1:7 ", ("10.0.0.1", 7)), ("", None), ("a:b", None), ("a b:1", None),
     (":18944", None), ("a:70000", None)],
)  # fmt: skip
def test_addresses(logic, address, found):
    if found is None:
        with pytest.raises(OsteoError, match="Type the address"):
            logic.described("x", "plus", address)
    else:
        one = logic.described("", "plus", address)
        assert (one.host, one.port) == found and one.name == found[0]
