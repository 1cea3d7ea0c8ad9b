"""Searching runs: a page in a constant number of queries, whatever was asked and however deep."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import connection

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.core.api import paging
from apps.experiments.contracts import RunPage, RunSearch, View
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.models import Experiment
from apps.experiments.search import language, ordering, vocabulary
from apps.experiments.search.conditions import Compiler, Part, fields_of, grouped
from apps.experiments.search.ordering import Cell, Term
from apps.experiments.search.portal import meaning
from apps.experiments.search.sql import Dialect
from apps.experiments.search.syntax import Expression, Field, OrderTerm
from apps.experiments.selectors import pages, runs
from apps.experiments.selectors.limits import limited
from apps.experiments.selectors.reading import Reading, Scope, count, key_ids
from apps.projects import selectors as projects


def search_runs(*, actor: Actor, experiment_ids: Sequence[int], search: RunSearch) -> RunPage:
    """A page of the runs of these experiments, in MLflow's grammar. One that the actor cannot see
    has none.

    Raises:
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    visible = projects.visible_project_ids(actor=actor)
    found = Experiment.objects.filter(pk__in=experiment_ids, project__in=visible)
    rows = list(found.values_list("pk", "project_id"))
    scope = Scope(
        project_ids=tuple(sorted({project_id for _, project_id in rows})),
        experiment_ids=tuple(sorted(pk for pk, _ in rows)),
        view=View(search.view),
    )
    asked = language.parse_filter(search.filter, vocabulary.RUNS)
    order = _order(search.order_by, lambda text: language.parse_order(text, vocabulary.RUNS))
    return _page(scope, search, asked, order)


def search_project_runs(
    *, actor: Actor, project_key: str, experiment_ids: Sequence[int] | None, search: RunSearch
) -> RunPage:
    """A page of a project's runs, of all its experiments or of those named, in our own language.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
        SearchTooSlow: it was stopped.
    """
    scope = project_scope(
        actor=actor, project_key=project_key, experiment_ids=experiment_ids, view=search.view
    )
    return _in_our_language(scope, search)


def search_visible_runs(
    *, actor: Actor, project_keys: Sequence[str] | None, search: RunSearch
) -> RunPage:
    """A page of the runs of several projects, or of all that the actor may read.

    Raises:
        ProjectNotFound: the actor is a stranger to one of them.
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
        SearchTooSlow: it was stopped.
    """
    if project_keys is None:
        ids = sorted(projects.visible_project_ids(actor=actor)[: MAX_PROJECTS + 1])
    else:
        keys = set(project_keys)
        ids = sorted(projects.get_project(actor=actor, key=key).pk for key in keys)
    if len(ids) > MAX_PROJECTS:
        raise InvalidFilter(
            f"At most {MAX_PROJECTS} projects are searched at once.", fix="Name them.", position=0
        )
    scope = Scope(project_ids=tuple(ids), experiment_ids=None, view=View(search.view))
    return _in_our_language(scope, search)


def project_scope(
    *, actor: Actor, project_key: str, experiment_ids: Sequence[int] | None, view: View
) -> Scope:
    """A project's runs, or those of some of its experiments.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
    """
    project = projects.get_project(actor=actor, key=project_key)
    chosen = None if experiment_ids is None else tuple(sorted(set(experiment_ids)))
    if chosen is not None:
        own = Experiment.objects.filter(project=project, pk__in=chosen)
        chosen = tuple(own.order_by("pk").values_list("pk", flat=True))
    return Scope(project_ids=(project.pk,), experiment_ids=chosen, view=View(view))


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A filter ready to be looked for in the database."""

    parts: tuple[Part, ...]
    compiler: Compiler


def compiled(scope: Scope, asked: Sequence[Expression], others: Sequence[Field]) -> Asked:
    """The filter, with the keys that it and the other fields name looked up, in one query."""
    fields = [*(field for each in asked for field in fields_of(each)), *others]
    keys = key_ids(scope.project_ids, fields)
    return Asked(
        parts=grouped(asked), compiler=Compiler(keys=keys, dialect=Dialect(connection.vendor))
    )


def _in_our_language(scope: Scope, search: RunSearch) -> RunPage:
    asked = meaning.read_filter(search.filter, now_ms=clock.now_ms())
    order = _order(search.order_by, meaning.read_order)
    # The plain table, the most frequent question, cannot take long.
    guard = nullcontext() if asked is None else limited()
    with guard:
        return _page(scope, search, () if asked is None else (asked,), order)


def _page(
    scope: Scope, search: RunSearch, asked: Sequence[Expression], order: Sequence[OrderTerm]
) -> RunPage:
    if scope.experiment_ids == () or not scope.project_ids:
        return RunPage(runs=[], next_page_token=None, total=0 if search.count else None)
    ready = compiled(scope, asked, [term.field for term in order])
    terms = ordering.terms_of(order, ready.compiler.keys, ready.compiler.dialect)
    seal = pages.seal(search.filter, search.order_by, search.view)
    reading = Reading(
        scope=scope,
        asked=ready.parts,
        terms=terms,
        compiler=ready.compiler,
        limit=search.limit,
        position=_position(search.page_token, terms, seal),
    )
    rows = reading.rows()
    page, more = rows[: search.limit], len(rows) > search.limit
    token = paging.encode([seal, *ordering.to_token(page[-1][1:])]) if more else None
    total = _total(scope, search, None if more else len(page))
    ids = [row[0] for row in page]
    return RunPage(runs=runs.infos_of(ids), next_page_token=token, total=total)


def _order(texts: Sequence[str], read: Callable[[str], OrderTerm]) -> tuple[OrderTerm, ...]:
    order = tuple(read(text) for text in texts)
    if len({term.field for term in order}) < len(order) or len(order) > MAX_TERMS:
        raise InvalidOrder(
            f"An order names each field once, and {MAX_TERMS} at most.", fix="Leave some out."
        )
    return order


def _position(token: str, terms: Sequence[Term], seal: str) -> Sequence[Cell]:
    if not token:
        return ()
    cells = paging.decode(token, length=1 + sum(term.cells for term in terms))
    position = ordering.from_token(cells[1:], terms) if cells[0] == seal else None
    if position is None:
        raise pages.belongs_elsewhere()
    return position


def _total(scope: Scope, search: RunSearch, found: int | None) -> int | None:
    """How many there are in all, where that is cheap to say: no filter, or all on this page."""
    if not search.count or search.page_token:
        return None
    if found is not None:
        return found
    return count(scope.runs()) if not search.filter.strip() else None


MAX_TERMS = 20
MAX_PROJECTS = 1_000
