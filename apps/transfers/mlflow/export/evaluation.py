"""Rows of evaluation datasets with their records, and of scorers with their versions."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from apps.evaluation.contracts import (
    ImportedDataset,
    ImportedRecord,
    ImportedScorer,
    profile_of,
)
from apps.transfers.mlflow.export.places import Places
from apps.transfers.mlflow.export.target import Row, Target


def add_dataset(target: Target, places: Places, dataset: ImportedDataset) -> None:
    """A dataset without its records."""
    target.add(
        "evaluation_datasets",
        [
            {
                "dataset_id": dataset.dataset_id,
                "workspace": places.workspace,
                "name": dataset.name,
                "schema": dataset.schema,
                "digest": dataset.digest,
                "created_time": dataset.created_time_ms,
                "last_update_time": dataset.last_update_time_ms,
                "created_by": dataset.created_by or None,
                "last_updated_by": dataset.last_updated_by or None,
            }
        ],
    )
    target.add(
        "evaluation_dataset_tags",
        [
            {"dataset_id": dataset.dataset_id, "key": key, "value": value}
            for key, value in dataset.tags.items()
        ],
    )
    target.add(
        "entity_associations",
        [
            {
                "association_id": uuid.uuid4().hex,
                "source_type": "evaluation_dataset",
                "source_id": dataset.dataset_id,
                "destination_type": "experiment",
                "destination_id": str(places.experiment(experiment_id)),
                "created_time": dataset.created_time_ms,
            }
            for experiment_id in dataset.experiment_ids
        ],
    )


def add_records(target: Target, dataset_id: str, records: Sequence[ImportedRecord]) -> None:
    """Records of a dataset that is there."""
    target.add("evaluation_dataset_records", [_record(dataset_id, each) for each in records])


def finish_dataset(target: Target, dataset_id: str, record_count: int) -> None:
    """Let the dataset tell how many records it has."""
    row = {"dataset_id": dataset_id, "profile": profile_of(record_count)}
    target.put("evaluation_datasets", row, key="dataset_id")


def _record(dataset_id: str, record: ImportedRecord) -> Row:
    inputs = json.dumps(record.inputs, sort_keys=True)
    source = record.source or {}
    return {
        "dataset_record_id": record.record_id,
        "dataset_id": dataset_id,
        "inputs": record.inputs,
        "outputs": None if record.outputs is None else {"mlflow_wrapped": record.outputs},
        "expectations": record.expectations,
        "tags": record.tags,
        "source": record.source,
        "source_id": _source_id(source),
        "source_type": source.get("source_type"),
        "created_time": record.created_time_ms,
        "last_update_time": record.last_update_time_ms,
        "created_by": record.created_by or None,
        "last_updated_by": record.last_updated_by or None,
        "input_hash": hashlib.sha256(inputs.encode()).hexdigest(),
    }


def _source_id(source: Mapping[str, Any]) -> str | None:
    data = source.get("source_data") or {}
    found = data.get("trace_id") or data.get("source_id")
    return str(found)[:36] if found else None


def add_scorer(target: Target, places: Places, scorer: ImportedScorer) -> None:
    """A scorer with all its versions."""
    number = places.experiment(scorer.experiment_id)
    own = {"scorer_id": scorer.scorer_id}
    target.add("scorers", [{**own, "experiment_id": number, "scorer_name": scorer.name}])
    target.add(
        "scorer_versions",
        [
            {
                **own,
                "scorer_version": each.version,
                "serialized_scorer": each.serialized,
                "creation_time": each.created_time_ms,
            }
            for each in scorer.versions
        ],
    )
    if scorer.online is not None:
        row = {
            "online_scoring_config_id": scorer.online.config_id,
            "sample_rate": scorer.online.sample_rate,
            "filter_string": scorer.online.filter_string,
        }
        target.add("online_scoring_configs", [{**own, **row, "experiment_id": number}])
