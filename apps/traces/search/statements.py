"""A search as SQL over the traces `t`. Text from a request is always a parameter."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.filters import Operator
from apps.experiments.search import ordering, sql
from apps.experiments.search.ordering import Cell, Term
from apps.experiments.search.sql import Dialect, Sql, head, join, one_of
from apps.traces.constants import COST, SOURCE_RUN, TOKEN_USAGE
from apps.traces.search.language import (
    PRESENCE,
    RANGES,
    REQUEST_TIME,
    TRACE_ID,
    Condition,
    Field,
    Kind,
    OrderTerm,
)
from apps.traces.spans.usage import COSTS, TOKENS, columns_of

_TABLES = {Kind.TAG: "tag", Kind.METADATA: "metadata"}
_PROMOTED = {TOKEN_USAGE: TOKENS, COST: COSTS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Whose traces are searched, by which conditions, in which order."""

    experiment_ids: tuple[int, ...] = ()
    project_id: int | None = None
    """All experiments of a project, where none are named."""
    conditions: tuple[Condition, ...] = ()
    order: tuple[OrderTerm, ...] = ()
    run_id: str = ""
    dialect: Dialect

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search."""
        return self.project_id is None and not self.experiment_ids

    def scope(self, alias: str = "t") -> Sql:
        """Which traces are searched at all."""
        if self.project_id is not None:
            return Sql(f"{alias}.project_id = %s", (self.project_id,))
        return one_of(f"{alias}.experiment_id", self.experiment_ids)


def page(
    question: Question, terms: Sequence[Term], *, position: Sequence[Cell] | None, limit: int
) -> Sql:
    """The ids and cells of the traces behind the position."""
    clauses = where(question)
    if position is not None:
        clauses.append(ordering.after(terms, position))
    joins = join("", (term.joined for term in terms))
    return (
        Sql("SELECT t.id, ")
        + Sql(ordering.selected(terms))
        + Sql(" FROM traces_trace t")
        + joins
        + Sql(" WHERE ")
        + join(" AND ", clauses)
        + Sql(f"{ordering.order_by(terms)} LIMIT %s", (limit,))
    )


def where(question: Question) -> list[Sql]:
    """What a trace meets that is found, as far as SQL can see it."""
    clauses = [question.scope()]
    if question.run_id:
        clauses.append(
            _of_run(Condition(Field(Kind.RUN), Operator.EQUAL, question.run_id), question)
        )
    spans = [each for each in question.conditions if each.field.kind is Kind.SPAN]
    if spans:
        clauses.append(_same_span(spans, question.dialect))
    clauses += [
        _COMPILERS[each.field.kind](each, question)
        for each in question.conditions
        if each.field.kind in _COMPILERS
    ]
    return clauses


def terms_of(order: Sequence[OrderTerm], dialect: Dialect) -> tuple[Term, ...]:
    """The order's terms, ended so that no two traces are equal in it."""
    named = {term.field for term in order}
    ends = (OrderTerm(REQUEST_TIME, descending=True), OrderTerm(TRACE_ID))
    whole = [*dict.fromkeys(order), *(end for end in ends if end.field not in named)]
    return tuple(_term(term, number, dialect) for number, term in enumerate(whole))


def _term(term: OrderTerm, number: int, dialect: Dialect) -> Term:
    field, alias = term.field, f"o{number}"
    if field.kind is Kind.COLUMN:
        value = field.key if field.numeric else head(field.key, dialect)
        # The whole id, or two that begin alike would be equal.
        value = field.key if field == TRACE_ID else value
        rank = f"CASE WHEN {field.key} IS NULL THEN 2 ELSE 0 END" if field.nullable else ""
        return Term(value=value, rank=rank, descending=term.descending, numeric=field.numeric)
    joined = Sql(
        f" LEFT JOIN traces_tracelabel {alias} ON {alias}.trace_id = t.id"
        f" AND {alias}.kind = %s AND {alias}.key = %s",
        (_TABLES[field.kind], field.key),
    )
    return Term(
        value=head(f"{alias}.value", dialect),
        rank=f"CASE WHEN {alias}.trace_id IS NULL THEN 2 ELSE 0 END",
        descending=term.descending,
        joined=joined,
    )


def compare(expression: str, condition: Condition, dialect: Dialect) -> Sql:
    """A comparison of an expression with the condition's value."""
    operator = condition.operator
    if operator in PRESENCE:
        return Sql(f"{expression} {operator}")
    if operator is Operator.RLIKE:
        sign = "~" if dialect is Dialect.POSTGRESQL else "REGEXP"
        return Sql(f"{expression} {sign} %s", (condition.value,))
    return sql.compare(expression, operator, condition.value, dialect)


def _column(condition: Condition, question: Question) -> Sql:
    return compare(condition.field.key, condition, question.dialect)


def _label(condition: Condition, question: Question) -> Sql:
    key = condition.field.key
    if condition.field.kind is Kind.METADATA and key in _PROMOTED:
        return _promoted(condition)
    if condition == Condition(Field(Kind.METADATA, SOURCE_RUN), Operator.EQUAL, condition.value):
        return _of_run(condition, question)
    found = Sql(
        "SELECT 1 FROM traces_tracelabel l WHERE l.trace_id = t.id AND l.kind = %s AND l.key = %s",
        (_TABLES[condition.field.kind], key),
    )
    if condition.operator not in PRESENCE:
        found += Sql(" AND ") + compare("l.value", condition, question.dialect)
    sign = "NOT EXISTS" if condition.operator is Operator.IS_NULL else "EXISTS"
    return Sql(f"{sign} (") + found + Sql(")")


def _promoted(condition: Condition) -> Sql:
    """A comparison with metadata that is made of several columns."""
    keys = _PROMOTED[condition.field.key]
    there = Sql("(" + " OR ".join(f"t.{key} IS NOT NULL" for key in keys) + ")")
    if condition.operator is Operator.IS_NULL:
        return Sql("NOT ") + there
    if condition.operator is Operator.IS_NOT_NULL:
        return there
    wanted = columns_of({condition.field.key: str(condition.value)})
    equal = join(
        " AND ",
        (
            Sql(f"t.{key} IS NULL")
            if wanted.get(key) is None
            else Sql(f"t.{key} = %s", (wanted[key],))
            for key in keys
        ),
    )
    same = Sql("COALESCE(") + equal + Sql(", FALSE)")
    sign = Sql(" AND NOT ") if condition.operator is Operator.UNEQUAL else Sql(" AND ")
    return Sql("(") + there + sign + same + Sql(")")


def _of_run(condition: Condition, question: Question) -> Sql:
    return (
        Sql("EXISTS (SELECT 1 FROM traces_tracerun r WHERE r.trace_id = t.id AND ")
        + compare("r.run_id", condition, question.dialect)
        + Sql(")")
    )


def _of_prompt(condition: Condition, _question: Question) -> Sql:
    return Sql(
        "EXISTS (SELECT 1 FROM traces_traceprompt p WHERE p.trace_id = t.id AND p.prompt = %s)",
        (condition.value,),
    )


def _same_span(conditions: Sequence[Condition], dialect: Dialect) -> Sql:
    """Whether one span meets all that is said of spans."""
    parts = (compare(f"s.{each.field.key}", each, dialect) for each in conditions)
    return (
        Sql("EXISTS (SELECT 1 FROM traces_span s WHERE s.trace_id = t.id AND ")
        + join(" AND ", parts)
        + Sql(")")
    )


def _of_issue(condition: Condition, _question: Question) -> Sql:
    return Sql(
        "EXISTS (SELECT 1 FROM traces_assessment a WHERE a.trace_id = t.id"
        " AND a.kind = 'issue' AND a.name = %s)",
        (condition.value,),
    )


def _judged(condition: Condition, question: Question) -> Sql:
    """What an assessment of the trace says, or one of its whole session."""
    said = Sql(
        "a.kind = %s AND a.name = %s AND a.valid",
        (str(condition.field.kind), condition.field.key),
    )
    if condition.operator not in PRESENCE:
        said += Sql(" AND ") + _value(condition, question.dialect)
    own = Sql("EXISTS (SELECT 1 FROM traces_assessment a WHERE a.trace_id = t.id AND ") + said
    session = (
        Sql(
            "t.session_id IS NOT NULL AND t.session_id IN (SELECT t2.session_id"
            " FROM traces_assessment a JOIN traces_trace t2 ON t2.id = a.trace_id"
            " WHERE t2.session_id IS NOT NULL AND a.of_session AND "
        )
        + question.scope("t2")
        + Sql(" AND ")
        + said
    )
    found = Sql("(") + own + Sql(") OR (") + session + Sql(")))")
    return Sql("NOT ") + found if condition.operator is Operator.IS_NULL else found


def _value(condition: Condition, dialect: Dialect) -> Sql:
    """A comparison with a value that is stored as JSON: text has its quotes there."""
    if condition.operator in RANGES:
        return Sql("a.is_number AND ") + compare("a.number", condition, dialect)
    if condition.operator in {Operator.EQUAL, Operator.UNEQUAL}:
        written = (str(condition.value), json.dumps(condition.value, ensure_ascii=False))
        sign = "NOT IN" if condition.operator is Operator.UNEQUAL else "IN"
        return Sql(f"a.value {sign} (%s, %s)", written)
    return compare("a.value", condition, dialect)


_COMPILERS = {
    Kind.COLUMN: _column,
    Kind.TAG: _label,
    Kind.METADATA: _label,
    Kind.RUN: _of_run,
    Kind.PROMPT: _of_prompt,
    Kind.FEEDBACK: _judged,
    Kind.EXPECTATION: _judged,
    Kind.ISSUE: _of_issue,
}
