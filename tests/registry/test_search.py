"""The registry's search language."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.filters import Operator
from apps.registry import search
from apps.registry.errors import InvalidSearch
from apps.registry.search import Condition, Order

pytestmark = pytest.mark.any_database


def versions(text: str) -> list[Condition]:
    return search.parse_filter(text, search.VERSIONS)


def attribute(key: str, operator: Operator, value: str | int | tuple[str, ...]) -> Condition:
    return Condition(key=key, tag=False, operator=operator, value=value)


def tag(key: str, operator: Operator, value: str) -> Condition:
    return Condition(key=key, tag=True, operator=operator, value=value)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("name = 'x'", attribute("name", Operator.EQUAL, "x")),
        ('name = "it\'s"', attribute("name", Operator.EQUAL, "it's")),
        ("name ilike '%X%'", attribute("name", Operator.ILIKE, "%X%")),
        ("version_number>=3", attribute("version_number", Operator.GREATER_OR_EQUAL, 3)),
        ("version_number = '3'", attribute("version_number", Operator.EQUAL, 3)),
        ("run_id IN ('a','b')", attribute("run_id", Operator.IN, ("a", "b"))),
        ("name NOT IN ('a')", attribute("name", Operator.NOT_IN, ("a",))),
        ("tags.team != 'v'", tag("team", Operator.UNEQUAL, "v")),
        ("tag.`a b` = 'v'", tag("a b", Operator.EQUAL, "v")),
        ("tags.mlflow.x = 'v'", tag("mlflow.x", Operator.EQUAL, "v")),
        ("attribute.name = 'x'", attribute("name", Operator.EQUAL, "x")),
    ],
)
def test_a_condition_is_understood(text: str, condition: Condition) -> None:
    assert versions(text) == [condition]


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
        "name = 3",
        "name > 'x'",
        "name = 'x' OR name = 'y'",
        "name IS NULL",
        "tags.k IS NOT NULL",
        "tags. = 'x'",
        "colour = 'red'",
        "params.lr = '1'",
        "attributes.name = 'x'",
        "version_number = 1.5",
        "version_number = 'one'",
        "version_number LIKE '1'",
        "version_number IN (1)",
        "tags.k IN ('a')",
        "tags.k = 3",
        "source_path IN ('a')",
        "run_id IN ()",
        "name = 'x",
        "name = 'a\0b'",
        f"name LIKE '{'%a' * 5000}'",
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


def test_a_number_beyond_all_versions_is_none_of_them() -> None:
    (condition,) = versions(f"version_number < {10**30}")
    assert condition.value == 2**31 - 1


def test_an_order_names_a_key_and_a_direction() -> None:
    orders = search.parse_order(["name DESC", "timestamp"], search.MODELS)
    assert orders == [
        Order(key="name", descending=True),
        Order(key="last_updated_timestamp"),
    ]


@pytest.mark.parametrize(
    "terms",
    [
        ["colour"],
        ["name SIDEWAYS"],
        ["name", "name DESC"],
        ["timestamp", "last_updated_timestamp DESC"],
        ["creation_timestamp"],
        ["attribute.name"],
        ["name; DROP TABLE x"],
        [""],
    ],
)
def test_an_unknown_order_is_refused(terms: list[str]) -> None:
    with pytest.raises(InvalidSearch):
        search.parse_order(terms, search.MODELS)
