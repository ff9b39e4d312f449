"""The 64-bit cyclic redundancy check of message bodies: ECMA-182, polynomial 0x42F0E1EBA9EA3693, from 0."""

import numpy as np
from numba import njit, types, uint64

_POLYNOMIAL = 0x42F0E1EBA9EA3693


def _tables() -> np.ndarray:
    """(8, 256): the check of a byte followed by 0 to 7 zero bytes (Kounavis and Berry 2008, slicing by 8)."""
    first = np.zeros(256, dtype=np.uint64)
    for byte in range(256):
        value = byte << 56
        for _ in range(8):
            value = ((value << 1) ^ _POLYNOMIAL if value >> 63 else value << 1) & 0xFFFFFFFFFFFFFFFF
        first[byte] = value
    tables = [first]
    for _ in range(7):
        last = tables[-1]
        tables.append((last << np.uint64(8)) ^ first[(last >> np.uint64(56)).astype(np.int64)])
    return np.stack(tables)


_TABLES = _tables()


@njit(uint64(types.Array(types.uint8, 1, "C", readonly=True), uint64[:, ::1], uint64), nogil=True, cache=True)
def _crc(data: np.ndarray, tables: np.ndarray, crc: int) -> int:  # pragma: no cover - compiled
    eights = data.size // 8 * 8
    for i in range(0, eights, 8):
        # written out so that the compiler makes one load of it
        crc ^= (
            (uint64(data[i]) << uint64(56))
            | (uint64(data[i + 1]) << uint64(48))
            | (uint64(data[i + 2]) << uint64(40))
            | (uint64(data[i + 3]) << uint64(32))
            | (uint64(data[i + 4]) << uint64(24))
            | (uint64(data[i + 5]) << uint64(16))
            | (uint64(data[i + 6]) << uint64(8))
            | uint64(data[i + 7])
        )
        crc = (
            tables[7, crc >> uint64(56)]
            ^ tables[6, (crc >> uint64(48)) & uint64(255)]
            ^ tables[5, (crc >> uint64(40)) & uint64(255)]
            ^ tables[4, (crc >> uint64(32)) & uint64(255)]
            ^ tables[3, (crc >> uint64(24)) & uint64(255)]
            ^ tables[2, (crc >> uint64(16)) & uint64(255)]
            ^ tables[1, (crc >> uint64(8)) & uint64(255)]
            ^ tables[0, crc & uint64(255)]
        )
    for i in range(eights, data.size):
        crc = (crc << uint64(8)) ^ tables[0, (crc >> uint64(56)) ^ uint64(data[i])]
    return crc


def crc64(body: bytes | bytearray | memoryview, before: int = 0) -> int:
    """Of any number of bytes; ``before`` is the check of what stands before them."""
    return int(_crc(np.frombuffer(body, dtype=np.uint8), _TABLES, before)) if len(body) else before
