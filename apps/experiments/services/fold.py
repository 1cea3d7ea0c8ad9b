"""The fold: a run's appends become chunks, in one transaction that may be killed anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog
from django.db import connection, transaction
from django.db.models import Count, Max

from apps.experiments.errors import SeriesCorrupt as StoredSeriesCorrupt
from apps.experiments.models import Run, SeriesAppend, SeriesChunk
from apps.experiments.series.append import decode_append
from apps.experiments.series.chunk import decode_chunk
from apps.experiments.series.columns import Batch, Points, join_batches
from apps.experiments.series.errors import SeriesCorrupt
from apps.experiments.series.fold import NewChunk, choose_merged, fold_series, split_series
from apps.experiments.series.spans import Span, span_of
from apps.experiments.services.latest import correct_counts

log = structlog.get_logger(__name__)

# One fold's memory and time: some 40 bytes and a microsecond a point.
POINTS_AT_ONCE = 400_000
CALLS_AT_ONCE = 2_000
# The periodic fold leaves a run alone that has less than this and is still being written.
WORTH_FOLDING = 200
_SEVERAL_KEYS = 400
_APPEND_CORRUPT = "series_append_corrupt"


@dataclass(frozen=True, kw_only=True, slots=True)
class FoldedRun:
    """What a fold did."""

    appends: int = 0
    points: int = 0
    chunks: int = 0


@dataclass(frozen=True, slots=True)
class _Stored:
    """A chunk that is there already."""

    pk: int
    span: Span


def fold_run(*, run_id: str) -> FoldedRun:
    """Fold all that lies unfolded of a run; nothing to do is fine, and so is a run that is gone."""
    run = Run.objects.filter(run_id=run_id).only("pk", "status").first()
    if run is None:
        return FoldedRun()
    thorough = Run.Status(run.status).is_final
    total = FoldedRun()
    while True:
        folded = _fold_some(run.pk, thorough=thorough)
        total = FoldedRun(
            appends=total.appends + folded.appends,
            points=total.points + folded.points,
            chunks=total.chunks + folded.chunks,
        )
        if not folded.appends:
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


@transaction.atomic
def _fold_some(run_pk: int, *, thorough: bool) -> FoldedRun:
    _be_alone(run_pk)
    ids, batch = _read_appends(run_pk)
    if not ids:
        return FoldedRun()
    series = list(split_series(batch)) if len(batch) else []
    stored = _stored_chunks(run_pk, [key for key, _, _ in series])
    merged, written, repeated = [], [], {}
    for key, points, came_twice in series:
        chunks = stored.get(key, [])
        chosen = [
            chunks[index]
            for index in choose_merged(
                span_of(points), [chunk.span for chunk in chunks], thorough=thorough
            )
        ]
        old = _read_chunks(key, chosen)
        merged += [chunk.pk for chunk, _ in old]
        folded = fold_series(points, [old_points for _, old_points in old])
        written += [_row(run_pk, key, chunk) for chunk in folded.chunks]
        repeated[key] = came_twice + folded.repeated
    _delete(SeriesChunk, merged)
    SeriesChunk.objects.bulk_create(written, batch_size=500)
    _delete(SeriesAppend, ids)
    correct_counts(run_pk=run_pk, repeated=repeated)
    return FoldedRun(appends=len(ids), points=len(batch), chunks=len(written))


def _be_alone(run_pk: int) -> None:
    """One fold of a run at a time. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('naiad.fold'), %s)", [run_pk])


def _read_appends(run_pk: int) -> tuple[list[int], Batch]:
    """Appends in the order in which they came, up to a bound; a damaged one is left where it is."""
    ids: list[int] = []
    batches: list[Batch] = []
    points = 0
    rows = SeriesAppend.objects.filter(run_id=run_pk).order_by("pk")
    for pk, data in rows.values_list("pk", "data")[:CALLS_AT_ONCE].iterator():
        try:
            batch = decode_append(bytes(data))
        except SeriesCorrupt:
            log.exception(_APPEND_CORRUPT, run=run_pk, append=pk)
            continue
        ids.append(pk)
        batches.append(batch)
        points += len(batch)
        if points >= POINTS_AT_ONCE:
            break
    return ids, join_batches(batches)


def _stored_chunks(run_pk: int, keys: Sequence[int]) -> dict[int, list[_Stored]]:
    rows = SeriesChunk.objects.filter(run_id=run_pk)
    if len(keys) <= _SEVERAL_KEYS:
        rows = rows.filter(key_id__in=keys)
    stored: dict[int, list[_Stored]] = {}
    columns = rows.values_list(
        "pk",
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
    )
    for pk, key, *rest in columns:
        span = Span(
            (rest[0], rest[1], rest[2]), (rest[3], rest[4], rest[5]), rest[6], rest[7], rest[8]
        )
        stored.setdefault(key, []).append(_Stored(pk, span))
    return stored


def _read_chunks(key: int, chosen: Sequence[_Stored]) -> list[tuple[_Stored, Points]]:
    """The points of the chosen chunks; a damaged chunk is left where it is."""
    data = dict(
        SeriesChunk.objects.filter(pk__in=[chunk.pk for chunk in chosen]).values_list("pk", "data")
        if chosen
        else []
    )
    readable = []
    for chunk in chosen:
        try:
            readable.append((chunk, decode_chunk(bytes(data[chunk.pk]))))
        except SeriesCorrupt:
            log.exception(StoredSeriesCorrupt.code, key=key, chunk=chunk.pk)
    return readable


def _row(run_pk: int, key: int, chunk: NewChunk) -> SeriesChunk:
    span = chunk.span
    return SeriesChunk(
        run_id=run_pk,
        key_id=key,
        first_step=span.first[0],
        first_step_micro=span.first[1],
        first_timestamp_ms=span.first[2],
        last_step=span.last[0],
        last_step_micro=span.last[1],
        last_timestamp_ms=span.last[2],
        low_time_ms=span.low_time,
        high_time_ms=span.high_time,
        point_count=span.count,
        summary=chunk.summary,
        data=chunk.data,
    )


def _delete(model: type[SeriesChunk] | type[SeriesAppend], ids: Iterable[int]) -> None:
    rows = [(pk,) for pk in ids]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {model._meta.db_table} WHERE id = %s", rows)  # noqa: S608, SLF001
