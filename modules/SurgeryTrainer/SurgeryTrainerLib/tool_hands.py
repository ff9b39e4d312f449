"""Hands at the panel: a mouse, and any tracked tool of the scene (a device of HapticLink, a headset's controller)."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from osteokit.mrml.tracked_nodes import SEEN, TOOL
from osteokit.simulation.hands.lost import DeviceLost
from osteokit.simulation.hands.tracked import TrackedHand
from osteokit.simulation.values import HandState, Touch
from osteokit.surface.transform import rotation_about
from osteokit.tracking.devices.live import open_devices

CONTROLLER = "VirtualReality.RightController"
"""The transform that SlicerVirtualReality moves with the right hand's controller."""

TICKS_A_FORCE = 10
"""A hundred forces a second: what passes over a network without piling up."""

WHEEL_MM, TILT_DEG = 0.5, 0.25
"""A step of the wheel; a pixel of the mouse."""

REACH_MM = 12.0
"""How far the hand may be ahead of a tool that the bone holds: farther than any push that a person can make."""


@dataclass
class Grip:
    """What a person's other fingers do: which tool, and whether its motor runs."""

    tool: str
    power: float = 0.0


class MouseHand:
    """Moved in steps by whoever hears the mouse; stands still between them."""

    def __init__(self, pose: np.ndarray, grip: Grip) -> None:
        self.pose, self.grip = pose.copy(), grip
        self.touch: Touch | None = None

    def state(self, time_s: float, touch: Touch | None) -> HandState | None:
        self.touch = touch
        return HandState(time_s, self.pose.copy(), self.grip.power, self.grip.tool)

    def shift(self, ras_mm: np.ndarray) -> None:
        """Move by a vector, RAS mm."""
        self.pose[:3, 3] += np.asarray(ras_mm, float)
        self._stay_near()

    def advance(self, steps: float) -> None:
        """Along the tool; a step is half a millimetre."""
        self.shift(WHEEL_MM * steps * self.pose[:3, 2])

    def tilt(self, axis: np.ndarray, pixels: float) -> None:
        """Turn about the tip."""
        self.pose = rotation_about(self.pose[:3, 3], axis, TILT_DEG * pixels) @ self.pose

    def _stay_near(self) -> None:
        """A mouse has no end: what it asks for stays near where the tool is."""
        if self.touch is not None:
            there = self.touch.tool_to_ras[:3, 3]
            ahead = self.pose[:3, 3] - there
            far = float(np.linalg.norm(ahead))
            if far > REACH_MM and float(np.linalg.norm(self.touch.force_n)) > 0.5:
                self.pose[:3, 3] = there + ahead * (REACH_MM / far)


class NodeHand:
    """Follows a transform of the scene from where the tool stands at the beginning: only the motion counts.

    Raises DeviceLost while the node is gone or says that its tool is not seen; when it is back, the tool goes on from
    where it was.
    """

    def __init__(self, scene: Any, node_id: str, pose: np.ndarray, grip: Grip) -> None:
        self._scene, self._id, self.grip = scene, node_id, grip
        self.pose = pose.copy()
        self._former: np.ndarray | None = None

    def state(self, time_s: float, touch: Touch | None) -> HandState | None:
        node = self._scene.GetNodeByID(self._id)
        if node is None or node.GetAttribute(SEEN) == "0":
            self._former = None
            raise DeviceLost
        device = world_pose(node)
        if self._former is not None and not np.array_equal(device, self._former):
            turn = device[:3, :3] @ self._former[:3, :3].T
            self.pose[:3, :3] = _rigid(turn @ self.pose[:3, :3])
            self.pose[:3, 3] += device[:3, 3] - self._former[:3, 3]
        self._former = device
        return HandState(time_s, self.pose.copy(), self.grip.power, self.grip.tool)


def world_pose(node: Any) -> np.ndarray:
    """Where a transform takes its content, with all that it hangs under (a registration), as a 4x4."""
    matrix = vtkMatrix4x4()
    node.GetMatrixTransformToWorld(matrix)
    return np.array([[matrix.GetElement(row, column) for column in range(4)] for row in range(4)])


def _rigid(turn: np.ndarray) -> np.ndarray:
    """The nearest rotation, so that many small motions do not shear."""
    u, _, v = np.linalg.svd(turn)
    return u @ v


@dataclass
class LoopHand:
    """A haptic arm that a loop in its own process holds; only what the other fingers do comes from here."""

    grip: Grip


class ArmHand:
    """A haptic arm on skin, which is soft enough for a hundred forces a second: its stylus is the tool, its first
    button or the panel's motor the trigger."""

    def __init__(self, arm: Any, pose: np.ndarray, grip: Grip) -> None:
        self.grip = grip
        self._hand = TrackedHand(arm, np.eye(3), pose, grip.tool)
        self._ticks = 0

    def state(self, time_s: float, touch: Touch | None) -> HandState | None:
        self._hand.tool = self.grip.tool
        self._ticks += 1
        state = self._hand.state(time_s, touch if self._ticks % TICKS_A_FORCE == 0 else None)
        return replace(state, power=max(state.power, self.grip.power))


def haptic_arms() -> dict[str, Any]:
    """Arms that are connected (by HapticLink, or by a script) and seen, by name."""
    return {device.settings.name: device for device in open_devices() if device.haptic() is not None}


def tracked_tools(scene: Any) -> list[tuple[str, str]]:
    """Transforms that a device moves: node ID and name."""
    found = []
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLLinearTransformNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLLinearTransformNode")
        if node.GetAttribute(TOOL) or node.GetName() == CONTROLLER:
            found.append((node.GetID(), node.GetName()))
    return found
