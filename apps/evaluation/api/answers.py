"""Evaluation as the portal reads it, in the shapes that the serializers declare."""

import json
from typing import Any

from apps.evaluation.api.values import shown
from apps.evaluation.contracts import (
    DatasetDetails,
    DatasetInfo,
    DatasetPage,
    RecordInfo,
    RecordPage,
    ScorerInfo,
)
from apps.evaluation.serialized import Serialized

_OURS = "mlflow."


def dataset_page(page: DatasetPage) -> dict[str, Any]:
    """A page of datasets."""
    return {
        "results": [dataset_row(info) for info in page.datasets],
        "next_page_token": page.next_page_token,
    }


def dataset_row(info: DatasetInfo) -> dict[str, Any]:
    """A dataset in a list."""
    return {
        "dataset_id": info.dataset_id,
        "project_key": info.project_key,
        "name": info.name,
        "digest": info.digest,
        "record_count": info.record_count,
        "tags": {key: each for key, each in info.tags.items() if not key.startswith(_OURS)},
        "created_by": info.created_by,
        "last_updated_by": info.last_updated_by,
        "created_time_ms": info.created_at_ms,
        "last_update_time_ms": info.updated_at_ms,
    }


def dataset(details: DatasetDetails) -> dict[str, Any]:
    """A dataset on its own page."""
    return {
        **dataset_row(details.info),
        "project_name": details.project_name,
        "role": details.role,
        "can_annotate": details.can_annotate,
        "can_write": details.can_write,
        "can_delete": details.can_delete,
        "experiments": [{"id": pk, "name": name} for pk, name in details.experiments.items()],
        "schema": shown(json.loads(details.info.schema)) if details.info.schema else None,
    }


def record_page(page: RecordPage) -> dict[str, Any]:
    """A page of records."""
    return {
        "results": [_record(info) for info in page.records],
        "next_page_token": page.next_page_token,
    }


def scorers(versions: list[ScorerInfo]) -> dict[str, Any]:
    """Scorers, each by one of its versions."""
    return {"results": [_scorer(info) for info in versions]}


def _record(info: RecordInfo) -> dict[str, Any]:
    source = info.source
    return {
        "record_id": info.record_id,
        "inputs": shown(info.inputs),
        "outputs": shown(info.outputs),
        "expectations": shown(info.expectations),
        "tags": {key: each for key, each in shown(info.tags).items() if not key.startswith(_OURS)},
        "source_type": None if source is None else source.type.value,
        "source_id": None if source is None else shown(source.id),
        "source_data": {} if source is None else shown(dict(source.data)),
        "created_by": info.created_by,
        "last_updated_by": info.last_updated_by,
        "created_time_ms": info.created_at_ms,
        "last_update_time_ms": info.updated_at_ms,
    }


def _scorer(info: ScorerInfo) -> dict[str, Any]:
    scorer = Serialized(json.loads(info.serialized))
    return {
        "scorer_id": info.scorer_id,
        "experiment_id": info.experiment_id,
        "name": info.name,
        "version": info.version,
        "kind": scorer.kind,
        "description": shown(scorer.description),
        "instructions": shown(scorer.instructions),
        "model": shown(scorer.model) if isinstance(scorer.model, str) else None,
        "code": shown(scorer.source),
        "created_time_ms": info.created_at_ms,
        "sample_rate": info.sample_rate,
    }
