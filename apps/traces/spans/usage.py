"""Tokens and money of a trace: what its metadata says, and what its spans add up to."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.traces.constants import COST, MAX_SESSION_ID, SESSION, TOKEN_USAGE

TOKENS = (
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "cache_creation_input_tokens_above_1hr",
)
COSTS = ("input_cost", "output_cost", "total_cost")
PROMOTED = frozenset({SESSION, TOKEN_USAGE, COST})
"""Metadata that stands in columns."""
_REQUIRED = frozenset({*TOKENS[:3], *COSTS})


@dataclass(frozen=True, slots=True)
class Node:
    """A span in its tree with what it used; None when it says nothing of that."""

    span_id: str
    parent_id: str | None
    data: Mapping[str, Any] | None


def columns_of(metadata: Mapping[str, str]) -> dict[str, Any]:
    """The columns that the metadata tells of."""
    columns: dict[str, Any] = {}
    if SESSION in metadata:
        columns["session_id"] = metadata[SESSION][:MAX_SESSION_ID]
    tokens, costs = _object(metadata.get(TOKEN_USAGE)), _object(metadata.get(COST))
    columns.update({key: count(tokens[key]) for key in TOKENS if key in tokens})
    columns.update({key: money(costs[key]) for key in COSTS if key in costs})
    return columns


def metadata_of(columns: Mapping[str, Any]) -> dict[str, str]:
    """The metadata that these columns were made of."""
    metadata = {}
    if columns.get("session_id") is not None:
        metadata[SESSION] = str(columns["session_id"])
    for entry, keys in ((TOKEN_USAGE, TOKENS), (COST, COSTS)):
        said = {key: columns[key] for key in keys if columns.get(key) is not None}
        if said:
            metadata[entry] = json.dumps(said)
    return metadata


def added_up(nodes: Sequence[Node], keys: Sequence[str]) -> dict[str, Any]:
    """The sum over a tree of spans; empty when none says anything.

    A span that says what it used speaks for all below it, which would else count twice.
    """
    known = {node.span_id for node in nodes}
    children: defaultdict[str, list[Node]] = defaultdict(list)
    waiting: list[Node] = []
    for node in nodes:
        if node.parent_id in known and node.parent_id is not None:
            children[node.parent_id].append(node)
        else:
            waiting.append(node)
    said: list[Mapping[str, Any]] = []
    while waiting:
        node = waiting.pop()
        if node.data is not None:
            said.append(node.data)
        else:
            waiting.extend(children[node.span_id])
    return _sums(said, keys)


def count(value: Any) -> int | None:
    """A number of tokens; None for what is none."""
    number = money(value)
    if number is None or not number.is_integer() or abs(number) >= 2**63:
        return None
    return value if type(value) is int else int(number)


def money(value: Any) -> float | None:
    """An amount; None for what is none."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _sums(said: Sequence[Mapping[str, Any]], keys: Iterable[str]) -> dict[str, Any]:
    if not said:
        return {}
    parse = money if tuple(keys) == COSTS else count
    return {
        key: sum(parse(each.get(key)) or 0 for each in said)
        for key in keys
        if key in _REQUIRED or any(key in each for each in said)
    }


def _object(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
