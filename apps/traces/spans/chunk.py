"""Spans as bytes: one JSON text a line, compressed. Lines are searched without being parsed."""

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import zstandard

LEVEL = 3


def encode(spans: Iterable[dict[str, Any]]) -> tuple[bytes, bytes]:
    """The bytes of these spans, and the digest by which a repetition is known."""
    lines = "\n".join(json.dumps(span, ensure_ascii=False) for span in spans)
    raw = lines.encode("utf-8", errors="replace")
    return _CODECS.compressor.compress(raw), hashlib.blake2b(raw, digest_size=16).digest()


def lines_of(data: bytes) -> list[str]:
    """The JSON texts of the spans."""
    return _CODECS.decompressor.decompress(bytes(data)).decode().split("\n")


def spans_of(chunks: Iterable[bytes]) -> list[dict[str, Any]]:
    """The spans of a trace's chunks in the order in which they came, each once as it came last;
    roots first, then by their start."""
    latest: dict[str, dict[str, Any]] = {}
    for span in _all_spans(chunks):
        latest[span["span_id"]] = span
    return sorted(latest.values(), key=_place)


def _all_spans(chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for data in chunks:
        for line in lines_of(data):
            yield json.loads(line)


def _place(span: dict[str, Any]) -> tuple[bool, int]:
    return bool(span.get("parent_span_id")), int(span["start_time_unix_nano"])


class _Codecs(threading.local):
    """zstd contexts may not be shared by threads, and are dear to make."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_CODECS = _Codecs()
