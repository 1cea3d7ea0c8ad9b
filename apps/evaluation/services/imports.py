"""Evaluation from another server, with its own ids and times.

Nobody is asked for a role here: the caller has let its person in.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.core.events import publish_on_commit
from apps.evaluation.constants import (
    MAX_DATASET_NAME,
    MAX_SCORER_NAME,
    MAX_TAG_KEY,
    MAX_USER,
)
from apps.evaluation.contracts import (
    ImportedDataset,
    ImportedRecord,
    ImportedScorer,
    ImportResult,
    SourceType,
)
from apps.evaluation.errors import DatasetNotFound
from apps.evaluation.events import EvaluationChanged
from apps.evaluation.models import (
    DatasetExperiment,
    DatasetRecord,
    DatasetTag,
    EvaluationDataset,
    Scorer,
    ScorerVersion,
)
from apps.evaluation.services.sent import hash_of
from apps.experiments.selectors import experiments

AT_ONCE = 500


@transaction.atomic
def import_datasets(*, project_id: int, datasets: Sequence[ImportedDataset]) -> ImportResult:
    """The datasets without their records; one that is here already stays as it is."""
    ids = [each.dataset_id for each in datasets]
    there = dict(
        EvaluationDataset.objects.filter(dataset_id__in=ids).values_list("dataset_id", "project")
    )
    new = {each.dataset_id: each for each in datasets if each.dataset_id not in there}
    rows = EvaluationDataset.objects.bulk_create(
        [_dataset(project_id, each) for each in new.values()], batch_size=AT_ONCE
    )
    _write_belongings(project_id, rows, new)
    if rows:
        publish_on_commit(EvaluationChanged(project_key=rows[0].project.key))
    return ImportResult(
        made=list(new),
        kept=[each for each in ids if there.get(each) == project_id],
        taken=[each for each in ids if there.get(each, project_id) != project_id],
    )


@transaction.atomic
def import_records(*, dataset_id: str, records: Sequence[ImportedRecord]) -> int:
    """Add the records that the dataset has not yet, neither by id nor by inputs; how many.

    Raises:
        DatasetNotFound: there is no such dataset.
    """
    dataset = EvaluationDataset.objects.select_for_update().filter(dataset_id=dataset_id).first()
    if dataset is None:
        raise DatasetNotFound(f"There is no dataset {dataset_id[:40]!r}.", fix="Import it first.")
    before = dataset.records.count()
    DatasetRecord.objects.bulk_create(
        [_record(dataset, each) for each in records], batch_size=AT_ONCE, ignore_conflicts=True
    )
    dataset.record_count = dataset.records.count()
    dataset.save(update_fields=["record_count"])
    return dataset.record_count - before


@transaction.atomic
def import_scorers(*, project_id: int, scorers: Sequence[ImportedScorer]) -> ImportResult:
    """The scorers with their versions; one whose id or name its experiment has stays as it is."""
    ids = [each.scorer_id for each in scorers]
    homes = dict(
        Scorer.objects.filter(scorer_id__in=ids).values_list("scorer_id", "experiment__project")
    )
    places = {each.experiment_id for each in scorers}
    allowed = experiments.ids_in_project(project_id=project_id, ids=places)
    named = set(Scorer.objects.filter(experiment__in=places).values_list("experiment", "name"))
    result = ImportResult()
    new: list[ImportedScorer] = []
    for each in scorers:
        if homes.get(each.scorer_id, project_id) != project_id or each.experiment_id not in allowed:
            result.taken.append(each.scorer_id)
        elif each.scorer_id in homes or (each.experiment_id, each.name) in named:
            result.kept.append(each.scorer_id)
        else:
            new.append(each)
            result.made.append(each.scorer_id)
    _write_scorers(new)
    return result


def _dataset(project_id: int, each: ImportedDataset) -> EvaluationDataset:
    return EvaluationDataset(
        dataset_id=each.dataset_id,
        project_id=project_id,
        name=each.name[:MAX_DATASET_NAME],
        digest=each.digest[:64],
        schema=each.schema if each.schema not in {None, "null"} else "",
        created_by=each.created_by[:MAX_USER],
        last_updated_by=each.last_updated_by[:MAX_USER],
        created_at_ms=each.created_time_ms,
        updated_at_ms=each.last_update_time_ms,
    )


def _write_belongings(
    project_id: int, rows: Iterable[EvaluationDataset], sent: Mapping[str, ImportedDataset]
) -> None:
    """Tags and links, the latter as far as the experiments are the project's."""
    tags, links = [], []
    wanted = {number for each in sent.values() for number in each.experiment_ids}
    known = experiments.ids_in_project(project_id=project_id, ids=wanted)
    for row in rows:
        each = sent[row.dataset_id]
        tags += [
            DatasetTag(dataset=row, key=key[:MAX_TAG_KEY], value=value or "")
            for key, value in each.tags.items()
        ]
        links += [
            DatasetExperiment(dataset=row, experiment_id=number)
            for number in dict.fromkeys(each.experiment_ids)
            if number in known
        ]
    DatasetTag.objects.bulk_create(tags, batch_size=AT_ONCE)
    DatasetExperiment.objects.bulk_create(links, batch_size=AT_ONCE)


def _record(dataset: EvaluationDataset, each: ImportedRecord) -> DatasetRecord:
    source = each.source or {}
    word = str(source.get("source_type", "")).upper()
    return DatasetRecord(
        record_id=each.record_id,
        dataset=dataset,
        inputs_hash=hash_of(each.inputs),
        inputs=json.dumps(each.inputs),
        outputs=_text(each.outputs),
        expectations=_text(each.expectations),
        tags=_text(each.tags),
        source_type=word if word in set(SourceType) else "",
        source_data=json.dumps(source.get("source_data") or {}) if source else "",
        created_by=each.created_by[:MAX_USER],
        last_updated_by=each.last_updated_by[:MAX_USER],
        created_at_ms=each.created_time_ms,
        updated_at_ms=each.last_update_time_ms,
    )


def _write_scorers(scorers: Sequence[ImportedScorer]) -> None:
    rows = Scorer.objects.bulk_create(
        [
            Scorer(
                scorer_id=each.scorer_id,
                experiment_id=each.experiment_id,
                name=each.name[:MAX_SCORER_NAME],
                online_config_id=each.online.config_id if each.online else "",
                sample_rate=each.online.sample_rate if each.online else None,
                filter_string=each.online.filter_string if each.online else None,
            )
            for each in scorers
        ],
        batch_size=AT_ONCE,
    )
    ScorerVersion.objects.bulk_create(
        [
            ScorerVersion(
                scorer=row,
                number=version.version,
                serialized=version.serialized,
                created_at_ms=version.created_time_ms,
            )
            for row, each in zip(rows, scorers, strict=True)
            for version in each.versions
        ],
        batch_size=AT_ONCE,
    )


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value)
