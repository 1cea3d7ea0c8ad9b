"""Series that come whole are the series that a log of the same points would fold into."""

import math

import numpy as np
import pytest

from apps.experiments.series.columns import Points
from apps.experiments.series.fold import fold_series
from apps.experiments.series.whole import encode_many, encode_whole

NAN, INF = math.nan, math.inf
SERIES = {
    "one point": ([7], [1_000], [0.5]),
    "late and twice": ([3, 1, 1, 2], [13, 11, 11, 12], [3.0, 1.0, 1.0, 2.0]),
    "odd values": ([1, 2, 3, 4], [1, 2, 3, 4], [NAN, 1.0, INF, -INF]),
    "nothing finite": ([0], [0], [NAN]),
    "least and greatest numbers": ([-(2**63), 2**63 - 1], [0, 2**62], [-0.0, 5e-324]),
    "a full segment": (list(range(128)), list(range(128)), [n / 3 for n in range(128)]),
    "more than a segment": (list(range(300)), list(range(300)), [n / 7 for n in range(300)]),
    "more than a chunk": (list(range(5_000)), [5] * 5_000, [float(n) for n in range(5_000)]),
}


def _points(steps: list[int], times: list[int], values: list[float]) -> Points:
    micro = np.zeros(len(steps), np.int32)
    return Points(
        np.asarray(steps, np.int64), micro, np.asarray(times, np.int64), np.asarray(values)
    )


def test_series_encoded_together_are_as_each_folded_by_itself() -> None:
    columns = [[n for each in SERIES.values() for n in each[place]] for place in range(3)]
    together = encode_many([len(each[0]) for each in SERIES.values()], *columns)
    for whole, own in zip(together, SERIES.values(), strict=True):
        folded = fold_series(_points(*own), [])
        assert list(whole.chunks) == folded.chunks
        assert (whole.came, whole.count) == (len(own[0]), len(own[0]) - folded.repeated)


def test_latest_point_is_the_greatest_and_extremes_are_finite() -> None:
    latest = encode_whole(*SERIES["odd values"]).latest
    assert (latest.step, latest.timestamp_ms, latest.value) == (4, 4, -INF)
    assert (latest.least, latest.greatest, latest.point_count) == (1.0, 1.0, 4)
    assert math.isnan(encode_whole(*SERIES["nothing finite"]).latest.least)


@pytest.mark.parametrize("steps", [[2**63], ["first"], [None]])
def test_step_that_is_no_number_is_refused(steps: list[object]) -> None:
    with pytest.raises((OverflowError, ValueError, TypeError)):
        encode_whole(steps, [0], [0.0])
