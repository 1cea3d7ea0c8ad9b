"""Carrying out one step: things in the order of their ids, page by page, each page a transaction.

Pages are read and encoded ahead by threads; one thread writes, in order. So a killed process loses
at most the pages that were not written, and the cursor never passes what is not here.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, transaction

from apps.core.errors import DomainError
from apps.transfers.constants import StepKind
from apps.transfers.errors import SourceRefused, SourceUnavailable
from apps.transfers.mlflow.records import Unreadable
from apps.transfers.mlflow.source import Source
from apps.transfers.models import TransferFailure, TransferStep
from apps.transfers.services.lease import Lease
from apps.transfers.services.writing import Place, Written, write

Item = TypeVar("Item")
Made = TypeVar("Made")
_BYTES_AT_ONCE = 32 * 2**20
_PAGE = {
    StepKind.RUNS: 50,
    StepKind.LOGGED_MODELS: 100,
    StepKind.MODEL_LINKS: 100,
    StepKind.TRACES: 50,
    StepKind.REGISTERED_MODELS: 10,
    StepKind.EVALUATION_DATASETS: 1,
    StepKind.SCORERS: 20,
}
_ROW_ERRORS = (DomainError, DataError, IntegrityError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hands:
    """What a step works with. `told` hears of every page."""

    source: Source
    lease: Lease
    pool: ThreadPoolExecutor | None
    workers: int
    told: Callable[[TransferStep], None]


@dataclass(slots=True)
class _Page:
    ids: Sequence[str]
    records: list[Any]


def carry_out(step: TransferStep, place: Place, hands: Hands) -> None:
    """Move what of the step is not moved yet.

    Raises:
        SourceUnavailable, SourceRefused, SourceUnreadable: the source ceased to answer.
        Stopped, Overtaken: somebody else decided.
    """
    kind = StepKind(step.kind)
    ids = hands.source.ids(kind, step.scope)
    todo = [id_ for id_ in ids if id_ > step.cursor]
    done = step.imported + step.skipped + step.failed
    step.found = done + len(todo)
    step.save(update_fields=["found"])
    pages = [todo[start : start + _PAGE[kind]] for start in range(0, len(todo), _PAGE[kind])]

    def read(page: Sequence[str]) -> _Page:
        return _Page(page, list(hands.source.read(kind, step.scope, page)))

    for page in ahead(hands, read, pages):
        _write_page(step, place, page, hands)
        hands.told(step)
        hands.lease.beat()
    finish(step, hands)


def finish(step: TransferStep, hands: Hands) -> None:
    """Note that the step is done."""
    step.is_done = True
    step.save(update_fields=["is_done"])
    hands.told(step)


def ahead(hands: Hands, make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """What is made of each item, in order; the next ones are made meanwhile by the pool."""
    if hands.pool is None:
        yield from map(make, items)
        return
    waiting: deque[Future[Made]] = deque()
    try:
        for item in items:
            waiting.append(hands.pool.submit(make, item))
            if len(waiting) > hands.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _write_page(step: TransferStep, place: Place, page: _Page, hands: Hands) -> None:
    """The page in transactions of bounded size; the cursor follows within each."""
    for part in _parts(sorted(page.records, key=_name)):
        with transaction.atomic():
            hands.lease.hold()
            records = [each for each in part if not isinstance(each, Unreadable)]
            written = _written(StepKind(step.kind), place, records)
            written.failed |= {each.id: each.why for each in part if isinstance(each, Unreadable)}
            step.cursor = _name(part[-1])
            _count(step, written)
    # What was deleted for good while we read is no longer something that the source has.
    step.found -= len(page.ids) - len(page.records)
    step.cursor = page.ids[-1]
    step.save()


def _written(kind: StepKind, place: Place, records: Sequence[Any]) -> Written:
    """The page written together or, where one is refused, each by itself."""
    if not records:
        return Written()
    try:
        with transaction.atomic():
            return write(kind, place, records)
    except (SourceUnavailable, SourceRefused):
        raise
    except _ROW_ERRORS as error:
        if len(records) == 1:
            return Written(failed={_name(records[0]): _why(error)})
    total = Written()
    for record in records:
        one = _written(kind, place, [record])
        total.imported += one.imported
        total.skipped += one.skipped
        total.points += one.points
        total.failed |= one.failed
    return total


def _count(step: TransferStep, written: Written) -> None:
    step.imported += written.imported
    step.skipped += written.skipped
    step.points += written.points
    note_failures(step, written.failed)
    step.save()


def note_failures(step: TransferStep, failed: dict[str, str]) -> None:
    """Keep what could not be moved, by name."""
    TransferFailure.objects.bulk_create(
        [TransferFailure(step=step, item=item[:1100], message=why) for item, why in failed.items()]
    )
    step.failed += len(failed)


def _parts(records: Sequence[Any]) -> Iterator[list[Any]]:
    """The records in transactions of bounded size: one run may have a million points."""
    part: list[Any] = []
    size = 0
    for record in records:
        part.append(record)
        size += getattr(record, "size", 0)
        if size >= _BYTES_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _name(record: Any) -> str:
    for field in ("id", "run_id", "model_id", "trace_id", "name"):
        if value := getattr(record, field, ""):
            return str(value)
    return str(record.dataset.dataset_id)


def _why(error: Exception) -> str:
    if isinstance(error, DomainError):
        return f"{error.message} {error.fix}".strip()
    return " ".join(str(error).split())[:500]
