"""Points in memory: parallel numpy columns, one entry a point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Float64s = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

MICROS = 1_000_000
"""A decimal step is `step + step_micro / MICROS`, with 0 ≤ step_micro < MICROS."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one series."""

    step: Int64s
    step_micro: Int32s
    timestamp_ms: Int64s
    value: Float64s

    def __len__(self) -> int:
        return len(self.step)

    def take(self, chosen: Indices | Mask | slice) -> "Points":
        """The points at these places."""
        return Points(
            self.step[chosen],
            self.step_micro[chosen],
            self.timestamp_ms[chosen],
            self.value[chosen],
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """Points of many series; `key` names the series of each point."""

    key: Int64s
    points: Points

    def __len__(self) -> int:
        return len(self.key)

    def of_key(self, key: int) -> Points:
        """The points of one series, in the order in which they came."""
        return self.points.take(self.key == key)


NO_POINTS = Points(
    np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.float64)
)


def join_points(parts: Sequence[Points]) -> Points:
    """All points of the parts, one after another."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return NO_POINTS
    return Points(
        np.concatenate([part.step for part in parts]),
        np.concatenate([part.step_micro for part in parts]),
        np.concatenate([part.timestamp_ms for part in parts]),
        np.concatenate([part.value for part in parts]),
    )


def join_batches(parts: Sequence[Batch]) -> Batch:
    """All points of the parts, one after another."""
    if not parts:
        return Batch(np.empty(0, np.int64), NO_POINTS)
    return Batch(
        np.concatenate([part.key for part in parts]), join_points([part.points for part in parts])
    )
