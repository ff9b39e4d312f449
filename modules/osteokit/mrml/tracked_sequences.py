"""A recording of tracked tools as sequences of the scene, which Slicer plays, edits and saves in the .mrb."""

import os
from typing import Any

import numpy as np
from vtkmodules.vtkCommonCore import vtkCollection

from osteokit.base.errors import OsteoError
from osteokit.host.scene import SceneWithLogics
from osteokit.host.vtk_messages import caught_messages
from osteokit.mrml.bundle import bundle_path, name_file, write_bundle
from osteokit.mrml.tracked_nodes import TOOL, pose_of_node, vtk_matrix
from osteokit.tracking.devices.recording import Track, TrackedRecording
from osteokit.tracking.poses import rigid_poses

_SEQUENCE, _BROWSER, _TRANSFORM = (
    "vtkMRMLSequenceNode", "vtkMRMLSequenceBrowserNode", "vtkMRMLLinearTransformNode",
)  # fmt: skip
_DEVICE, _STARTED = "osteo.device", "osteo.started"


def recording_to_scene(recording: TrackedRecording, scene: Any, name: str) -> Any:
    """One sequence a tool, by seconds, and a browser that plays them together; returns the browser node.

    Raises
    ------
    OsteoError
        The recording holds no pose.
    """
    if not recording.tracks:
        raise OsteoError(f"The recording {name} holds no pose; there is nothing to put into the scene.")
    browser = scene.AddNewNodeByClass(_BROWSER, name)
    browser.SetAttribute(_DEVICE, recording.device)
    browser.SetAttribute(_STARTED, recording.started)
    for tool, track in recording.tracks.items():
        sequence = scene.AddNewNodeByClass(_SEQUENCE, f"{name}-{tool}")
        sequence.SetIndexName("time")
        sequence.SetIndexUnit("s")
        sequence.SetIndexType(sequence.NumericIndex)
        sequence.SetAttribute(TOOL, tool)
        _fill(sequence, track)
        browser.AddSynchronizedSequenceNode(sequence)
    rate = len(next(iter(recording.tracks.values())).time_s) / max(recording.duration_s, 1e-3)
    browser.SetPlaybackRateFps(min(max(rate, 1.0), 60.0))
    return browser


def _fill(sequence: Any, track: Track) -> None:
    node = sequence.GetScene().CreateNodeByClass(_TRANSFORM)
    node.UnRegister(None)
    for time_s, pose in zip(track.time_s, track.poses, strict=True):
        node.SetMatrixTransformToParent(vtk_matrix(pose))
        sequence.SetDataNodeAtValue(node, f"{time_s:.6f}")


def recording_from_scene(browser: Any) -> TrackedRecording:
    """The recording of a sequence browser's transforms.

    Raises
    ------
    OsteoError
        It plays no transforms, or one is not rigid.
    """
    tracks = {}
    sequences = vtkCollection()
    browser.GetSynchronizedSequenceNodes(sequences, True)
    for number in range(sequences.GetNumberOfItems()):
        sequence = sequences.GetItemAsObject(number)
        if sequence.GetDataNodeClassName() != _TRANSFORM:
            continue
        tool = sequence.GetAttribute(TOOL) or sequence.GetName()
        count = sequence.GetNumberOfDataNodes()
        times = np.array([float(sequence.GetNthIndexValue(item)) for item in range(count)])
        poses = np.array([pose_of_node(sequence.GetNthDataNode(item)) for item in range(count)])
        tracks[tool] = Track(times, rigid_poses(poses, f"pose of {tool}"))
    if not tracks:
        raise OsteoError(f"{browser.GetName()} plays no transforms; choose a recording of tracked tools.")
    return TrackedRecording(browser.GetAttribute(_DEVICE) or "", browser.GetAttribute(_STARTED) or "", tracks)


def write_recording_scene(recording: TrackedRecording, path: str | os.PathLike[str], name: str) -> None:
    """Write ``path`` (.mrb) with the recording as sequences. Needs neither display nor OpenGL.

    Raises
    ------
    OsteoError
        slicer-core is absent, the recording is empty, or the file cannot be written.
    """
    path = bundle_path(path)
    host = SceneWithLogics()
    try:
        with caught_messages() as messages:
            recording_to_scene(recording, host.scene, name)
            for number in range(host.scene.GetNumberOfNodesByClass(_SEQUENCE)):
                name_file(host.scene.GetNthNodeByClass(number, _SEQUENCE), f"tool_{number}.seq.mha")
            write_bundle(host.scene, path, len(recording.tracks), messages)
    finally:
        host.close()
