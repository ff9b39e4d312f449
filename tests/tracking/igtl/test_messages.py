"""Messages: against the official byte vectors, against pyigtl, and there and back."""

import json
import struct
from pathlib import Path

import numpy as np
import pyigtl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.as_json import dumps, from_json
from osteokit.tracking.igtl.contents.arrays import NDArray, Sensor
from osteokit.tracking.igtl.contents.image import Image
from osteokit.tracking.igtl.contents.points import Point, Points
from osteokit.tracking.igtl.contents.poses import Position, TrackedTool, TrackingData, Transform
from osteokit.tracking.igtl.contents.queries import Query, reply_to
from osteokit.tracking.igtl.contents.texts import String
from osteokit.tracking.igtl.crc import crc64
from osteokit.tracking.igtl.header import Envelope, timestamp_of
from osteokit.tracking.igtl.messages import Message, decode_bytes, encode
from osteokit.tracking.igtl.wire import MalformedMessageError
from tracking.igtl.messages_of_all_kinds import CONTENTS, POSE, envelopes, messages


@pytest.mark.data
def test_the_official_vectors_come_back_byte_for_byte(shared_data: Path) -> None:
    vectors = sorted((shared_data / "openigtlink").glob("*.igtl"))
    assert len(vectors) == 11
    for path in vectors:
        raw = path.read_bytes()
        message = decode_bytes(raw)
        assert message.device == "DeviceName" and message.envelope.timestamp == 1234567892
        assert encode(message) == raw, path.name
        assert encode(from_json(json.loads(dumps(message)))) == raw, path.name


@pytest.mark.data
def test_the_official_vectors_mean_what_they_say(shared_data: Path) -> None:
    def content(name: str) -> object:
        return decode_bytes((shared_data / "openigtlink" / f"test_{name}_message.igtl").read_bytes()).content

    transform, position, text = content("transform"), content("position"), content("string")
    assert isinstance(transform, Transform) and isinstance(position, Position) and isinstance(text, String)
    np.testing.assert_allclose(transform.matrix[:3, 3], [46.0531, 19.4709, 46.0531], atol=1e-4)
    np.testing.assert_allclose(position.position, [46.0531, 19.4709, 46.0531], atol=1e-4)
    np.testing.assert_allclose(position.quaternion, [0, 0.5773502692, 0.5773502692, 0.3333333333], atol=1e-6)
    assert text.text == "Welcome to OpenIGTLink"


def test_the_check_is_that_of_ecma_182() -> None:
    """The catalogue of parametrised CRC algorithms gives 0x6C40DF5F0B497347 for "123456789" (CRC-64/ECMA-182)."""
    assert crc64(b"123456789") == 0x6C40DF5F0B497347
    assert crc64(b"") == 0


@given(st.binary(max_size=300), st.integers(0, 300))
def test_the_check_can_be_taken_in_parts(data: bytes, cut: int) -> None:
    assert crc64(data[cut:], crc64(data[:cut])) == crc64(data)


@pytest.mark.parametrize("name", CONTENTS)
def test_every_type_comes_back_from_bytes_and_from_json(name: str) -> None:
    for envelope in envelopes():
        raw = encode(Message(CONTENTS[name], envelope))
        back = decode_bytes(raw)
        assert type(back.content) is type(CONTENTS[name])
        assert back.envelope == envelope
        assert encode(back) == raw
        assert encode(from_json(json.loads(dumps(back)))) == raw


def test_the_messages_differ() -> None:
    assert len({encode(message) for message in messages()}) == len(messages())


def test_a_damaged_byte_is_noticed_wherever_it_is() -> None:
    raw = bytearray(encode(Message(CONTENTS["tools"], Envelope("Probe", metadata={"a": "b"}))))
    for at in range(58, len(raw)):
        raw[at] ^= 0x10
        with pytest.raises(MalformedMessageError, match="damaged on its way"):
            decode_bytes(bytes(raw))
        raw[at] ^= 0x10


@pytest.mark.parametrize("name", CONTENTS)
def test_a_content_cut_short_is_refused_or_another_content(name: str) -> None:
    """With a CRC that is right, so that the content itself must be checked."""
    content = CONTENTS[name].pack()
    for size in {0, 1, len(content) // 2, max(0, len(content) - 1)} - {len(content)}:
        body = content[:size]
        kind = CONTENTS[name].type_name.encode()
        raw = struct.pack(">H12s20sQQQ", 1, kind, b"", 0, len(body), crc64(body)) + body
        try:
            back = encode(decode_bytes(raw))
            assert encode(decode_bytes(back)) == back
        except MalformedMessageError as error:
            assert CONTENTS[name].type_name in str(error) or "metadata" in str(error)


def test_a_message_for_pyigtl_and_back() -> None:
    """pyigtl understands what we send, and we what it sends, wherever it is right."""
    theirs = pyigtl.TransformMessage(POSE, device_name="Probe", timestamp=1700000000.25)
    ours = decode_bytes(theirs.pack())
    assert isinstance(ours.content, Transform) and ours.device == "Probe"
    assert ours.envelope.time_s == pytest.approx(1700000000.25, abs=1e-6)
    np.testing.assert_array_equal(ours.content.matrix, POSE)
    np.testing.assert_allclose(_theirs(Message(Transform(POSE), Envelope("Probe"))).matrix, POSE)


def test_an_image_for_pyigtl_and_back() -> None:
    voxels = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    place = np.array([[0.5, 0, 0, -3], [0, 0.7, 0, 4], [0, 0, 2, 5], [0, 0, 0, 1]])
    theirs = _theirs(Message(Image(voxels, place), Envelope("CT")))
    np.testing.assert_array_equal(theirs.image, voxels)
    np.testing.assert_allclose(theirs.ijk_to_world_matrix, place, atol=1e-6)
    back = decode_bytes(theirs.pack()).content
    assert isinstance(back, Image)
    np.testing.assert_array_equal(back.voxels, voxels)
    np.testing.assert_allclose(back.ijk_to_space, place, atol=1e-6)


def test_points_and_text_for_pyigtl() -> None:
    theirs = _theirs(Message(Points((Point("a", (1.0, 2.0, 3.0)), Point("b", (4.0, 5.0, 6.0)))), Envelope("P")))
    np.testing.assert_allclose(theirs.positions, [[1, 2, 3], [4, 5, 6]])
    assert _theirs(Message(String("hello"), Envelope("S"))).string == "hello"


def _theirs(message: Message) -> pyigtl.messages.MessageBase:
    raw = encode(message)
    head = pyigtl.MessageBase.parse_header(raw[:58])
    found = pyigtl.MessageBase.create_message(head["message_type"])
    found.unpack(head, raw[58:])
    return found


def test_a_quaternion_is_the_rotation_that_scipy_says() -> None:
    from scipy.spatial.transform import Rotation

    turn = Rotation.random(random_state=3)
    np.testing.assert_allclose(Position(np.ones(3), turn.as_quat()).matrix[:3, :3], turn.as_matrix(), atol=1e-12)
    positive = turn.as_quat(canonical=True)
    np.testing.assert_allclose(Position(np.ones(3), positive[:3]).matrix[:3, :3], turn.as_matrix(), atol=1e-9)


def test_the_middle_of_an_image_stands_on_the_wire() -> None:
    """The protocol places the middle of the image, not its first voxel."""
    place = np.diag([2.0, 3.0, 4.0, 1.0])
    raw = encode(Message(Image(np.zeros((4, 3, 2), np.uint8), place), Envelope("I", version=1)))
    numbers = np.frombuffer(raw[58 + 12 : 58 + 60], ">f4").reshape(4, 3)
    np.testing.assert_allclose(numbers[3], [2 * 0.5, 3 * 1.0, 4 * 1.5])


def test_what_does_not_fit_is_refused_in_a_sentence() -> None:
    refused = {
        "20 bytes": Message(String("x"), Envelope("a name of more than twenty bytes")),
        "65,535 bytes": Message(String("x" * 65536), Envelope()),
        "no metadata": Message(String("x"), Envelope(version=1, metadata={"a": "b"})),
        "versions 1 to 3": Message(String("x"), Envelope(version=4)),
        "64 bits": Message(String("x"), Envelope(timestamp=-1)),
        "255 readings": Message(Sensor(np.zeros(256)), Envelope()),
        "no numbers of type": Message(NDArray(np.zeros(3, np.int64)), Envelope()),
        "4x4 matrix": Message(Transform(np.eye(3)), Envelope()),
        "latin-1 lacks": Message(String("骨", 4), Envelope()),
        "three coordinates": Message(Position(np.ones(2), np.empty(0)), Envelope()),
    }
    for words, message in refused.items():
        with pytest.raises(OsteoError, match=words):
            encode(message)


def test_an_empty_frame_is_a_frame() -> None:
    back = decode_bytes(encode(Message(TrackingData(()), Envelope("T", version=1)))).content
    assert isinstance(back, TrackingData) and back.tools == ()


def test_a_query_is_answered_under_its_own_name() -> None:
    assert reply_to("STT_TRANSFOR", True).type_name == "RTS_TRANSFOR"
    assert decode_bytes(encode(Message(Query("GET_CAPABIL")))).content == Query("GET_CAPABIL")


def test_a_timestamp_has_seconds_and_fractions() -> None:
    assert timestamp_of(1.5) == (1 << 32) + (1 << 31)
    assert Envelope(timestamp=timestamp_of(1.7e9 + 0.125)).time_s == 1.7e9 + 0.125


@given(st.binary(min_size=0, max_size=200), st.sampled_from(sorted({c.type_name for c in CONTENTS.values()})))
def test_any_content_is_read_or_refused(body: bytes, kind: str) -> None:
    for version in (1, 2):
        raw = struct.pack(">H12s20sQQQ", version, kind.encode(), b"d", 0, len(body), crc64(body)) + body
        try:
            decode_bytes(raw)
        except MalformedMessageError:
            continue


def test_a_tool_seen_by_a_tracker() -> None:
    content = decode_bytes(encode(Message(TrackingData((TrackedTool("Stylus", 2, POSE),))))).content
    assert isinstance(content, TrackingData)
    np.testing.assert_array_equal(content.tools[0].matrix, POSE)
