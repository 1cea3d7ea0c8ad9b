"""Runs in groups, by params, tags or attributes, with figures of their values: one query."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.experiments.contracts import View
from apps.experiments.errors import InvalidOrder
from apps.experiments.search import groups
from apps.experiments.search.groups import Figure, Grouping, Order
from apps.experiments.search.portal import meaning, writing
from apps.experiments.search.sql import Sql
from apps.experiments.search.syntax import Aspect, Field, Kind
from apps.experiments.selectors.limits import limited
from apps.experiments.selectors.reading import Scope, begin, rows_of
from apps.experiments.selectors.search import Asked, compiled, project_scope

MAX_BY = 3
MAX_VALUES = 10
_TIMES = {"start_time", "end_time", "duration"}


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupSearch:
    """Which runs, what makes them a group, what is summed up, and which groups come first."""

    filter: str = ""
    view: View = View.ACTIVE
    by: Sequence[str]
    values: Sequence[str] = ()
    order: Order = field(default_factory=Order)
    limit: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """A value over the runs of a group; none of NaN and of what is missing."""

    count: int
    min: float | None
    max: float | None
    mean: float | None
    """None also where it is beyond what a float holds, or one of the values is infinite."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunGroup:
    """Runs that have the same. The filter finds them, joined to that of the search by AND."""

    key: list[str | float | None]
    runs: int
    values: list[Figures]
    filter: str


def list_groups(
    *, actor: Actor, project_key: str, experiment_ids: Sequence[int] | None, search: GroupSearch
) -> tuple[list[RunGroup], bool]:
    """The groups of a project's runs, and whether there are more.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidFilter, InvalidOrder: the search is not well put.
        SearchTooSlow: it was stopped.
    """
    scope = project_scope(
        actor=actor, project_key=project_key, experiment_ids=experiment_ids, view=search.view
    )
    expression = meaning.read_filter(search.filter, now_ms=clock.now_ms())
    grouping = _grouping(search)
    if scope.experiment_ids == ():
        return [], False
    with limited():
        asked = compiled(
            scope, () if expression is None else (expression,), [*grouping.by, *grouping.values]
        )
        rows = rows_of(_statement(scope, asked, grouping))
    found = [_group(row, grouping) for row in rows[: search.limit]]
    return found, len(rows) > search.limit


def _statement(scope: Scope, asked: Asked, grouping: Grouping) -> Sql:
    source, met = begin(scope, asked.parts, asked.compiler)
    predicates = [asked.compiler.predicate(each) for each in asked.parts if each not in met]
    return groups.statement(
        begin=source,
        conditions=[*scope.conditions(walks_project=False), *predicates],
        grouping=grouping,
        keys=asked.compiler.keys,
        dialect=asked.compiler.dialect,
    )


def _grouping(search: GroupSearch) -> Grouping:
    if not 1 <= len(search.by) <= MAX_BY or len(search.values) > MAX_VALUES:
        raise InvalidOrder(
            f"Runs are grouped by one to {MAX_BY} names, with {MAX_VALUES} values at most.",
            fix="Leave some out.",
        )
    if search.order.value is not None and not 0 <= search.order.value < len(search.values):
        raise InvalidOrder(
            "The order names a value that is not asked for.", fix="Count the values from 0."
        )
    return Grouping(
        by=tuple(_key(text) for text in search.by),
        values=tuple(_summed(text) for text in search.values),
        order=search.order,
        limit=search.limit + 1,
    )


def _key(text: str) -> Field:
    found = meaning.read_column(text)
    if found.kind is Kind.METRIC or found.key in _TIMES:
        raise InvalidOrder(
            f"{text[:80]!r} makes no groups.",
            fix="Group by params.x, tags.x, or an attribute such as status or experiment.",
            position=0,
        )
    return found


def _summed(text: str) -> Field:
    found = meaning.read_column(text)
    if found.kind in {Kind.PARAM, Kind.TAG}:
        return replace(found, numeric=True, aspect=Aspect.NUMBER)
    if found.numeric:
        return found
    raise InvalidOrder(
        f"{text[:80]!r} is no number.",
        fix="Sum up metrics.x, params.x or duration.",
        position=0,
    )


def _group(row: Sequence[Any], grouping: Grouping) -> RunGroup:
    width = len(grouping.by)
    key, (count, *figures) = list(row[:width]), row[width:]
    conditions = (
        writing.condition(each, value) for each, value in zip(grouping.by, key, strict=True)
    )
    return RunGroup(
        key=key,
        runs=count,
        values=[
            _figures(figures[start : start + len(Figure)])
            for start in range(0, len(figures), len(Figure))
        ],
        filter=" AND ".join(conditions),
    )


def _figures(cells: Sequence[Any]) -> Figures:
    count, least, greatest, mean = cells
    return Figures(
        count=count,
        min=least,
        max=greatest,
        mean=None if mean is None or not math.isfinite(mean) else mean,
    )
