"""What charts draw: many runs × many keys in a constant number of queries, in n buckets each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from apps.experiments.contracts import RunRef
from apps.experiments.errors import SeriesCorrupt
from apps.experiments.models import AttributeKey, Run
from apps.experiments.selectors import stored
from apps.experiments.selectors.keys import find_keys
from apps.experiments.series.buckets import (
    EMPTY,
    AxisOf,
    Buckets,
    Window,
    bucket_points,
    bucket_segments,
    within,
)
from apps.experiments.series.columns import Points, join_points
from apps.experiments.series.order import sorted_distinct
from apps.experiments.series.summary import SEGMENT_POINTS, summarise


class Axis(StrEnum):
    """What runs along a chart: the step, the time (ms since 1970), or seconds since the start."""

    STEP = "step"
    TIME = "time"
    RELATIVE = "relative"


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesBuckets:
    """One line of a chart. `error` is a code where the series cannot be read, else empty."""

    run_id: str
    key: str
    total: int
    buckets: Buckets = field(default=EMPTY)
    error: str = ""


def read_buckets(
    runs: Sequence[RunRef],
    keys: Sequence[str],
    *,
    buckets: int = 600,
    x: Axis = Axis.STEP,
    window: Window = (None, None),
) -> list[SeriesBuckets]:
    """The series that exist among runs × keys, each in at most about `buckets` buckets.

    A damaged series is answered with its error; the others are served.
    """
    names = _names_by_key_id(runs, keys)
    if not names:
        return []
    starts = _starts(runs) if x is Axis.RELATIVE else {}
    found = stored.read_series([run.id for run in runs], list(names), with_summary=True)
    lines = []
    for run in runs:
        axis = _axis(x, starts.get(run.id, 0))
        for key_id, name in names.items():
            series = found.get((run.id, key_id))
            if series is not None:
                place = (run.id, key_id)
                lines.append(_line(run, name, place, series, axis, (buckets, window)))
    return lines


def _line(
    run: RunRef,
    name: str,
    place: stored.Place,
    series: stored.Series,
    axis: AxisOf,
    size: tuple[int, Window],
) -> SeriesBuckets:
    try:
        drawn = _draw(place, series, axis, *size)
    except SeriesCorrupt as exc:
        return SeriesBuckets(run_id=run.run_id, key=name, total=series.total, error=exc.code)
    return SeriesBuckets(run_id=run.run_id, key=name, total=series.total, buckets=drawn)


def _draw(
    place: stored.Place, series: stored.Series, axis: AxisOf, buckets: int, window: Window
) -> Buckets:
    chunks = [chunk for chunk in series.chunks if _reaches(chunk, axis, window)]
    count = sum(chunk.span.count for chunk in chunks)
    # Segments must be several to a bucket for their edges not to show.
    if count < 4 * buckets * SEGMENT_POINTS or _overlap(series, chunks):
        return bucket_points(_decode(place, series, chunks), axis, buckets=buckets, window=window)
    seen = stored.summaries(place, chunks)
    if len(series.tail):
        seen.append(summarise(series.tail))
    segments = np.concatenate([summary.segments for summary in seen])
    odd = join_points([summary.nonfinite for summary in seen])
    return bucket_segments(segments, odd, axis, buckets=buckets, window=window)


def _decode(place: stored.Place, series: stored.Series, chunks: Sequence[stored.Chunk]) -> Points:
    try:
        points = stored.read_points(place, chunks)
    except stored.ChunksMoved:
        return stored.read_whole(*place)
    return sorted_distinct(join_points([points, series.tail]))


def _overlap(series: stored.Series, chunks: Sequence[stored.Chunk]) -> bool:
    """Whether a fold happened between reading the tail and the chunks: points may be in both."""
    if not len(series.tail):
        return False
    tail = series.spans()[-1]
    return any(chunk.span.meets(tail) for chunk in chunks)


def _reaches(chunk: stored.Chunk, axis: AxisOf, window: Window) -> bool:
    span = chunk.span
    if axis.by_time:
        low = (span.low_time - axis.origin) * axis.scale
        high = (span.high_time - axis.origin) * axis.scale
    else:
        low, high = float(span.first[0]), math.nextafter(float(span.last[0]) + 1, math.inf)
    return bool(within(np.array([low]), np.array([high]), window)[0])


def _names_by_key_id(runs: Sequence[RunRef], keys: Sequence[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for project_id in {run.project_id for run in runs}:
        ids = find_keys(project_id=project_id, kind=AttributeKey.Kind.METRIC, paths=keys)
        names.update({key_id: name for name, key_id in ids.items()})
    return names


def _starts(runs: Sequence[RunRef]) -> dict[int, int]:
    rows = Run.objects.filter(pk__in=[run.id for run in runs])
    return dict(rows.values_list("pk", "start_time_ms"))


def _axis(x: Axis, start_ms: int) -> AxisOf:
    if x is Axis.STEP:
        return AxisOf(by_time=False)
    if x is Axis.TIME:
        return AxisOf(by_time=True)
    return AxisOf(by_time=True, origin=start_ms, scale=1e-3)
