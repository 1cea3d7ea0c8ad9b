"""The fold: appends and chunks that they touch become new chunks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from apps.experiments.series.chunk import CHUNK_POINTS, encode_chunk
from apps.experiments.series.columns import Batch, Points, join_points
from apps.experiments.series.order import series_starts, sorted_batch, sorted_distinct
from apps.experiments.series.spans import Span, span_of
from apps.experiments.series.summary import encode_summary, summarise

MERGE_POINTS = 16 * CHUNK_POINTS
"""How many stored points one fold of a series may write anew."""


@dataclass(frozen=True, slots=True)
class NewChunk:
    """A chunk to be stored."""

    span: Span
    summary: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class FoldedSeries:
    """The new chunks of a series, and how many of its points were there twice."""

    chunks: list[NewChunk]
    repeated: int


def split_series(batch: Batch) -> Iterator[tuple[int, Points, int]]:
    """Each series of a batch: its key, its points in order, and how many came twice."""
    ordered = sorted_batch(batch)
    keys, counts = np.unique(batch.key, return_counts=True)
    starts = series_starts(ordered.key)
    ends = np.append(starts[1:], len(ordered))
    for key, came, start, end in zip(
        keys.tolist(), counts.tolist(), starts.tolist(), ends.tolist(), strict=True
    ):
        yield key, ordered.points.take(slice(start, end)), came - (end - start)


def choose_merged(new: Span, chunks: Sequence[Span], *, thorough: bool) -> list[int]:
    """Which stored chunks a fold of new points rewrites: those that they reach into, and small
    neighbours, so that a series is a few full chunks.

    A neighbour is only taken when it is not much larger than what is merged into it, so a point
    is rewritten a logarithmic number of times; a `thorough` fold takes every small one.
    """
    ordered = sorted(range(len(chunks)), key=lambda index: chunks[index].first)
    chosen = [index for index in ordered if chunks[index].meets(new)]
    size = sum(chunks[index].count for index in chosen)
    if size > MERGE_POINTS:
        return []
    low = min([new.first, *(chunks[index].first for index in chosen)])
    high = max([new.last, *(chunks[index].last for index in chosen)])
    size += new.count
    before = [index for index in reversed(ordered) if chunks[index].last < low]
    after = [index for index in ordered if chunks[index].first > high]
    for side in (before, after):
        for index in side:
            count = chunks[index].count
            if count >= CHUNK_POINTS or not (thorough or count <= 2 * size):
                break
            chosen.append(index)
            size += count
    return chosen


def fold_series(new: Points, merged: Sequence[Points]) -> FoldedSeries:
    """New chunks of the new points and those of the merged chunks, each point once."""
    together = join_points([*merged, new])
    points = sorted_distinct(together)
    chunks = [
        _new_chunk(points.take(slice(start, start + CHUNK_POINTS)))
        for start in range(0, len(points), CHUNK_POINTS)
    ]
    return FoldedSeries(chunks, len(together) - len(points))


def _new_chunk(points: Points) -> NewChunk:
    return NewChunk(span_of(points), encode_summary(summarise(points)), encode_chunk(points))
