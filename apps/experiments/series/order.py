"""The order of points in a series, and which of them are the same point.

Points are ordered by (step, timestamp, value), where NaN counts as 0 beside numbers and comes
after them on a tie, as MLflow orders its rows; the bits of the value break what is left. Two
points are the same when step, timestamp and the bits of the value are.
"""

import numpy as np

from apps.experiments.series.columns import Batch, Indices, Int64s, Mask, Points

Place = tuple[int, int, int]
"""(step, step_micro, timestamp_ms): where a point stands, its value left aside."""


def series_order(points: Points, key: Int64s | None = None) -> Indices:
    """The permutation that sorts the points, by series first when `key` is given."""
    nan = np.isnan(points.value)
    columns = [
        points.value.view(np.int64),
        nan,
        np.where(nan, 0.0, points.value),
        points.timestamp_ms,
        points.step_micro,
        points.step,
    ]
    return np.lexsort(columns if key is None else [*columns, key])


def by_history(points: Points) -> Points:
    """The points in MLflow's order of a history: (timestamp, step, value)."""
    if (points.timestamp_ms[1:] > points.timestamp_ms[:-1]).all():
        return points
    nan = np.isnan(points.value)
    order = np.lexsort(
        [
            points.value.view(np.int64),
            nan,
            np.where(nan, 0.0, points.value),
            points.step_micro,
            points.step,
            points.timestamp_ms,
        ]
    )
    return points.take(order)


def follows(points: Points) -> Mask:
    """Whether each point but the first stands strictly after the one before it."""
    step, micro, time = points.step, points.step_micro, points.timestamp_ms
    later = step[1:] > step[:-1]
    if later.all():
        return later
    same = step[1:] == step[:-1]
    finer = micro[1:] > micro[:-1]
    tied = same & (micro[1:] == micro[:-1])
    return np.asarray(later | (same & finer) | (tied & (time[1:] > time[:-1])))


def repeats(points: Points) -> Mask:
    """Whether each point but the first is the same point as the one before it."""
    bits = points.value.view(np.int64)
    return np.asarray(
        (points.step[1:] == points.step[:-1])
        & (points.timestamp_ms[1:] == points.timestamp_ms[:-1])
        & (points.step_micro[1:] == points.step_micro[:-1])
        & (bits[1:] == bits[:-1])
    )


def sorted_distinct(points: Points) -> Points:
    """The points of one series in order, each once."""
    if len(points) < 2 or follows(points).all():
        return points
    ordered = points.take(series_order(points))
    again = repeats(ordered)
    if not again.any():
        return ordered
    return ordered.take(np.concatenate([[True], ~again]))


def sorted_batch(batch: Batch) -> Batch:
    """The points by ascending key, those of a series in order, each once."""
    order = np.argsort(batch.key, kind="stable")
    key, points = batch.key[order], batch.points.take(order)
    new_series = key[1:] != key[:-1]
    if (new_series | follows(points)).all():
        return Batch(key, points)
    order = series_order(batch.points, batch.key)
    key, points = batch.key[order], batch.points.take(order)
    again = repeats(points) & (key[1:] == key[:-1])
    kept = np.concatenate([[True], ~again])
    return Batch(key[kept], points.take(kept))


def series_starts(key: Int64s) -> Indices:
    """Where each series begins in a sorted batch's keys."""
    if not len(key):
        return np.empty(0, np.intp)
    return np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))


def place_at(points: Points, index: int) -> Place:
    """Where the point at an index stands."""
    return (
        int(points.step[index]),
        int(points.step_micro[index]),
        int(points.timestamp_ms[index]),
    )
