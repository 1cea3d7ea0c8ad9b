"""Searching runs: a page in a constant number of queries, whatever was asked and however deep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from apps.accounts.contracts import Actor
from apps.core.api import paging
from apps.experiments.contracts import RunPage, RunSearch, View
from apps.experiments.errors import InvalidOrder
from apps.experiments.models import AttributeKey, Experiment
from apps.experiments.search import language, ordering, statements, vocabulary
from apps.experiments.search import plan as planning
from apps.experiments.search.conditions import Compiler, Group, grouped
from apps.experiments.search.ordering import Cell, Term
from apps.experiments.search.plan import COUNT_UP_TO, Estimate, Plan, Way
from apps.experiments.search.sql import Dialect, KeyIds, Sql, join, one_of
from apps.experiments.search.statements import Question
from apps.experiments.search.syntax import Field, Kind, OrderTerm
from apps.experiments.selectors import pages, runs
from apps.experiments.selectors.short_memory import ShortMemory
from apps.projects import selectors as projects

KINDS = {
    Kind.PARAM: AttributeKey.Kind.PARAM,
    Kind.METRIC: AttributeKey.Kind.METRIC,
    Kind.TAG: AttributeKey.Kind.TAG,
}
_PRESENT = {
    View.ACTIVE: "r.deleted_at IS NULL",
    View.DELETED: "r.deleted_at IS NOT NULL",
    View.ALL: "1 = 1",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Whose runs are searched: of some experiments, or of a whole project."""

    project_ids: tuple[int, ...]
    experiment_ids: tuple[int, ...] | None
    view: View

    def conditions(self, *, walks_project: bool) -> tuple[Sql, ...]:
        """What a run `r` in scope meets; spelt so that the index meant is the one used."""
        present = Sql(_PRESENT[self.view])
        if self.experiment_ids is None:
            return one_of("r.project_id", self.project_ids), present
        if walks_project:
            # The plus keeps the database from collecting and sorting the experiments' runs.
            whole = one_of("r.project_id", self.project_ids)
            return whole, one_of("+r.experiment_id", self.experiment_ids), present
        return one_of("r.experiment_id", self.experiment_ids), present

    def runs(self) -> Sql:
        """All of them."""
        conditions = self.conditions(walks_project=False)
        return Sql("SELECT 1 FROM experiments_run r WHERE ") + join(" AND ", conditions)


def search_runs(*, actor: Actor, experiment_ids: Sequence[int], search: RunSearch) -> RunPage:
    """A page of the runs of these experiments. One that the actor cannot see has none.

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
    return _search(scope, search)


def search_project_runs(
    *, actor: Actor, project_key: str, experiment_ids: Sequence[int] | None, search: RunSearch
) -> RunPage:
    """A page of a project's runs, of all its experiments or of those named.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    project = projects.get_project(actor=actor, key=project_key)
    chosen = None if experiment_ids is None else tuple(sorted(set(experiment_ids)))
    if chosen is not None:
        own = Experiment.objects.filter(project=project, pk__in=chosen)
        chosen = tuple(own.order_by("pk").values_list("pk", flat=True))
    scope = Scope(project_ids=(project.pk,), experiment_ids=chosen, view=View(search.view))
    return _search(scope, search)


def _search(scope: Scope, search: RunSearch) -> RunPage:
    asked = language.parse_filter(search.filter, vocabulary.RUNS)
    order = _order(search.order_by)
    if scope.experiment_ids == () or not scope.project_ids:
        return RunPage(runs=[], next_page_token=None, total=0 if search.count else None)
    fields = [*(each.field for each in asked), *(term.field for term in order)]
    keys = _key_ids(scope.project_ids, fields)
    dialect = Dialect(connection.vendor)
    terms = ordering.terms_of(order, keys, dialect)
    seal = pages.seal(search.filter, search.order_by, search.view)
    reading = Reading(
        scope=scope,
        asked=grouped(asked),
        terms=terms,
        compiler=Compiler(keys=keys, dialect=dialect),
        limit=search.limit,
        position=_position(search.page_token, terms, seal),
    )
    rows = reading.rows()
    page, more = rows[: search.limit], len(rows) > search.limit
    token = paging.encode([seal, *ordering.to_token(page[-1][1:])]) if more else None
    total = _total(scope, search, None if more else len(page))
    ids = [row[0] for row in page]
    return RunPage(runs=runs.infos_of(ids), next_page_token=token, total=total)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One page being read."""

    scope: Scope
    asked: tuple[Group, ...]
    terms: tuple[Term, ...]
    compiler: Compiler
    limit: int
    position: Sequence[Cell]

    def rows(self) -> list[tuple[Any, ...]]:
        """A run's database id and its place in the order, for the page and one run more."""
        drivers = [
            (each, driver)
            for each in self.asked
            if (driver := self.compiler.candidates(each)) is not None
        ]
        plan = self._plan([driver for _, driver in drivers])
        if plan.way is not Way.WALK:
            begun = [drivers[number] for number in plan.drivers]
            driver = join(" INTERSECT ", (each for _, each in begun)) if begun else None
            question = self._question(walks_project=False, met=[each for each, _ in begun])
            return _rows(statements.statement(question, driver=driver, position=self.position))
        question = self._question(walks_project=not self._walks_in_experiment)
        found: list[tuple[Any, ...]] = []
        for step in statements.walk(question, self.position):
            found += _rows(step)
            if len(found) > self.limit:
                break
        return found[: self.limit + 1]

    @property
    def _walks_in_experiment(self) -> bool:
        ids = self.scope.experiment_ids
        return ids is not None and len(ids) == 1

    def _question(self, *, walks_project: bool, met: Sequence[Group] = ()) -> Question:
        """The question without the conditions that the runs are known to meet."""
        predicates = (self.compiler.predicate(each) for each in self.asked if each not in met)
        in_scope = self.scope.conditions(walks_project=walks_project)
        return Question(conditions=(*in_scope, *predicates), terms=self.terms, limit=self.limit + 1)

    def _plan(self, drivers: list[Sql]) -> Plan:
        by_attribute = self.terms[0].kind is Kind.ATTRIBUTE
        in_scope = self.scope.experiment_ids is None or (by_attribute and self._walks_in_experiment)
        walkable = len(self.scope.project_ids) == 1 and statements.can_walk(self.terms)
        if walkable and in_scope and not drivers:
            return Plan(way=Way.WALK)
        whole = Scope(project_ids=self.scope.project_ids, experiment_ids=None, view=View.ACTIVE)
        project_runs = _size_of(whole)
        return planning.choose(
            Estimate(
                project_runs=project_runs,
                scope_runs=project_runs
                if self.scope.experiment_ids is None
                else _size_of(self.scope),
                condition_runs=[_guess(driver, up_to=COUNT_UP_TO) for driver in drivers],
                walkable=walkable,
                walks_in_scope=in_scope,
                limit=self.limit,
            )
        )


def _order(texts: Sequence[str]) -> tuple[OrderTerm, ...]:
    order = tuple(language.parse_order(text, vocabulary.RUNS) for text in texts)
    if len({term.field for term in order}) < len(order) or len(order) > MAX_TERMS:
        raise InvalidOrder(
            f"An order names each field once, and {MAX_TERMS} at most.", fix="Leave some out."
        )
    return order


def _key_ids(project_ids: Sequence[int], fields: Sequence[Field]) -> KeyIds:
    """The interned ids of the fields' keys, in one query; none for a key that nobody used."""
    wanted = {(field.kind, field.key) for field in fields if field.kind in KINDS}
    if not wanted:
        return {}
    found: dict[tuple[Kind, str], tuple[int, ...]] = {}
    rows = AttributeKey.objects.filter(
        project__in=project_ids,
        kind__in={KINDS[kind] for kind, _ in wanted},
        path__in={path for _, path in wanted},
    ).values_list("kind", "path", "pk")
    for number, path, pk in rows:
        place = (_KIND_OF[number], path)
        if place in wanted:
            found[place] = (*found.get(place, ()), pk)
    return found


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
    return _count(scope.runs()) if not search.filter.strip() else None


def _size_of(scope: Scope) -> int:
    """About how many runs are in scope; what was found a moment ago will do."""
    size = _sizes.get(scope)
    if size is None:
        size = _guess(scope.runs(), up_to=PROJECT_RUNS_UP_TO)
        # What a transaction sees may never come to be.
        if not connection.in_atomic_block:
            _sizes.keep(scope, size)
    return size


def _guess(candidates: Sql, *, up_to: int) -> int:
    """About how many there are, cheaply: PostgreSQL keeps statistics, SQLite counts quickly."""
    if connection.vendor == Dialect.POSTGRESQL:
        (plan,) = _rows(Sql("EXPLAIN (FORMAT JSON) ") + candidates)[0]
        return int(plan[0]["Plan"]["Plan Rows"])
    return _count(candidates + Sql(" LIMIT %s", (up_to,)))


def _count(candidates: Sql) -> int:
    return int(_rows(Sql("SELECT COUNT(*) FROM (") + candidates + Sql(") n"))[0][0])


def _rows(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


MAX_TERMS = 20
PROJECT_RUNS_UP_TO = 200_000
_sizes: ShortMemory[Scope, int] = ShortMemory(seconds=30, size=1_000)
_KIND_OF = {number.value: kind for kind, number in KINDS.items()}
