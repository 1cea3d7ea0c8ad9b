"""Everything of a project's evaluation, for somebody who takes it elsewhere.

Nobody has been let in by this: the caller has asked the gate.
"""

from collections.abc import Iterator
from itertools import groupby

from apps.evaluation.contracts import (
    ImportedDataset,
    ImportedOnline,
    ImportedRecord,
    ImportedScorer,
    ImportedScorerVersion,
)
from apps.evaluation.models import (
    DatasetExperiment,
    DatasetRecord,
    EvaluationDataset,
    Scorer,
    ScorerVersion,
)
from apps.evaluation.selectors.datasets import infos
from apps.evaluation.selectors.records import shown


def iter_datasets(*, project_id: int, size: int = 200) -> Iterator[list[ImportedDataset]]:
    """The project's datasets without their records, in pages."""
    last = 0
    while rows := list(
        EvaluationDataset.objects.filter(project=project_id, pk__gt=last)
        .select_related("project")
        .order_by("pk")[:size]
    ):
        last = rows[-1].pk
        links: dict[int, list[int]] = {row.pk: [] for row in rows}
        for link in DatasetExperiment.objects.filter(dataset__in=links).order_by("pk"):
            links[link.dataset_id].append(link.experiment_id)
        yield [
            ImportedDataset(
                dataset_id=info.dataset_id,
                name=info.name,
                digest=info.digest,
                schema=info.schema or None,
                created_time_ms=info.created_at_ms,
                last_update_time_ms=info.updated_at_ms,
                created_by=info.created_by,
                last_updated_by=info.last_updated_by,
                tags=info.tags,
                experiment_ids=links[info.id],
            )
            for info in infos(rows)
        ]


def iter_records(*, dataset_id: str, size: int = 1_000) -> Iterator[list[ImportedRecord]]:
    """The records of a dataset in the order in which they were added, in pages."""
    last = 0
    while rows := list(
        DatasetRecord.objects.filter(dataset__dataset_id=dataset_id, pk__gt=last).order_by("pk")[
            :size
        ]
    ):
        last = rows[-1].pk
        yield [_record(row, dataset_id) for row in rows]


def iter_scorers(*, project_id: int, size: int = 200) -> Iterator[list[ImportedScorer]]:
    """The scorers of the project's experiments with all their versions, in pages."""
    last = 0
    while rows := list(
        Scorer.objects.filter(experiment__project=project_id, pk__gt=last).order_by("pk")[:size]
    ):
        last = rows[-1].pk
        versions = ScorerVersion.objects.filter(scorer__in=rows).order_by("scorer", "number")
        by_scorer = {
            pk: list(group) for pk, group in groupby(versions, key=lambda each: each.scorer_id)
        }
        yield [_scorer(row, by_scorer.get(row.pk, [])) for row in rows]


def _record(row: DatasetRecord, dataset_id: str) -> ImportedRecord:
    info = shown(row, dataset_id)
    source = None
    if info.source is not None:
        source = {"source_type": info.source.type.value, "source_data": dict(info.source.data)}
    return ImportedRecord(
        record_id=info.record_id,
        inputs=info.inputs,
        outputs=info.outputs,
        expectations=info.expectations,
        tags=info.tags if row.tags is not None else None,
        source=source,
        created_time_ms=info.created_at_ms,
        last_update_time_ms=info.updated_at_ms,
        created_by=info.created_by,
        last_updated_by=info.last_updated_by,
    )


def _scorer(row: Scorer, versions: list[ScorerVersion]) -> ImportedScorer:
    online = None
    if row.sample_rate is not None:
        online = ImportedOnline(
            config_id=row.online_config_id,
            sample_rate=row.sample_rate,
            filter_string=row.filter_string,
        )
    return ImportedScorer(
        scorer_id=row.scorer_id,
        experiment_id=row.experiment_id,
        name=row.name,
        versions=[
            ImportedScorerVersion(
                version=each.number, serialized=each.serialized, created_time_ms=each.created_at_ms
            )
            for each in versions
        ],
        online=online,
    )
