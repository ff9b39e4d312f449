"""Numbers: SENSOR and NDARRAY."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.wire import MalformedMessageError, Reader

SCALARS = {2: "i1", 3: "u1", 4: "i2", 5: "u2", 6: "i4", 7: "u4", 10: "f4", 11: "f8", 13: "c16"}
"""numpy's dtypes by the numbers that OpenIGTLink gives them."""

SCALAR_NUMBERS = {np.dtype(dtype): number for number, dtype in SCALARS.items()}


def native(array: np.ndarray) -> np.ndarray:
    """In this machine's byte order; copied only where it must be turned."""
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def scalar_number(array: np.ndarray, what: str) -> int:
    """OpenIGTLink's number of an array's type.

    Raises
    ------
    OsteoError
        It has none.
    """
    number = SCALAR_NUMBERS.get(array.dtype.newbyteorder("="))
    if number is None:
        raise OsteoError(f"OpenIGTLink has no numbers of type {array.dtype} for {what}; convert them first.")
    return number


@dataclass(frozen=True, eq=False)
class Sensor:
    """Up to 255 readings (float64) in one ``unit``, a 64-bit field of the protocol; 0 says nothing of it."""

    type_name: ClassVar[str] = "SENSOR"
    values: np.ndarray
    unit: int = 0
    status: int = 0

    def pack(self) -> bytes:
        values = np.asarray(self.values, dtype=">f8").ravel()
        if len(values) > 255:
            raise OsteoError(f"A SENSOR message holds 255 readings, not {len(values)}; send an NDARRAY.")
        return struct.pack(">BBQ", len(values), self.status, self.unit) + values.tobytes()

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        count, status, unit = reader.numbers("BBQ")
        return cls(native(reader.array(count, ">f8")), unit, status)


@dataclass(frozen=True, eq=False)
class NDArray:
    """An array of any shape with up to 255 dimensions of up to 65,535."""

    type_name: ClassVar[str] = "NDARRAY"
    array: np.ndarray

    def pack(self) -> bytes:
        array = np.asarray(self.array)
        if array.ndim > 255 or any(size > 0xFFFF for size in array.shape):
            raise OsteoError(f"An NDARRAY message has sizes of up to 65,535, not {array.shape}.")
        head = struct.pack(f">BB{array.ndim}H", scalar_number(array, "an NDARRAY message"), array.ndim, *array.shape)
        return head + array.astype(array.dtype.newbyteorder(">")).tobytes()

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        number, dimensions = reader.numbers("BB")
        if number not in SCALARS or dimensions > 32:
            raise MalformedMessageError(
                f"The NDARRAY message has numbers of type {number} in {dimensions} dimensions, which is not supported."
            )
        shape = reader.numbers(f"{dimensions}H")
        count = 1
        for size in shape:  # Python's integers: a product of hostile sizes must not wrap round
            count *= size
        dtype = np.dtype(SCALARS[number]).newbyteorder(">")
        if count * dtype.itemsize != reader.left:
            raise MalformedMessageError(f"The NDARRAY message of shape {shape} does not hold so many numbers.")
        return cls(native(reader.array(count, dtype.str)).reshape(shape))
