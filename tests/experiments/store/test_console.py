"""A console is bytes by offset: nothing doubled, nothing missing, and not without end."""

import pytest
from pytest_django import Settings

from apps.core.errors import Invalid
from apps.experiments.contracts import RunRef
from apps.experiments.errors import ConsoleGap, RunNotFound
from apps.experiments.models import ConsoleChunk
from apps.experiments.selectors.console import (
    console_size,
    read_console,
    read_console_tail,
    stream_console,
)
from apps.experiments.services.console import append_console, close_console
from tests.experiments.store.make import make_ref

pytestmark = pytest.mark.django_db


def append(run: RunRef, offset: int, text: str | bytes) -> int:
    data = text.encode() if isinstance(text, str) else text
    return append_console(run_id=run.run_id, offset=offset, data=data)


def whole(run: RunRef) -> bytes:
    return b"".join(stream_console(run))


def test_bytes_come_back_in_order() -> None:
    run = make_ref()
    assert append(run, 0, "one\n") == 4
    assert append(run, 4, "two\n") == 8
    assert whole(run) == b"one\ntwo\n"
    assert console_size(run) == 8


def test_repeated_call_changes_nothing() -> None:
    run = make_ref()
    for _ in range(3):
        assert append(run, 0, "one\n") == 4
    assert whole(run) == b"one\n"


def test_overlapping_call_adds_what_is_new() -> None:
    run = make_ref()
    append(run, 0, "one\n")
    assert append(run, 2, "e\ntwo\n") == 8
    assert whole(run) == b"one\ntwo\n"


def test_gap_is_refused_with_the_size_expected() -> None:
    run = make_ref()
    append(run, 0, "one\n")
    with pytest.raises(ConsoleGap) as refused:
        append(run, 9, "far")
    assert refused.value.details == {"expected": 4}
    assert whole(run) == b"one\n"


def test_negative_offset_is_refused() -> None:
    with pytest.raises(Invalid):
        append(make_ref(), -1, "x")


def test_unknown_run_is_refused() -> None:
    with pytest.raises(RunNotFound):
        append_console(run_id="0" * 32, offset=0, data=b"x")


def test_bytes_past_the_limit_are_counted_and_not_kept(settings: Settings) -> None:
    settings.NAIAD_MAX_CONSOLE_BYTES = 10
    run = make_ref()
    append(run, 0, "12345678")
    assert append(run, 8, "90abc") == 13
    assert append(run, 13, "d") == 14
    assert whole(run) == b"1234567890"
    text = read_console(run)
    assert (text.end, text.size, text.truncated, text.text) == (10, 14, True, "1234567890")


def test_many_small_calls_make_few_chunks() -> None:
    run = make_ref()
    for number in range(200):
        append(run, number * 100, "x" * 99 + "\n")
    assert ConsoleChunk.objects.filter(run_id=run.id).count() == 1
    assert whole(run) == (b"x" * 99 + b"\n") * 200


def test_large_call_makes_several_chunks() -> None:
    run = make_ref()
    data = bytes(range(256)) * 2000
    append(run, 0, data)
    assert ConsoleChunk.objects.filter(run_id=run.id).count() > 1
    assert whole(run) == data


@pytest.mark.parametrize(("after", "limit"), [(0, 10), (65_530, 20), (131_000, 300), (200_000, 5)])
def test_any_range_is_read(after: int, limit: int) -> None:
    run = make_ref()
    data = b"".join(b"%09d\n" % number for number in range(20_000))
    append(run, 0, data)
    found = read_console(run, after=after, limit=limit)
    assert found.text.encode() == data[after : after + limit]
    assert found.end == min(after + limit, len(data))


def test_characters_are_never_cut() -> None:
    run = make_ref()
    text = "naïad – 水の精 🌊\n" * 5
    append(run, 0, text)
    read, after = "", 0
    while after < len(text.encode()):
        piece = read_console(run, after=after, limit=7)
        read, after = read + piece.text, piece.end
    assert read == text


def test_character_that_has_not_all_come_waits() -> None:
    run = make_ref()
    append(run, 0, "🌊".encode()[:2])
    assert read_console(run).text == ""
    append(run, 2, "🌊".encode()[2:])
    assert read_console(run).text == "🌊"


def test_tail_begins_with_a_line() -> None:
    run = make_ref()
    append(run, 0, "one\ntwo\nthree\n")
    tail = read_console_tail(run, limit=8)
    assert (tail.text, tail.start, tail.end) == ("three\n", 8, 14)


def test_closed_console_is_complete() -> None:
    run = make_ref()
    append(run, 0, "end")
    assert not read_console(run).complete
    close_console(run_id=run.run_id)
    assert read_console(run).complete


def test_run_that_printed_nothing_has_an_empty_console() -> None:
    text = read_console(make_ref())
    assert (text.start, text.end, text.size, text.text) == (0, 0, 0, "")
