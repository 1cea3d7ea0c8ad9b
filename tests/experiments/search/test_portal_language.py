"""Naiad's own search language: what it understands, and that it refuses the rest in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.filters import Operator
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.search.portal.grammar import MAX_CONDITIONS, MAX_DEPTH
from apps.experiments.search.portal.meaning import read_filter, read_order
from apps.experiments.search.syntax import (
    All,
    Aspect,
    Condition,
    Either,
    Expression,
    Field,
    Kind,
    Negation,
    OrderTerm,
)

DAY = 86_400_000
NOW = 20_000 * DAY + DAY // 2
NOON = "2024-10-04T12:00Z"  # which is NOW


def read(text: str) -> Expression | None:
    return read_filter(text, now_ms=NOW)


UNDERSTOOD = [
    ("metrics.loss > 0.5", (Kind.METRIC, "loss", ">", 0.5)),
    ("Metric.loss >= .5", (Kind.METRIC, "loss", ">=", 0.5)),
    ("metrics.loss == 1", (Kind.METRIC, "loss", "=", 1.0)),
    ("metrics.loss <> +1e2", (Kind.METRIC, "loss", "!=", 100.0)),
    ("metrics.loss < inf", (Kind.METRIC, "loss", "<", math.inf)),
    ("metrics.`a ``b` IS NULL", (Kind.METRIC, "a `b", "IS NULL", None)),
    ("metrics.0/loss IN (1, 2,)", (Kind.METRIC, "0/loss", "IN", (1.0, 2.0))),
    ("metrics.and NOT IN (1)", (Kind.METRIC, "and", "NOT IN", (1.0,))),
    ("params.lr = '0.1'", (Kind.PARAM, "lr", "=", "0.1")),
    ("params.lr = \"it's\"", (Kind.PARAM, "lr", "=", "it's")),
    ("params.lr != 'it''s'", (Kind.PARAM, "lr", "!=", "it's")),
    ("params.m NOT LIKE 'a%'", (Kind.PARAM, "m", "NOT LIKE", "a%")),
    ("params.m not ilike 'a%'", (Kind.PARAM, "m", "NOT ILIKE", "a%")),
    ("params.m =~ '^res\\d+$'", (Kind.PARAM, "m", "=~", "^res\\d+$")),
    ("tags.m !~ '(?i)x|y'", (Kind.TAG, "m", "!~", "(?i)x|y")),
    ("tags.m IN ('a', \"b\")", (Kind.TAG, "m", "IN", ("a", "b"))),
    ("tags.mlflow.note IS  NOT null", (Kind.TAG, "mlflow.note", "IS NOT NULL", None)),
    ("status = 'running'", (Kind.ATTRIBUTE, "status", "=", "RUNNING")),
    ("STATUS IN ('failed')", (Kind.ATTRIBUTE, "status", "IN", ("FAILED",))),
    ("attributes.run_id IN ('a')", (Kind.ATTRIBUTE, "run_id", "IN", ("a",))),
    ("`Run name` = 'a'", (Kind.ATTRIBUTE, "run_name", "=", "a")),
    ("name LIKE 'a%'", (Kind.ATTRIBUTE, "run_name", "LIKE", "a%")),
    ("experiment = 'digits'", (Kind.ATTRIBUTE, "experiment", "=", "digits")),
    ("experiment_id IN (1, 2)", (Kind.ATTRIBUTE, "experiment_id", "IN", (1, 2))),
    ("user =~ '@'", (Kind.ATTRIBUTE, "user", "=~", "@")),
    ("parent IS NULL", (Kind.ATTRIBUTE, "parent", "IS NULL", None)),
    ("job = 'AB-CD'", (Kind.ATTRIBUTE, "job", "=", "abcd")),
    ("created > -7d", (Kind.ATTRIBUTE, "start_time", ">", NOW - 7 * DAY)),
    ("created > now", (Kind.ATTRIBUTE, "start_time", ">", NOW)),
    (f"ended <= {NOON}", (Kind.ATTRIBUTE, "end_time", "<=", NOW)),
    ("ended <= '2024-10-04 14:00+02:00'", (Kind.ATTRIBUTE, "end_time", "<=", NOW)),
    ("start_time > 1003", (Kind.ATTRIBUTE, "start_time", ">", 1003)),
    ("created < today", (Kind.ATTRIBUTE, "start_time", "<", 20_000 * DAY)),
    ("created <= yesterday", (Kind.ATTRIBUTE, "start_time", "<", 20_000 * DAY)),
    ("created > 2024-10-04", (Kind.ATTRIBUTE, "start_time", ">=", 20_001 * DAY)),
    ("created >= 2024-10-04", (Kind.ATTRIBUTE, "start_time", ">=", 20_000 * DAY)),
    ("duration > 1.5h", (Kind.ATTRIBUTE, "duration", ">", 5_400_000)),
    ("duration < 250ms", (Kind.ATTRIBUTE, "duration", "<", 250)),
    ("duration < 250", (Kind.ATTRIBUTE, "duration", "<", 250)),
    ("datasets.name = 'iris'", (Kind.DATASET, "name", "=", "iris")),
    ("models.type = 'sklearn'", (Kind.MODEL, "type", "=", "sklearn")),
    ("input_models.name IS NULL", (Kind.INPUT_MODEL, "name", "IS NULL", None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "means"), UNDERSTOOD)
def test_a_condition_is_understood(text: str, means: tuple[Kind, str, str, object]) -> None:
    condition = read(text)
    assert isinstance(condition, Condition)
    kind, key, operator, value = means
    assert (condition.field.kind, condition.field.key) == (kind, key)
    assert (condition.operator, condition.value) == (Operator(operator), value)


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("min(metrics.x) < 1", Aspect.LEAST),
        ("MAX (metrics.x) < 1", Aspect.GREATEST),
        ("last(metrics.x) < 1", Aspect.VALUE),
        ("count(metrics.x) < 1", Aspect.COUNT),
        ("step(metrics.x) < 1", Aspect.STEP),
        ("params.x < 1", Aspect.NUMBER),
        ("params.x = 1", Aspect.NUMBER),
        ("tags.x IN (1, 2)", Aspect.NUMBER),
        ("number(params.x) IS NULL", Aspect.NUMBER),
    ],
)
def test_a_side_of_a_value_is_understood(text: str, aspect: Aspect) -> None:
    condition = read(text)
    assert isinstance(condition, Condition)
    assert (condition.field.aspect, condition.field.numeric) == (aspect, True)


def metric(key: str, operator: Operator, value: float) -> Condition:
    return Condition(Field(Kind.METRIC, key, numeric=True), operator, value)


A, B, C = (metric(key, Operator.EQUAL, 1.0) for key in "abc")
X, Y, Z = (f"metrics.{key} = 1" for key in "abc")
JOINED = [
    (f"{X} AND {Y} OR {Z}", Either((All((A, B)), C))),
    (f"{X} AND ({Y} or {Z})", All((A, Either((B, C))))),
    (f"NOT {X} AND {Y}", All((Negation(A), B))),
    (f"NOT ({X} AND {Y})", Negation(All((A, B)))),
    (f"not NOT (({X}))", Negation(Negation(A))),
    (
        "metrics.a BETWEEN 1 AND 2 AND metrics.b = 1",
        All((
            All((metric("a", Operator.GREATER_OR_EQUAL, 1), metric("a", Operator.LESS_OR_EQUAL, 2))),
            B,
        )),
    ),
    (
        "metrics.a NOT BETWEEN 1 AND 2",
        Either((metric("a", Operator.LESS, 1), metric("a", Operator.GREATER, 2))),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), JOINED)
def test_and_binds_closer_than_or_and_not_closest(text: str, meaning: Expression) -> None:
    assert read(text) == meaning


def test_a_date_without_a_time_is_the_whole_day() -> None:
    field = Field(Kind.ATTRIBUTE, "start_time", numeric=True)
    start, end = 20_000 * DAY, 20_001 * DAY
    day = All(
        (
            Condition(field, Operator.GREATER_OR_EQUAL, start),
            Condition(field, Operator.LESS, end),
        )
    )
    for text in (
        "created = today",
        "created = 2024-10-04",
        "created BETWEEN today AND '2024-10-04'",
    ):
        assert read(text) == day
    assert read("created != today") == read("created NOT BETWEEN today AND today")


REFUSED = [
    ("loss < 0.5", 0, "metrics.loss"),
    ("foo.x = 1", 0, "params"),
    ("metrics.x > 'a'", 12, "number"),
    ("metrics.x >", 11, "number"),
    ("metrics.x > 7d", 12, "number"),
    ("metrics.x LIKE '1'", 0, "BETWEEN"),
    ("metrics.x < nan", 12, "= nan"),
    ("params.x = nan", 11, "metrics"),
    ("params.x > 'b'", 11, "number"),
    ("params.x = tree", 11, "'tree'"),
    ("params.x IN ('a', 1)", 13, "number"),
    ("params.x LIKE 1", 14, "'1'"),
    ("status = 'done'", 9, "FINISHED"),
    ("name > 'a'", 0, "LIKE"),
    ("created = 'soon'", 10, "2026"),
    ("created = 2026-02-30", 10, "2026"),
    ("created > 7d", 10, "-7d"),
    ("created LIKE '2026%'", 0, "BETWEEN"),
    ("created IN (today)", 0, "BETWEEN"),
    ("created > 1e400", 10, "finite"),
    ("duration > tomorrow", 11, "90s"),
    ("datasets.size = 'a'", 0, "context"),
    ("at(metrics.x, 5) > 1", 0, "min"),
    ("avg(metrics.x) > 1", 0, "last"),
    ("number(metrics.x) > 1", 0, "last"),
    ("min(params.x) > 1", 0, "number"),
    ("metrics.x = 1 metrics.y = 1", 14, "AND or OR"),
    ("(metrics.x = 1", 14, "bracket"),
    ("metrics.x = 1)", 13, "bracket"),
    ("metrics.x = 1 AND", 17, "conditions"),
    ("params.x = 'open", 11, "quote"),
    ("params.x = 'a'; DROP TABLE experiments_run", 14, "AND"),
    ("params.x = 'nul\0'", 15, "Leave"),
    ("params.x = '\ud800'", 12, "Leave"),
    ("params.x =~ '(a'", 12, "backslash"),
    ("params.x =~ '(?=a)'", 12, "backslash"),
    ("params.x =~ '(a)\\1'", 12, "backslash"),
    ("params.x =~ '((a{90}){90}){90}'", 12, "backslash"),
    (f"params.x =~ '{'a' * 501}'", 12, "Shorten"),
    (f"params.x LIKE '{'%' * 501}'", 14, "Shorten"),
    ("name = 'a' OR " * MAX_CONDITIONS + "name = 'b'", None, "IN"),
    ("(" * (MAX_DEPTH + 1) + X + ")" * (MAX_DEPTH + 1), MAX_DEPTH + 1, "brackets"),
    ("NOT " * (MAX_DEPTH + 1) + X, None, "brackets"),
    (f"experiment_id IN ({', '.join(['1'] * 1001)})", None, "parts"),
    ("a" * 30_000, 20_000, "parts"),
]


@pytest.mark.parametrize(("text", "position", "fix"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_is_no_filter_is_refused_with_its_place_and_what_to_write(
    text: str, position: int | None, fix: str
) -> None:
    with pytest.raises(InvalidFilter) as refusal:
        read(text)
    at = refusal.value.details["position"]
    assert at == position if position is not None else isinstance(at, int)
    assert fix in refusal.value.message + refusal.value.fix


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_filter_asks_for_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("metrics.loss DESC", OrderTerm(Field(Kind.METRIC, "loss", numeric=True), descending=True)),
        (
            "min(metrics.loss)",
            OrderTerm(Field(Kind.METRIC, "loss", numeric=True, aspect=Aspect.LEAST)),
        ),
        (
            "number(params.lr) asc",
            OrderTerm(Field(Kind.PARAM, "lr", numeric=True, aspect=Aspect.NUMBER)),
        ),
        ("created", OrderTerm(Field(Kind.ATTRIBUTE, "start_time", numeric=True))),
        ("experiment desc", OrderTerm(Field(Kind.ATTRIBUTE, "experiment"), descending=True)),
    ],
)
def test_an_order_is_understood(text: str, term: OrderTerm) -> None:
    assert read_order(text) == term


@pytest.mark.parametrize(
    "text",
    ["", "loss", "datasets.name", "models.name", "metrics.x up", "metrics.x DESC, name", "1"],
)
def test_what_is_no_order_is_refused(text: str) -> None:
    with pytest.raises(InvalidOrder) as refusal:
        read_order(text)
    assert "position" in refusal.value.details
    assert refusal.value.fix


WORDS = """metrics. params. tags. attributes. datasets. models. run_id status created duration name x
`a b` "q" = == != <> < <= > >= =~ !~ LIKE ILIKE IN NOT IS NULL BETWEEN AND OR ( ) , ' '' " ` 1 -2.5e3
nan -7d 2026-11-01 now min( max( 'v' '(a' ; -- \\ % é"""
texts = st.one_of(
    st.text(), st.lists(st.sampled_from([*WORDS.split(), "\0"]), max_size=14).map(" ".join)
)


@given(texts)
def test_any_text_is_a_filter_or_refused_with_its_place(text: str) -> None:
    try:
        read(text)
    except InvalidFilter as refusal:
        position = refusal.details["position"]
        assert isinstance(position, int)
        assert 0 <= position <= len(text)


@given(texts)
def test_any_text_is_an_order_or_refused(text: str) -> None:
    try:
        term = read_order(text)
    except InvalidOrder:
        return
    assert isinstance(term, OrderTerm)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_any_storable_text_can_be_asked_for(text: str) -> None:
    key = text.replace("`", "``")
    quoted = text.replace("'", "''")
    condition = read(f"params.`{key}` = '{quoted}'")
    assert condition == Condition(Field(Kind.PARAM, text), Operator.EQUAL, text)
