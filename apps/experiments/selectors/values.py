"""Values that a name has in a project: what the filter box offers behind a comparator."""

from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from apps.accounts.contracts import Actor
from apps.experiments.errors import InvalidFilter
from apps.experiments.models import Experiment, InputDataset, LoggedModel, Run
from apps.experiments.search import distinct
from apps.experiments.search.portal import grammar, names
from apps.experiments.search.portal.meaning import STATUSES
from apps.experiments.search.sql import HEAD, Dialect
from apps.experiments.search.syntax import Aspect, Field, Kind
from apps.experiments.selectors.limits import limited
from apps.experiments.selectors.reading import key_ids, rows_of
from apps.projects import selectors as projects

MAX_LOOKED_AT = 2_000
"""Among how many values is looked for what was typed; the first of them in order."""


def list_values(
    *, actor: Actor, project_key: str, name: str, search: str = "", limit: int = 20
) -> tuple[list[str], bool]:
    """Texts that the name has in runs of the project, those that begin so first; and whether
    there may be more. None of a name whose values nobody would choose from a list.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidFilter: there is no such name.
    """
    project = projects.get_project(actor=actor, key=project_key)
    operand = grammar.parse_order(name, InvalidFilter).operand
    field = names.meant(operand, InvalidFilter).field
    with limited():
        found = _texts(project.pk, field)
    typed = search.casefold()
    fitting = [text for text in found if typed in text.casefold()]
    fitting.sort(key=lambda text: not text.casefold().startswith(typed))
    return fitting[:limit], len(fitting) > limit or len(found) >= MAX_LOOKED_AT


def _texts(project_id: int, field: Field) -> list[str]:
    if field.aspect is not Aspect.VALUE:
        return []
    if field.kind in {Kind.PARAM, Kind.TAG}:
        return _logged(project_id, field)
    listed = _LISTS.get((field.kind, field.key))
    return [] if listed is None else [text for text in listed(project_id) if text]


def _logged(project_id: int, field: Field) -> list[str]:
    ids = key_ids([project_id], [field]).get((field.kind, field.key), ())
    if not ids:
        return []
    dialect = Dialect(connection.vendor)
    rows = rows_of(distinct.statement(ids, limit=MAX_LOOKED_AT, dialect=dialect))
    # What the index has no more of than its head is not known whole.
    return [text for (text,) in rows if len(text) < HEAD]


def _experiments(project_id: int) -> Iterable[str]:
    found = Experiment.objects.filter(project=project_id, deleted_at=None).order_by("name")
    return found.values_list("name", flat=True)[:MAX_LOOKED_AT]


def _users(project_id: int) -> Iterable[str]:
    found = Run.objects.filter(project=project_id, user__isnull=False).order_by("user__email")
    return found.values_list("user__email", flat=True).distinct()[:MAX_LOOKED_AT]


def _datasets(column: str) -> Callable[[int], Iterable[str]]:
    def read(project_id: int) -> Iterable[str]:
        found = InputDataset.objects.filter(experiment__project=project_id).order_by(column)
        return found.values_list(column, flat=True).distinct()[:MAX_LOOKED_AT]

    return read


def _models(column: str) -> Callable[[int], Iterable[str]]:
    def read(project_id: int) -> Iterable[str]:
        found = LoggedModel.objects.filter(project=project_id, deleted_at=None).order_by(column)
        return found.values_list(column, flat=True).distinct()[:MAX_LOOKED_AT]

    return read


def _statuses(_project_id: int) -> Sequence[str]:
    return STATUSES


_LISTS: dict[tuple[Kind, str], Callable[[int], Iterable[str]]] = {
    (Kind.ATTRIBUTE, "status"): _statuses,
    (Kind.ATTRIBUTE, "experiment"): _experiments,
    (Kind.ATTRIBUTE, "user"): _users,
    (Kind.DATASET, "name"): _datasets("name"),
    (Kind.DATASET, "digest"): _datasets("digest"),
    **{
        (kind, key): _models(column)
        for kind in (Kind.MODEL, Kind.INPUT_MODEL)
        for key, column in (("name", "name"), ("type", "model_type"))
    },
}
