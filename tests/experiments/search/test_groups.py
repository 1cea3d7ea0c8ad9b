"""Groups of runs are what the oracle makes of them, in a constant number of queries."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

from apps.core import clock
from apps.experiments.contracts import RunSearch
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.search.groups import Figure, Order
from apps.experiments.search.portal import meaning
from apps.experiments.selectors import groups, search
from apps.experiments.selectors.groups import GroupSearch, RunGroup
from tests.experiments.make import make_experiment, make_run
from tests.experiments.search import portal_oracle
from tests.experiments.search.portal_rows import make_rows
from tests.projects.make import admin, make_project

pytestmark = pytest.mark.django_db


def grouped(**asked: Any) -> list[RunGroup]:
    found, truncated = groups.list_groups(
        actor=admin(), project_key="here", experiment_ids=None, search=GroupSearch(**asked)
    )
    assert not truncated
    return found


def of_oracle(
    rows: Sequence[portal_oracle.Row], text: str, by: Sequence[str], value: str
) -> dict[tuple[Any, ...], tuple[int, list[float]]]:
    """By key, how many runs there are, and the values that count."""
    found = set(portal_oracle.answer(rows, text, [], now_ms=clock.now_ms()))
    kept: dict[tuple[Any, ...], tuple[int, list[float]]] = defaultdict(lambda: (0, []))
    for row in rows:
        if row.run_id in found:
            key = tuple(portal_oracle.value_of(row, meaning.read_column(name)) for name in by)
            value_of_run = portal_oracle.value_of(row, meaning.read_column(value))
            runs, values = kept[key]
            counts = value_of_run is not None and not math.isnan(value_of_run)
            kept[key] = (runs + 1, [*values, value_of_run] if counts else values)
    return kept


QUESTIONS = [
    ("", ["params.p"], "metrics.m"),
    ("", ["tags.t", "status"], "min(metrics.m)"),
    ("metrics.n >= 0", ["experiment"], "count(metrics.m)"),
    ("params.p = 'a' OR params.p = 'b'", ["params.p", "tags.t"], "duration"),
    ("NOT tags.t = 'a'", ["number(params.n)"], "number(params.n)"),
    ("params.p = 'nothing'", ["params.p"], "metrics.m"),
    ("", ["params.nobody"], "metrics.nobody"),
    ("params.p = 'a'", ["parent", "project", "source"], "metrics.n"),
]


def test_groups_and_their_figures_are_those_of_the_oracle() -> None:
    experiment = make_experiment(make_project("here"))
    rows = make_rows(experiment, 30)
    make_rows(make_experiment(make_project("elsewhere")), 3)
    for text, by, value in QUESTIONS:
        expected = of_oracle(rows, text, by, value)
        found = grouped(filter=text, by=by, values=[value])
        assert {tuple(each.key): each.runs for each in found} == {
            key: runs for key, (runs, _) in expected.items()
        }, text
        for each in found:
            values = expected[tuple(each.key)][1]
            figures = each.values[0]
            assert figures.count == len(values)
            assert figures.min == min(values, default=None)
            assert figures.max == max(values, default=None)
            finite = values and all(abs(one) < 1e290 for one in values)
            mean = pytest.approx(math.fsum(values) / len(values)) if finite else None
            assert figures.mean == mean


def test_the_filter_of_a_group_finds_its_runs() -> None:
    experiment = make_experiment(make_project("here"))
    for value in ("a", "it's", "\n`", "x" * 300, None):
        make_run(experiment, params={} if value is None else {"odd key": value, "n": "0.10"})
    for name in ("params.`odd key`", "number(params.n)", "status"):
        for group in grouped(by=[name]):
            page = search.search_project_runs(
                actor=admin(), project_key="here", experiment_ids=None,
                search=RunSearch(filter=group.filter),
            )  # fmt: skip
            assert len(page.runs) == group.runs


def test_the_groups_come_in_the_order_asked_for_and_what_has_no_figure_last() -> None:
    experiment = make_experiment(make_project("here"))
    for model, loss in (("a", 3.0), ("a", 1.0), ("b", 0.5), ("c", None), ("c", None), ("c", None)):
        metrics = {} if loss is None else {"loss": loss}
        make_run(experiment, params={"model": model}, metrics=metrics)

    def order(**asked: Any) -> list[Any]:
        found = grouped(by=["params.model"], values=["metrics.loss"], order=Order(**asked))
        return [each.key[0] for each in found]

    assert order() == ["c", "a", "b"]
    assert order(value=0, figure=Figure.MEAN) == ["a", "b", "c"]
    assert order(value=0, figure=Figure.MEAN, descending=False) == ["b", "a", "c"]
    assert order(value=0, figure=Figure.LEAST, descending=False) == ["b", "a", "c"]


@pytest.mark.parametrize("value", [1.7e308, -1.7e308, 1e200, 5e-324, math.inf, -math.inf, math.nan])
def test_no_value_is_too_large_or_small_to_be_summed_up(value: float) -> None:
    experiment = make_experiment(make_project("here"))
    for other in (value, value, 1.0):
        make_run(experiment, metrics={"m": other})
    (group,) = grouped(by=["status"], values=["metrics.m"])
    figures = group.values[0]
    assert figures.count == (1 if math.isnan(value) else 3)
    if figures.mean is not None:
        assert math.isfinite(figures.mean)


@pytest.mark.parametrize(
    "asked",
    [
        {"by": []},
        {"by": ["status"] * 4},
        {"by": ["metrics.loss"]},
        {"by": ["created"]},
        {"by": ["datasets.name"]},
        {"by": ["nonsense"]},
        {"by": ["status"], "values": ["name"]},
        {"by": ["status"], "values": ["metrics.x"] * 11},
        {"by": ["status"], "order": Order(value=0)},
    ],
)
def test_groups_that_make_no_sense_are_refused(asked: dict[str, Any]) -> None:
    make_project("here")
    with pytest.raises(InvalidOrder) as refusal:
        grouped(**asked)
    assert refusal.value.fix


def test_a_refused_filter_is_refused_for_groups_too() -> None:
    make_project("here")
    with pytest.raises(InvalidFilter):
        grouped(by=["status"], filter="loss < 1")
