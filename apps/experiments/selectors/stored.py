"""What is stored of series: chunks as they lie, and the points that no fold has taken yet.

The unfolded points are read before the chunks. A fold in between shows a point in both places,
which reading undoes, since equal points count once; the other order could miss it. Chunks are
never changed, only replaced, so what was read of one stays true while it can be found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from apps.core.errors import Unavailable
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

_Read = TypeVar("_Read")
_ATTEMPTS = 8
_MANY_KEYS = 400
_IDS_AT_ONCE = 5_000
_CHUNK_COLUMNS = [
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
]


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
        """How many points there are; a point logged twice may count twice until it is folded."""
        return sum(chunk.span.count for chunk in self.chunks) + len(self.tail)

    def spans(self) -> list[Span]:
        """The spans of the chunks, and then of the tail if there is one."""
        spans = [chunk.span for chunk in self.chunks]
        return [*spans, span_of(self.tail)] if len(self.tail) else spans


class ChunksMoved(Unavailable):
    """A fold replaced chunks between two reads: read again."""


def settled(read: Callable[[], _Read]) -> _Read:
    """The answer of a read that no fold disturbed.

    Raises:
        ChunksMoved: folds disturbed every attempt.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return read()
        except ChunksMoved:
            continue
    return read()


def read_series(
    run_ids: Sequence[int], key_ids: Sequence[int], *, with_summary: bool = False
) -> dict[Place, Series]:
    """The series of these runs and keys that have points, in two queries."""
    found: dict[Place, Series] = {}
    _read_tails(found, run_ids, set(key_ids))
    for place, chunks in read_chunks(run_ids, key_ids, with_summary=with_summary).items():
        found.setdefault(place, Series()).chunks = chunks
    return found


def read_chunks(
    run_ids: Sequence[int], key_ids: Sequence[int], *, with_summary: bool = False
) -> dict[Place, list[Chunk]]:
    """The chunks of these runs and keys, unopened, in one query."""
    rows = SeriesChunk.objects.filter(run_id__in=run_ids)
    if len(key_ids) <= _MANY_KEYS:
        rows = rows.filter(key_id__in=key_ids)
    wanted = set(key_ids)
    found: dict[Place, list[Chunk]] = {}
    columns = [*_CHUNK_COLUMNS, "summary"] if with_summary else _CHUNK_COLUMNS
    for pk, run_id, key_id, *rest in rows.values_list(*columns):
        if key_id in wanted:
            first, last = (rest[0], rest[1], rest[2]), (rest[3], rest[4], rest[5])
            span = Span(first, last, rest[6], rest[7], rest[8])
            summary = bytes(rest[9]) if with_summary else None
            found.setdefault((run_id, key_id), []).append(Chunk(pk, span, summary))
    return found


def read_data(wanted: Sequence[int]) -> dict[int, bytes]:
    """The bytes of chunks by id.

    Raises:
        ChunksMoved: a fold has replaced one of them since.
    """
    data: dict[int, bytes] = {}
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        rows = SeriesChunk.objects.filter(pk__in=wanted[start : start + _IDS_AT_ONCE])
        data.update((pk, bytes(stored)) for pk, stored in rows.values_list("pk", "data"))
    if len(data) < len(wanted):
        raise ChunksMoved("The series is being rearranged.", fix="Ask again.")
    return data


def read_points(place: Place, chunks: Sequence[Chunk]) -> Points:
    """The points of these chunks and nothing else, sorted, each once.

    Raises:
        SeriesCorrupt: a chunk is damaged.
        ChunksMoved: a fold has replaced one of them since.
    """
    data = read_data([chunk.pk for chunk in chunks])
    ordered = sorted(chunks, key=lambda chunk: chunk.span.first)
    return sorted_distinct(join_points([decode(place, data[chunk.pk]) for chunk in ordered]))


def read_whole(run_id: int, key_id: int) -> Points:
    """Every point of a series, sorted, each once.

    Raises:
        SeriesCorrupt: a chunk is damaged.
    """
    place = (run_id, key_id)

    return settled(lambda: whole(place, read_series([run_id], [key_id]).get(place, Series())))


def whole(place: Place, series: Series) -> Points:
    """Every point of a series that was found, sorted, each once.

    Raises:
        SeriesCorrupt: a chunk is damaged.
        ChunksMoved: a fold has replaced one of them since.
    """
    points = read_points(place, series.chunks)
    return sorted_distinct(join_points([points, series.tail]))


def decode(place: Place, data: bytes) -> Points:
    """The points of a chunk.

    Raises:
        SeriesCorrupt: it is damaged.
    """
    try:
        return decode_chunk(data)
    except SeriesCorrupt as exc:
        raise _corrupt(place) from exc


def summary_of(place: Place, chunk: Chunk) -> Summary:
    """The summary of a chunk that was read with it.

    Raises:
        SeriesCorrupt: it is damaged.
    """
    try:
        return decode_summary(chunk.summary or b"")
    except SeriesCorrupt as exc:
        raise _corrupt(place) from exc


def _corrupt(place: Place) -> StoredSeriesCorrupt:
    return StoredSeriesCorrupt(
        "A part of this series is damaged on disk; other series are not affected.",
        fix="Restore it from a backup, or log the series again.",
        key_id=place[1],
    )


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
