"""Reading experiments: one through the gate, a project's list, MLflow's search."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Count, Max

from apps.accounts.contracts import Actor
from apps.core.api import paging
from apps.experiments.constants import DESCRIPTION_TAG, LEAST_INTEGER
from apps.experiments.contracts import (
    ExperimentInfo,
    ExperimentPage,
    ExperimentRow,
    RunSearch,
    View,
)
from apps.experiments.errors import ExperimentNotFound
from apps.experiments.models import Experiment, ExperimentTag, Run
from apps.experiments.search import language, vocabulary
from apps.experiments.search.experiments import statement
from apps.experiments.search.sql import Dialect
from apps.experiments.selectors import pages
from apps.projects import selectors as projects
from apps.projects.errors import ProjectNotFound
from apps.projects.permissions import Role


def get_experiment(*, actor: Actor, experiment_id: int, role: Role = Role.VIEWER) -> Experiment:
    """The experiment, a deleted one too, if the actor has at least this role in its project.

    Raises:
        ExperimentNotFound: there is none, or the actor is a stranger to it.
        RoleTooWeak, MissingScope: they are not, but may not do this.
    """
    found = Experiment.objects.select_related("project").filter(pk=_storable(experiment_id)).first()
    if found is None:
        raise _unknown(experiment_id)
    try:
        projects.require_role(actor=actor, project_id=found.project_id, role=role)
    except ProjectNotFound as exc:
        raise _unknown(experiment_id) from exc
    return found


def find_experiment(*, actor: Actor, project_key: str, name: str) -> Experiment | None:
    """The project's experiment of this name, a deleted one too.

    Raises:
        ProjectNotFound: the actor is a stranger to the project.
    """
    project = projects.get_project(actor=actor, key=project_key)
    if "\0" in name:
        return None
    return Experiment.objects.select_related("project").filter(project=project, name=name).first()


def get_info(experiment: Experiment) -> ExperimentInfo:
    """What a client is told of the experiment."""
    return _info(experiment, tags_of([experiment.pk])[experiment.pk])


def list_experiments(
    *, actor: Actor, project_key: str, deleted: bool = False
) -> list[ExperimentRow]:
    """The project's experiments as the portal lists them, the newest first.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
    """
    project = projects.get_project(actor=actor, key=project_key)
    view = View.DELETED if deleted else View.ACTIVE
    found = Experiment.objects.filter(project=project).select_related("project").in_view(view)
    return _rows(list(found.order_by("-created_at", "-pk")))


def get_row(experiment: Experiment) -> ExperimentRow:
    """One experiment as the portal lists it."""
    return _rows([experiment])[0]


def search_experiments(*, actor: Actor, project_key: str, search: RunSearch) -> ExperimentPage:
    """A page of the project's experiments, by MLflow's grammar for them.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    project = projects.get_project(actor=actor, key=project_key)
    asked = language.parse_filter(search.filter, vocabulary.EXPERIMENTS)
    order = [language.parse_order(text, vocabulary.EXPERIMENTS) for text in search.order_by]
    seal = pages.seal(search.filter, search.order_by, search.view)
    offset = pages.read_offset(search.page_token, seal)
    query = statement(
        project_id=project.pk,
        view=View(search.view),
        conditions=asked,
        order=order,
        dialect=Dialect(connection.vendor),
    )
    with connection.cursor() as cursor:
        page = (search.limit + 1, offset)
        cursor.execute(f"{query.text} LIMIT %s OFFSET %s", (*query.params, *page))
        ids = [row[0] for row in cursor.fetchall()]
    more = len(ids) > search.limit
    return ExperimentPage(
        experiments=infos_of(ids[: search.limit]),
        next_page_token=paging.encode([seal, offset + search.limit]) if more else None,
    )


def ids_in_project(*, project_id: int, ids: Iterable[int]) -> set[int]:
    """Those of the ids that are experiments of the project, deleted ones too.

    Nobody has been let in by this.
    """
    wanted = {_storable(number) for number in ids}
    found = Experiment.objects.filter(project=project_id, pk__in=wanted)
    return set(found.values_list("pk", flat=True))


def visible_ids(*, actor: Actor, experiment_ids: Iterable[int]) -> tuple[int, ...]:
    """Those of the experiments that are there and that the actor may read, deleted ones too."""
    wanted = {_storable(each) for each in experiment_ids}
    found = Experiment.objects.visible_to(actor).filter(pk__in=wanted)
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def tags_of(experiment_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The tags of each of these experiments."""
    tags: dict[int, dict[str, str]] = {pk: {} for pk in experiment_ids}
    for row in ExperimentTag.objects.filter(experiment__in=tags):
        tags[row.experiment_id][row.key] = row.value
    return tags


def _rows(experiments: Sequence[Experiment]) -> list[ExperimentRow]:
    ids = [each.pk for each in experiments]
    tags = tags_of(ids)
    counted = Run.objects.active().filter(experiment__in=ids).values("experiment").order_by()
    counts = {
        row["experiment"]: row for row in counted.annotate(n=Count("pk"), last=Max("start_time_ms"))
    }
    return [
        ExperimentRow(
            id=each.pk,
            project_key=each.project.key,
            name=each.name,
            description=tags[each.pk].get(DESCRIPTION_TAG, ""),
            is_default=each.is_default,
            deleted=each.deleted_at is not None,
            created_at=each.created_at,
            updated_at=each.updated_at,
            run_count=counts[each.pk]["n"] if each.pk in counts else 0,
            last_run_at_ms=counts[each.pk]["last"] if each.pk in counts else None,
            tags=tags[each.pk],
        )
        for each in experiments
    ]


def infos_of(ids: Sequence[int]) -> list[ExperimentInfo]:
    """These experiments with their tags, in the order of the ids. Nobody has been let in by this."""
    found = Experiment.objects.select_related("project").in_bulk(ids)
    tags = tags_of(ids)
    return [_info(found[pk], tags[pk]) for pk in ids if pk in found]


def _info(experiment: Experiment, tags: dict[str, str]) -> ExperimentInfo:
    return ExperimentInfo(
        id=experiment.pk,
        project_id=experiment.project_id,
        project_key=experiment.project.key,
        name=experiment.name,
        artifact_location=experiment.artifact_location,
        is_default=experiment.is_default,
        deleted=experiment.deleted_at is not None,
        created_at=experiment.created_at,
        updated_at=experiment.updated_at,
        tags=tags,
    )


def _storable(number: int) -> int:
    """The number, or one that is no id where a column could not hold it."""
    return number if abs(number) <= -LEAST_INTEGER - 1 else 0


def _unknown(experiment_id: int) -> ExperimentNotFound:
    return ExperimentNotFound(
        f"There is no experiment {str(experiment_id)[:40]}, or you are not a member of its project.",
        fix="Check the experiment's id.",
    )
