"""The search language: what it understands, and that it refuses the rest in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.filters import MAX_CONDITIONS, Operator
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.search.language import parse_filter, parse_order
from apps.experiments.search.syntax import Condition, Field, Kind, OrderTerm
from apps.experiments.search.vocabulary import EXPERIMENTS, LOGGED_MODELS, RUNS

METRIC, PARAM, TAG, ATTRIBUTE, DATASET = (
    Kind.METRIC, Kind.PARAM, Kind.TAG, Kind.ATTRIBUTE, Kind.DATASET,
)  # fmt: skip

UNDERSTOOD = [
    ("metrics.loss > 0.5", (METRIC, "loss", ">", 0.5)),
    ("metric.loss>=.5", (METRIC, "loss", ">=", 0.5)),
    ("metrics.loss != -1e-3", (METRIC, "loss", "!=", -0.001)),
    ("metrics.`a b` <= 1", (METRIC, "a b", "<=", 1.0)),
    ('metrics."a.b" < 1', (METRIC, "a.b", "<", 1.0)),
    ("metrics.'a b' <= 1", (METRIC, "a b", "<=", 1.0)),
    ("`metrics`.loss < 1", (METRIC, "loss", "<", 1.0)),
    ("metrics. > 1", (METRIC, "", ">", 1.0)),
    ("and metrics.x > 1 AND", (METRIC, "x", ">", 1.0)),
    ("metrics.train/loss = 2.", (METRIC, "train/loss", "=", 2.0)),
    ("metrics.and > 1", (METRIC, "and", ">", 1.0)),
    ("params.lr = '0.1'", (PARAM, "lr", "=", "0.1")),
    ('parameter.lr = "0.1"', (PARAM, "lr", "=", "0.1")),
    ("param.lr != 'it''s'", (PARAM, "lr", "!=", "it's")),
    ("params.lr LIKE '%x_'", (PARAM, "lr", "LIKE", "%x_")),
    ("params.lr ilike '%X'", (PARAM, "lr", "ILIKE", "%X")),
    ("params.lr IS NULL", (PARAM, "lr", "IS NULL", None)),
    ("tags.mlflow.source.name is  not  null", (TAG, "mlflow.source.name", "IS NOT NULL", None)),
    ("tag.`x` = ''", (TAG, "x", "=", "")),
    ("run_id IN ('a', 'b')", (ATTRIBUTE, "run_id", "IN", ("a", "b"))),
    ("attributes.run_id not in ('a')", (ATTRIBUTE, "run_id", "NOT IN", ("a",))),
    ("attr.status = 'FAILED'", (ATTRIBUTE, "status", "=", "FAILED")),
    ("run.user_id = 'bob'", (ATTRIBUTE, "user_id", "=", "bob")),
    ("run_name ILIKE 'a%'", (ATTRIBUTE, "run_name", "ILIKE", "a%")),
    ("`run name` = 'a'", (ATTRIBUTE, "run_name", "=", "a")),
    ("attributes.`Run name` = 'a'", (ATTRIBUTE, "run_name", "=", "a")),
    ("`run_name` = 'a'", (ATTRIBUTE, "run_name", "=", "a")),
    ("created > 5", (ATTRIBUTE, "start_time", ">", 5)),
    ("attributes.Created <= 5", (ATTRIBUTE, "start_time", "<=", 5)),
    ("end_time < 99999999999999999999", (ATTRIBUTE, "end_time", "<", 2**63 - 1)),
    ("artifact_uri LIKE 's3:%'", (ATTRIBUTE, "artifact_uri", "LIKE", "s3:%")),
    ("datasets.name IN ('iris')", (DATASET, "name", "IN", ("iris",))),
    ("dataset.context = 'train'", (DATASET, "context", "=", "train")),
]

REFUSED = [
    ("metrics.x > 'a'", 12),
    ("metrics.x > nan", 12),
    ("metrics.x >", 11),
    ("metrics.x LIKE '1'", 0),
    ("metrics.x IS NULL", 0),
    ("params.x = 1", 11),
    ("params.x > '1'", 0),
    ("params.x IN ('1')", 0),
    ("run_name IN ('a')", 0),
    ("run_id IN ()", 11),
    ("run_id IN 'a'", 10),
    ("status IS NULL", 0),
    ("start_time = 'now'", 13),
    ("nonsense = 'a'", 0),
    ("foo.x = 1", 0),
    ("datasets.size = 'a'", 0),
    ("metrics.x = 1 OR metrics.y = 1", 17),
    ("(metrics.x = 1)", 0),
    ("metrics.x > +1", 12),
    ("run name = 'a'", 4),
    ("params.x = 'open", 11),
    ("params.x = 'a'; DROP TABLE experiments_run", 14),
    ("'; DROP TABLE experiments_run; --", 0),
    ("params.x = 'nul\0'", 15),
    ("params.x = '\ud800'", 12),
]


@pytest.mark.parametrize(("text", "meaning"), UNDERSTOOD)
def test_a_condition_is_understood(
    text: str, meaning: tuple[Kind, str, str, str | float | None]
) -> None:
    kind, key, operator, value = meaning
    (condition,) = parse_filter(text, RUNS)
    assert (condition.field.kind, condition.field.key) == (kind, key)
    assert (condition.operator, condition.value) == (Operator(operator), value)


@pytest.mark.parametrize(("text", "position"), REFUSED)
def test_what_is_no_filter_is_refused_with_its_place(text: str, position: int) -> None:
    with pytest.raises(InvalidFilter) as refusal:
        parse_filter(text, RUNS)
    assert refusal.value.details["position"] == position
    assert refusal.value.fix


def test_conditions_are_joined_by_and_in_any_case() -> None:
    text = "metrics.a > 1 AND params.b = 'and' and\n tags.c IS NULL"
    assert [each.field.key for each in parse_filter(text, RUNS)] == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_filter_asks_for_nothing(text: str) -> None:
    assert parse_filter(text, RUNS) == ()


def test_a_filter_has_a_greatest_length() -> None:
    many = " AND ".join(["metrics.a > 1"] * (MAX_CONDITIONS + 1))
    for text in (many, "params.x = '" + "a" * 200_000 + "'", "params.x LIKE '" + "%" * 9_000 + "'"):
        with pytest.raises(InvalidFilter):
            parse_filter(text, RUNS)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("metrics.loss DESC", OrderTerm(Field(METRIC, "loss", numeric=True), descending=True)),
        ("params.`a b` asc", OrderTerm(Field(PARAM, "a b"))),
        ("start_time", OrderTerm(Field(ATTRIBUTE, "start_time", numeric=True))),
        ("run_name Desc", OrderTerm(Field(ATTRIBUTE, "run_name"), descending=True)),
    ],
)
def test_an_order_is_understood(text: str, term: OrderTerm) -> None:
    assert parse_order(text, RUNS) == term


@pytest.mark.parametrize(
    "text", ["", "x", "datasets.name", "`run name`", "metrics.x up", "metrics.x DESC, y"]
)
def test_what_is_no_order_is_refused(text: str) -> None:
    with pytest.raises(InvalidOrder):
        parse_order(text, RUNS)


def test_each_thing_has_its_own_vocabulary() -> None:
    assert parse_filter("name LIKE 'a%' AND tags.team = 'x'", EXPERIMENTS)
    assert parse_filter("attributes.name IN ('a') AND metrics.f1 > 0.5", LOGGED_MODELS)
    for text in ("metrics.x > 1", "run_id = 'a'"):
        with pytest.raises(InvalidFilter):
            parse_filter(text, EXPERIMENTS)


WORDS = """metrics. params. tags. attributes. datasets. run_id status start_time name x `a b` "q"
= != < <= > >= LIKE ILIKE IN NOT IS NULL AND OR ( ) , ' '' " ` 1 -2.5e3 'v' ; -- \\ % é"""
words = st.sampled_from([*WORDS.split(), "\0"])


@given(st.one_of(st.text(), st.lists(words, max_size=12).map(" ".join)))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        conditions = parse_filter(text, RUNS)
    except InvalidFilter as refusal:
        position = refusal.details["position"]
        assert isinstance(position, int)
        assert 0 <= position <= len(text)
    else:
        assert all(isinstance(each, Condition) for each in conditions)


@given(st.one_of(st.text(), st.lists(words, max_size=4).map(" ".join)))
def test_any_text_is_an_order_or_refused(text: str) -> None:
    try:
        term = parse_order(text, RUNS)
    except InvalidOrder:
        return
    assert isinstance(term, OrderTerm)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_any_storable_text_can_be_asked_for(text: str) -> None:
    quoted = text.replace("'", "''")
    (condition,) = parse_filter(f"params.x = '{quoted}'", RUNS)
    assert condition.value == text
