"""The statements that read one page of runs, for each way of going about it.

`walk` goes along the index that the order has and looks at each run's other values until the page
is full. `gather` reads all the runs that meet one condition from its index and sorts those. `sort`
sorts everything in scope. Which is cheapest, `plan` says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from apps.experiments.search import ordering
from apps.experiments.search.columns import ATTRIBUTES, TABLES
from apps.experiments.search.ordering import MISSING, NAN, VALUE, Cell, Term
from apps.experiments.search.sql import Sql, join, one_of
from apps.experiments.search.syntax import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked for: the scope and conditions that a run `r` has to meet, and the order."""

    scope: tuple[Sql, ...]
    conditions: tuple[Sql, ...]
    """Those of the scope among them."""
    terms: tuple[Term, ...]
    limit: int


def statement(question: Question, *, driver: Sql | None, position: Sequence[Cell]) -> Sql:
    """The page behind the position: gathered from the driver's runs, or sorted from all."""
    source = "experiments_run r"
    where = list(question.conditions)
    begin = Sql(f"FROM {source}")
    if driver is not None:
        # CROSS: SQLite keeps the order of such a join, and so begins with the few.
        begin = Sql("FROM (") + driver + Sql(f") c CROSS JOIN {source}")
        where.insert(0, Sql("r.id = c.run_id"))
    return _select(question, begin, where, question.terms, position)


def milestone(question: Question, position: Sequence[Cell], *, after: int) -> Sql | None:
    """The value that a walk from the position has come to after so many runs; None where it is
    past all values already."""
    first = question.terms[0]
    if first.rank and position and position[0] != VALUE:
        return None
    where = list(question.scope)
    source = "experiments_run r"
    if first.kind is not Kind.ATTRIBUTE:
        source = f"{TABLES[first.kind]} o0"
        where = [one_of("o0.key_id", first.ids), Sql(f"{first.value} IS NOT NULL")]
    if position:
        begun = position[1] if first.rank else position[0]
        where.append(Sql(f"{first.value} {'<' if first.descending else '>'}= %s", (begun,)))
    return join(
        "",
        (
            Sql(f"SELECT {first.value} FROM {source} WHERE "),  # noqa: S608  # our own names only
            join(" AND ", where),
            Sql(f" ORDER BY {first.value} {first.direction} LIMIT 1 OFFSET %s", (after,)),
        ),
    )


def until(question: Question, value: Cell) -> Question:
    """The question about those runs only whose first term has come to this value at most."""
    first = question.terms[0]
    reached = Sql(f"{first.value} {'>' if first.descending else '<'}= %s", (value,))
    return replace(question, conditions=(*question.conditions, reached))


def walk(question: Question, position: Sequence[Cell]) -> Iterator[Sql]:
    """Statements that together give the page; each is only needed if those before fell short."""
    first = question.terms[0]
    if first.kind is Kind.ATTRIBUTE:
        yield statement(question, driver=None, position=position)
        return
    begin_rank = position[0] if position else VALUE
    for rank in _ranks(first):
        if isinstance(begin_rank, int) and rank >= begin_rank:
            yield _phase(question, rank, position if rank == begin_rank else ())


def can_walk(terms: Sequence[Term]) -> bool:
    """Whether an index has the order of the first term."""
    first = terms[0]
    if first.kind is Kind.ATTRIBUTE:
        return first.value == ATTRIBUTES["start_time"].column
    return first.indexed and len(first.ids) == 1


def _ranks(term: Term) -> tuple[int, ...]:
    return (VALUE, NAN, MISSING) if term.kind is Kind.METRIC else (VALUE, MISSING)


def _phase(question: Question, rank: int, position: Sequence[Cell]) -> Sql:
    """The runs whose first term is of this rank, along the index that suits them."""
    first, *rest = question.terms
    terms = [first.in_rank(rank), *rest]
    table = TABLES[first.kind]
    if rank == MISSING:
        absent = Sql(f"NOT EXISTS (SELECT 1 FROM {table} m WHERE m.run_id = r.id AND ") + one_of(  # noqa: S608
            "m.key_id", first.ids
        )
        conditions = [*question.conditions, absent + Sql(")")]
        return _select(question, Sql("FROM experiments_run r"), conditions, terms, position)
    present = [one_of("o0.key_id", first.ids), Sql("r.id = o0.run_id")]
    if first.kind is Kind.METRIC:
        present.append(Sql(f"o0.last_value IS {'NOT NULL' if rank == VALUE else 'NULL'}"))
    begin = Sql(f"FROM {table} o0 CROSS JOIN experiments_run r")
    return _select(question, begin, [*present, *question.conditions], terms, position)


def _select(
    question: Question,
    begin: Sql,
    conditions: Sequence[Sql],
    terms: Sequence[Term],
    position: Sequence[Cell],
) -> Sql:
    where = [*conditions, ordering.after(terms, position)] if position else conditions
    return join(
        "",
        (
            Sql(f"SELECT r.id, {ordering.selected(terms)} "),
            begin,
            *(term.joined for term in terms),
            Sql(" WHERE "),
            join(" AND ", where),
            Sql(ordering.order_by(terms)),
            Sql(" LIMIT %s", (question.limit,)),
        ),
    )
