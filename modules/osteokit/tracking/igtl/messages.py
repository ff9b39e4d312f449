"""Messages to bytes and back: the one table of the types that are understood."""

from dataclasses import dataclass, field
from typing import get_args

from osteokit.tracking.igtl.contents.arrays import NDArray, Sensor
from osteokit.tracking.igtl.contents.catalogues import ColorTable, ImageList, LabelList
from osteokit.tracking.igtl.contents.image import Image
from osteokit.tracking.igtl.contents.points import Points, Trajectories
from osteokit.tracking.igtl.contents.polydata import PolyData
from osteokit.tracking.igtl.contents.poses import Position, QuaternionTrackingData, TrackingData, Transform
from osteokit.tracking.igtl.contents.queries import STREAMS_WITH_RATE, Query, Reply, StartTracking, Unknown
from osteokit.tracking.igtl.contents.texts import Capability, Command, CommandReply, Status, String
from osteokit.tracking.igtl.crc import crc64
from osteokit.tracking.igtl.header import HEADER_BYTES, Envelope, Header, close_message, open_body, read_header
from osteokit.tracking.igtl.wire import MalformedMessageError, Reader

_Typed = (
    Transform
    | Position
    | TrackingData
    | QuaternionTrackingData
    | Points
    | Trajectories
    | String
    | Status
    | Command
    | CommandReply
    | Capability
    | Sensor
    | NDArray
    | Image
    | ImageList
    | LabelList
    | ColorTable
    | PolyData
)

Content = _Typed | StartTracking | Reply | Query | Unknown
"""What a message may hold; ``type_name`` is what stands in its header."""


@dataclass(frozen=True, eq=False)
class Message:
    """What was sent, and by whom, when and with which metadata."""

    content: Content
    envelope: Envelope = field(default_factory=Envelope)

    @property
    def type_name(self) -> str:
        return self.content.type_name

    @property
    def device(self) -> str:
        return self.envelope.device


TYPES: dict[str, type[_Typed]] = {one.type_name: one for one in get_args(_Typed)}
"""Contents by the name of their type; queries and unknown types are told by :func:`decode`."""

_QUERIES = ("GET_", "STT_", "STP_")


def encode(message: Message) -> bytes:
    """The bytes of a message, its CRC included.

    Raises
    ------
    OsteoError
        Something does not fit into the fields of the protocol.
    """
    return b"".join(encode_parts(message))


def encode_parts(message: Message) -> tuple[bytes | memoryview, ...]:
    """As :func:`encode`, in parts to be sent one after the other: voxels are not copied, and must not change before
    they are sent.

    Raises
    ------
    OsteoError
        Something does not fit into the fields of the protocol.
    """
    content = message.content
    parts = content.parts() if isinstance(content, Image) else (content.pack(),)
    return close_message(message.envelope, content.type_name, parts)


def decode(header: Header, body: bytes | memoryview) -> Message:
    """The message of this header and body. Arrays in it may be views of ``body``.

    Raises
    ------
    MalformedMessageError
        The CRC is wrong, or the content is not that of its type.
    """
    if len(body) != header.body_bytes:
        raise MalformedMessageError(
            f"The {header.type_name} message announces {header.body_bytes} bytes and has {len(body)}."
        )
    if crc64(body) != header.crc:
        raise MalformedMessageError(
            f"The {header.type_name} message of {header.device!r} was damaged on its way (CRC)."
        )
    envelope, content = open_body(header, body)
    return Message(_content(header.type_name, content), envelope)


def decode_bytes(raw: bytes | memoryview) -> Message:
    """A whole message, as a file holds it.

    Raises
    ------
    MalformedMessageError
        It is cut short, too long, damaged, or no message.
    """
    if len(raw) < HEADER_BYTES:
        raise MalformedMessageError(f"A message has {HEADER_BYTES} bytes and more; these are {len(raw)}.")
    view = memoryview(raw)
    return decode(read_header(view[:HEADER_BYTES]), view[HEADER_BYTES:])


def _content(type_name: str, content: memoryview) -> Content:
    reader = Reader(content, type_name)
    if type_name in TYPES and (len(content) or type_name in _MAY_BE_EMPTY):
        found: Content = TYPES[type_name].unpack(reader)
    elif type_name in STREAMS_WITH_RATE and len(content):
        found = StartTracking.unpack(reader, type_name)
    elif type_name.startswith("RTS_") and len(content) == 1:
        found = Reply.unpack(reader, type_name)
    elif type_name.startswith(_QUERIES) and not len(content):
        found = Query.unpack(reader, type_name)
    else:
        # also a known type without content, which answers a GET_ that nothing can be given to
        return Unknown(type_name, bytes(content))
    reader.end()
    return found


_MAY_BE_EMPTY = ("TDATA", "QTDATA", "POINT", "TRAJ", "CAPABILITY", "IMGMETA", "LBMETA")
"""Lists, of which none is a list too: a frame in which no tool was seen."""
