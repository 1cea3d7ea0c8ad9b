"""Which params, metrics and tags a project's runs have: what the portal offers as columns."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.contracts import Actor
from apps.experiments.models import AttributeKey, Experiment, FloatSeries, StringAttribute
from apps.projects import selectors as projects

KINDS = {
    "param": AttributeKey.Kind.PARAM,
    "metric": AttributeKey.Kind.METRIC,
    "tag": AttributeKey.Kind.TAG,
}


def list_attributes(
    *,
    actor: Actor,
    project_key: str,
    kind: str = "",
    search: str = "",
    experiment_id: int | None = None,
    limit: int = 100,
) -> tuple[list[tuple[str, str]], bool]:
    """Kind and path of what was logged in the project, by path; and whether there are more.

    With an experiment, only what runs of it have.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
    """
    project = projects.get_project(actor=actor, key=project_key)
    keys = AttributeKey.objects.filter(project=project)
    if kind:
        keys = keys.filter(kind=KINDS[kind])
    if search:
        keys = keys.filter(path__icontains=search)
    if experiment_id is not None:
        own = Experiment.objects.filter(pk=experiment_id, project=project)
        keys = _used_in(keys, own.first())
    found = list(keys.order_by("kind", "path").values_list("kind", "path")[: limit + 1])
    return _named(found[:limit]), len(found) > limit


def _used_in(keys: QuerySet[AttributeKey], experiment: Experiment | None) -> QuerySet[AttributeKey]:
    if experiment is None:
        return keys.none()
    of_key = {"key": OuterRef("pk"), "run__experiment": experiment}
    strings = Exists(StringAttribute.objects.filter(**of_key))
    series = Exists(FloatSeries.objects.filter(**of_key))
    return keys.filter(strings | series)


def _named(rows: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    names = {number.value: name for name, number in KINDS.items()}
    return [(names[kind], path) for kind, path in rows]
