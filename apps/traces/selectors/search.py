"""Searching traces: a page in a constant number of queries, however deep; what spans hold is
looked at for as many traces as it takes to fill the page."""

from collections.abc import Sequence
from typing import Any

from django.db import DataError, connection

from apps.accounts.contracts import Actor
from apps.core.api import paging
from apps.experiments.search import ordering
from apps.experiments.search.ordering import Cell, Term
from apps.experiments.search.sql import Dialect, Sql
from apps.experiments.selectors import experiments, pages, runs
from apps.projects import selectors as projects
from apps.traces.contracts import TracePage, TraceSearch
from apps.traces.errors import InvalidFilter, InvalidOrder
from apps.traces.models import SpanChunk
from apps.traces.search import language, statements
from apps.traces.search.sieve import Sieve
from apps.traces.search.statements import Question
from apps.traces.selectors import traces

MAX_TERMS = 10
AT_ONCE = 200
"""So many traces' spans are unpacked at a time."""


def search_traces(*, actor: Actor, experiment_ids: Sequence[int], search: TraceSearch) -> TracePage:
    """A page of the traces of these experiments. One that the actor cannot see has none.

    Raises:
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    question = question_of(actor=actor, experiment_ids=experiment_ids, search=search)
    return _search(question, search)


def search_traces_of_run(*, actor: Actor, run_id: str, search: TraceSearch) -> TracePage:
    """A page of the traces that were made in a run or linked to it.

    Raises:
        RunNotFound: there is no such run, or the actor is a stranger to it.
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    run = runs.get_run_ref(actor=actor, run_id=run_id)
    question = _question(search, project_id=run.project_id, run_id=run.run_id)
    return _search(question, search)


def search_project_traces(
    *, actor: Actor, project_key: str, experiment_ids: Sequence[int] | None, search: TraceSearch
) -> TracePage:
    """A page of a project's traces, of all its experiments or of those named.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    project = projects.get_project(actor=actor, key=project_key)
    if experiment_ids is None:
        question = _question(search, project_id=project.pk, run_id=search.run_id)
    else:
        own = experiments.ids_in_project(project_id=project.pk, ids=experiment_ids)
        question = _question(search, experiment_ids=tuple(sorted(own)), run_id=search.run_id)
    return _search(question, search)


def question_of(*, actor: Actor, experiment_ids: Sequence[int], search: TraceSearch) -> Question:
    """What is asked, of those of the experiments that the actor sees.

    Raises:
        InvalidFilter, InvalidOrder: it is not well put.
    """
    visible = experiments.visible_ids(actor=actor, experiment_ids=experiment_ids)
    return _question(search, experiment_ids=visible, run_id=search.run_id)


def count(question: Question) -> set[int]:
    """The database ids of all traces that meet the question."""
    if question.is_empty:
        return set()
    terms = statements.terms_of((), question.dialect)
    found: set[int] = set()
    position: list[Cell] | None = None
    while True:
        rows = _read(question, terms, position, 10_000)
        found.update(row[0] for row in _sifted(question, rows))
        if len(rows) < 10_000:
            return found
        position = list(rows[-1][1:])


def _question(
    search: TraceSearch,
    *,
    experiment_ids: tuple[int, ...] = (),
    project_id: int | None = None,
    run_id: str = "",
) -> Question:
    if len(search.order_by) > MAX_TERMS:
        raise InvalidOrder(f"At most {MAX_TERMS} terms.", fix="Sort by fewer.", position=0)
    return Question(
        experiment_ids=experiment_ids,
        project_id=project_id,
        conditions=language.parse_filter(search.filter),
        order=tuple(language.parse_order(term) for term in search.order_by),
        run_id=run_id,
        dialect=Dialect(connection.vendor),
    )


def _search(question: Question, search: TraceSearch) -> TracePage:
    terms = statements.terms_of(question.order, question.dialect)
    seal = pages.seal(search.filter, search.order_by, search.run_id)
    position = _position(search.page_token, terms, seal)
    if question.is_empty:
        return TracePage(traces=[], next_page_token=None)
    rows = _rows(question, terms, position, search.limit + 1)
    shown = rows[: search.limit]
    more = len(rows) > search.limit
    token = paging.encode([seal, *ordering.to_token(shown[-1][1:])]) if more else None
    return TracePage(traces=traces.infos_of([row[0] for row in shown]), next_page_token=token)


def _rows(
    question: Question, terms: Sequence[Term], position: list[Cell] | None, wanted: int
) -> list[tuple[Any, ...]]:
    """So many of the traces behind the position, or all there are."""
    if not Sieve(question.conditions).is_needed:
        return _read(question, terms, position, wanted)
    kept: list[tuple[Any, ...]] = []
    while True:
        rows = _read(question, terms, position, AT_ONCE)
        kept += _sifted(question, rows)
        if len(kept) >= wanted or len(rows) < AT_ONCE:
            return kept[:wanted]
        position = list(rows[-1][1:])


def _sifted(question: Question, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Those of the traces whose spans hold what is asked for."""
    sieve = Sieve(question.conditions)
    if not sieve.is_needed:
        return rows
    kept: set[int] = set()
    chunks = SpanChunk.objects.filter(trace__in=[row[0] for row in rows])
    for trace, data in chunks.values_list("trace_id", "data").iterator():
        if trace not in kept and sieve.keeps([bytes(data)]):
            kept.add(trace)
    return [row for row in rows if row[0] in kept]


def _read(
    question: Question, terms: Sequence[Term], position: list[Cell] | None, limit: int
) -> list[tuple[Any, ...]]:
    return run(statements.page(question, terms, position=position, limit=limit))


def run(query: Sql) -> list[tuple[Any, ...]]:
    """The rows of a statement.

    Raises:
        InvalidFilter: the database does not take a regular expression of it.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(query.text, query.params)
            return list(cursor.fetchall())
    except DataError as exc:
        if "regular expression" not in str(exc):
            raise
        raise InvalidFilter(
            f"The database does not take this regular expression: {exc}.",
            fix="Write it in POSIX's syntax.",
            position=0,
        ) from exc


def _position(token: str, terms: Sequence[Term], seal: str) -> list[Cell] | None:
    if not token:
        return None
    found, *cells = paging.decode(token, length=1 + sum(term.cells for term in terms))
    position = ordering.from_token(cells, terms) if found == seal else None
    if position is None:
        raise pages.belongs_elsewhere()
    return position
