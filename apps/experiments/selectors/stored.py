"""What is stored of series: chunks as they lie, and the points that no fold has taken yet.

The unfolded points are read before the chunks. A fold in between shows a point in both places,
which reading undoes, since equal points count once; the other order could miss it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models import QuerySet

from apps.experiments.errors import SeriesCorrupt as StoredSeriesCorrupt
from apps.experiments.models import SeriesAppend, SeriesChunk
from apps.experiments.series.append import decode_append
from apps.experiments.series.chunk import decode_chunk
from apps.experiments.series.columns import (
    NO_POINTS,
    Batch,
    Points,
    join_batches,
    join_points,
)
from apps.experiments.series.errors import SeriesCorrupt
from apps.experiments.series.fold import split_series
from apps.experiments.series.order import sorted_distinct
from apps.experiments.series.spans import Span, span_of
from apps.experiments.series.summary import Summary, decode_summary

Place = tuple[int, int]
"""A series: (run's database id, key's id)."""

_ATTEMPTS = 5
_MANY_KEYS = 400


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored chunk; `summary` is None where it was not asked for."""

    pk: int
    span: Span
    summary: bytes | None


@dataclass(slots=True)
class Series:
    """All of a series: chunks in no order, and its unfolded points, sorted."""

    chunks: list[Chunk] = field(default_factory=list)
    tail: Points = NO_POINTS

    @property
    def total(self) -> int:
        """How many points there are; exact, but for a fold that happened between two reads."""
        return sum(chunk.span.count for chunk in self.chunks) + len(self.tail)

    def spans(self) -> list[Span]:
        """The spans of the chunks, and then of the tail if there is one."""
        spans = [chunk.span for chunk in self.chunks]
        return [*spans, span_of(self.tail)] if len(self.tail) else spans


def read_series(
    run_ids: Sequence[int], key_ids: Sequence[int], *, with_summary: bool = False
) -> dict[Place, Series]:
    """The series of these runs and keys that have points, in two queries."""
    found: dict[Place, Series] = {}
    _read_tails(found, run_ids, set(key_ids))
    for place, chunk in _read_chunks(run_ids, key_ids, with_summary=with_summary):
        found.setdefault(place, Series()).chunks.append(chunk)
    return found


def read_points(place: Place, chunks: Sequence[Chunk]) -> Points:
    """The points of these chunks and nothing else, sorted, each once.

    Raises:
        SeriesCorrupt: a chunk is damaged.
        ChunksMoved: a fold has rewritten one of them since.
    """
    wanted = [chunk.pk for chunk in chunks]
    rows = SeriesChunk.objects.filter(pk__in=wanted).values_list("pk", "data")
    data = {pk: bytes(stored) for pk, stored in rows} if wanted else {}
    if len(data) < len(wanted):
        raise ChunksMoved
    ordered = sorted(chunks, key=lambda chunk: chunk.span.first)
    try:
        parts = [decode_chunk(data[chunk.pk]) for chunk in ordered]
    except SeriesCorrupt as exc:
        raise corrupt(place) from exc
    return sorted_distinct(join_points(parts))


def read_whole(run_id: int, key_id: int) -> Points:
    """Every point of a series, sorted, each once.

    Raises:
        SeriesCorrupt: a chunk is damaged.
    """
    place = (run_id, key_id)
    for attempt in range(_ATTEMPTS):
        series = read_series([run_id], [key_id]).get(place, Series())
        try:
            points = read_points(place, series.chunks)
        except ChunksMoved:
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        return sorted_distinct(join_points([points, series.tail]))
    return NO_POINTS


def summaries(place: Place, chunks: Iterable[Chunk]) -> list[Summary]:
    """The summaries of chunks that were read with them.

    Raises:
        SeriesCorrupt: one of them is damaged.
    """
    try:
        return [decode_summary(chunk.summary or b"") for chunk in chunks]
    except SeriesCorrupt as exc:
        raise corrupt(place) from exc


def corrupt(place: Place) -> StoredSeriesCorrupt:
    """The error of a series of which a part does not decode."""
    return StoredSeriesCorrupt(
        "A part of this series is damaged on disk; other series are not affected.",
        fix="Restore it from a backup, or log the series again.",
        key_id=place[1],
    )


class ChunksMoved(Exception):
    """A fold rewrote chunks between two reads: read again."""


def _read_tails(found: dict[Place, Series], run_ids: Sequence[int], key_ids: set[int]) -> None:
    calls: dict[int, list[Batch]] = {}
    rows = SeriesAppend.objects.filter(run_id__in=run_ids).order_by("pk")
    for run_id, data in rows.values_list("run_id", "data"):
        try:
            calls.setdefault(run_id, []).append(decode_append(bytes(data)))
        except SeriesCorrupt:
            # Which series it holds cannot be known; a fold reports it, and the rest is served.
            continue
    wanted = np.fromiter(key_ids, np.int64, len(key_ids))
    for run_id, batches in calls.items():
        batch = join_batches(batches)
        chosen = np.isin(batch.key, wanted)
        if chosen.any():
            asked = Batch(batch.key[chosen], batch.points.take(chosen))
            for key, points, _ in split_series(asked):
                found[run_id, key] = Series(tail=points)


def _read_chunks(
    run_ids: Sequence[int], key_ids: Sequence[int], *, with_summary: bool
) -> Iterable[tuple[Place, Chunk]]:
    rows: QuerySet[SeriesChunk] = SeriesChunk.objects.filter(run_id__in=run_ids)
    if len(key_ids) <= _MANY_KEYS:
        rows = rows.filter(key_id__in=key_ids)
    wanted = set(key_ids)
    columns = [
        "pk",
        "run_id",
        "key_id",
        "first_step",
        "first_step_micro",
        "first_timestamp_ms",
        "last_step",
        "last_step_micro",
        "last_timestamp_ms",
        "low_time_ms",
        "high_time_ms",
        "point_count",
        *(["summary"] if with_summary else []),
    ]
    for pk, run_id, key_id, *rest in rows.values_list(*columns):
        if key_id in wanted:
            span = Span(tuple(rest[0:3]), tuple(rest[3:6]), rest[6], rest[7], rest[8])  # type: ignore[arg-type]  # three integers each
            summary = bytes(rest[9]) if with_summary else None
            yield (run_id, key_id), Chunk(pk, span, summary)
