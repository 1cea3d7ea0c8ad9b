"""The fold: a run's appends become chunks, in one transaction that may be killed anywhere.

Reading, merging and packing happen before that transaction, without a lock, so that logging goes
on meanwhile. The transaction deletes exactly the rows that were read; if one of them is gone,
another fold was here first, everything is rolled back and begun anew. So no point is lost and
none is stored twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from django.db import connection, transaction
from django.db.models import Count, Max

from apps.experiments.models import Run, SeriesAppend, SeriesChunk
from apps.experiments.selectors import stored
from apps.experiments.series.append import decode_append
from apps.experiments.series.chunk import decode_chunk
from apps.experiments.series.columns import Batch, Points, join_batches
from apps.experiments.series.errors import SeriesCorrupt
from apps.experiments.series.fold import NewChunk, choose_merged, fold_series, split_series
from apps.experiments.series.spans import span_of
from apps.experiments.services.latest import correct_counts

log = structlog.get_logger(__name__)

# One fold's memory and time: some 40 bytes and a microsecond a point.
POINTS_AT_ONCE = 400_000
CALLS_AT_ONCE = 2_000
# The periodic fold leaves a run alone that has less than this and is still being written.
WORTH_FOLDING = 200
_ATTEMPTS = 8
_IDS_AT_ONCE = 500
_COLUMNS = (
    "run_id, key_id, first_step, first_step_micro, first_timestamp_ms, last_step, "
    "last_step_micro, last_timestamp_ms, low_time_ms, high_time_ms, point_count, summary, data"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoldedRun:
    """What a fold did."""

    appends: int = 0
    points: int = 0
    chunks: int = 0


@dataclass(slots=True)
class _Plan:
    """Which rows a fold replaces by which."""

    appends: list[int] = field(default_factory=list)
    chunks: list[int] = field(default_factory=list)
    written: list[tuple[int, NewChunk]] = field(default_factory=list)
    repeated: dict[int, int] = field(default_factory=dict)
    points: int = 0


class _Overtaken(Exception):
    """Another fold replaced a row that this one had read."""


def fold_run(*, run_id: str) -> FoldedRun:
    """Fold what lies unfolded of a run now; nothing to do is fine, and so is a run that is gone.

    What is logged meanwhile is left to the next fold, or a busy run would never be done.
    """
    run = Run.objects.filter(run_id=run_id).only("pk", "status").first()
    if run is None:
        return FoldedRun()
    thorough = Run.Status(run.status).is_final
    newest = SeriesAppend.objects.filter(run_id=run.pk).aggregate(newest=Max("pk"))["newest"]
    total = FoldedRun()
    while newest is not None:
        folded = _fold_some(run.pk, newest, thorough=thorough)
        total = FoldedRun(
            appends=total.appends + folded.appends,
            points=total.points + folded.points,
            chunks=total.chunks + folded.chunks,
        )
        if not folded.appends:
            break
    return total


def fold_pending(*, limit: int = 200) -> int:
    """Fold runs that ended or have much unfolded; how many. What a lost message left behind."""
    waiting = (
        SeriesAppend.objects.values("run__run_id", "run__status")
        .annotate(calls=Count("pk"), newest=Max("pk"))
        .order_by("newest")
    )
    folded = 0
    for row in waiting[: limit * 10]:
        if Run.Status(row["run__status"]).is_final or row["calls"] >= WORTH_FOLDING:
            folded += bool(fold_run(run_id=row["run__run_id"]).appends)
        if folded >= limit:
            break
    return folded


def _fold_some(run_pk: int, newest: int, *, thorough: bool) -> FoldedRun:
    for _ in range(_ATTEMPTS):
        try:
            plan = _make_plan(run_pk, newest, thorough=thorough)
            if plan.appends:
                _carry_out(run_pk, plan)
        except (_Overtaken, stored.ChunksMoved):
            continue
        return FoldedRun(appends=len(plan.appends), points=plan.points, chunks=len(plan.written))
    # The others that were quicker each time are folding this run as well.
    return FoldedRun()


def _make_plan(run_pk: int, newest: int, *, thorough: bool) -> _Plan:
    ids, batch = _read_appends(run_pk, newest)
    plan = _Plan(appends=ids, points=len(batch))
    series = list(split_series(batch)) if ids else []
    chunks = _chosen_chunks(run_pk, series, thorough=thorough)
    data = stored.read_data([chunk.pk for some in chunks.values() for chunk in some])
    for key, points, came_twice in series:
        merged = []
        for chunk in chunks[key]:
            old = _decode(run_pk, key, data[chunk.pk])
            if old is not None:
                plan.chunks.append(chunk.pk)
                merged.append(old)
        folded = fold_series(points, merged)
        plan.written += [(key, chunk) for chunk in folded.chunks]
        plan.repeated[key] = came_twice + folded.repeated
    return plan


def _read_appends(run_pk: int, newest: int) -> tuple[list[int], Batch]:
    """Appends in the order in which they came, up to a bound; a damaged one is left where it is."""
    rows = SeriesAppend.objects.filter(run_id=run_pk, pk__lte=newest).order_by("pk")
    wanted: list[int] = []
    points = 0
    for pk, count in rows.values_list("pk", "point_count")[:CALLS_AT_ONCE]:
        wanted.append(pk)
        points += count
        if points >= POINTS_AT_ONCE:
            break
    if not wanted:
        return [], join_batches([])
    ids: list[int] = []
    batches: list[Batch] = []
    for pk, data in rows.filter(pk__lte=wanted[-1]).values_list("pk", "data"):
        try:
            batches.append(decode_append(bytes(data)))
            ids.append(pk)
        except SeriesCorrupt:
            log.exception("series_append_corrupt", run=run_pk, append=pk)
    return ids, join_batches(batches)


def _chosen_chunks(
    run_pk: int, series: Sequence[tuple[int, Points, int]], *, thorough: bool
) -> dict[int, list[stored.Chunk]]:
    """The stored chunks that the new points of each series are merged with."""
    found = stored.read_chunks([run_pk], [key for key, _, _ in series]) if series else {}
    chosen: dict[int, list[stored.Chunk]] = {}
    for key, points, _ in series:
        chunks = found.get((run_pk, key), [])
        spans = [chunk.span for chunk in chunks]
        places = choose_merged(span_of(points), spans, thorough=thorough)
        chosen[key] = [chunks[place] for place in places]
    return chosen


def _decode(run_pk: int, key: int, data: bytes) -> Points | None:
    """The points of a chunk; None for a damaged one, which is left where it is."""
    try:
        return decode_chunk(data)
    except SeriesCorrupt as exc:
        log.exception(exc.code, run=run_pk, key=key)
        return None


@transaction.atomic
def _carry_out(run_pk: int, plan: _Plan) -> None:
    _delete(SeriesAppend, plan.appends)
    _delete(SeriesChunk, plan.chunks)
    insert_chunks([chunk_row(run_pk, key, chunk) for key, chunk in plan.written])
    correct_counts(run_pk=run_pk, repeated=plan.repeated)


def insert_chunks(rows: Sequence[tuple[int | bytes, ...]]) -> None:
    """Write chunks as `chunk_row` makes them, one statement for all."""
    places = ", ".join(["%s"] * 13)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO experiments_serieschunk ({_COLUMNS}) VALUES ({places})",  # noqa: S608  (names of our own)
            rows,
        )


def chunk_row(run_pk: int, key: int, chunk: NewChunk) -> tuple[int | bytes, ...]:
    """The columns of a chunk of this series."""
    span = chunk.span
    return (
        run_pk,
        key,
        *span.first,
        *span.last,
        span.low_time,
        span.high_time,
        span.count,
        chunk.summary,
        chunk.data,
    )


def _delete(model: type[SeriesChunk] | type[SeriesAppend], ids: Sequence[int]) -> None:
    """Delete these rows.

    Raises:
        _Overtaken: one of them is gone.
    """
    deleted = 0
    for start in range(0, len(ids), _IDS_AT_ONCE):
        rows = model.objects.filter(pk__in=ids[start : start + _IDS_AT_ONCE])
        deleted += rows.delete()[0]
    if deleted != len(ids):
        raise _Overtaken
