"""Reading what a run printed. The caller has asked the gate for the run."""

from collections.abc import Iterator
from dataclasses import dataclass

import zstandard

from apps.experiments.contracts import RunRef
from apps.experiments.models import ConsoleChunk, ConsoleLog

_CONTINUATION = range(0x80, 0xC0)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsoleText:
    """A piece of a console: bytes `start` to `end` of `size`, as text.

    `truncated`: more was printed than is kept. `complete`: nothing further is expected.
    """

    start: int
    end: int
    size: int
    truncated: bool
    complete: bool
    text: str


def console_size(run: RunRef) -> int:
    """How many bytes the run printed so far, kept or not."""
    return _log(run).size


def read_console(run: RunRef, *, after: int = 0, limit: int = 65_536) -> ConsoleText:
    """The text from byte `after` on, at most `limit` bytes, cut between characters."""
    console = _log(run)
    data = _read(run, after, min(after + limit, console.kept))
    if after + len(data) < console.kept or not console.is_complete:
        data = data[: len(data) - _open_character(data)]
    return _as_text(console, after, data)


def read_console_tail(run: RunRef, *, limit: int) -> ConsoleText:
    """The last `limit` bytes that are kept, from the beginning of a line where there is one."""
    console = _log(run)
    start = max(0, console.kept - limit)
    data = _read(run, start, console.kept)
    if start:
        line = data.find(b"\n") + 1
        start, data = start + line, data[line:]
    if not console.is_complete:
        data = data[: len(data) - _open_character(data)]
    return _as_text(console, start, data)


def stream_console(run: RunRef) -> Iterator[bytes]:
    """All that is kept, piece by piece."""
    chunks = ConsoleChunk.objects.filter(run_id=run.id).order_by("start")
    for data in chunks.values_list("data", flat=True).iterator(chunk_size=16):
        yield zstandard.decompress(bytes(data))


def _log(run: RunRef) -> ConsoleLog:
    return ConsoleLog.objects.filter(run_id=run.id).first() or ConsoleLog(run_id=run.id)


def _read(run: RunRef, start: int, end: int) -> bytes:
    if start >= end:
        return b""
    first = (
        ConsoleChunk.objects.filter(run_id=run.id, start__lte=start)
        .order_by("-start")
        .values_list("start", flat=True)[:1]
    )
    chunks = ConsoleChunk.objects.filter(run_id=run.id, start__gte=first, start__lt=end)
    parts = [
        (at, bytes(data)) for at, data in chunks.order_by("start").values_list("start", "data")
    ]
    whole = b"".join(zstandard.decompress(data) for _, data in parts)
    offset = parts[0][0] if parts else start
    return whole[start - offset : end - offset]


def _as_text(console: ConsoleLog, start: int, data: bytes) -> ConsoleText:
    skipped = 0
    while start and skipped < min(3, len(data)) and data[skipped] in _CONTINUATION:
        skipped += 1
    return ConsoleText(
        start=start + skipped,
        end=start + len(data),
        size=console.size,
        truncated=console.kept < console.size,
        complete=console.is_complete,
        text=data[skipped:].decode(errors="replace"),
    )


def _open_character(data: bytes) -> int:
    """How many bytes at the end begin a character that is not whole yet."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte in _CONTINUATION:
            continue
        length = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
        return back if length > back else 0
    return 0
