"""Writing logged models."""

import math
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.events import publish_on_commit
from apps.experiments.constants import (
    GREATEST_INTEGER,
    LEAST_INTEGER,
    MAX_DATASET_DIGEST,
    MAX_DATASET_NAME,
    MAX_EXPERIMENT_NAME,
    MAX_KEY,
    MAX_PARAM_VALUE,
    MAX_TAG_VALUE,
)
from apps.experiments.contracts import LoggedModelInfo, ModelMetric, NewModel, RunRef
from apps.experiments.errors import (
    InvalidValue,
    ModelNotFound,
    ParamChanged,
    RunDeleted,
    TagNotFound,
)
from apps.experiments.events import RunChanged
from apps.experiments.models import (
    Experiment,
    LoggedModel,
    LoggedModelAttribute,
    LoggedModelMetric,
    Run,
)
from apps.experiments.selectors import logged_models as selectors
from apps.experiments.selectors import runs
from apps.experiments.services.access import (
    require_active_experiment,
    require_own_project,
    require_own_run,
)
from apps.experiments.services.names import check_key, check_model_name, check_text, make_name
from apps.projects.permissions import Role

Kind = LoggedModelAttribute.Kind


@transaction.atomic
def create_model(*, actor: Actor, experiment: Experiment, new: NewModel) -> LoggedModelInfo:
    """A new logged model in an experiment that the actor may contribute to.

    Raises:
        RunNotFound, RunTokenRefused: the run that it is from cannot be written to.
        ExperimentDeleted, RunDeleted: the experiment or the run is deleted.
        InvalidName, InvalidValue: something of it cannot be stored.
    """
    require_own_project(actor, experiment.project_id)
    require_active_experiment(experiment)
    now = clock.now_ms()
    model = LoggedModel.objects.create(
        model_id=f"m-{uuid.uuid4().hex}",
        project_id=experiment.project_id,
        experiment=experiment,
        # What a job's token makes belongs to the job's run, whether it says so or not.
        source_run=_source(actor, new.source_run_id or actor.run_id),
        name=check_model_name(new.name) if new.name else make_name(),
        model_type=check_text(new.model_type, "model type", limit=MAX_EXPERIMENT_NAME),
        created_at_ms=now,
        updated_at_ms=now,
    )
    _add_params(model, new.params)
    _set(model, Kind.TAG, new.tags, limit=MAX_TAG_VALUE)
    _announce(model)
    return selectors.info_of(model)


@transaction.atomic
def finalize_model(
    *, actor: Actor, model_id: str, status: str, status_message: str = ""
) -> LoggedModelInfo:
    """Say that the model's files are there, or that they will not come.

    Raises:
        ModelNotFound, RoleTooWeak, RunTokenRefused: the model cannot be written to.
        InvalidValue: there is no such status.
    """
    model = _writable(actor, model_id, Role.CONTRIBUTOR)
    if status not in LoggedModel.Status.values:
        known = ", ".join(LoggedModel.Status.values)
        raise InvalidValue(f"There is no status {status[:40]!r}.", fix=f"Use one of {known}.")
    model.status = status
    model.status_message = check_text(status_message, "status message", limit=MAX_TAG_VALUE)
    model.updated_at_ms = clock.now_ms()
    model.save(update_fields=["status", "status_message", "updated_at_ms"])
    _announce(model)
    return selectors.info_of(model)


@transaction.atomic
def log_params(*, actor: Actor, model_id: str, params: Mapping[str, str]) -> None:
    """Write params of the model, each once; the same value again is fine.

    Raises:
        ParamChanged: one of them has another value already; nothing is written then.
        ModelNotFound, RoleTooWeak, RunTokenRefused: the model cannot be written to.
    """
    model = _writable(actor, model_id, Role.CONTRIBUTOR)
    _add_params(model, params)
    _announce(model)


@transaction.atomic
def set_tags(*, actor: Actor, model_id: str, tags: Mapping[str, str]) -> None:
    """Set tags of the model.

    Raises:
        ModelNotFound, RoleTooWeak, RunTokenRefused: the model cannot be written to.
        InvalidName, InvalidValue: a tag cannot be stored.
    """
    model = _writable(actor, model_id, Role.ANNOTATOR)
    _set(model, Kind.TAG, tags, limit=MAX_TAG_VALUE)
    _announce(model)


@transaction.atomic
def remove_tag(*, actor: Actor, model_id: str, key: str) -> None:
    """Remove a tag of the model.

    Raises:
        TagNotFound: it has no such tag.
        ModelNotFound, RoleTooWeak, RunTokenRefused: the model cannot be written to.
    """
    model = _writable(actor, model_id, Role.ANNOTATOR)
    removed, _ = LoggedModelAttribute.objects.filter(
        model=model, kind=Kind.TAG, key=key.replace("\0", "")
    ).delete()
    if not removed:
        raise TagNotFound(f"There is no tag {key[:MAX_KEY]!r}.", fix="Check the key.")
    _announce(model)


@transaction.atomic
def change_tags(
    *, actor: Actor, model_id: str, set_tags: Mapping[str, str], remove_tags: Sequence[str]
) -> None:
    """Set tags of the model and remove others; to remove one that is not there is fine.

    Raises:
        ModelNotFound, RoleTooWeak, RunTokenRefused: the model cannot be written to.
        InvalidName, InvalidValue: a tag cannot be stored.
    """
    model = _writable(actor, model_id, Role.ANNOTATOR)
    gone = [key.replace("\0", "") for key in remove_tags]
    LoggedModelAttribute.objects.filter(model=model, kind=Kind.TAG, key__in=gone).delete()
    _set(model, Kind.TAG, set_tags, limit=MAX_TAG_VALUE)
    _announce(model)


@transaction.atomic
def delete_model(*, actor: Actor, model_id: str) -> None:
    """Put the model aside; one that is aside already stays there.

    Raises:
        ModelNotFound, RoleTooWeak, RunTokenRefused: there is none, or not for this actor.
    """
    model = selectors.get_model_row(
        actor=actor, model_id=model_id, role=Role.MAINTAINER, deleted_too=True
    )
    if model.deleted_at is not None:
        return
    model.deleted_at, model.updated_at_ms = clock.now(), clock.now_ms()
    model.save(update_fields=["deleted_at", "updated_at_ms"])
    _announce(model)


@transaction.atomic
def log_metrics(*, actor: Actor, run: Run | RunRef, metrics: Sequence[ModelMetric]) -> None:
    """Keep what a run that the actor may write to measured of models of its project.

    Raises:
        ModelNotFound: there is no such model in the run's project.
        InvalidName, InvalidValue: a metric cannot be stored.
    """
    require_own_run(actor, run)
    wanted = {metric.model_id for metric in metrics}
    found = LoggedModel.objects.filter(project=run.project_id, model_id__in=wanted, deleted_at=None)
    ids = dict(found.values_list("model_id", "pk"))
    for model_id in wanted - set(ids):
        raise ModelNotFound(
            f"Logged model with ID '{model_id[:64]}' not found.", fix="Check the model's id."
        )
    LoggedModelMetric.objects.bulk_create(
        [
            LoggedModelMetric(run_id=_run_pk(run), model_id=ids[each.model_id], **_columns(each))
            for each in metrics
        ],
        ignore_conflicts=True,
    )


def _announce(model: LoggedModel) -> None:
    """The open page of the run that logged the model lists it."""
    if run := model.source_run:
        key = model.project.key
        publish_on_commit(RunChanged(run_id=run.run_id, project_key=key, fields=("models",)))


def _columns(metric: ModelMetric) -> dict[str, Any]:
    for number in (metric.step, metric.timestamp_ms):
        if not LEAST_INTEGER <= number <= GREATEST_INTEGER:
            raise InvalidValue(f"{number} does not fit.", fix="Send a 64-bit integer.")
    return {
        "key": check_key(metric.key, "metric"),
        "value": None if math.isnan(metric.value) else metric.value,
        "step": metric.step,
        "timestamp_ms": metric.timestamp_ms,
        "dataset_name": check_text(metric.dataset_name, "dataset name", limit=MAX_DATASET_NAME),
        "dataset_digest": check_text(
            metric.dataset_digest, "dataset digest", limit=MAX_DATASET_DIGEST
        ),
    }


def _run_pk(run: Run | RunRef) -> int:
    return run.id if isinstance(run, RunRef) else run.pk


def _source(actor: Actor, run_id: str) -> Run | None:
    if not run_id:
        return None
    run = runs.get_run(actor=actor, run_id=run_id, role=Role.CONTRIBUTOR)
    if run.deleted_at is not None:
        raise RunDeleted(f"The run {run_id} is deleted.", fix="Restore the run first.")
    return run


def _writable(actor: Actor, model_id: str, role: Role) -> LoggedModel:
    return selectors.get_model_row(actor=actor, model_id=model_id, role=role)


def _add_params(model: LoggedModel, params: Mapping[str, str]) -> None:
    own = LoggedModelAttribute.objects.filter(model=model, kind=Kind.PARAM, key__in=params)
    for row in own:
        if row.value != params[row.key]:
            raise ParamChanged(
                f"The param {row.key!r} is {row.value!r} and cannot become {params[row.key]!r}.",
                fix="Log it under another key.",
                key=row.key,
                old=row.value,
                new=params[row.key],
            )
    _set(model, Kind.PARAM, params, limit=MAX_PARAM_VALUE)


def _set(model: LoggedModel, kind: Kind, values: Mapping[str, str], *, limit: int) -> None:
    LoggedModelAttribute.objects.bulk_create(
        [
            LoggedModelAttribute(
                model=model,
                kind=kind,
                key=check_key(key, str(kind)),
                value=check_text(value, f"{kind} {key!r}", limit=limit),
            )
            for key, value in values.items()
        ],
        update_conflicts=True,
        unique_fields=["model", "kind", "key"],
        update_fields=["value"],
    )
