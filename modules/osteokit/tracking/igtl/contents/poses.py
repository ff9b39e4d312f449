"""Where tools are: TRANSFORM, POSITION, TDATA and QTDATA. Millimetres; matrices are 4x4 and carried as float32."""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.wire import MalformedMessageError, Reader, field

_LAST_ROW = (0.0, 0.0, 0.0, 1.0)
_TOOL_BYTES = 70
_QUATERNION_TOOL_BYTES = 50


def _pack_matrix(matrix: np.ndarray) -> bytes:
    if np.shape(matrix) != (4, 4):
        raise OsteoError(f"A transform is a 4x4 matrix, not of shape {np.shape(matrix)}.")
    return np.asarray(matrix, dtype=">f4")[:3].T.tobytes()


def _matrix(reader: Reader) -> np.ndarray:
    matrix = np.empty((4, 4))
    matrix.T[:, :3] = reader.array(12, ">f4").reshape(4, 3)
    matrix[3] = _LAST_ROW
    return matrix


@dataclass(frozen=True, eq=False)
class Transform:
    """A 4x4 ``matrix``, float64 of the float32 that came; its last row is 0 0 0 1 and is not sent."""

    type_name: ClassVar[str] = "TRANSFORM"
    matrix: np.ndarray

    def pack(self) -> bytes:
        return _pack_matrix(self.matrix)

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        return cls(_matrix(reader))


@dataclass(frozen=True, eq=False)
class Position:
    """A place (3,) with an orientation as a unit quaternion (4,) x y z w; empty where only the place was sent."""

    type_name: ClassVar[str] = "POSITION"
    position: np.ndarray
    quaternion: np.ndarray

    def pack(self) -> bytes:
        if np.shape(self.position) != (3,) or np.shape(self.quaternion) not in ((0,), (3,), (4,)):
            raise OsteoError("A position has three coordinates and a quaternion of four numbers, three, or none.")
        return np.concatenate([self.position, self.quaternion]).astype(">f4").tobytes()

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        if reader.left not in (12, 24, 28):
            raise MalformedMessageError(f"A POSITION message has 12, 24 or 28 bytes, not {reader.left}.")
        numbers = reader.array(reader.left // 4, ">f4").astype(np.float64)
        return cls(numbers[:3], numbers[3:])

    @property
    def matrix(self) -> np.ndarray:
        """As a 4x4 matrix; without an orientation, none is turned.

        Raises
        ------
        OsteoError
            The quaternion has no length.
        """
        matrix = np.eye(4)
        matrix[:3, 3] = self.position
        q = np.asarray(self.quaternion, dtype=np.float64)
        if len(q) == 3:  # the fourth is positive and makes it a unit
            q = np.append(q, np.sqrt(max(0.0, 1.0 - float(q @ q))))
        if len(q):
            length = float(np.linalg.norm(q))
            if not np.isfinite(length) or length < 1e-6:
                raise OsteoError("The orientation of a POSITION message is no quaternion: its length is 0.")
            x, y, z, w = q / length
            matrix[:3, :3] = [
                [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
            ]
        return matrix


@dataclass(frozen=True, eq=False)
class TrackedTool:
    """One tool of a TDATA message. ``kind``: 1 tracker, 2 instrument in 6 D, 3 in 3 D (the tip alone), 4 in 5 D."""

    name: str
    kind: int
    matrix: np.ndarray


@dataclass(frozen=True, eq=False)
class TrackingData:
    """All tools of one frame; what is not seen is left out."""

    type_name: ClassVar[str] = "TDATA"
    tools: tuple[TrackedTool, ...]

    def pack(self) -> bytes:
        return b"".join(
            field(tool.name, 20, "tool's name") + bytes([tool.kind, 0]) + _pack_matrix(tool.matrix)
            for tool in self.tools
        )

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        tools = []
        for _ in range(reader.records(_TOOL_BYTES)):
            name, (kind, _) = reader.text(20), reader.numbers("BB")
            tools.append(TrackedTool(name, kind, _matrix(reader)))
        return cls(tuple(tools))


@dataclass(frozen=True, eq=False)
class QuaternionTool:
    """One tool of a QTDATA message: place (3,) and quaternion (4,) x y z w; ``kind`` as of :class:`TrackedTool`."""

    name: str
    kind: int
    position: np.ndarray
    quaternion: np.ndarray


@dataclass(frozen=True, eq=False)
class QuaternionTrackingData:
    """TDATA with quaternions."""

    type_name: ClassVar[str] = "QTDATA"
    tools: tuple[QuaternionTool, ...]

    def pack(self) -> bytes:
        parts = []
        for tool in self.tools:
            if np.shape(tool.position) != (3,) or np.shape(tool.quaternion) != (4,):
                raise OsteoError(f"The tool {tool.name!r} needs three coordinates and four numbers of a quaternion.")
            numbers = np.concatenate([tool.position, tool.quaternion]).astype(">f4").tobytes()
            parts.append(field(tool.name, 20, "tool's name") + bytes([tool.kind, 0]) + numbers)
        return b"".join(parts)

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        tools = []
        for _ in range(reader.records(_QUATERNION_TOOL_BYTES)):
            name, (kind, _) = reader.text(20), reader.numbers("BB")
            numbers = reader.array(7, ">f4").astype(np.float64)
            tools.append(QuaternionTool(name, kind, numbers[:3], numbers[3:]))
        return cls(tuple(tools))
