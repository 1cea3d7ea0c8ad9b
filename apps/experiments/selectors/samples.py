"""Samples of series: a few points of each, evenly spread, opening few chunks."""

from collections.abc import Sequence

import numpy as np

from apps.experiments.contracts import RunRef
from apps.experiments.models import AttributeKey
from apps.experiments.selectors import stored
from apps.experiments.selectors.keys import find_keys
from apps.experiments.series.columns import NO_POINTS, Points, join_points
from apps.experiments.series.order import sorted_distinct
from apps.experiments.series.summary import SEGMENT_POINTS

# A sample this much sparser than segments is taken from their first points alone.
_SPARSE = 2 * SEGMENT_POINTS


def sample_runs(
    runs: Sequence[RunRef], key: str, *, max_points: int, steps: tuple[int, int] | None
) -> dict[str, Points]:
    """At most `max_points` points of each run that has the metric, by run id."""
    sampled: dict[str, Points] = {}
    by_project: dict[int, list[RunRef]] = {}
    for run in runs:
        by_project.setdefault(run.project_id, []).append(run)
    for project_id, members in by_project.items():
        ids = find_keys(project_id=project_id, kind=AttributeKey.Kind.METRIC, paths=[key])
        if key not in ids:
            continue
        places = [run.id for run in members]
        series = stored.read_series(places, [ids[key]], with_summary=True)
        for run in members:
            place = (run.id, ids[key])
            if place in series:
                sampled[run.run_id] = _sample(place, series[place], max_points, steps)
    return sampled


def _sample(
    place: stored.Place, series: stored.Series, most: int, steps: tuple[int, int] | None
) -> Points:
    chunks = sorted(
        (chunk for chunk in series.chunks if _reaches(chunk, steps)),
        key=lambda chunk: chunk.span.first,
    )
    total = sum(chunk.span.count for chunk in chunks)
    if total > most * _SPARSE:
        points = _first_points(place, chunks)
    else:
        try:
            points = stored.read_points(place, chunks)
        except stored.ChunksMoved:
            points = stored.read_whole(*place)
    points = sorted_distinct(join_points([points, series.tail]))
    if steps is not None:
        points = points.take((points.step >= steps[0]) & (points.step <= steps[1]))
    if len(points) <= most:
        return points
    ranks = np.linspace(0, len(points) - 1, num=most).round().astype(np.intp)
    return points.take(np.unique(ranks))


def _reaches(chunk: stored.Chunk, steps: tuple[int, int] | None) -> bool:
    if steps is None:
        return True
    return chunk.span.last[0] >= steps[0] and chunk.span.first[0] <= steps[1]


def _first_points(place: stored.Place, chunks: Sequence[stored.Chunk]) -> Points:
    """The first point of every segment, from the summaries, and the very last point.

    A segment says its first value and its lowest time. They are one point's unless the run's clock
    went backwards inside the segment or its first value is not finite; then the chunk is opened.
    """
    parts: list[Points] = []
    for chunk, summary in zip(chunks, stored.summaries(place, chunks), strict=True):
        segments = summary.segments
        if (segments["finite"] != segments["count"]).any():
            parts.append(stored.read_points(place, [chunk]))
            continue
        parts.append(
            Points(
                segments["first_step"].astype(np.int64),
                segments["first_micro"].astype(np.int32),
                segments["low_time"].astype(np.int64),
                segments["first"].astype(np.float64),
            )
        )
    if not chunks:
        return NO_POINTS
    last = stored.read_points(place, [chunks[-1]])
    return join_points([*parts, last.take(slice(len(last) - 1, None))])
