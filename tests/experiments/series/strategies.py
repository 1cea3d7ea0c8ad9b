"""Points of every kind that a client may send."""

import numpy as np
from hypothesis import strategies as st

from apps.experiments.series.columns import Batch, Points

INT64 = st.integers(-(2**63), 2**63 - 1)
# Every bit pattern: NaN payloads, infinities, -0.0, denormals.
FLOAT_BITS = st.integers(0, 2**64 - 1) | st.sampled_from(
    [0x7FF8000000000001, 0x7FF0000000000000, 0xFFF0000000000000, 0x8000000000000000, 1]
)
SMALL_STEP = st.integers(0, 20)
SMALL_VALUE = st.sampled_from([0.0, -0.0, 1.5, -2.25, float("nan"), float("inf"), float("-inf")])


def _points(rows: list[tuple[int, int, int, float]]) -> Points:
    step, micro, time, value = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Points(
        np.array(step, np.int64),
        np.array(micro, np.int32),
        np.array(time, np.int64),
        np.array(value, np.float64),
    )


def _of_bits(bits: int) -> float:
    return float(np.array([bits], np.uint64).view(np.float64)[0])


any_rows = st.lists(
    st.tuples(INT64, st.integers(0, 999_999), INT64, FLOAT_BITS.map(_of_bits)), max_size=80
)
colliding_rows = st.lists(
    st.tuples(SMALL_STEP, st.sampled_from([0, 500_000]), st.integers(0, 3), SMALL_VALUE),
    min_size=1,
    max_size=60,
)
any_points = any_rows.map(_points)
colliding_points = colliding_rows.map(_points)


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    """A log call over a few series whose points often collide."""
    points = draw(colliding_points)
    keys = draw(st.lists(st.integers(1, 4), min_size=len(points), max_size=len(points)))
    return Batch(np.array(keys, np.int64), points)


def bits(points: Points) -> set[tuple[int, int, int, int]]:
    """The distinct points, compared by the bits of their values."""
    return set(
        zip(
            points.step.tolist(),
            points.step_micro.tolist(),
            points.timestamp_ms.tolist(),
            points.value.view(np.int64).tolist(),
            strict=True,
        )
    )
