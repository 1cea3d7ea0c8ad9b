"""Searches answer as the oracle does, page by page, whichever way they are read."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.api import paging
from apps.core.api.paging import BadPageToken
from apps.experiments.contracts import RunSearch, View
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.models import Experiment, Run
from apps.experiments.search import plan
from apps.experiments.selectors import pages, search
from apps.experiments.services import runs
from tests.experiments.make import make_experiment, make_run
from tests.experiments.search.oracle import Row, answer
from tests.projects.make import admin

pytestmark = pytest.mark.django_db

VALUES = [0.0, -1.5, 0.5, 0.5, 2.0, 1e300, math.inf, -math.inf, math.nan]
CONDITIONS = [
    *(f"metrics.m {op} {value}" for op in ("=", "!=", "<", ">=") for value in (0.5, 0, -1.5)),
    "metrics.n > 0",
    "metrics.unknown > 0",
    *(f"params.p {op} 'b'" for op in ("=", "!=", "LIKE", "ILIKE")),
    "params.p LIKE 'B%'",
    "params.p ILIKE 'B%'",
    "params.p LIKE '_[*'",
    "params.p IS NULL",
    "params.p IS NOT NULL",
    "params.unknown IS NULL",
    "params.unknown = 'a'",
    f"params.long = '{'x' * 200}'",
    "tags.t != 'a'",
    "tags.t IS NULL",
    "status = 'RUNNING'",
    "run_name LIKE 'run-1%'",
    "start_time >= 1003",
    "end_time < 2005",
    "start_time > 1002.5",
    "metrics.m > 0 AND metrics.m < 1",
    "metrics.m >= 0.5 AND metrics.m != 2",
    "params.p != 'a' AND params.p = 'b'",
]  # fmt: skip
ORDERS = [
    "metrics.m", "metrics.m DESC", "metrics.n DESC", "metrics.unknown", "params.p",
    "params.p DESC", "tags.t", "start_time", "start_time DESC", "end_time", "end_time DESC",
    "status DESC", "run_name", "run_id DESC",
]  # fmt: skip


def make_rows(experiment: Experiment, count: int = 40) -> list[Row]:
    """Runs with every kind of value, some of them missing, from one seed."""
    chance = random.Random(4)
    return [make_row(experiment, number, chance) for number in range(count)]


def make_row(experiment: Experiment, number: int, chance: random.Random) -> Row:
    params = {
        key: value
        for key, value in {
            "p": chance.choice(["a", "b", "B", "x[*", "bb", ""]),
            "long": "x" * chance.choice([199, 200]),
        }.items()
        if chance.random() < 0.7
    }
    metrics = {key: chance.choice(VALUES) for key in ("m", "n") if chance.random() < 0.8}
    tags = {"t": chance.choice("ab")} if chance.random() < 0.5 else {}
    run = make_run(
        experiment, name=f"run-{number}", start_time_ms=1000 + number // 3, params=params,
        tags=tags, metrics=metrics,
    )  # fmt: skip
    end = 2000 + number if number % 2 else None
    if end is not None:
        runs.update_run(actor=admin(), run=run, status="FINISHED", end_time_ms=end)
        run.refresh_from_db()
    return Row(
        run_id=run.run_id, start_time=run.start_time_ms, end_time=end, status=run.status,
        run_name=run.name, params=params, metrics=metrics, tags=tags,
    )  # fmt: skip


def all_pages(experiment_ids: Sequence[int], asked: RunSearch) -> list[str]:
    found: list[str] = []
    token: str | None = ""
    while token is not None:
        page = search.search_runs(
            actor=admin(), experiment_ids=experiment_ids, search=replace(asked, page_token=token)
        )
        assert len(page.runs) <= asked.limit
        found += [run.run_id for run in page.runs]
        token = page.next_page_token
    return found


@pytest.mark.timeout(300)
def test_pages_together_are_the_whole_answer_in_order() -> None:
    experiment = make_experiment()
    rows = make_rows(experiment)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        conditions=st.lists(st.sampled_from(CONDITIONS), max_size=3),
        order_by=st.lists(
            st.sampled_from(ORDERS), max_size=3, unique_by=lambda term: term.split()[0]
        ),
        limit=st.sampled_from([1, 3, 7, 100]),
    )
    def check(conditions: list[str], order_by: list[str], limit: int) -> None:
        asked = RunSearch(filter=" AND ".join(conditions), order_by=order_by, limit=limit)
        assert all_pages([experiment.pk], asked) == answer(rows, asked.filter, order_by)

    check()


@pytest.mark.parametrize(
    "order", ["metrics.m", "metrics.n DESC", "params.p", "start_time", "start_time DESC"]
)
def test_a_walk_that_is_given_up_answers_all_the_same(
    order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "LEAST_PROBATION", 3)
    monkeypatch.setattr(plan, "PATIENCE", 1)
    experiment = make_experiment()
    rows = make_rows(experiment)
    for text in (
        "metrics.m < 2",
        "metrics.m < 2 AND metrics.n >= 0.5",
        "metrics.m > -9 AND status = 'RUNNING'",
    ):
        for limit in (1, 2):
            asked = RunSearch(filter=text, order_by=[order], limit=limit)
            assert all_pages([experiment.pk], asked) == answer(rows, text, [order])


# Short pages are walked to, longer ones gathered or sorted.
@pytest.mark.parametrize("limit", [1, 5])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("scope", ["one", "two", "projects"])
def test_every_order_holds_over_several_experiments(scope: str, order: str, limit: int) -> None:
    first = make_experiment()
    others = {
        "one": [],
        "two": [make_experiment(first.project)],
        "projects": [make_experiment()],
    }[scope]
    rows = [row for each in (first, *others) for row in make_rows(each, count=12)]
    make_rows(make_experiment(first.project), count=3)
    asked = RunSearch(filter="metrics.m < 2", order_by=[order], limit=limit)
    ids = [first.pk, *(each.pk for each in others)]
    assert all_pages(ids, asked) == answer(rows, asked.filter, [order])


def test_a_project_is_searched_whole_or_by_experiments() -> None:
    experiment = make_experiment()
    mine, other = make_run(experiment), make_run(make_experiment(experiment.project))
    make_run()

    def found(ids: list[int] | None) -> set[str]:
        page = search.search_project_runs(
            actor=admin(),
            project_key=experiment.project.key,
            experiment_ids=ids,
            search=RunSearch(),
        )
        return {run.run_id for run in page.runs}

    assert found(None) == {mine.run_id, other.run_id}
    assert found([experiment.pk]) == {mine.run_id}
    assert found([]) == set()


def test_deleted_runs_are_seen_by_their_view() -> None:
    experiment = make_experiment()
    kept, gone = make_run(experiment), make_run(experiment)
    runs.delete_run(actor=admin(), run=gone)
    expected = {
        View.ACTIVE: {kept.run_id},
        View.DELETED: {gone.run_id},
        View.ALL: {kept.run_id, gone.run_id},
    }
    for view, ids in expected.items():
        assert set(all_pages([experiment.pk], RunSearch(view=view, limit=1))) == ids


def test_a_first_page_counts_where_that_is_cheap() -> None:
    experiment = make_experiment()
    for number in range(3):
        make_run(experiment, params={"p": str(number)})

    def total(**asked: object) -> int | None:
        wanted = RunSearch(count=True, limit=2, **asked)  # type: ignore[arg-type]
        page = search.search_runs(actor=admin(), experiment_ids=[experiment.pk], search=wanted)
        return page.total

    assert total() == 3
    assert total(filter="params.p = '1'") == 1
    assert total(filter="params.p LIKE '%'") is None


def test_a_token_goes_on_with_its_own_search_only() -> None:
    experiment = make_experiment()
    for _ in range(2):
        make_run(experiment, metrics={"m": 1.0})
    asked = RunSearch(order_by=["metrics.m"], limit=1)

    def ask(wanted: RunSearch) -> str | None:
        page = search.search_runs(actor=admin(), experiment_ids=[experiment.pk], search=wanted)
        return page.next_page_token

    token = ask(asked) or ""
    for wanted in (
        replace(asked, order_by=["metrics.m DESC"], page_token=token),
        replace(asked, filter="metrics.m > 0", page_token=token),
        replace(asked, view=View.ALL, page_token=token),
        replace(asked, page_token="nonsense"),
        replace(asked, page_token=token[:-4]),
    ):
        with pytest.raises(BadPageToken):
            ask(wanted)


@pytest.mark.parametrize("cell", ["x", None, [], "nan", 2**80, True, {}])
def test_a_forged_token_is_refused(cell: object) -> None:
    experiment = make_experiment()
    run = make_run(experiment, metrics={"m": 1.0})
    seal = pages.seal("", ["metrics.m"], View.ACTIVE)
    for position in (
        [seal, 0, cell, 5, run.run_id],
        [seal, 0, "1.0", cell, run.run_id],
        [seal, cell, "1.0", 5, run.run_id],
        [cell, 0, "1.0", 5, run.run_id],
    ):
        asked = RunSearch(order_by=["metrics.m"], page_token=paging.encode(position))
        with pytest.raises(BadPageToken):
            search.search_runs(actor=admin(), experiment_ids=[experiment.pk], search=asked)


INJECTIONS = [
    "'; DROP TABLE experiments_run; --", "' OR '1'='1", "%s", "%%", "%(x)s", "\\'", "a\"b", "`",
    "1); DELETE FROM experiments_run", "{}", "$1", "?", ":x",
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_is_only_ever_text(text: str) -> None:
    experiment = make_experiment()
    run = make_run(experiment, name=text, params={"p": text}, tags={"t": text})
    make_run(experiment)
    quoted = text.replace("'", "''")
    for field in ("params.p", "tags.t", "run_name"):
        asked = RunSearch(filter=f"{field} = '{quoted}'")
        assert all_pages([experiment.pk], asked) == [run.run_id]
    for field in ("params.`%s`", 'metrics."x\') OR 1=1 --"'):
        order = RunSearch(order_by=[field.replace("%s", text.replace("`", ""))])
        if "``" not in order.order_by[0]:
            assert len(all_pages([experiment.pk], order)) == 2
    assert Run.objects.count() == 2


@pytest.mark.parametrize("pattern", ["a*", "a?", "[a-z]*", "a%", "%\\%", "_", "[", "]", "a[b"])
def test_only_percent_and_underscore_are_wild(pattern: str) -> None:
    experiment = make_experiment()
    exact = make_run(experiment, params={"p": pattern})
    make_run(experiment, params={"p": "zz"})
    for operator in ("LIKE", "ILIKE"):
        asked = RunSearch(filter=f"params.p {operator} '{pattern}'")
        assert all_pages([experiment.pk], asked) == [exact.run_id]


def test_like_minds_case_and_ilike_does_not() -> None:
    experiment = make_experiment()
    upper, lower = (
        make_run(experiment, params={"p": "ABC"}),
        make_run(experiment, params={"p": "abc"}),
    )

    def found(text: str) -> set[str]:
        return set(all_pages([experiment.pk], RunSearch(filter=text)))

    assert found("params.p LIKE 'a%'") == {lower.run_id}
    assert found("params.p ILIKE 'a%'") == {upper.run_id, lower.run_id}


def test_an_order_names_a_field_once() -> None:
    experiment = make_experiment()
    with pytest.raises(InvalidOrder):
        all_pages([experiment.pk], RunSearch(order_by=["metrics.m", "metrics.`m` DESC"]))


def test_what_is_not_visible_has_no_runs_and_bad_text_is_refused_all_the_same() -> None:
    assert all_pages([2**62], RunSearch()) == []
    with pytest.raises(InvalidFilter):
        all_pages([2**62], RunSearch(filter="nonsense"))
