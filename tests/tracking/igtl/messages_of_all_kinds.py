"""One message of every type, with what is awkward in each: Chinese, no items, odd lengths."""

import numpy as np

from osteokit.tracking.igtl.contents.arrays import NDArray, Sensor
from osteokit.tracking.igtl.contents.catalogues import ColorTable, ImageEntry, ImageList, LabelEntry, LabelList
from osteokit.tracking.igtl.contents.image import Image
from osteokit.tracking.igtl.contents.points import Point, Points, Trajectories, Trajectory
from osteokit.tracking.igtl.contents.polydata import Attribute, PolyData
from osteokit.tracking.igtl.contents.poses import (
    Position,
    QuaternionTool,
    QuaternionTrackingData,
    TrackedTool,
    TrackingData,
    Transform,
)
from osteokit.tracking.igtl.contents.queries import Query, Reply, StartTracking, Unknown
from osteokit.tracking.igtl.contents.texts import Capability, Command, CommandReply, Status, String
from osteokit.tracking.igtl.header import Envelope
from osteokit.tracking.igtl.messages import Content, Message

_RANDOM = np.random.default_rng(7)

POSE = np.eye(4)
POSE[:3] = _RANDOM.normal(size=(3, 4)).astype(np.float32)

CONTENTS: dict[str, Content] = {
    "transform": Transform(POSE),
    "place": Position(np.array([1.0, -2.0, 3.5]), np.empty(0)),
    "place, three of the quaternion": Position(np.array([1.0, -2.0, 3.5]), np.array([0.5, 0.5, 0.5])),
    "place and quaternion": Position(
        np.array([1.0, -2.0, 3.5]), np.array([0.0, 0.0, 0.6000000238418579, 0.800000011920929])
    ),
    "tools": TrackingData((TrackedTool("Stylus", 2, POSE), TrackedTool("骨钻", 3, np.eye(4)))),
    "no tool in view": TrackingData(()),
    "quaternion tools": QuaternionTrackingData((QuaternionTool("Ref", 1, np.ones(3), np.array([0.0, 0, 0, 1])),)),
    "points": Points(
        (Point("股骨头", (1.0, 2.0, 3.0), "landmarks", (1, 2, 3, 4), 2.5, "CT"), Point("b", (0.0, 0.0, 0.0)))
    ),
    "trajectories": Trajectories(
        (Trajectory("L3 left", (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), "螺钉", 3, (9, 8, 7, 6), 5.5),)
    ),
    "text": String("截骨完成 ✓"),
    "text in GB18030": String("截骨完成", 114),
    "no text": String(""),
    "status": Status(14, -3, "Timeout", "跟踪器无应答"),
    "command": Command(7, "SetPort", '<Command Name="设置"/>'),
    "reply to a command": CommandReply(7, "SetPort", "<Result/>"),
    "capability": Capability(("TRANSFORM", "IMAGE")),
    "sensor": Sensor(np.array([1.5, -2.25, 1e-300]), 0x00443E0000000000),
    "array": NDArray(_RANDOM.normal(size=(3, 4, 5))),
    "complex array": NDArray(np.array([1 + 2j, 3 - 4j])),
    "array of no dimension": NDArray(np.array(3, dtype=np.int16)),
    "image": Image(_RANDOM.integers(-1000, 3000, (3, 4, 5)).astype(np.int16), POSE, "LPS"),
    "big-endian image": Image(_RANDOM.integers(0, 9, (2, 3, 4)).astype(">u2"), POSE),
    "colour image": Image(
        _RANDOM.integers(0, 255, (2, 3, 4, 3)).astype(np.uint8), POSE, header_version=2, says_little=False
    ),
    "part of an image": Image(np.zeros((1, 2, 3), np.float32), POSE, "RAS", (30, 20, 10), (5, 6, 7)),
    "images": ImageList((ImageEntry("骨盆", "CT1", "CT", "某", "P1", 5, (512, 512, 300), 4),)),
    "labels": LabelList((LabelEntry("Femur", "L1", 76, (1, 2, 3, 255), (5, 6, 7), "CT1"),)),
    "colours": ColorTable(3, 19, _RANDOM.integers(0, 255, (256, 3)).astype(np.uint8)),
    "wide colours": ColorTable(5, 5, np.arange(65536, dtype=np.uint16)),
    "surface": PolyData(
        _RANDOM.normal(size=(4, 3)).astype(np.float32),
        vertices=(np.array([0]),),
        lines=(np.array([0, 1, 2]), np.array([2, 3])),
        polygons=(np.array([0, 1, 2]), np.array([0, 2, 3])),
        attributes=(
            Attribute("HU", 0, np.arange(4, dtype=np.float32)[:, None]),
            Attribute("法线", 2, _RANDOM.normal(size=(4, 3)).astype(np.float32)),
        ),
    ),
    "points alone": PolyData(np.zeros((1, 3), np.float32)),
    "start": StartTracking("STT_TDATA", 20, "Patient"),
    "stop": Query("STP_TDATA"),
    "get": Query("GET_STATUS"),
    "started": Reply("RTS_TDATA", False),
    "unknown": Unknown("OURS", bytes(range(256))),
}
"""Names for people, and for the tests' identifiers."""


def envelopes() -> list[Envelope]:
    """With and without what a version allows."""
    return [
        Envelope("Probe", 0x5F00000080000000, 1),
        Envelope("Probe", 1, 2),
        Envelope("探针", 2**64 - 1, 2, 77, {"患者": "女", "Unit": "mm", "GBK": "左侧"}, {"GBK": 113}),
        Envelope("", 0, 3, 2**32 - 1, {"": ""}),
    ]


def messages() -> list[Message]:
    """Every content in every envelope."""
    return [Message(content, envelope) for content in CONTENTS.values() for envelope in envelopes()]
