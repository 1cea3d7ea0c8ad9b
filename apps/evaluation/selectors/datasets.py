"""Reading evaluation datasets: one through the gate, a page of a search."""

from collections.abc import Sequence

from apps.accounts.contracts import Actor
from apps.core.api import paging
from apps.core.errors import Invalid
from apps.evaluation import search
from apps.evaluation.constants import MAX_PAGE
from apps.evaluation.contracts import DatasetDetails, DatasetInfo, DatasetPage, DatasetSearch
from apps.evaluation.errors import DatasetNotFound
from apps.evaluation.models import DatasetExperiment, DatasetTag, EvaluationDataset
from apps.evaluation.querysets import EvaluationDatasetQuerySet
from apps.experiments.selectors import pages
from apps.projects import selectors as projects
from apps.projects.errors import ProjectNotFound
from apps.projects.permissions import Role


def get_dataset(
    *, actor: Actor, dataset_id: str, role: Role = Role.VIEWER, lock: bool = False
) -> EvaluationDataset:
    """The dataset, if the actor has at least this role in its project; locked where it is to be
    changed.

    Raises:
        DatasetNotFound: there is none, or the actor is a stranger to it.
        RoleTooWeak, MissingScope: they are not, but may not do this.
    """
    found = EvaluationDataset.objects.select_related("project")
    rows = found.select_for_update(of=("self",)) if lock else found
    dataset = None if "\0" in dataset_id else rows.filter(dataset_id=dataset_id).first()
    if dataset is None:
        raise _unknown(dataset_id)
    try:
        projects.require_role(actor=actor, project_id=dataset.project_id, role=role)
    except ProjectNotFound as exc:
        raise _unknown(dataset_id) from exc
    return dataset


def get_details(*, actor: Actor, dataset_id: str) -> DatasetDetails:
    """The dataset as its own page shows it.

    Raises:
        DatasetNotFound: there is none, or the actor is a stranger to it.
    """
    dataset = get_dataset(actor=actor, dataset_id=dataset_id)
    role = projects.role_of(actor=actor, project_id=dataset.project_id) or Role.VIEWER

    def may(needed: Role) -> bool:
        return not actor.run_id and role.covers(needed) and needed.scope in actor.scopes

    links = DatasetExperiment.objects.filter(dataset=dataset).order_by("pk")
    return DatasetDetails(
        info=infos([dataset])[0],
        project_name=dataset.project.name,
        role=role,
        experiments=dict(links.values_list("experiment_id", "experiment__name")),
        can_annotate=may(Role.ANNOTATOR),
        can_write=may(Role.CONTRIBUTOR),
        can_delete=may(Role.MAINTAINER),
    )


def experiment_ids(*, actor: Actor, dataset_id: str) -> list[int]:
    """The experiments that the dataset is linked to, in the order in which that was done."""
    dataset = get_dataset(actor=actor, dataset_id=dataset_id)
    links = DatasetExperiment.objects.filter(dataset=dataset).order_by("pk")
    return list(links.values_list("experiment_id", flat=True))


def search_datasets(*, actor: Actor, project_id: int, search_for: DatasetSearch) -> DatasetPage:
    """The datasets of the project that match, a page at a time.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidSearch, BadPageToken: the search is not well put.
    """
    projects.require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
    return _page(EvaluationDataset.objects.filter(project=project_id), search_for)


def search_datasets_of_experiments(*, actor: Actor, search_for: DatasetSearch) -> DatasetPage:
    """The datasets that are linked to the experiments, whatever their projects; of those that
    the actor cannot see there is nothing.

    Raises:
        InvalidSearch, BadPageToken: the search is not well put.
    """
    return _page(EvaluationDataset.objects.visible_to(actor), search_for)


def infos(datasets: Sequence[EvaluationDataset]) -> list[DatasetInfo]:
    """The datasets with their tags, in one query more."""
    tags: dict[int, dict[str, str]] = {dataset.pk: {} for dataset in datasets}
    for tag in DatasetTag.objects.filter(dataset__in=tags).order_by("key"):
        tags[tag.dataset_id][tag.key] = tag.value
    return [
        DatasetInfo(
            id=each.pk,
            dataset_id=each.dataset_id,
            project_id=each.project_id,
            project_key=each.project.key,
            name=each.name,
            digest=each.digest,
            schema=each.schema,
            record_count=each.record_count,
            tags=tags[each.pk],
            created_by=each.created_by,
            last_updated_by=each.last_updated_by,
            created_at_ms=each.created_at_ms,
            updated_at_ms=each.updated_at_ms,
        )
        for each in datasets
    ]


def check_limit(limit: int) -> int:
    """The size of a page, if it is one.

    Raises:
        Invalid: it is not from 1 to the most.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise Invalid(
            f"Invalid value {limit} for parameter 'max_results' supplied: "
            f"it must be from 1 to {MAX_PAGE}.",
            fix="Ask for fewer, and follow next_page_token.",
        )
    return limit


def _page(datasets: EvaluationDatasetQuerySet, search_for: DatasetSearch) -> DatasetPage:
    conditions = search.parse_filter(search_for.filter)
    orders = search.parse_order(search_for.order_by)
    limit = check_limit(search_for.limit)
    mark = pages.seal(search_for.filter, search_for.order_by, search_for.experiment_ids)
    offset = pages.read_offset(search_for.page_token, mark)
    if search_for.experiment_ids:
        datasets = datasets.used_in(search_for.experiment_ids)
    rows = datasets.matching(conditions).in_order(orders).select_related("project")
    found = list(rows[offset : offset + limit + 1])
    more = len(found) > limit
    return DatasetPage(
        datasets=infos(found[:limit]),
        next_page_token=paging.encode([mark, offset + limit]) if more else None,
    )


def _unknown(dataset_id: str) -> DatasetNotFound:
    return DatasetNotFound(
        f"Evaluation dataset with id {dataset_id[:40]!r} not found.",
        fix="Check the id; search_datasets finds those of your project.",
    )
