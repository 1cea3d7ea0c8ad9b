"""Reading pages of runs: the plan, the statements, and what the database tells about sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from apps.experiments.contracts import View
from apps.experiments.models import AttributeKey
from apps.experiments.search import plan as planning
from apps.experiments.search import statements
from apps.experiments.search.conditions import Compiler, Driver, Part
from apps.experiments.search.ordering import Cell, Term
from apps.experiments.search.plan import COUNT_UP_TO, Estimate, Plan, Way
from apps.experiments.search.sql import Dialect, KeyIds, Sql, join, one_of
from apps.experiments.search.statements import Question
from apps.experiments.search.syntax import Field, Kind
from apps.experiments.selectors.short_memory import ShortMemory

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One page being read."""

    scope: Scope
    asked: tuple[Part, ...]
    terms: tuple[Term, ...]
    compiler: Compiler
    limit: int
    position: Sequence[Cell]

    def rows(self) -> list[tuple[Any, ...]]:
        """A run's database id and its place in the order, for the page and one run more."""
        drivers = [
            (each, driver)
            for each in self.asked
            if (driver := self.compiler.driver(each)) is not None
        ]
        estimate = self._estimate([driver for _, driver in drivers])
        plan = Plan(way=Way.WALK) if estimate is None else planning.choose(estimate)
        if plan.way is Way.WALK:
            patience = None if estimate is None else planning.probation(plan, estimate)
            found = self._walked(patience)
            if found is not None or estimate is None:
                return found or []
            plan = Plan(way=Way.GATHER, drivers=planning.together(estimate.condition_runs))
        begun = [drivers[number] for number in plan.drivers]
        lists = join(" INTERSECT ", (each.runs for _, each in begun)) if begun else None
        question = self._question(walks_project=False, met=[each for each, _ in begun])
        return rows_of(statements.statement(question, driver=lists, position=self.position))

    def _walked(self, patience: int | None) -> list[tuple[Any, ...]] | None:
        """The page by walking; None if it is not full after so many runs."""
        question = self._question(walks_project=not self._walks_in_experiment)
        milestone = None
        if patience is not None:
            milestone = statements.milestone(question, self.position, after=patience)
        reached = [] if milestone is None else rows_of(milestone)
        if reached:
            near = statements.until(question, reached[0][0])
            found = rows_of(next(statements.walk(near, self.position)))
            return found if len(found) > self.limit else None
        found = []
        for step in statements.walk(question, self.position):
            found += rows_of(step)
            if len(found) > self.limit:
                break
        return found[: self.limit + 1]

    @property
    def _walks_in_experiment(self) -> bool:
        ids = self.scope.experiment_ids
        return ids is not None and len(ids) == 1

    def _question(self, *, walks_project: bool, met: Sequence[Part] = ()) -> Question:
        """The question without the conditions that the runs are known to meet."""
        predicates = (self.compiler.predicate(each) for each in self.asked if each not in met)
        in_scope = self.scope.conditions(walks_project=walks_project)
        return Question(
            scope=in_scope,
            conditions=(*in_scope, *predicates),
            terms=self.terms,
            limit=self.limit + 1,
        )

    def _estimate(self, drivers: list[Driver]) -> Estimate | None:
        """What is guessed of the sizes; None where there is nothing to choose but the walk."""
        by_attribute = self.terms[0].kind is Kind.ATTRIBUTE
        in_scope = self.scope.experiment_ids is None or (by_attribute and self._walks_in_experiment)
        walkable = len(self.scope.project_ids) == 1 and statements.can_walk(self.terms)
        if walkable and in_scope and not drivers:
            return None
        whole = Scope(project_ids=self.scope.project_ids, experiment_ids=None, view=View.ACTIVE)
        project_runs = size_of(whole)
        return Estimate(
            project_runs=project_runs,
            scope_runs=project_runs if self.scope.experiment_ids is None else size_of(self.scope),
            condition_runs=[guess(driver.counted, up_to=COUNT_UP_TO) for driver in drivers],
            walkable=walkable,
            walks_in_scope=in_scope,
            limit=self.limit,
        )


def begin(scope: Scope, asked: Sequence[Part], compiler: Compiler) -> tuple[Sql, tuple[Part, ...]]:
    """Where to read all runs that meet what is asked for from, and the parts then met."""
    drivers = [(each, found) for each in asked if (found := compiler.driver(each)) is not None]
    runs = size_of(scope)
    guesses = [guess(driver.counted, up_to=COUNT_UP_TO) for _, driver in drivers]
    plan = planning.choose(
        Estimate(
            project_runs=runs,
            scope_runs=runs,
            condition_runs=guesses,
            walkable=False,
            walks_in_scope=False,
            limit=0,
        )
    )
    if plan.way is not Way.GATHER:
        return Sql("FROM experiments_run r"), ()
    begun = [drivers[number] for number in plan.drivers]
    lists = join(" INTERSECT ", (driver.runs for _, driver in begun))
    source = Sql("FROM (") + lists + Sql(") c JOIN experiments_run r ON r.id = c.run_id")
    return source, tuple(each for each, _ in begun)


def key_ids(project_ids: Sequence[int], fields: Sequence[Field]) -> KeyIds:
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


def size_of(scope: Scope) -> int:
    """About how many runs are in scope; what was found a moment ago will do."""
    size = _sizes.get(scope)
    if size is None:
        size = guess(scope.runs(), up_to=PROJECT_RUNS_UP_TO)
        # What a transaction sees may never come to be.
        if not connection.in_atomic_block:
            _sizes.keep(scope, size)
    return size


def guess(candidates: Sql, *, up_to: int) -> int:
    """About how many there are, cheaply: PostgreSQL keeps statistics, SQLite counts quickly."""
    if connection.vendor == Dialect.POSTGRESQL:
        (plan,) = rows_of(Sql("EXPLAIN (FORMAT JSON) ") + candidates)[0]
        return int(plan[0]["Plan"]["Plan Rows"])
    return count(candidates + Sql(" LIMIT %s", (up_to,)))


def count(candidates: Sql) -> int:
    return int(rows_of(Sql("SELECT COUNT(*) FROM (") + candidates + Sql(") n"))[0][0])


def rows_of(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


PROJECT_RUNS_UP_TO = 200_000
_sizes: ShortMemory[Scope, int] = ShortMemory(seconds=30, size=1_000)
_KIND_OF = {number.value: kind for kind, number in KINDS.items()}
