"""docs/search.md is true: what it shows is understood, and what it shows refused is refused."""

import re
from pathlib import Path

import pytest

from apps.experiments.contracts import RunSearch
from apps.experiments.errors import InvalidFilter
from apps.experiments.search.portal import names
from apps.experiments.selectors import search
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import admin, make_project

pytestmark = pytest.mark.django_db

DOCUMENT = (Path(__file__).parents[3] / "docs" / "search.md").read_text()


def examples(kind: str) -> list[str]:
    blocks = re.findall(rf"^```{kind}\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def find(text: str = "", order_by: str = "") -> list[str]:
    asked = RunSearch(filter=text, order_by=[order_by] if order_by else [])
    page = search.search_project_runs(
        actor=admin(), project_key="here", experiment_ids=None, search=asked
    )
    return [run.run_id for run in page.runs]


def test_every_example_is_understood() -> None:
    run = make_run(make_experiment(make_project("here")))
    found = {text: find(text) for text in examples("filter")}
    assert len(found) >= 15
    assert set(map(tuple, found.values())) == {(), (run.run_id,)}
    for term in examples("order"):
        assert find(order_by=term) == [run.run_id]


def test_every_refused_example_is_refused() -> None:
    make_project("here")
    for text in examples("refused"):
        with pytest.raises(InvalidFilter):
            find(text)


def test_the_table_of_what_is_missing_is_true() -> None:
    experiment = make_experiment(make_project("here"))
    runs = [make_run(experiment, params={"m": value}) for value in "ab"]
    runs.append(make_run(experiment))
    head, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.splitlines()
        if line.startswith(("| run |", "| m is", "| has no m"))
    )
    for number, text in enumerate(head[1:], start=1):
        expected = {run.run_id for run, row in zip(runs, rows, strict=True) if row[number] == "yes"}
        assert set(find(text.strip("`"))) == expected, text


def test_every_name_of_a_run_is_documented() -> None:
    first_names = {
        canonical: name for name, (canonical, _) in reversed([*names.ATTRIBUTES.items()])
    }
    for name in first_names.values():
        assert f"`{name}`" in DOCUMENT
    for kind, keys in names.KEYS.items():
        for key in keys:
            assert f"`{kind}s.{key}`" in DOCUMENT or f"`.{key}`" in DOCUMENT
