"""Evaluation datasets and scorers for tests."""

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from apps.evaluation.contracts import ImportedScorer, ImportedScorerVersion, ScorerInfo
from apps.evaluation.models import EvaluationDataset
from apps.evaluation.services import datasets, imports, records, scorers, sent
from apps.projects.models import Project
from tests.projects.make import admin, make_project

_numbers = itertools.count(1)


def make_dataset(
    project: Project | None = None,
    *,
    name: str = "",
    tags: Mapping[str, str] | None = None,
    experiment_ids: Sequence[int] = (),
    rows: Sequence[Mapping[str, Any]] = (),
) -> EvaluationDataset:
    """A dataset with these records; in a project and with a name of its own unless given."""
    dataset = datasets.create_dataset(
        actor=admin(),
        project_id=(project or make_project()).pk,
        name=name or f"questions-{next(_numbers)}",
        tags=tags,
        experiment_ids=experiment_ids,
    )
    if rows:
        add_records(dataset, *rows)
    return EvaluationDataset.objects.get(pk=dataset.pk)


def add_records(dataset: EvaluationDataset, *rows: Mapping[str, Any]) -> tuple[int, int]:
    """How many of these were new, and how many changed others."""
    upserted = records.upsert_records(
        actor=admin(),
        dataset_id=dataset.dataset_id,
        records=sent.read_records(json.dumps(rows)),
    )
    return upserted.inserted, upserted.updated


def asked(question: str, **more: Any) -> dict[str, Any]:
    """A record with one input."""
    return {"inputs": {"question": question}, **more}


def make_scorer(experiment_id: int, name: str = "", **serialized: Any) -> ScorerInfo:
    """A version of a scorer; of a new one unless its name is given."""
    name = name or f"scorer-{next(_numbers)}"
    return scorers.register_scorer(
        actor=admin(),
        experiment_id=experiment_id,
        name=name,
        serialized=json.dumps({"name": name, **serialized}),
    )


def import_scorer(project: Project, experiment_id: int, name: str, **serialized: Any) -> None:
    """A scorer from a server that takes others than Naiad does."""
    version = ImportedScorerVersion(
        version=1, serialized=json.dumps({"name": name, **serialized}), created_time_ms=1
    )
    imported = ImportedScorer(
        scorer_id=f"imported-{next(_numbers)}",
        experiment_id=experiment_id,
        name=name,
        versions=[version],
    )
    imports.import_scorers(project_id=project.pk, scorers=[imported])
