"""Lossless JPEG (ITU T.81 process 14, SOF3), as older CT archives store it: Huffman codes of prediction differences.

Why our own: pydicom has no free decoder for it, and the one inside ITK ends the whole program on damaged streams.
"""

from dataclasses import dataclass

import numba
import numpy as np

_SOF3, _DHT, _SOS, _DRI, _EOI = 0xC3, 0xC4, 0xDA, 0xDD, 0xD9
_ALONE = {0x01, 0xD8, *range(0xD0, 0xD8)}  # markers without a segment


@dataclass
class _Stream:
    rows: int = 0
    columns: int = 0
    precision: int = 0
    interval: int = 0
    predictor: int = 0
    shift: int = 0
    table_id: int = 0


def decode_jpeg_lossless(data: bytes) -> tuple[np.ndarray, int]:
    """(samples uint16 (rows, columns), bits per sample) of a stream with one component.

    Raises
    ------
    ValueError
        Not lossless JPEG of one component, damaged, or cut short.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG stream")
    stream = _Stream()
    tables: dict[int, np.ndarray] = {}
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("damaged JPEG markers")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _ALONE:
            at += 2
            continue
        if marker == _EOI:
            break
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at + 4 : at + 2 + size]
        if size < 2 or len(segment) != size - 2:
            raise ValueError("a JPEG segment is cut short")
        at += 2 + size
        if marker == _DHT:
            tables.update(_huffman_tables(segment))
        elif marker == _DRI:
            stream.interval = int.from_bytes(segment[:2], "big")
        elif marker == _SOS:
            _read_scan_header(stream, segment)
            return _decode(stream, tables, np.frombuffer(data, np.uint8, offset=at)), stream.precision
        elif 0xC0 <= marker <= 0xCF and marker != 0xC8 and marker != 0xCC:
            _read_frame_header(stream, marker, segment)
    raise ValueError("the JPEG stream holds no image")


def _read_frame_header(stream: _Stream, marker: int, segment: bytes) -> None:
    if marker != _SOF3:
        raise ValueError("JPEG of another kind than lossless Huffman")
    if len(segment) < 9 or segment[5] != 1:
        raise ValueError("JPEG with several components")
    stream.precision = segment[0]
    stream.rows, stream.columns = int.from_bytes(segment[1:3], "big"), int.from_bytes(segment[3:5], "big")
    if not 2 <= stream.precision <= 16 or not stream.rows or not stream.columns:
        raise ValueError("JPEG without a size")


def _read_scan_header(stream: _Stream, segment: bytes) -> None:
    if len(segment) < 6 or segment[0] != 1 or not stream.rows:
        raise ValueError("damaged JPEG scan header")
    stream.table_id = segment[2] >> 4
    stream.predictor = segment[3]
    stream.shift = segment[5] & 15
    if not 1 <= stream.predictor <= 7 or stream.shift >= stream.precision:
        raise ValueError("damaged JPEG scan header")


def _huffman_tables(segment: bytes) -> dict[int, np.ndarray]:
    """For each table a lookup by the next 16 bits: code length * 256 + category, 0 where no code begins so (T.81 C)."""
    tables = {}
    at = 0
    while at + 17 <= len(segment):
        counts = segment[at + 1 : at + 17]
        symbols = segment[at + 17 : at + 17 + sum(counts)]
        lookup = np.zeros(65536, np.int32)
        code, used = 0, 0
        for length, count in enumerate(counts, 1):
            for symbol in symbols[used : used + count]:
                first = code << (16 - length)
                if symbol > 16 or first >= 65536:
                    raise ValueError("damaged Huffman table")
                lookup[first : first + (1 << (16 - length))] = length * 256 + symbol
                code += 1
            used += count
            code <<= 1
        tables[segment[at] & 15] = lookup
        at += 17 + sum(counts)
    return tables


def _decode(stream: _Stream, tables: dict[int, np.ndarray], data: np.ndarray) -> np.ndarray:
    if stream.table_id not in tables:
        raise ValueError("a Huffman table is missing")
    if stream.interval % stream.columns:
        raise ValueError("restart intervals do not end with a row")
    if stream.rows * stream.columns > 8 * len(data):  # each sample takes a bit at least
        raise ValueError("the JPEG stream is cut short")
    samples = np.zeros((stream.rows, stream.columns), np.int64)
    start = 1 << (stream.precision - stream.shift - 1)
    rows_each = stream.interval // stream.columns or stream.rows
    good = _decode_rows(data, tables[stream.table_id], samples, stream.predictor, start, rows_each)
    if not good:
        raise ValueError("the JPEG stream is damaged or cut short")
    return ((samples << stream.shift) & ((1 << stream.precision) - 1)).astype(np.uint16)


@numba.njit(cache=True)
def _decode_rows(data, lookup, samples, predictor, start, rows_each):  # pragma: no cover - compiled
    """Fill ``samples``; whether the stream was whole. Predictors after T.81 table H.1."""
    rows, columns = samples.shape
    at, window, held, ended = 0, 0, 0, 0
    for row in range(rows):
        if row and row % rows_each == 0:  # a restart marker: bits up to the next byte are padding
            window, held, ended = 0, 0, 0
            while at + 1 < len(data) and not (data[at] == 0xFF and 0xD0 <= data[at + 1] <= 0xD7):
                at += 1
            at += 2
        for column in range(columns):
            while held <= 32:  # at least 32 bits for one code and its difference
                byte = 0
                if at < len(data) and not (data[at] == 0xFF and (at + 1 >= len(data) or data[at + 1] != 0)):
                    byte = np.int64(data[at])
                    at += 2 if byte == 0xFF else 1
                else:
                    ended += 8
                window = ((window << 8) | byte) & 0xFFFFFFFFFF
                held += 8
            entry = lookup[(window >> (held - 16)) & 0xFFFF]
            length, category = entry >> 8, entry & 0xFF
            if length == 0:
                return False
            held -= length
            difference = 0
            if category == 16:
                difference = 32768
            elif category:
                held -= category
                difference = (window >> held) & ((1 << category) - 1)
                if difference < 1 << (category - 1):
                    difference += 1 - (1 << category)
            if held < ended:
                return False  # these bits were never in the stream
            samples[row, column] = (_predicted(samples, row, column, predictor, start, rows_each) + difference) & 0xFFFF
    return True


@numba.njit(cache=True)
def _predicted(samples, row, column, predictor, start, rows_each):  # pragma: no cover - compiled
    first_row = row % rows_each == 0
    if first_row:
        return start if column == 0 else samples[row, column - 1]
    if column == 0:
        return samples[row - 1, 0]
    a, b, c = samples[row, column - 1], samples[row - 1, column], samples[row - 1, column - 1]
    if predictor == 1:
        return a
    if predictor == 2:
        return b
    if predictor == 3:
        return c
    if predictor == 4:
        return a + b - c
    if predictor == 5:
        return a + ((b - c) >> 1)
    if predictor == 6:
        return b + ((a - c) >> 1)
    return (a + b) >> 1
