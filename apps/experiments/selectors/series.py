"""Reading the points of series: histories, ranges, samples. The caller has asked the gate."""

from dataclasses import dataclass

import numpy as np

from apps.core.api import paging
from apps.experiments.contracts import RunRef
from apps.experiments.models import AttributeKey, FloatSeries
from apps.experiments.selectors import stored
from apps.experiments.selectors.keys import find_keys
from apps.experiments.series.columns import NO_POINTS, Int64s, Points, join_points
from apps.experiments.series.order import by_history, sorted_distinct
from apps.experiments.series.spans import by_time, time_range

PointArrays = Points
"""step, step_micro, timestamp_ms and value, in columns of one length."""

_METRIC = AttributeKey.Kind.METRIC


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPage:
    """A page of a history; the token asks for the next, None says this was the last."""

    points: PointArrays
    next_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LatestPoint:
    """The latest point of a metric, and its series in three numbers (NaN: no finite value)."""

    key: str
    value: float
    step: int
    step_micro: int
    timestamp_ms: int
    min: float
    max: float
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LatestPage:
    """A page of a run's metrics by key."""

    results: list[LatestPoint]
    total: int


def read_history(run: RunRef, key: str, *, limit: int = 25_000, token: str = "") -> HistoryPage:
    """The points by (timestamp, step, value), MLflow's order; a limit of 0 means all of them.

    Only the chunks that the page needs are decoded, so a deep page costs what the first does.

    Raises:
        BadPageToken: the token is none of ours.
        SeriesCorrupt: a chunk is damaged.
    """
    after = _position(token) if token else None
    key_id = _key_id(run, key)
    if key_id is None:
        return HistoryPage(points=NO_POINTS, next_token=None)
    if not limit:
        whole = stored.read_whole(run.id, key_id)
        points = by_history(whole)
        return HistoryPage(points=points, next_token=None)
    points = _decode_from(run.id, key_id, after, limit)
    if len(points) <= limit:
        return HistoryPage(points=points, next_token=None)
    page = points.take(slice(0, limit))
    return HistoryPage(points=page, next_token=paging.encode(_place_of(page, limit - 1)))


def read_last(run: RunRef, key: str, *, limit: int) -> PointArrays:
    """The newest points by (step, timestamp, value), oldest of them first."""
    points = _whole(run, key)
    return points.take(slice(max(0, len(points) - limit), None))


def read_range(
    run: RunRef, key: str, *, from_step: int, to_step: int, limit: int = 0
) -> PointArrays:
    """The points of a range of steps, both ends included, in order; a limit of 0 means all."""
    points = _whole(run, key)
    chosen = points.take((points.step >= from_step) & (points.step <= to_step))
    return chosen.take(slice(0, limit)) if limit else chosen


def list_latest(
    run: RunRef, *, search: str = "", limit: int = 1_000, offset: int = 0
) -> LatestPage:
    """The run's metrics by key; `search` is a part of the key, in any case."""
    rows = FloatSeries.objects.filter(run_id=run.id)
    if search:
        rows = rows.filter(key__path__icontains=search)
    page = rows.select_related("key").order_by("key__path")[offset : offset + limit]
    return LatestPage(results=[_latest(row) for row in page], total=rows.count())


def _latest(row: FloatSeries) -> LatestPoint:
    return LatestPoint(
        key=row.key.path,
        value=_number(row.last_value),
        step=row.last_step,
        step_micro=row.last_step_micro,
        timestamp_ms=row.last_timestamp_ms,
        min=_number(row.min_value),
        max=_number(row.max_value),
        count=row.count,
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _key_id(run: RunRef, key: str) -> int | None:
    return find_keys(project_id=run.project_id, kind=_METRIC, paths=[key]).get(key)


def _whole(run: RunRef, key: str) -> Points:
    key_id = _key_id(run, key)
    return NO_POINTS if key_id is None else stored.read_whole(run.id, key_id)


_Position = tuple[int, int, int, int]
"""(timestamp, step, micro, bits of the value)."""


def _position(token: str) -> _Position:
    position = paging.decode(token, length=4)
    if not all(isinstance(part, int) and -(2**63) <= part < 2**63 for part in position):
        raise paging.BadPageToken("The page token is not valid.", fix="Begin without one.")
    return (position[0], position[1], position[2], position[3])


def _place_of(points: Points, index: int) -> list[int]:
    return [
        int(points.timestamp_ms[index]),
        int(points.step[index]),
        int(points.step_micro[index]),
        int(points.value.view(np.int64)[index]),
    ]


def _decode_from(run_id: int, key_id: int, after: _Position | None, limit: int) -> Points:
    """The points that follow `after` in order of history, more than `limit` where there are."""
    place = (run_id, key_id)

    def read() -> Points:
        series = stored.read_series([run_id], [key_id]).get(place, stored.Series())
        return _decode_groups(place, series, after, limit)

    return stored.settled(read)


def _decode_groups(
    place: stored.Place, series: stored.Series, after: _Position | None, limit: int
) -> Points:
    spans = series.spans()
    parts: list[Points] = []
    count = 0
    for group in by_time(spans):
        if after is not None and max(time_range(spans[index])[1] for index in group) < after[:3]:
            continue
        chunks = [series.chunks[index] for index in group if index < len(series.chunks)]
        points = stored.read_points(place, chunks)
        if len(chunks) < len(group):
            points = sorted_distinct(join_points([points, series.tail]))
        parts.append(_after(by_history(points), after))
        count += len(parts[-1])
        if count > limit:
            break
    return join_points(parts)


def _after(points: Points, position: _Position | None) -> Points:
    """The points that follow a position in the order of history, of points in that order."""
    if position is None or not len(points):
        return points
    timestamp, step, micro, bits = position
    same = (
        (points.timestamp_ms == timestamp)
        & (points.step == step)
        & (points.step_micro == micro)
        & (points.value.view(np.int64) == bits)
    )
    here = np.flatnonzero(same)
    if len(here):
        return points.take(slice(int(here[-1]) + 1, None))
    return points.take(_later(points, timestamp, step, micro))


def _later(
    points: Points, timestamp: int, step: int, micro: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For a position whose point is gone: what follows its place."""
    tied: Int64s = points.timestamp_ms
    return np.asarray(
        (tied > timestamp)
        | (
            (tied == timestamp)
            & ((points.step > step) | ((points.step == step) & (points.step_micro > micro)))
        )
    )
