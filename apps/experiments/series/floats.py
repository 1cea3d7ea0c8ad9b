"""One column of float64 as bytes, bit for bit: NaN payloads, infinities, -0.0 and denormals."""

from enum import IntEnum

import numpy as np

from apps.experiments.series.columns import Float64s
from apps.experiments.series.errors import SeriesCorrupt
from apps.experiments.series.integers import shuffle, unshuffle

_SMALL = 32


class Encoding(IntEnum):
    """How a float column is written."""

    PLAIN = 0
    CONSTANT = 1
    SHUFFLED = 2
    SINGLE = 3


def encode(column: Float64s, *, dense: bool) -> tuple[int, bytes]:
    """The column's encoding and bytes; `dense` spends a moment to find float32 values."""
    raw = column.tobytes()
    size = len(column)
    if size > 1 and raw == raw[:8] * size:
        return Encoding.CONSTANT, raw[:8]
    if size <= _SMALL:
        return Encoding.PLAIN, raw
    if dense:
        # Training frameworks log float32: half of the bytes, when no bit is lost by it.
        with np.errstate(all="ignore"):
            single = column.astype(np.float32)
            if single.astype(np.float64).tobytes() == raw:
                return Encoding.SINGLE, shuffle(single)
    return Encoding.SHUFFLED, shuffle(column)


def decode(encoding: int, payload: bytes, count: int) -> Float64s:
    """The column.

    Raises:
        SeriesCorrupt: the payload does not hold `count` numbers of this encoding.
    """
    if encoding == Encoding.PLAIN and len(payload) == 8 * count:
        return np.frombuffer(payload, "<f8")
    if encoding == Encoding.CONSTANT and len(payload) == 8:
        bits = np.full(count, np.frombuffer(payload, "<u8")[0])
        return bits.view(np.float64)
    if encoding == Encoding.SHUFFLED and len(payload) == 8 * count:
        return unshuffle(payload, 8).view("<f8")
    if encoding == Encoding.SINGLE and len(payload) == 4 * count:
        with np.errstate(all="ignore"):
            return unshuffle(payload, 4).view("<f4").astype(np.float64)
    raise SeriesCorrupt("The values of the stored points do not fit their size.", encoding=encoding)
