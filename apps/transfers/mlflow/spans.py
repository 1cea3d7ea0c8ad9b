"""A trace's spans as MLflow writes them into a file. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

TRACE_FILE = "traces.json"
MAX_TRACE_BYTES = 256 * 2**20


def spans_of(content: Any) -> Sequence[Json]:
    """The spans in what the file holds.

    Raises:
        ValueError: it holds no spans.
    """
    spans = content.get("spans") if isinstance(content, Mapping) else content
    if not isinstance(spans, list) or not all(isinstance(each, dict) for each in spans):
        raise ValueError("there is no list of spans in it")
    return spans


def parse_trace_file(pieces: Iterable[bytes]) -> Any:
    """What a trace's file holds.

    Raises:
        ValueError: it is no JSON, or larger than any trace.
    """
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) > MAX_TRACE_BYTES:
            raise ValueError(f"it is larger than {MAX_TRACE_BYTES} bytes")
    return json.loads(bytes(data))
