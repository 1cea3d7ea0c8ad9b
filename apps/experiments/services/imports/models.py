"""Logged models that come from elsewhere: first the models, and their runs once those are here."""

import math
from collections.abc import Mapping, Sequence

from django.db import transaction

from apps.core import clock
from apps.experiments.errors import InvalidValue
from apps.experiments.imported import ImportedModel, ImportOutcome
from apps.experiments.models import LoggedModel, LoggedModelAttribute, LoggedModelMetric, Run
from apps.experiments.services.imports.links import model_pks
from apps.experiments.services.names import check_text

_LONGEST_TEXT = 2**20
_IDS_AT_ONCE = 500


@transaction.atomic
def import_models(
    *, project_id: int, experiment_id: int, models: Sequence[ImportedModel]
) -> ImportOutcome:
    """Write these models with params and tags, without their runs and metrics.

    Raises:
        InvalidValue: one of them cannot be stored; none is then.
    """
    ids = [model.model_id for model in models]
    rows = LoggedModel.objects.filter(model_id__in=ids).values_list("model_id", "project_id")
    here = dict(rows)
    new = [model for model in models if model.model_id not in here]
    made = LoggedModel.objects.bulk_create([_row(project_id, experiment_id, each) for each in new])
    pks = {row.model_id: row.pk for row in made}
    LoggedModelAttribute.objects.bulk_create(
        [attribute for model in new for attribute in _attributes(pks[model.model_id], model)]
    )
    return ImportOutcome(
        made=tuple(pks),
        kept=tuple(id_ for id_, place in here.items() if place == project_id),
        taken=tuple(id_ for id_, place in here.items() if place != project_id),
    )


@transaction.atomic
def link_models(*, project_id: int, models: Sequence[ImportedModel]) -> None:
    """Tell models of the project which runs they are from, and what runs measured of them."""
    pks = model_pks(project_id, [model.model_id for model in models])
    wanted = {model.source_run_id for model in models}
    wanted |= {metric.run_id for model in models for metric in model.metrics}
    runs = _run_pks(project_id, sorted(wanted - {""}))
    linked = [
        LoggedModel(pk=pks[model.model_id], source_run_id=runs[model.source_run_id])
        for model in models
        if model.model_id in pks and model.source_run_id in runs
    ]
    LoggedModel.objects.bulk_update(linked, ["source_run"])
    LoggedModelMetric.objects.bulk_create(
        [
            LoggedModelMetric(
                model_id=pks[model.model_id],
                run_id=runs[metric.run_id],
                key=metric.key,
                value=None if math.isnan(metric.value) else metric.value,
                step=metric.step,
                timestamp_ms=metric.timestamp_ms,
                dataset_name=metric.dataset_name,
                dataset_digest=metric.dataset_digest,
            )
            for model in models
            if model.model_id in pks
            for metric in model.metrics
            if metric.run_id in runs
        ],
        ignore_conflicts=True,
    )


def _row(project_id: int, experiment_id: int, model: ImportedModel) -> LoggedModel:
    if model.status not in LoggedModel.Status.values:
        raise InvalidValue(f"The model {model.model_id} has the unknown status {model.status!r}.")
    return LoggedModel(
        model_id=model.model_id,
        project_id=project_id,
        experiment_id=experiment_id,
        name=check_text(model.name, "name", limit=500),
        model_type=model.model_type[:500],
        status=model.status,
        status_message=model.status_message,
        created_at_ms=model.created_at_ms,
        updated_at_ms=model.updated_at_ms,
        artifact_uri=model.artifact_uri,
        deleted_at=clock.from_ms(model.updated_at_ms) if model.deleted else None,
    )


def _attributes(pk: int, model: ImportedModel) -> list[LoggedModelAttribute]:
    kinds: Mapping[LoggedModelAttribute.Kind, Mapping[str, str]] = {
        LoggedModelAttribute.Kind.PARAM: model.params,
        LoggedModelAttribute.Kind.TAG: model.tags,
    }
    return [
        LoggedModelAttribute(
            model_id=pk,
            kind=kind,
            key=check_text(key, f"key of a {kind}", limit=250),
            value=check_text(value, f"{kind} {key[:80]!r}", limit=_LONGEST_TEXT),
        )
        for kind, values in kinds.items()
        for key, value in values.items()
    ]


def _run_pks(project_id: int, run_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(run_ids), _IDS_AT_ONCE):
        rows = Run.objects.filter(
            project=project_id, run_id__in=run_ids[start : start + _IDS_AT_ONCE]
        )
        found.update(rows.values_list("run_id", "pk"))
    return found
