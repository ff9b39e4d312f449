"""A message in one line, for people who watch a connection."""

import numpy as np

from osteokit.tracking.igtl.contents.arrays import NDArray, Sensor
from osteokit.tracking.igtl.contents.image import Image
from osteokit.tracking.igtl.contents.points import Points, Trajectories
from osteokit.tracking.igtl.contents.polydata import PolyData
from osteokit.tracking.igtl.contents.poses import Position, QuaternionTrackingData, TrackingData, Transform
from osteokit.tracking.igtl.contents.texts import Command, Status, String
from osteokit.tracking.igtl.messages import Message


def summary(message: Message) -> str:
    """What it says, short; lengths in mm."""
    content = message.content
    if isinstance(content, Transform):
        return _place(content.matrix[:3, 3])
    if isinstance(content, Position):
        return _place(content.position)
    if isinstance(content, TrackingData):
        return "; ".join(f"{tool.name} {_place(tool.matrix[:3, 3])}" for tool in content.tools) or "no tool in view"
    if isinstance(content, QuaternionTrackingData):
        return "; ".join(f"{tool.name} {_place(tool.position)}" for tool in content.tools) or "no tool in view"
    if isinstance(content, Points):
        return "; ".join(f"{one.name} {_place(np.array(one.position))}" for one in content.points)
    if isinstance(content, Trajectories):
        return f"{len(content.trajectories)} trajectories"
    if isinstance(content, String):
        return _short(content.text)
    if isinstance(content, Command):
        return f"{content.number} {content.name}: {_short(content.text)}"
    if isinstance(content, Status):
        return f"code {content.code} {content.error_name}: {_short(content.text)}"
    if isinstance(content, Image):
        return f"{' x '.join(map(str, content.voxels.shape[::-1]))} {content.voxels.dtype} in {content.space}"
    if isinstance(content, Sensor):
        return ", ".join(f"{value:g}" for value in content.values[:6])
    if isinstance(content, NDArray):
        return f"{' x '.join(map(str, content.array.shape))} {content.array.dtype}"
    if isinstance(content, PolyData):
        return f"{len(content.points)} points, {len(content.polygons)} polygons"
    return ""


def _place(position: np.ndarray) -> str:
    x, y, z = position
    return f"({x:.2f}, {y:.2f}, {z:.2f})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."
