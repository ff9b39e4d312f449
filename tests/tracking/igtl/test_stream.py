"""Streams in any pieces, and hostile ones."""

import os
import random
import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.tracking.igtl.contents.poses import Transform
from osteokit.tracking.igtl.contents.queries import Unknown
from osteokit.tracking.igtl.header import Envelope
from osteokit.tracking.igtl.messages import Message, encode
from osteokit.tracking.igtl.stream import StreamDecoder
from osteokit.tracking.igtl.wire import MalformedMessageError
from tracking.igtl.messages_of_all_kinds import POSE, messages

_ALL = [encode(message) for message in messages()]


def _random_pieces(stream: bytes, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    cuts = sorted(chance.randrange(len(stream) + 1) for _ in range(chance.choice([0, 3, 200])))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_messages_come_whole_in_whatever_pieces(seed: int) -> None:
    decoder = StreamDecoder()
    found = [message for piece in _random_pieces(b"".join(_ALL), seed) for message in decoder.feed(piece)]
    assert [encode(message) for message in found] == _ALL
    assert decoder.counts.messages == len(_ALL) and decoder.counts.damaged == 0


def test_byte_by_byte() -> None:
    stream = b"".join(_ALL[:40])
    decoder = StreamDecoder()
    found = [message for n in range(len(stream)) for message in decoder.feed(stream[n : n + 1])]
    assert [encode(message) for message in found] == _ALL[:40]


@pytest.mark.parametrize("size", [65535, 65536, 65537, 262143, 262144, 3_000_000])
def test_bodies_about_the_sizes_of_the_buffers(size: int) -> None:
    large = encode(Message(Unknown("BLOB", os.urandom(size)), Envelope("x", version=1)))
    small = encode(Message(Transform(POSE)))
    decoder = StreamDecoder()
    found = decoder.feed(small + large + small + large + small)
    assert [encode(message) for message in found] == [small, large, small, large, small]


def test_a_damaged_message_is_left_out_and_the_next_one_read() -> None:
    good = encode(Message(Transform(POSE), Envelope("Probe")))
    bad = bytearray(good)
    bad[70] ^= 1
    decoder = StreamDecoder()
    assert len(decoder.feed(bytes(good + bad + good))) == 2
    assert decoder.counts.damaged == 1 and "Probe" in decoder.last_damage


def test_what_is_no_openigtlink_ends_the_stream() -> None:
    with pytest.raises(MalformedMessageError, match="no OpenIGTLink header"):
        StreamDecoder().feed(b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a browser that lost its way\r\n\r\n")


def test_a_giant_is_refused_before_it_comes() -> None:
    head = struct.pack(">H12s20sQQQ", 2, b"IMAGE", b"", 0, 1 << 62, 0)
    with pytest.raises(MalformedMessageError, match="are allowed"):
        StreamDecoder().feed(head)


def test_a_false_size_sets_little_aside() -> None:
    """A peer that announces 1 GiB and sends a few bytes costs no such memory."""
    head = struct.pack(">H12s20sQQQ", 2, b"IMAGE", b"", 0, 1 << 30, 0)
    tracemalloc.start()
    StreamDecoder().feed(head + b"abc")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80 << 20


def _fuzzed(seed: int) -> bytes:
    """A real message, spoiled somewhere; its CRC and size are mended half of the time so that the inside is reached."""
    chance = random.Random(seed)
    raw = bytearray(chance.choice(_ALL[:20] if chance.random() < 0.5 else _ALL))
    if len(raw) > 4000:
        raw = bytearray(_ALL[0])
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(raw))
        kind = chance.randrange(3)
        if kind == 0:
            raw[at] = chance.randrange(256)
        elif kind == 1:
            del raw[at : at + chance.randrange(1, 9)]
        else:
            raw[at:at] = chance.randbytes(chance.randrange(1, 9))
        if not raw:
            return b"\0"
    if chance.random() < 0.5 and len(raw) > 58:
        from osteokit.tracking.igtl.crc import crc64

        body = bytes(raw[58:])
        raw[42:58] = struct.pack(">QQ", len(body), crc64(body))
    return bytes(raw)


def _survives(seeds: range) -> None:
    for seed in seeds:
        try:
            StreamDecoder(1 << 20).feed(_fuzzed(seed))
        except MalformedMessageError:
            continue


def test_spoiled_messages_are_read_or_refused() -> None:
    _survives(range(20_000))


@pytest.mark.slow
def test_a_million_spoiled_messages_without_a_crash_or_growing_memory() -> None:
    _survives(range(50_000))
    tracemalloc.start()
    _survives(range(50_000, 60_000))
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    _survives(range(60_000, 990_000))
    tracemalloc.start()
    _survives(range(990_000, 1_000_000))
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after < before + (1 << 20)
