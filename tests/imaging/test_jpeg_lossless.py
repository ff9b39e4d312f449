"""Our lossless JPEG decoder against GDCM's encoder (through DICOM) and against an encoder written from T.81."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from generated.dicom import write_ct_series
from osteokit.imaging.jpeg_lossless import decode_jpeg_lossless
from osteokit.imaging.read import read_volume


def encoded(samples, precision=16, predictor=1, shift=0, rows_each=0):
    """T.81 annex H, plainly: all seventeen categories have a code of five bits."""
    rows, columns = samples.shape
    stored = (samples >> shift).astype(int)
    bits, chunks = [], []
    for r in range(rows):
        first = r % rows_each == 0 if rows_each else r == 0
        if first and r:
            chunks.append(_packed(bits))
            bits = []
        for c in range(columns):
            if first:
                guess = stored[r, c - 1] if c else 1 << (precision - shift - 1)
            elif c == 0:
                guess = stored[r - 1, 0]
            else:
                a, b, d = stored[r, c - 1], stored[r - 1, c], stored[r - 1, c - 1]
                guess = [0, a, b, d, a + b - d, a + (b - d) // 2, b + (a - d) // 2, (a + b) // 2][predictor]
            difference = (stored[r, c] - guess + 32768) % 65536 - 32768
            if difference == -32768:
                category, rest = 16, ""
            else:
                category = int(abs(difference)).bit_length()
                low = difference if difference > 0 else difference + (1 << category) - 1
                rest = f"{low:0{category}b}" if category else ""
            bits.append(f"{category:05b}{rest}")
    chunks.append(_packed(bits))
    scan = chunks[0] + b"".join(bytes([0xFF, 0xD0 + n % 8]) + chunk for n, chunk in enumerate(chunks[1:]))
    table = bytes([0, 0, 0, 0, 0, 17] + [0] * 11 + list(range(17)))
    frame = bytes([precision]) + rows.to_bytes(2, "big") + columns.to_bytes(2, "big") + bytes([1, 1, 0x11, 0])
    restart = _segment(0xDD, (rows_each * columns).to_bytes(2, "big")) if rows_each else b""
    head = _segment(0xC3, frame) + _segment(0xC4, table) + restart
    return b"\xff\xd8" + head + _segment(0xDA, bytes([1, 1, 0, predictor, 0, shift])) + scan + b"\xff\xd9"


def _segment(marker, content):
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def _packed(bits):
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    raw = bytes(int(text[n : n + 8], 2) for n in range(0, len(text), 8))
    return raw.replace(b"\xff", b"\xff\x00")


pictures = hnp.arrays(np.uint16, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12))


@settings(max_examples=150, deadline=None)
@given(pictures, st.integers(1, 7), st.integers(0, 3))
def test_every_predictor_and_restart_interval(samples, predictor, rows_each):
    decoded, precision = decode_jpeg_lossless(encoded(samples, predictor=predictor, rows_each=rows_each))
    np.testing.assert_array_equal(decoded, samples)
    assert precision == 16


@pytest.mark.parametrize("precision, shift", [(8, 0), (12, 0), (12, 4), (16, 3)])
def test_precision_and_point_transform(precision, shift):
    samples = np.random.default_rng(0).integers(0, 1 << precision, (9, 7)).astype(np.uint16) >> shift << shift
    decoded, _ = decode_jpeg_lossless(encoded(samples, precision, shift=shift))
    np.testing.assert_array_equal(decoded, samples)


@pytest.mark.parametrize("signed", [False, True])
def test_noise_encoded_by_gdcm(tmp_path, signed):
    """Noise over the whole range uses every Huffman category."""
    noise = np.random.default_rng(0).integers(-1024, 31000, (3, 64, 64)).astype(np.int16)
    write_ct_series(tmp_path, noise, syntax="jpeg-lossless", signed=signed)
    np.testing.assert_array_equal(read_volume(tmp_path).voxels, noise)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_streams_are_refused_or_decoded(data):
    samples = np.arange(60, dtype=np.uint16).reshape(6, 10) * 37
    raw = bytearray(encoded(samples, rows_each=2))
    raw = raw[: data.draw(st.integers(0, len(raw)))]
    for _ in range(data.draw(st.integers(0, 6)) if raw else 0):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        decoded, _ = decode_jpeg_lossless(bytes(raw))
    except ValueError:
        return
    assert decoded.ndim == 2


def test_cut_short_is_noticed():
    whole = encoded(np.random.default_rng(1).integers(0, 65536, (20, 20)).astype(np.uint16))
    for cut in range(10, len(whole) - 4, 37):
        with pytest.raises(ValueError):
            decode_jpeg_lossless(whole[:cut])
