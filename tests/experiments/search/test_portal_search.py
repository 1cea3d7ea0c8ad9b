"""Naiad's own language answers as the oracle does, on every database and however it is read."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.experiments.contracts import RunSearch
from apps.experiments.errors import InvalidFilter, InvalidOrder, SearchTooSlow
from apps.experiments.models import Experiment
from apps.experiments.selectors import limits, search
from apps.projects.errors import ProjectNotFound
from tests.experiments.make import make_experiment, make_run
from tests.experiments.search import portal_oracle
from tests.experiments.search.portal_rows import make_rows
from tests.projects.make import admin, make_member_actor, make_project

pytestmark = pytest.mark.django_db

NUMBERS = ["0", "0.5", "-1.5", "1e300", "inf", "2"]
CONDITIONS = [
    *(f"{name} {op} {value}"
      for name in ("metrics.m", "min(metrics.m)", "max(metrics.m)", "params.n")
      for op in ("=", "!=", "<", "<=", ">", ">=") for value in NUMBERS),
    *(f"metrics.{key} {rest}" for key in ("m", "n", "nobody") for rest in (
        "IS NULL", "IS NOT NULL", "= nan", "!= nan", "IN (0.5, 2)", "NOT IN (0.5, 2)",
        "BETWEEN -2 AND 0.5", "NOT BETWEEN 0 AND 1")),
    "count(metrics.m) > 1", "step(metrics.m) IN (1, 2)", "min(metrics.m) = nan",
    *(f"params.p {rest}" for rest in (
        "= 'b'", "!= 'b'", "= ''", "IN ('a', 'b')", "NOT IN ('a', 'b')", "LIKE 'b%'",
        "NOT LIKE 'b%'", "ILIKE 'B%'", "NOT ILIKE 'B%'", "LIKE '_[*'", "IS NULL", "IS NOT NULL",
        "=~ '^b'", "!~ '^b'", "=~ '(?i)^b+$'", r"=~ 'x\[\*|a\s[ab]'", "=~ 'a.b'", r"!~ '\w{3}'")),
    *(f"params.p {op} ('{'x' * 200}', 'a')" for op in ("IN", "NOT IN")),
    f"params.p = '{'x' * 200}'", f"params.p = '{'x' * 199}'",
    *(f"params.n {rest}" for rest in (
        "IN (1, 0.1)", "NOT IN (1, 0.1)", "BETWEEN -1e3 AND 0.5", "NOT BETWEEN 0 AND 1", "= '1'",
        r"=~ '^\d+$'", r"=~ '\d\b'", "IS NULL")),
    "number(params.n) IS NULL", "number(params.n) IS NOT NULL", "params.nobody = 'a'",
    "params.nobody IS NULL", "params.nobody < 1",
    "tags.t = 'a'", "tags.t != 'a'", "tags.t IS NULL",
    "status = 'running'", "status != 'running'", "status IN ('finished', 'failed')",
    "name LIKE 'run-1%'", "name =~ '[13]$'", "name NOT IN ('run-1', 'run-2')",
    "experiment = 'first'", "experiment LIKE 'sec%'", "project = 'here'", "project != 'here'",
    "experiment_id > 0", "parent IS NULL", "parent = '" + "ab" * 16 + "'", "parent != 'x'",
    "source =~ 'py$'", "source IS NULL", "job IS NULL", "job = 'x'",
    "created > -90m", "created <= today", "created BETWEEN yesterday AND now", "created = today",
    "ended IS NULL", "ended < now", "duration > 5m", "duration <= 7m", "duration NOT BETWEEN 2m AND 9m",
    *(f"datasets.name {rest}" for rest in (
        "= 'iris'", "!= 'iris'", "IN ('digits')", "NOT LIKE 'i%'", "IS NULL", "IS NOT NULL")),
    "datasets.digest =~ '-1$'", "models.name = 'model-4'", "models.name IS NULL",
    "models.name != 'model-4'", "input_models.name IS NULL",
]  # fmt: skip
ORDERS = [
    "metrics.m", "metrics.m DESC", "min(metrics.m)", "max(metrics.m) DESC", "count(metrics.m) DESC",
    "step(metrics.m)", "params.p DESC", "number(params.n)", "number(params.n) DESC", "params.n",
    "tags.t", "created", "ended DESC", "duration", "status", "name DESC", "experiment DESC",
    "project", "parent", "source DESC", "run_id",
]  # fmt: skip


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(parts, st.sampled_from(["AND", "OR"]), parts)
    return pairs.map(lambda pair: f"({' '.join(pair)})") | parts.map(lambda part: f"NOT {part}")


filters = st.recursive(st.sampled_from(CONDITIONS), joined, max_leaves=5)
orders = st.lists(st.sampled_from(ORDERS), max_size=3, unique_by=lambda term: term.split()[0])
SETTINGS = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def all_pages(asked: RunSearch, *keys: str, actor: Actor | None = None) -> list[str]:
    found: list[str] = []
    token: str | None = ""
    while token is not None:
        page = search.search_visible_runs(
            actor=actor or admin(),
            project_keys=keys or None,
            search=replace(asked, page_token=token),
        )
        assert len(page.runs) <= asked.limit
        found += [run.run_id for run in page.runs]
        token = page.next_page_token
    return found


def oracle(rows: Sequence[portal_oracle.Row], text: str, order_by: Sequence[str] = ()) -> list[str]:
    return portal_oracle.answer(rows, text, order_by, now_ms=clock.now_ms())


def make_world() -> tuple[Experiment, list[portal_oracle.Row]]:
    """Two experiments of a project, and one of another that has the like."""
    first = make_experiment(make_project("here"), "first")
    second = make_experiment(first.project, "second")
    rows = [*make_rows(first, 24), *make_rows(second, 6, seed=5)]
    make_rows(make_experiment(make_project("elsewhere"), "first"), 4)
    return first, rows


@pytest.mark.timeout(300)
def test_every_filter_and_order_answers_as_the_oracle_does() -> None:
    _, rows = make_world()

    @SETTINGS
    @given(text=filters, order_by=orders, limit=st.sampled_from([4, 30]))
    def check(text: str, order_by: list[str], limit: int) -> None:
        asked = RunSearch(filter=text, order_by=order_by, limit=limit)
        assert all_pages(asked, "here") == oracle(rows, text, order_by)

    check()
    for text in CONDITIONS:
        assert all_pages(RunSearch(filter=text), "here") == oracle(rows, text), text
    for order in ORDERS:
        asked = RunSearch(order_by=[order], limit=7)
        assert all_pages(asked, "here") == oracle(rows, "", [order]), order


def test_what_is_missing_meets_the_negation_of_what_it_does_not_meet() -> None:
    experiment = make_experiment(make_project("here"))
    tree = make_run(experiment, params={"model": "tree"})
    net = make_run(experiment, params={"model": "net"})
    bare = make_run(experiment)

    def found(text: str) -> set[str]:
        return set(all_pages(RunSearch(filter=text), "here"))

    assert found("params.model != 'tree'") == {net.run_id}
    assert found("NOT params.model = 'tree'") == {net.run_id, bare.run_id}
    assert found("NOT params.model != 'tree'") == {tree.run_id, bare.run_id}
    assert found("NOT (duration > 1s)") == {tree.run_id, net.run_id, bare.run_id}


def test_a_search_reaches_the_projects_that_the_actor_may_read_and_no_other() -> None:
    mine, also, theirs = (make_experiment(make_project(key)) for key in ("mine", "also", "theirs"))
    runs = {
        each.project.key: make_run(each, params={"p": "a"}).run_id for each in (mine, also, theirs)
    }
    actor = make_member_actor(mine.project)
    both = {runs["mine"], runs["also"], runs["theirs"]}

    for text in (
        "",
        "params.p = 'a'",
        "NOT params.p = 'b'",
        "project != 'x' OR project = 'theirs'",
    ):
        assert set(all_pages(RunSearch(filter=text, limit=1), actor=actor)) == {runs["mine"]}
        assert set(all_pages(RunSearch(filter=text, limit=1))) == both
    assert all_pages(RunSearch(), "mine", actor=actor) == [runs["mine"]]
    assert all_pages(RunSearch(filter="project = 'also'"), "mine", "also") == [runs["also"]]
    with pytest.raises(ProjectNotFound):
        all_pages(RunSearch(), "mine", "theirs", actor=actor)


WORDS = """metrics.m params.p params.n tags.t status created name duration datasets.name models.name = !=
< > =~ !~ LIKE ILIKE IN NOT IS NULL BETWEEN AND OR ( ) , 'a' 'run' '(' '%' 1 -2.5 nan inf -7d today
'[a-z]+' '(a|b)*c' 'a{2,}' '\\d' 'x*?' '(?i)A' '^*' '[]a]' '\\b' '$^' 1e308 99999999999999999999"""
adversarial = st.one_of(
    st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join),
    # What the grammar takes, with patterns of all sorts
    st.tuples(
        st.sampled_from(["name", "params.p", "tags.t", "experiment", "user"]),
        st.sampled_from(["=~", "!~", "LIKE", "NOT ILIKE", "=", "IN"]),
        st.text(st.sampled_from("ab1.*+?|()[]{}^$\\dwsbDWSB,-:=<%_é \n"), max_size=12),
    ).map(lambda each: f"{each[0]} {each[1]} {_value(each[1], each[2])}"),
)


def _value(operator: str, text: str) -> str:
    quoted = "'" + text.replace("'", "''") + "'"
    return f"({quoted})" if operator == "IN" else quoted


@pytest.mark.timeout(300)
def test_no_text_does_more_than_find_runs_of_the_project_or_be_refused() -> None:
    _, rows = make_world()
    mine = {row.run_id for row in rows}

    @settings(SETTINGS, max_examples=200)
    @given(text=adversarial, order=st.sampled_from(["", *ORDERS]) | adversarial)
    def check(text: str, order: str) -> None:
        asked = RunSearch(filter=text, order_by=[order] if order else [], limit=5)
        try:
            page = search.search_project_runs(
                actor=admin(), project_key="here", experiment_ids=None, search=asked
            )
        except (InvalidFilter, InvalidOrder):
            return
        assert {run.run_id for run in page.runs} <= mine

    check()


def test_a_search_that_takes_too_long_is_stopped_and_the_next_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    experiment = make_experiment(make_project("here"))
    run = make_run(experiment)
    slow = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }[connection.vendor]
    monkeypatch.setattr(limits, "SECONDS", 1)
    cursor = connection.cursor()
    with pytest.raises(SearchTooSlow) as refusal, limits.limited():
        cursor.execute(slow)
    assert "Narrow" in refusal.value.fix
    assert all_pages(RunSearch(filter="name != 'x'"), "here") == [run.run_id]
