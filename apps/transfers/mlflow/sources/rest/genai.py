"""Traces, evaluation datasets and scorers as a server tells of them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from apps.evaluation.contracts import (
    ImportedDataset,
    ImportedRecord,
    ImportedScorer,
    ImportedScorerVersion,
)
from apps.traces.contracts import ImportedTrace
from apps.transfers.mlflow.conventions import text
from apps.transfers.mlflow.records import DatasetRecord, Unreadable
from apps.transfers.mlflow.sources.rest.wire import BadRequest, Json, NotThere, Server
from apps.transfers.mlflow.spans import parse_trace_file, spans_of
from apps.transfers.mlflow.told import assessment_of, milliseconds, trace_of

_API = "api/3.0/mlflow"
_TRACE_FILE = "ajax-api/2.0/mlflow/get-trace-artifact"


def trace_ids(server: Server, experiment_id: str) -> list[str]:
    """The ids of an experiment's traces. Servers before 3.0 are not asked."""
    found: list[str] = []
    location = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": experiment_id}}
    body: Json = {"locations": [location], "max_results": 500}
    while True:
        try:
            answer = server.post(f"{_API}/traces/search", body)
        except (NotThere, BadRequest):
            return []
        found += [str(each["trace_id"]) for each in answer.get("traces", [])]
        token = answer.get("next_page_token")
        if not token:
            return sorted(set(found))
        body["page_token"] = token


def read_traces(server: Server, ids: Sequence[str]) -> Iterator[ImportedTrace | Unreadable]:
    """These traces, whole."""
    for trace_id in ids:
        try:
            trace = server.get(f"{_API}/traces/{trace_id}")["trace"]
            file = server.stream(_TRACE_FILE, [("request_id", trace_id)])
            yield _trace(trace["trace_info"], spans_of(parse_trace_file(file)))
        except NotThere:
            continue
        except (BadRequest, ValueError, TypeError, LookupError) as error:
            yield Unreadable(id=trace_id, why=f"the trace cannot be read: {error}")


def has_evaluation(server: Server) -> bool:
    """Whether the server has evaluation datasets and scorers: not an old one, nor one on folders,
    which fails where it is asked for scorers."""
    try:
        server.post(f"{_API}/datasets/search", {"max_results": 1})
    except (NotThere, BadRequest):
        return False
    return True


def dataset_ids(server: Server) -> list[str]:
    """The ids of all evaluation datasets."""
    found: list[str] = []
    body: Json = {"max_results": 50}
    while True:
        answer = server.post(f"{_API}/datasets/search", body)
        found += [str(each["dataset_id"]) for each in answer.get("datasets", [])]
        token = answer.get("next_page_token")
        if not token:
            return sorted(set(found))
        body["page_token"] = token


def read_datasets(server: Server, ids: Sequence[str]) -> Iterator[DatasetRecord]:
    """These datasets; their records are read when they are asked for."""
    for dataset_id in ids:
        try:
            told = server.get(f"{_API}/datasets/{dataset_id}")["dataset"]
            homes = server.get(f"{_API}/datasets/{dataset_id}/experiment-ids")
        except NotThere:
            continue
        yield DatasetRecord(
            dataset=ImportedDataset(
                dataset_id=dataset_id,
                name=text(told.get("name")),
                digest=text(told.get("digest")),
                schema=told.get("schema"),
                created_time_ms=int(told.get("created_time", 0)),
                last_update_time_ms=int(told.get("last_update_time", 0)),
                created_by=text(told.get("created_by")),
                last_updated_by=text(told.get("last_updated_by")),
                tags=json.loads(told.get("tags") or "{}"),
            ),
            experiment_ids=[str(each) for each in homes.get("experiment_ids", [])],
            records=_records(server, dataset_id),
        )


def scorer_names(server: Server, experiment_id: str) -> list[str]:
    """The names of an experiment's scorers."""
    try:
        answer = server.get(f"{_API}/scorers/list", [("experiment_id", experiment_id)])
    except (NotThere, BadRequest):
        return []
    return sorted({str(each["scorer_name"]) for each in answer.get("scorers", [])})


def read_scorers(
    server: Server, experiment_id: str, names: Sequence[str]
) -> Iterator[ImportedScorer]:
    """These scorers of an experiment, with all their versions."""
    for name in names:
        query = [("experiment_id", experiment_id), ("name", name)]
        try:
            told = server.get(f"{_API}/scorers/versions", query).get("scorers", [])
        except NotThere:
            continue
        yield ImportedScorer(
            scorer_id=text(told[0].get("scorer_id")),
            experiment_id=int(experiment_id),
            name=name,
            versions=[
                ImportedScorerVersion(
                    version=int(each["scorer_version"]),
                    serialized=text(each.get("serialized_scorer")),
                    created_time_ms=int(each.get("creation_time", 0)),
                )
                for each in sorted(told, key=lambda each: int(each["scorer_version"]))
            ],
        )


def _trace(info: Json, spans: Sequence[Json]) -> ImportedTrace:
    return trace_of(
        info,
        tags=info.get("tags") or {},
        metadata=info.get("trace_metadata") or {},
        spans=spans,
        assessments=[assessment_of(each) for each in info.get("assessments", [])],
    )


def _records(server: Server, dataset_id: str) -> Iterator[list[ImportedRecord]]:
    token = ""
    while True:
        query = [("max_results", "1000"), *([("page_token", token)] if token else [])]
        answer = server.get(f"{_API}/datasets/{dataset_id}/records", query)
        yield [_record(each) for each in json.loads(answer.get("records") or "[]")]
        token = str(answer.get("next_page_token") or "")
        if not token:
            return


def _record(told: Json) -> ImportedRecord:
    return ImportedRecord(
        record_id=text(told["dataset_record_id"]),
        inputs=_value(told.get("inputs")),
        outputs=_value(told.get("outputs")),
        expectations=_value(told.get("expectations")),
        tags=_value(told.get("tags")),
        source=_value(told.get("source")),
        created_time_ms=milliseconds(told.get("created_time") or 0),
        last_update_time_ms=milliseconds(told.get("last_update_time") or 0),
        created_by=text(told.get("created_by")),
        last_updated_by=text(told.get("last_updated_by")),
    )


def _value(value: Any) -> Any:
    """A field that is JSON, or JSON in text."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
