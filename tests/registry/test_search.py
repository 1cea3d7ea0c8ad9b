"""The registry's search language."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.registry import search
from apps.registry.errors import InvalidSearch
from apps.registry.search import Clause, Order

pytestmark = pytest.mark.any_database


def versions(text: str) -> list[Clause]:
    return search.parse_filter(text, attributes=search.VERSION_ATTRIBUTES)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("name = 'x'", Clause(key="name", tag=False, comparator="=", value="x")),
        ('name = "it\'s"', Clause(key="name", tag=False, comparator="=", value="it's")),
        ("name ilike '%X%'", Clause(key="name", tag=False, comparator="ILIKE", value="%X%")),
        ("version_number>=3", Clause(key="version_number", tag=False, comparator=">=", value=3)),
        ("run_id IN ('a','b')", Clause(key="run_id", tag=False, comparator="IN", value=("a", "b"))),
        ("name NOT IN ('a')", Clause(key="name", tag=False, comparator="NOT IN", value=("a",))),
        ("tags.team != 'v'", Clause(key="team", tag=True, comparator="!=", value="v")),
        ("tag.`a b` = 'v'", Clause(key="a b", tag=True, comparator="=", value="v")),
        ("tags.mlflow.x = 'v'", Clause(key="mlflow.x", tag=True, comparator="=", value="v")),
        ("attributes.name = 'x'", Clause(key="name", tag=False, comparator="=", value="x")),
    ],
)
def test_a_condition_is_understood(text: str, clause: Clause) -> None:
    assert versions(text) == [clause]


def test_conditions_are_joined_by_and() -> None:
    assert len(versions("name = 'a' AND version_number < 3 and tags.k LIKE 'x%'")) == 3


def test_no_filter_is_no_condition() -> None:
    assert versions("  ") == []


@pytest.mark.parametrize(
    "text",
    [
        "name",
        "name =",
        "name = x",
        "name > 'x'",
        "name = 'x' OR name = 'y'",
        "name = 'x' name = 'y'",
        "colour = 'red'",
        "params.lr = '1'",
        "version_number = 1.5",
        "version_number LIKE '1'",
        "tags.k IN ('a')",
        "source_path IN ('a')",
        "run_id IN ()",
        "name = 'x",
        "'; DROP TABLE registry_registeredmodel; --",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidSearch):
        versions(text)


@given(st.text(max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    with suppress(InvalidSearch):
        versions(text)


def test_an_order_names_a_key_and_a_direction() -> None:
    orders = search.parse_order(["name DESC", "timestamp"], keys=search.MODEL_ORDER)
    assert orders == [
        Order(key="name", ascending=False),
        Order(key="last_updated_timestamp", ascending=True),
    ]


@pytest.mark.parametrize("terms", [["colour"], ["name SIDEWAYS"], ["name", "name DESC"], [""]])
def test_an_unknown_order_is_refused(terms: list[str]) -> None:
    with pytest.raises(InvalidSearch):
        search.parse_order(terms, keys=search.MODEL_ORDER)
