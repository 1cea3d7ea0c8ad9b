"""Samples of series: some points of each, evenly spread over their ranks."""

from collections.abc import Sequence

import numpy as np

from apps.experiments.contracts import RunRef
from apps.experiments.models import AttributeKey
from apps.experiments.selectors import stored
from apps.experiments.selectors.keys import find_keys
from apps.experiments.series.columns import Points, join_points
from apps.experiments.series.order import sorted_distinct

Steps = tuple[int, int]
"""From which step to which, both included."""


def sample_runs(
    runs: Sequence[RunRef], key: str, *, max_points: int, steps: Steps | None = None
) -> dict[str, Points]:
    """At most `max_points` points of each run that has the metric, by run id.

    They are those that MLflow picks: the first of each of `max_points` equal shares of the points
    by (step, timestamp, value), and the last point in place of the last share's first.

    Raises:
        SeriesCorrupt: a chunk is damaged.
    """
    key_ids: list[int] = []
    for project_id in {run.project_id for run in runs}:
        ids = find_keys(project_id=project_id, kind=AttributeKey.Kind.METRIC, paths=[key])
        key_ids.extend(ids.values())
    if not key_ids:
        return {}
    found = stored.settled(lambda: _read([run.id for run in runs], key_ids, steps))
    names = {run.id: run.run_id for run in runs}
    sampled = {names[run_pk]: _spread(points, max_points) for run_pk, points in found.items()}
    return {run_id: points for run_id, points in sampled.items() if len(points)}


def _read(run_pks: list[int], key_ids: list[int], steps: Steps | None) -> dict[int, Points]:
    """The points of each run that may be in the range, in order, in three queries."""
    found = stored.read_series(run_pks, key_ids)
    chunks = {
        place: sorted(
            (chunk for chunk in series.chunks if _reaches(chunk, steps)),
            key=lambda chunk: chunk.span.first,
        )
        for place, series in found.items()
    }
    data = stored.read_data([chunk.pk for some in chunks.values() for chunk in some])
    points = {}
    for place, series in found.items():
        parts = [stored.decode(place, data[chunk.pk]) for chunk in chunks[place]]
        whole = sorted_distinct(join_points([*parts, series.tail]))
        points[place[0]] = whole if steps is None else _between(whole, steps)
    return points


def _reaches(chunk: stored.Chunk, steps: Steps | None) -> bool:
    if steps is None:
        return True
    return chunk.span.last[0] >= steps[0] and chunk.span.first[0] <= steps[1]


def _between(points: Points, steps: Steps) -> Points:
    return points.take((points.step >= steps[0]) & (points.step <= steps[1]))


def _spread(points: Points, most: int) -> Points:
    total = len(points)
    if total <= most:
        return points
    size, larger = divmod(total, most)
    shares = np.arange(most)
    ranks = shares * size + np.minimum(shares, larger)
    ranks[-1] = total - 1
    return points.take(ranks)
