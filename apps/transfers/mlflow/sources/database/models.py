"""Logged models and the registry of MLflow's database."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from apps.experiments.contracts import ModelMetric
from apps.experiments.imported import ImportedModel
from apps.transfers.mlflow.conventions import model_status, text
from apps.transfers.mlflow.records import RegisteredRecord, VersionRecord
from apps.transfers.mlflow.sources.database.tables import Row, Tables


def read_models(tables: Tables, model_ids: Sequence[str]) -> Iterator[ImportedModel]:
    """These logged models, whole."""
    among = ("model_id", model_ids)
    params: dict[str, dict[str, str]] = defaultdict(dict)
    tags: dict[str, dict[str, str]] = defaultdict(dict)
    metrics: dict[str, list[ModelMetric]] = defaultdict(list)
    for row in tables.rows("logged_model_params", among=among):
        params[row["model_id"]][row["param_key"]] = text(row["param_value"])
    for row in tables.rows("logged_model_tags", among=among):
        tags[row["model_id"]][row["tag_key"]] = text(row["tag_value"])
    for row in tables.rows("logged_model_metrics", among=among):
        metrics[row["model_id"]].append(_metric(row))
    for row in tables.rows("logged_models", among=among):
        model_id = str(row["model_id"])
        yield ImportedModel(
            model_id=model_id,
            name=text(row["name"]),
            model_type=text(row.get("model_type")),
            status=model_status(row["status"]),
            status_message=text(row.get("status_message")),
            source_run_id=text(row.get("source_run_id")),
            created_at_ms=int(row["creation_timestamp_ms"]),
            updated_at_ms=int(row["last_updated_timestamp_ms"]),
            deleted=row.get("lifecycle_stage") == "deleted",
            artifact_uri=text(row["artifact_location"]),
            params=params[model_id],
            tags=tags[model_id],
            metrics=metrics[model_id],
        )


def read_registered(
    tables: Tables, names: Sequence[str], workspace: dict[str, Any]
) -> Iterator[RegisteredRecord]:
    """These registered models, prompts among them, with all their versions."""
    among = ("name", names)
    tags: dict[str, dict[str, str]] = defaultdict(dict)
    aliases: dict[str, dict[str, int]] = defaultdict(dict)
    versions: dict[str, list[VersionRecord]] = defaultdict(list)
    version_tags: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for row in tables.rows("registered_model_tags", among=among, **workspace):
        tags[row["name"]][row["key"]] = text(row["value"])
    for row in tables.rows("registered_model_aliases", among=among, **workspace):
        aliases[row["name"]][row["alias"]] = int(row["version"])
    for row in tables.rows("model_version_tags", among=among, **workspace):
        version_tags[row["name"], row["version"]][row["key"]] = text(row["value"])
    last: dict[str, int] = {}
    for row in tables.rows("model_versions", among=among, order_by=["version"], **workspace):
        last[row["name"]] = int(row["version"])
        # A version that was deleted leaves its row, so that its number is not used again.
        if row["current_stage"] != "Deleted_Internal":
            tagged = version_tags[row["name"], row["version"]]
            versions[row["name"]].append(_version(row, tagged))
    for row in tables.rows("registered_models", among=among, **workspace):
        name = str(row["name"])
        yield RegisteredRecord(
            name=name,
            last_number=last.get(name, 0),
            description=text(row.get("description")),
            created_at_ms=int(row["creation_time"] or 0),
            updated_at_ms=int(row["last_updated_time"] or row["creation_time"] or 0),
            tags=tags[name],
            aliases=aliases[name],
            versions=versions[name],
        )


def _version(row: Row, tags: dict[str, str]) -> VersionRecord:
    return VersionRecord(
        number=int(row["version"]),
        source=text(row.get("source")),
        location=text(row.get("storage_location")),
        run_id=text(row.get("run_id")),
        run_link=text(row.get("run_link")),
        description=text(row.get("description")),
        stage=row.get("current_stage") or "None",
        status=row.get("status") or "READY",
        user_name=text(row.get("user_id")),
        created_at_ms=int(row["creation_time"] or 0),
        updated_at_ms=int(row["last_updated_time"] or row["creation_time"] or 0),
        tags=tags,
    )


def _metric(row: Row) -> ModelMetric:
    return ModelMetric(
        key=row["metric_name"],
        value=math.nan if row["metric_value"] is None else float(row["metric_value"]),
        step=int(row["metric_step"]),
        timestamp_ms=int(row["metric_timestamp_ms"]),
        model_id=row["model_id"],
        run_id=row["run_id"],
        dataset_name=text(row.get("dataset_name")),
        dataset_digest=text(row.get("dataset_digest")),
    )
