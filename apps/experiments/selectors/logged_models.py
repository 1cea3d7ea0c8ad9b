"""Reading logged models."""

import math
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet

from apps.accounts.contracts import Actor
from apps.core.api import paging
from apps.experiments.contracts import (
    LoggedModelInfo,
    LoggedModelPage,
    ModelMetric,
    ModelOrder,
    ModelSearch,
)
from apps.experiments.errors import InvalidFilter, ModelNotFound, RunTokenRefused
from apps.experiments.models import Experiment, LoggedModel, LoggedModelAttribute, LoggedModelMetric
from apps.experiments.search import language, vocabulary
from apps.experiments.search.models import statement
from apps.experiments.search.sql import Dialect
from apps.experiments.search.syntax import OrderTerm
from apps.experiments.selectors import pages, runs
from apps.projects import selectors as projects
from apps.projects.errors import ProjectNotFound
from apps.projects.permissions import Role


def find_model_row(*, model_id: str, deleted_too: bool = False) -> LoggedModel | None:
    """The row of a logged model. Nobody has been let in by this."""
    found = LoggedModel.objects.select_related("experiment", "source_run", "project")
    if "\0" in model_id:
        return None
    model = found.filter(model_id=model_id).first()
    return None if model and model.deleted_at and not deleted_too else model


def get_model_row(
    *, actor: Actor, model_id: str, role: Role = Role.VIEWER, deleted_too: bool = False
) -> LoggedModel:
    """The row of a logged model, if the actor has at least this role in its project.

    Raises:
        ModelNotFound: there is none, or the actor is a stranger to it.
        RoleTooWeak, MissingScope: they are not, but may not do this.
        RunTokenRefused: a job's token reaches for a model that its runs did not make.
    """
    model = find_model_row(model_id=model_id, deleted_too=deleted_too)
    if model is None:
        raise _unknown(model_id)
    try:
        projects.require_role(actor=actor, project_id=model.project_id, role=role)
    except ProjectNotFound as exc:
        raise _unknown(model_id) from exc
    run = model.source_run
    own = run is not None and actor.run_id in {run.run_id, run.origin_run_id}
    if actor.run_id and role is not Role.VIEWER and not own:
        raise RunTokenRefused(
            "A job's token writes the models of the job's own runs only.",
            fix="Use an API token of your own for other models.",
        )
    return model


def get_model(
    *, actor: Actor, model_id: str, role: Role = Role.VIEWER, deleted_too: bool = False
) -> LoggedModelInfo:
    """The logged model with its params, tags and metrics.

    Raises:
        ModelNotFound, RoleTooWeak, MissingScope, RunTokenRefused: as `get_model_row`.
    """
    model = get_model_row(actor=actor, model_id=model_id, role=role, deleted_too=deleted_too)
    return info_of(model)


def info_of(model: LoggedModel) -> LoggedModelInfo:
    """What a client is told of the model."""
    return infos([model])[0]


def list_models_of_run(*, actor: Actor, run_id: str) -> list[LoggedModelInfo]:
    """The models that the run made, the oldest first.

    Raises:
        RunNotFound: there is no such run, or the actor is a stranger to it.
    """
    ref = runs.get_run_ref(actor=actor, run_id=run_id)
    found = LoggedModel.objects.filter(source_run=ref.id, deleted_at=None)
    return infos(_joined(found).order_by("created_at_ms", "pk"))


def search_models(
    *, actor: Actor, experiment_ids: Sequence[int], search: ModelSearch
) -> LoggedModelPage:
    """A page of the logged models of these experiments. One that the actor cannot see has none.

    Raises:
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    asked = language.parse_filter(search.filter, vocabulary.LOGGED_MODELS)
    order = [_order_term(term) for term in search.order_by]
    if any(not dataset.name for dataset in search.datasets):
        raise InvalidFilter("A dataset in `datasets` needs its name.", fix="Send `dataset_name`.")
    seal = pages.seal(search.filter, search.datasets, search.order_by)
    offset = pages.read_offset(search.page_token, seal)
    visible = Experiment.objects.visible_to(actor).filter(pk__in=experiment_ids)
    query = statement(
        experiment_ids=tuple(visible.order_by("pk").values_list("pk", flat=True)),
        conditions=asked,
        order=order,
        search=search,
        dialect=Dialect(connection.vendor),
    )
    with connection.cursor() as cursor:
        page = (search.limit + 1, offset)
        cursor.execute(f"{query.text} LIMIT %s OFFSET %s", (*query.params, *page))
        ids = [row[0] for row in cursor.fetchall()]
    more = len(ids) > search.limit
    rows = _joined(LoggedModel.objects.filter(pk__in=ids[: search.limit])).in_bulk()
    return LoggedModelPage(
        models=infos([rows[pk] for pk in ids[: search.limit]]),
        next_page_token=paging.encode([seal, offset + search.limit]) if more else None,
    )


def _order_term(term: ModelOrder) -> OrderTerm:
    """A field of the protocol as a term; its name is not quoted there, whatever it holds."""
    prefix, dot, key = term.field_name.partition(".")
    name = f"{prefix}.`{key.strip('`')}`" if dot else prefix
    parsed = language.parse_order(name, vocabulary.LOGGED_MODELS)
    return OrderTerm(parsed.field, descending=not term.ascending)


def _joined(models: QuerySet[LoggedModel]) -> QuerySet[LoggedModel]:
    return models.select_related("experiment", "source_run")


def infos(models: Iterable[LoggedModel]) -> list[LoggedModelInfo]:
    """These models with all that belongs to them, in a constant number of queries."""
    rows = list(models)
    ids = [model.pk for model in rows]
    params: dict[int, dict[str, str]] = {pk: {} for pk in ids}
    tags: dict[int, dict[str, str]] = {pk: {} for pk in ids}
    for attribute in LoggedModelAttribute.objects.filter(model__in=ids):
        is_param = attribute.kind == LoggedModelAttribute.Kind.PARAM
        (params if is_param else tags)[attribute.model_id][attribute.key] = attribute.value
    metrics = _metrics(ids)
    return [
        LoggedModelInfo(
            model_id=model.model_id,
            project_id=model.project_id,
            experiment_id=model.experiment_id,
            artifact_location=model.experiment.artifact_location,
            name=model.name,
            model_type=model.model_type,
            status=model.status,
            status_message=model.status_message,
            source_run_id=model.source_run.run_id if model.source_run else "",
            created_at_ms=model.created_at_ms,
            updated_at_ms=model.updated_at_ms,
            deleted=model.deleted_at is not None,
            params=params[model.pk],
            tags=tags[model.pk],
            metrics=metrics[model.pk],
            own_artifact_uri=model.artifact_uri,
        )
        for model in rows
    ]


def _metrics(ids: Sequence[int]) -> dict[int, list[ModelMetric]]:
    metrics: dict[int, list[ModelMetric]] = {pk: [] for pk in ids}
    rows = LoggedModelMetric.objects.filter(model__in=ids).select_related("run", "model")
    for row in rows.order_by("key", "step", "timestamp_ms", "pk"):
        metrics[row.model_id].append(
            ModelMetric(
                key=row.key,
                value=math.nan if row.value is None else row.value,
                step=row.step,
                timestamp_ms=row.timestamp_ms,
                model_id=row.model.model_id,
                run_id=row.run.run_id,
                dataset_name=row.dataset_name,
                dataset_digest=row.dataset_digest,
            )
        )
    return metrics


def _unknown(model_id: str) -> ModelNotFound:
    return ModelNotFound(
        f"Logged model with ID '{model_id[:64]}' not found.", fix="Check the model's id."
    )
