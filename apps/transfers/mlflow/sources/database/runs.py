"""Runs of MLflow's database, with their full histories already encoded."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from apps.experiments.contracts import DatasetInput, ModelOutput
from apps.experiments.imported import ImportedRun
from apps.transfers.mlflow.conventions import PARENT_TAG, run_name
from apps.transfers.mlflow.records import Unreadable
from apps.transfers.mlflow.sources.database.series import read_series
from apps.transfers.mlflow.sources.database.tables import Row, Tables


def read_runs(tables: Tables, run_ids: Sequence[str]) -> Iterator[ImportedRun | Unreadable]:
    """These runs, whole."""
    params = _texts(tables, "params", run_ids)
    tags = _texts(tables, "tags", run_ids)
    series, broken = read_series(tables, run_ids)
    datasets = _datasets(tables, run_ids)
    inputs = _linked(tables, "RUN_INPUT", run_ids)
    outputs = _linked(tables, "RUN_OUTPUT", run_ids)
    for row in tables.rows("runs", among=("run_uuid", run_ids)):
        run_id = str(row["run_uuid"])
        if run_id in broken:
            yield Unreadable(id=run_id, why=broken[run_id])
            continue
        own = tags[run_id]
        yield ImportedRun(
            run_id=run_id,
            name=run_name(row.get("name"), own),
            status=str(row["status"] or "RUNNING"),
            start_time_ms=int(row["start_time"] or 0),
            end_time_ms=None if row["end_time"] is None else int(row["end_time"]),
            deleted=row["lifecycle_stage"] == "deleted",
            deleted_at_ms=row.get("deleted_time"),
            user_name=str(row.get("user_id") or own.get("mlflow.user", "")),
            source_type=own.get("mlflow.source.type", ""),
            source_name=own.get("mlflow.source.name", ""),
            parent_run_id=own.get(PARENT_TAG, ""),
            artifact_uri=str(row.get("artifact_uri") or ""),
            params=params[run_id],
            tags=own,
            series=series.get(run_id, {}),
            datasets=datasets[run_id],
            model_inputs=[str(link["destination_id"]) for link in inputs[run_id]],
            model_outputs=[
                ModelOutput(model_id=str(link["destination_id"]), step=int(link.get("step") or 0))
                for link in outputs[run_id]
            ],
        )


def _texts(tables: Tables, table: str, run_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for batch in tables.partitions(table, ("run_uuid", "key", "value"), run_ids=run_ids):
        for run_id, key, value in batch:
            found[run_id][key] = "" if value is None else str(value)
    return found


def _datasets(tables: Tables, run_ids: Sequence[str]) -> dict[str, list[DatasetInput]]:
    found: dict[str, list[DatasetInput]] = defaultdict(list)
    links = list(
        tables.rows(
            "inputs",
            among=("destination_id", run_ids),
            source_type="DATASET",
            destination_type="RUN",
        )
    )
    ids = sorted({str(link["source_id"]) for link in links})
    known = {
        str(r["dataset_uuid"]): r for r in tables.rows("datasets", among=("dataset_uuid", ids))
    }
    tags: dict[str, dict[str, str]] = defaultdict(dict)
    inputs = [str(link["input_uuid"]) for link in links]
    for row in tables.rows("input_tags", among=("input_uuid", inputs)):
        tags[row["input_uuid"]][row["name"]] = row["value"]
    for link in links:
        row = known.get(str(link["source_id"]), {})
        if row:
            found[link["destination_id"]].append(_dataset(row, tags[link["input_uuid"]]))
    return found


def _dataset(row: Row, tags: dict[str, str]) -> DatasetInput:
    return DatasetInput(
        name=row["name"],
        digest=row["digest"],
        source_type=row["dataset_source_type"],
        source=row["dataset_source"],
        schema=row.get("dataset_schema") or "",
        profile=row.get("dataset_profile") or "",
        tags=tags,
    )


def _linked(tables: Tables, kind: str, run_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.rows("inputs", among=("source_id", run_ids), source_type=kind):
        found[row["source_id"]].append(row)
    return found
