"""Appending to a run's console: bytes by offset, so that a repeated call changes nothing."""

import zstandard
from django.conf import settings
from django.db import transaction

from apps.core.errors import Invalid
from apps.core.events import publish_on_commit
from apps.experiments.constants import CONSOLE_CHUNK_BYTES
from apps.experiments.errors import ConsoleGap, RunNotFound
from apps.experiments.events import RunConsole
from apps.experiments.models import ConsoleChunk, ConsoleLog, Run


@transaction.atomic
def append_console(*, run_id: str, offset: int, data: bytes) -> int:
    """Append bytes that begin at `offset` of all that the run printed; the size after it.

    Bytes below the present size are dropped. Past `NAIAD_MAX_CONSOLE_BYTES` they are counted, not
    kept, and the console says that it is truncated.

    Raises:
        Invalid: the offset is negative.
        ConsoleGap: bytes are missing between the present size and the offset.
        RunNotFound: there is no such run.
    """
    if offset < 0:
        raise Invalid("A console's offset is 0 or more.", offset=offset)
    console = _lock(run_id)
    if offset > console.size:
        raise ConsoleGap(
            f"The console has {console.size} bytes; bytes up to {offset} are missing.",
            fix="Go on from `expected`.",
            expected=console.size,
        )
    new = data[console.size - offset :]
    if not new:
        return console.size
    if console.kept == console.size:
        kept = new[: max(0, settings.NAIAD_MAX_CONSOLE_BYTES - console.kept)]
        _keep(console, kept)
        console.kept += len(kept)
    console.size += len(new)
    console.save(update_fields=["size", "kept"])
    publish_on_commit(RunConsole(run_id=run_id, size=console.size))
    return console.size


@transaction.atomic
def close_console(*, run_id: str) -> None:
    """Say that nothing further is expected; a job's next attempt may append all the same."""
    console = _lock(run_id)
    console.is_complete = True
    console.save(update_fields=["is_complete"])
    publish_on_commit(RunConsole(run_id=run_id, size=console.size))


def _lock(run_id: str) -> ConsoleLog:
    run = Run.objects.filter(run_id=run_id).only("pk").first()
    if run is None:
        raise RunNotFound("There is no such run.", run_id=run_id)
    ConsoleLog.objects.get_or_create(run_id=run.pk)
    return ConsoleLog.objects.select_for_update().get(run_id=run.pk)


def _keep(console: ConsoleLog, data: bytes) -> None:
    """Fill the last chunk up, then make new ones."""
    last = ConsoleChunk.objects.filter(run_id=console.pk).order_by("-start").first()
    if last is not None and last.size < CONSOLE_CHUNK_BYTES:
        room = CONSOLE_CHUNK_BYTES - last.size
        text = zstandard.decompress(bytes(last.data)) + data[:room]
        last.size, last.data = len(text), zstandard.compress(text)
        last.save(update_fields=["size", "data"])
        data = data[room:]
    start = last.start + last.size if last is not None else 0
    ConsoleChunk.objects.bulk_create(
        ConsoleChunk(run_id=console.pk, start=start + at, size=len(piece), data=_packed(piece))
        for at, piece in _pieces(data)
    )


def _pieces(data: bytes) -> list[tuple[int, bytes]]:
    starts = range(0, len(data), CONSOLE_CHUNK_BYTES)
    return [(start, data[start : start + CONSOLE_CHUNK_BYTES]) for start in starts]


def _packed(piece: bytes) -> bytes:
    return zstandard.compress(piece)
