"""The main searches read indexes, on both databases, as their own plans say."""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from apps.experiments.contracts import RunSearch
from apps.experiments.models import AttributeKey, Experiment, FloatSeries, Run, StringAttribute
from apps.experiments.search import plan as planning
from apps.experiments.selectors import reading, search, values
from apps.experiments.selectors.short_memory import ShortMemory
from tests.experiments.make import make_experiment
from tests.projects.make import admin, make_project

pytestmark = pytest.mark.django_db

RUNS = 2_000
SERIES, STRINGS, NEWEST = (
    "series_by_key_and_value",
    "string_by_key_and_value",
    "run_newest_in_project",
)
CASES: list[tuple[str, list[str], list[str]]] = [
    ("", [], [NEWEST]),
    ("", ["metrics.m DESC"], [SERIES]),
    ("", ["params.p"], [STRINGS]),
    ("metrics.m > 0.99", [], [SERIES]),
    ("metrics.m BETWEEN 0.5 AND 0.51", ["params.p"], [SERIES]),
    ("metrics.m IN (0.5, 0.25)", [], [SERIES]),
    ("params.p = 'v7'", [], [STRINGS]),
    ("params.p IN ('v7', 'v8')", ["created"], [STRINGS]),
    ("params.p = 'v7' OR metrics.m > 0.99", [], [STRINGS, SERIES]),
    ("params.p = 'v7' AND params.q < 0.5", ["metrics.m"], [STRINGS]),
    ("NOT params.p = 'v7'", [], [NEWEST]),
    ("metrics.m > 0.1 AND tags.t IS NULL", [], [NEWEST]),
    ("name LIKE 'run-1%'", [], [NEWEST]),
    (f"run_id IN ('{'a' * 32}', '{'b' * 32}')", [], []),
    (f"parent = '{'a' * 32}'", [], []),
]


def make_runs() -> Experiment:
    """Some thousand runs with two params and a metric, and what the databases know of them."""
    experiment = make_experiment(make_project("here"))
    chance = random.Random(4)
    runs = Run.objects.bulk_create(
        Run(
            run_id=uuid.UUID(int=chance.getrandbits(128)).hex,
            project_id=experiment.project_id,
            experiment=experiment,
            name=f"run-{number}",
            start_time_ms=number * 1000,
        )
        for number in range(RUNS)
    )
    kinds = AttributeKey.Kind
    p, q, m = (
        AttributeKey.objects.create(project=experiment.project, kind=kind, path=path)
        for kind, path in ((kinds.PARAM, "p"), (kinds.PARAM, "q"), (kinds.METRIC, "m"))
    )
    StringAttribute.objects.bulk_create(
        StringAttribute(run=run, key=key, value=value)
        for run in runs
        for key, value in ((p, f"v{chance.randrange(200)}"), (q, str(chance.random())))
    )
    FloatSeries.objects.bulk_create(
        FloatSeries(
            run=run, key=m, last_step=1, last_timestamp_ms=1, last_value=chance.random(), count=1
        )
        for run in runs
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # It reads tables as small as these whole by choice; now only where no index serves.
            cursor.execute("SET LOCAL enable_seqscan = off")
    return experiment


@contextmanager
def noted() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are run inside."""
    statements: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, *more: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, *more)

    with connection.execute_wrapper(note):
        yield statements


def plan_of(sql: str, params: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (FORMAT JSON) "
    with connection.cursor() as cursor:
        cursor.execute(explain + sql, params)
        rows = cursor.fetchall()
    return json.dumps(rows)


def reads_whole_tables(plan: str) -> bool:
    # SQLite scans "r" or "r USING INDEX"; the constants and the lists of an OR are no tables.
    whole = ("Seq Scan", *(f'SCAN {alias}"' for alias in ("r", "x", "o0", "m", "i")))
    return any(each in plan for each in whole)


def find(text: str, order_by: list[str], token: str = "") -> str | None:
    asked = RunSearch(filter=text, order_by=order_by, limit=20, page_token=token)
    page = search.search_project_runs(
        actor=admin(), project_key="here", experiment_ids=None, search=asked
    )
    return page.next_page_token


@pytest.mark.timeout(60)
def test_the_main_searches_read_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_sizes", ShortMemory(seconds=30, size=10))
    make_runs()
    for text, order_by, indexes in CASES:
        token: str | None = ""
        for _page in range(2):
            if token is None:
                continue
            with noted() as statements:
                token = find(text, order_by, token)
            searches = [each for each in statements if each[0].startswith("SELECT r.id, ")]
            assert searches
            plans = [plan_of(*each) for each in searches]
            assert not any(map(reads_whole_tables, plans)), (text, plans)
            for index in indexes:
                assert index in "".join(plans), (text, plans)


def test_distinct_values_are_looked_up_in_their_index() -> None:
    make_runs()
    with noted() as statements:
        found, _ = values.list_values(actor=admin(), project_key="here", name="params.p")
    assert len(found) == 20
    (statement,) = [each for each in statements if each[0].startswith("WITH RECURSIVE")]
    plan = plan_of(*statement)
    assert STRINGS in plan
    assert not reads_whole_tables(plan)
    assert "TEMP B-TREE" not in plan


def test_conditions_that_hardly_meet_are_found_by_their_lists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_sizes", ShortMemory(seconds=30, size=10))
    monkeypatch.setattr(planning, "LEAST_PROBATION", 10)
    make_runs()
    for order_by in ([], ["metrics.m DESC"]):
        with noted() as statements:
            find("metrics.m < 0.9 AND metrics.nobody < 0.1 OR metrics.m > 2", order_by)
            find("metrics.m > 0.2 AND name = 'nobody'", order_by)
        searches = [sql for sql, _ in statements if sql.startswith("SELECT r.id, ")]
        assert " c CROSS JOIN experiments_run r" in searches[-1]
