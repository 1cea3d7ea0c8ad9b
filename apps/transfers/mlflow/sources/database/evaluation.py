"""Evaluation datasets and scorers of MLflow's database."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from apps.evaluation.contracts import (
    ImportedDataset,
    ImportedOnline,
    ImportedRecord,
    ImportedScorer,
    ImportedScorerVersion,
)
from apps.transfers.mlflow.conventions import text
from apps.transfers.mlflow.records import DatasetRecord
from apps.transfers.mlflow.sources.database.tables import Row, Tables

_RECORDS_AT_ONCE = 1_000
_WRAPPED = "mlflow_wrapped"


def read_datasets(tables: Tables, dataset_ids: Sequence[str]) -> Iterator[DatasetRecord]:
    """These datasets; their records are read when they are asked for."""
    tags: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.rows("evaluation_dataset_tags", among=("dataset_id", dataset_ids)):
        tags[row["dataset_id"]][row["key"]] = text(row["value"])
    homes: dict[str, list[str]] = defaultdict(list)
    links = tables.rows(
        "entity_associations",
        among=("source_id", dataset_ids),
        source_type="evaluation_dataset",
        destination_type="experiment",
    )
    for row in links:
        homes[row["source_id"]].append(str(row["destination_id"]))
    for row in tables.rows("evaluation_datasets", among=("dataset_id", dataset_ids)):
        dataset_id = str(row["dataset_id"])
        yield DatasetRecord(
            dataset=ImportedDataset(
                dataset_id=dataset_id,
                name=text(row["name"]),
                digest=text(row.get("digest")),
                schema=row.get("schema"),
                created_time_ms=int(row["created_time"] or 0),
                last_update_time_ms=int(row["last_update_time"] or 0),
                created_by=text(row.get("created_by")),
                last_updated_by=text(row.get("last_updated_by")),
                tags=tags[dataset_id],
            ),
            experiment_ids=homes[dataset_id],
            records=_records(tables, dataset_id),
        )


def _records(tables: Tables, dataset_id: str) -> Iterator[list[ImportedRecord]]:
    page: list[ImportedRecord] = []
    rows = tables.rows(
        "evaluation_dataset_records", dataset_id=dataset_id, order_by=["created_time"]
    )
    for row in rows:
        page.append(_record(row))
        if len(page) == _RECORDS_AT_ONCE:
            yield page
            page = []
    if page:
        yield page


def _record(row: Row) -> ImportedRecord:
    outputs = _json(row.get("outputs"))
    if isinstance(outputs, dict) and set(outputs) == {_WRAPPED}:
        outputs = outputs[_WRAPPED]  # a value that is no object is stored in one
    return ImportedRecord(
        record_id=text(row["dataset_record_id"]),
        inputs=_json(row["inputs"]),
        outputs=outputs,
        expectations=_json(row.get("expectations")),
        tags=_json(row.get("tags")),
        source=_json(row.get("source")),
        created_time_ms=int(row["created_time"] or 0),
        last_update_time_ms=int(row["last_update_time"] or 0),
        created_by=text(row.get("created_by")),
        last_updated_by=text(row.get("last_updated_by")),
    )


def _json(value: Any) -> Any:
    """The value of a JSON column, which some databases give as text."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def read_scorers(
    tables: Tables, experiment_id: str, names: Sequence[str]
) -> Iterator[ImportedScorer]:
    """These scorers of an experiment. Their `experiment_id` is the source's."""
    number = int(experiment_id)
    for row in tables.rows("scorers", among=("scorer_name", names), experiment_id=number):
        scorer_id = str(row["scorer_id"])
        versions = tables.rows("scorer_versions", scorer_id=scorer_id, order_by=["scorer_version"])
        online = next(tables.rows("online_scoring_configs", scorer_id=scorer_id), None)
        yield ImportedScorer(
            scorer_id=scorer_id,
            experiment_id=number,
            name=str(row["scorer_name"]),
            versions=[
                ImportedScorerVersion(
                    version=int(each["scorer_version"]),
                    serialized=text(each["serialized_scorer"]),
                    created_time_ms=int(each["creation_time"] or 0),
                )
                for each in versions
            ],
            online=_online(online) if online else None,
        )


def _online(row: Row) -> ImportedOnline:
    return ImportedOnline(
        config_id=text(row["online_scoring_config_id"]),
        sample_rate=float(row["sample_rate"]),
        filter_string=row.get("filter_string"),
    )
