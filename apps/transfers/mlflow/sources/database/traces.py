"""Traces of MLflow's database: their spans lie in a table or, of older versions, in a file."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from apps.traces.contracts import ImportedAssessment, ImportedTrace
from apps.transfers.mlflow.conventions import ARTIFACT_LOCATION_TAG, SPANS_IN_STORE, text
from apps.transfers.mlflow.conventions import SPANS_LOCATION_TAG as SPANS_TAG
from apps.transfers.mlflow.records import FileRoot, Unreadable
from apps.transfers.mlflow.sources.database.tables import Row, Tables
from apps.transfers.mlflow.spans import Json, spans_of

ReadSpans = Callable[[FileRoot], Sequence[Json]]

# Metadata that newer versions keep in columns, and how it reads as metadata
_TOKENS = (
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
)
_COSTS = ("input_cost", "output_cost", "total_cost")


def read_traces(
    tables: Tables, trace_ids: Sequence[str], read_spans: ReadSpans
) -> Iterator[ImportedTrace | Unreadable]:
    """These traces, whole."""
    tags = _labels(tables, "trace_tags", trace_ids)
    metadata = _labels(tables, "trace_request_metadata", trace_ids)
    spans: dict[str, list[Json]] = defaultdict(list)
    among = ("trace_id", trace_ids)
    for row in tables.rows("spans", among=among, order_by=["start_time_unix_nano"]):
        spans[row["trace_id"]].append(json.loads(row["content"]))
    assessments: dict[str, list[ImportedAssessment]] = defaultdict(list)
    for row in tables.rows("assessments", among=among, order_by=["created_timestamp"]):
        assessments[row["trace_id"]].append(_assessment(row))
    runs = _linked(tables, "run", trace_ids)
    prompts = _linked(tables, "prompt_version", trace_ids)
    for row in tables.rows("trace_info", among=("request_id", trace_ids)):
        trace_id = str(row["request_id"])
        own = tags[trace_id]
        try:
            found = spans[trace_id] or _from_file(trace_id, own, read_spans)
        except (ValueError, LookupError, TypeError) as error:
            yield Unreadable(id=trace_id, why=f"its spans cannot be read: {error}")
            continue
        yield ImportedTrace(
            trace_id=trace_id,
            request_time_ms=int(row["timestamp_ms"]),
            duration_ms=row["execution_time_ms"],
            state=text(row["status"]) or "STATE_UNSPECIFIED",
            client_request_id=row.get("client_request_id"),
            request_preview=row.get("request_preview"),
            response_preview=row.get("response_preview"),
            name=row.get("trace_name") or own.get("mlflow.traceName"),
            tags=own,
            metadata=_columns(row) | metadata[trace_id],
            spans=found,
            run_ids=runs[trace_id],
            prompts=prompts[trace_id],
            assessments=assessments[trace_id],
        )


def _from_file(trace_id: str, tags: dict[str, str], read_spans: ReadSpans) -> Sequence[Json]:
    where = tags.get(ARTIFACT_LOCATION_TAG, "")
    if not where or tags.get(SPANS_TAG) in SPANS_IN_STORE:
        return []
    return spans_of(read_spans(FileRoot(kind="trace", id=trace_id, uri=where)))


def _labels(tables: Tables, table: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.rows(table, among=("request_id", ids)):
        found[row["request_id"]][row["key"]] = text(row["value"])
    return found


def _linked(tables: Tables, kind: str, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    links = tables.rows(
        "entity_associations",
        among=("source_id", ids),
        source_type="trace",
        destination_type=kind,
    )
    for row in links:
        found[row["source_id"]].append(row["destination_id"])
    return found


def _columns(row: Row) -> dict[str, str]:
    found: dict[str, str] = {}
    if row.get("session_id"):
        found["mlflow.trace.session"] = row["session_id"]
    for key, columns in (("mlflow.trace.tokenUsage", _TOKENS), ("mlflow.trace.cost", _COSTS)):
        known = {name: row[name] for name in columns if row.get(name) is not None}
        if known:
            found[key] = json.dumps(known)
    return found


def _assessment(row: Row) -> ImportedAssessment:
    return ImportedAssessment(
        assessment_id=text(row["assessment_id"]),
        name=text(row["name"]),
        kind=text(row["assessment_type"]),
        value=json.loads(row["value"]),
        error=json.loads(row["error"]) if row.get("error") else None,
        source_type=text(row["source_type"]),
        source_id=text(row.get("source_id")),
        run_id=text(row.get("run_id")),
        span_id=text(row.get("span_id")),
        rationale=text(row.get("rationale")),
        overrides=text(row.get("overrides")),
        valid=bool(row.get("valid", True)),
        metadata=json.loads(row["assessment_metadata"] or "{}"),
        create_time_ms=int(row["created_timestamp"]),
        update_time_ms=int(row["last_updated_timestamp"]),
    )
