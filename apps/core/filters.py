"""The grammar of MLflow's filters and orders: from text to clauses, whatever the names mean.

`name LIKE 'digits%' AND tags.`release team` IN ('vision', 'speech') AND version > 3`. Pure. Which
names exist, and what they may be compared with, says the app that searches.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import lark

from apps.core.errors import Invalid

MAX_TEXT = 100_000
MAX_CONDITIONS = 100

# Keywords are tokens only where the grammar awaits them (the lexer is contextual), so a key may
# well be called `and`. A name without quotes may hold what paths hold: `metrics.train/loss`.
# An AND more or less changes nothing: MLflow's server does not look for them.
_GRAMMAR = r"""
    filter: (condition | _AND)*
    condition: NAME comparator value        -> comparison
             | NAME list_comparator "(" TEXT ("," TEXT)* ","? ")"  -> membership
             | NAME "IS"i "NULL"i           -> is_null
             | NAME "IS"i "NOT"i "NULL"i    -> is_not_null
    comparator: COMPARATOR | LIKE | ILIKE | RLIKE
    list_comparator: IN | NOT IN
    value: NUMBER | TEXT
    order: NAME [ASC | DESC]

    NAME: /(?:(?:[A-Za-z_]\w*|`\w+`)\.){0,2}(?:`[^`]*`|"[^"]*"|'[^']*'|[A-Za-z_][\w.\/:@*-]*)/
    _AND.2: /AND\b/i
    COMPARATOR: /!=|<=|>=|=|<|>/
    LIKE: /LIKE\b/i
    ILIKE: /ILIKE\b/i
    RLIKE: /RLIKE\b/i
    IN: /IN\b/i
    NOT: /NOT\b/i
    ASC: /ASC\b/i
    DESC: /DESC\b/i
    NUMBER: /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/
    TEXT: /'(?:[^']|'')*'|"[^"]*"/
    %import common.WS
    %ignore WS
"""


class Operator(StrEnum):
    """A comparator, as it is written."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    LIKE = "LIKE"
    ILIKE = "ILIKE"
    RLIKE = "RLIKE"
    IN = "IN"
    NOT_IN = "NOT IN"
    IS_NULL = "IS NULL"
    IS_NOT_NULL = "IS NOT NULL"
    # Of Naiad's own language only (apps.experiments.search.portal).
    NOT_LIKE = "NOT LIKE"
    NOT_ILIKE = "NOT ILIKE"
    MATCHES = "=~"
    NOT_MATCHES = "!~"
    BETWEEN = "BETWEEN"
    NOT_BETWEEN = "NOT BETWEEN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """What stands on the left, as it was written, and where."""

    text: str
    position: int

    @property
    def prefix(self) -> str:
        """What stands before the first point: ``tags`` of ``tags.team``; "" without one."""
        found = _PREFIX.match(self.text)
        return found[1].strip("`") if found else ""

    @property
    def key(self) -> str:
        """The rest, without its quotes."""
        rest = _PREFIX.sub("", self.text, count=1)
        return rest[1:-1] if rest.startswith(_QUOTES) else rest


@dataclass(frozen=True, kw_only=True, slots=True)
class Literal:
    """What stands on the right: a number as it was written, or text without its quotes."""

    text: str
    is_number: bool
    written: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One comparison. The value is a tuple for IN, None for IS NULL."""

    name: Name
    operator: Operator
    value: Literal | tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One term of an order."""

    name: Name
    descending: bool


def parse_filter(text: str, refusal: type[Invalid]) -> tuple[Clause, ...]:
    """The clauses that all have to hold; none for an empty filter.

    Raises:
        refusal: it does not follow the grammar; says where.
    """
    _check_text(text, refusal)
    if not text.strip():
        return ()
    clauses = _parse(text, "filter", refusal)
    if len(clauses) > MAX_CONDITIONS:
        raise refusal(
            f"A filter has at most {MAX_CONDITIONS} conditions.", fix="Ask in parts.", position=0
        )
    return tuple(_clause(each) for each in clauses)


def parse_order(text: str, refusal: type[Invalid]) -> Term:
    """One term of an order, such as ``metrics.loss DESC``.

    Raises:
        refusal: it is none.
    """
    _check_text(text, refusal)
    name, direction = _parse(text, "order", refusal)
    return Term(name=_name(name), descending=direction is not None and direction.type == "DESC")


@cache
def _parser() -> lark.Lark:
    return lark.Lark(_GRAMMAR, parser="lalr", start=["filter", "order"], maybe_placeholders=True)


def _parse(text: str, start: str, refusal: type[Invalid]) -> list[Any]:
    """The branches of the parsed text."""
    try:
        return list(_parser().parse(text, start=start).children)
    except lark.UnexpectedInput as exc:
        raise _unexpected(exc, text, refusal) from exc


def _check_text(text: str, refusal: type[Invalid]) -> None:
    if len(text) > MAX_TEXT:
        raise refusal(f"It is longer than {MAX_TEXT} characters.", fix="Ask in parts.", position=0)
    if unstorable := _UNSTORABLE.search(text):
        position = unstorable.start()
        raise refusal(
            f"The character at position {position} cannot be stored, so nothing matches it.",
            fix="Leave it out.",
            position=position,
        )


def _clause(tree: Any) -> Clause:
    operator, value = _READERS[tree.data](tree.children[1:])
    return Clause(name=_name(tree.children[0]), operator=operator, value=value)


def _name(token: Any) -> Name:
    return Name(text=str(token), position=token.start_pos)


def _comparison(children: list[Any]) -> tuple[Operator, Any]:
    comparator, value = children
    (token,) = value.children
    is_number = token.type == "NUMBER"
    literal = Literal(
        text=str(token) if is_number else _unquoted(token),
        is_number=is_number,
        written=str(token),
        position=token.start_pos,
    )
    return Operator(comparator.children[0].upper()), literal


def _membership(children: list[Any]) -> tuple[Operator, Any]:
    comparator, *texts = children
    words = " ".join(token.upper() for token in comparator.children)
    return Operator(words), tuple(_unquoted(text) for text in texts)


_READERS: dict[str, Callable[[list[Any]], tuple[Operator, Any]]] = {
    "comparison": _comparison,
    "membership": _membership,
    "is_null": lambda _children: (Operator.IS_NULL, None),
    "is_not_null": lambda _children: (Operator.IS_NOT_NULL, None),
}


def _unquoted(token: str) -> str:
    text = token[1:-1]
    return text.replace("''", "'") if token[0] == "'" else text


def _unexpected(exc: lark.UnexpectedInput, text: str, refusal: type[Invalid]) -> Invalid:
    at_end = isinstance(exc, lark.UnexpectedToken) and exc.token.type == "$END"
    place = len(text) if at_end else exc.pos_in_stream
    position = place if place is not None else 0
    found = "the end" if at_end else repr(text[position : position + 20])
    return refusal(
        f"At position {position}: expected {_expected(exc)}, found {found}.",
        fix="Write conditions such as name = 'tree' AND tags.team = 'vision'; "
        "OR and parentheses are not part of the language.",
        position=position,
    )


def _expected(exc: lark.UnexpectedInput) -> str:
    """What could have stood there; lark's exceptions each call it their own name."""
    for name in ("accepts", "allowed", "expected"):
        if names := getattr(exc, name, None):
            return " or ".join(sorted(_WORDS.get(each, each) for each in names))
    return "something else"


_QUOTES = ("`", '"', "'")
_PREFIX = re.compile(r"(\w+|`\w+`)\.")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_WORDS = {
    "NAME": "a name",
    "TEXT": "text in quotes",
    "NUMBER": "a number",
    "COMPARATOR": "a comparator",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "$END": "the end",
}
