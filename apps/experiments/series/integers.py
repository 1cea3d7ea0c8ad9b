"""One column of 64-bit integers as bytes: constant, a straight line, or packed differences."""

import struct
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from apps.experiments.series.columns import Int64s
from apps.experiments.series.errors import SeriesCorrupt

_ONE = struct.Struct("<q")
_LINE = struct.Struct("<qq")
_PACKED = struct.Struct("<qB")
_SMALL = 32
_MASK = (1 << 64) - 1


class Encoding(IntEnum):
    """How an integer column is written."""

    PLAIN = 0
    CONSTANT = 1
    LINE = 2
    DELTA = 3


def encode(column: Int64s) -> tuple[int, bytes]:
    """The column's encoding and bytes. All arithmetic wraps at 64 bits, so every value fits."""
    raw = column.tobytes()
    size = len(column)
    if size and raw == raw[:8] * size:
        return Encoding.CONSTANT, raw[:8].rstrip(b"\0")
    if size <= _SMALL:
        return Encoding.PLAIN, raw
    return _encode_differences(column)


def _encode_differences(column: Int64s) -> tuple[int, bytes]:
    differences = np.diff(column.view(np.uint64)).view(np.int64)
    first, stride = int(column[0]), int(differences[0])
    if (differences == stride).all():
        return Encoding.LINE, _LINE.pack(first, stride)
    zigzag = ((differences << 1) ^ (differences >> 63)).view(np.uint64)
    width = _width(int(zigzag.max()))
    return Encoding.DELTA, _PACKED.pack(first, width) + shuffle(zigzag.astype(f"<u{width}"))


def decode(encoding: int, payload: bytes, count: int) -> Int64s:
    """The column.

    Raises:
        SeriesCorrupt: the payload does not hold `count` numbers of this encoding.
    """
    if encoding == Encoding.PLAIN and len(payload) == 8 * count:
        return np.frombuffer(payload, "<i8")
    if encoding == Encoding.CONSTANT and len(payload) <= 8:
        return np.full(count, _ONE.unpack(payload.ljust(8, b"\0"))[0], np.int64)
    if encoding == Encoding.LINE and len(payload) == _LINE.size:
        first, stride = _LINE.unpack(payload)
        steps = np.arange(count, dtype=np.uint64) * np.uint64(stride & _MASK)
        return (steps + np.uint64(first & _MASK)).view(np.int64)
    if encoding == Encoding.DELTA and len(payload) > _PACKED.size:
        return _decode_differences(payload, count)
    raise SeriesCorrupt("A column of the stored points does not fit its size.", encoding=encoding)


def _decode_differences(payload: bytes, count: int) -> Int64s:
    first, width = _PACKED.unpack_from(payload)
    if width not in {1, 2, 4, 8} or len(payload) != _PACKED.size + width * (count - 1):
        raise SeriesCorrupt("A column of the stored points does not fit its size.", width=width)
    packed = unshuffle(payload[_PACKED.size :], width).view(f"<u{width}").astype(np.uint64)
    column = np.empty(count, np.uint64)
    column[0] = first & _MASK
    # Undo the zig-zag: the lowest bit is the sign.
    np.bitwise_xor(packed >> np.uint64(1), (~(packed & np.uint64(1))) + np.uint64(1), column[1:])
    return np.cumsum(column, dtype=np.uint64).view(np.int64)


def shuffle(column: npt.NDArray[np.generic]) -> bytes:
    """First the lowest byte of every number, then the next: like stands beside like."""
    width = column.dtype.itemsize
    if width == 1:
        return column.tobytes()
    return column.view(np.uint8).reshape(-1, width).T.tobytes()


def unshuffle(payload: bytes, width: int) -> npt.NDArray[np.uint8]:
    """The bytes of the numbers that `shuffle` took apart."""
    rows = np.frombuffer(payload, np.uint8).reshape(width, -1)
    return np.ascontiguousarray(rows.T).reshape(-1)


def _width(largest: int) -> int:
    return next(width for width in (1, 2, 4, 8) if largest < 1 << (8 * width))
