"""From the text of a filter or an order to what it says."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import lark

from apps.experiments.constants import GREATEST_INTEGER, LEAST_INTEGER
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.search.syntax import Condition, Field, Kind, Operator, OrderTerm, Value
from apps.experiments.search.vocabulary import Vocabulary

MAX_TEXT = 100_000
MAX_CONDITIONS = 100
MAX_PATTERN = 8_000

# Keywords are tokens only where the grammar awaits them (the lexer is contextual), so a key may
# well be called `and`. A name without quotes may hold what paths hold: `metrics.train/loss`.
_GRAMMAR = r"""
    filter: [condition ("AND"i condition)*]
    condition: NAME comparator value        -> comparison
             | NAME list_comparator "(" TEXT ("," TEXT)* ","? ")"  -> membership
             | NAME "IS"i "NULL"i           -> is_null
             | NAME "IS"i "NOT"i "NULL"i    -> is_not_null
    comparator: COMPARATOR | LIKE | ILIKE
    list_comparator: IN | NOT IN
    value: NUMBER | TEXT
    order: NAME [ASC | DESC]

    NAME: /(?:[A-Za-z_]\w*\.)?(?:`[^`]*`|"[^"]*")|[Rr]un [Nn]ame\b|[A-Za-z_][\w.\/:@-]*/
    COMPARATOR: /!=|<=|>=|=|<|>/
    LIKE: /LIKE\b/i
    ILIKE: /ILIKE\b/i
    IN: /IN\b/i
    NOT: /NOT\b/i
    ASC: /ASC\b/i
    DESC: /DESC\b/i
    NUMBER: /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/
    TEXT: /'(?:[^']|'')*'|"[^"]*"/
    %import common.WS
    %ignore WS
"""


def parse_filter(text: str, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """The conditions that all have to hold; none for an empty filter.

    Raises:
        InvalidFilter: it does not follow the language; says where.
    """
    _check_text(text, InvalidFilter)
    if not text.strip():
        return ()
    conditions = _parse(text, "filter", InvalidFilter)
    if len(conditions) > MAX_CONDITIONS:
        raise InvalidFilter(
            f"A filter has at most {MAX_CONDITIONS} conditions.", fix="Ask in parts.", position=0
        )
    return tuple(_condition(each, vocabulary) for each in conditions)


def parse_order(text: str, vocabulary: Vocabulary) -> OrderTerm:
    """One term of an order, such as ``metrics.loss DESC``.

    Raises:
        InvalidOrder: it is none, or names what cannot be sorted by.
    """
    _check_text(text, InvalidOrder)
    name, direction = _parse(text, "order", InvalidOrder)
    field = _field(name, vocabulary, InvalidOrder)
    if not _can_order(field, vocabulary):
        raise InvalidOrder(
            f"Nothing can be sorted by {str(name)!r}.", fix=_ORDERABLE, position=name.start_pos
        )
    return OrderTerm(field, descending=direction is not None and direction.type == "DESC")


@cache
def _parser() -> lark.Lark:
    return lark.Lark(_GRAMMAR, parser="lalr", start=["filter", "order"], maybe_placeholders=True)


def _parse(text: str, start: str, refusal: type[InvalidFilter | InvalidOrder]) -> list[Any]:
    """The branches of the parsed text."""
    try:
        return list(_parser().parse(text, start=start).children)
    except lark.UnexpectedInput as exc:
        raise _unexpected(exc, text, refusal) from exc


def _check_text(text: str, refusal: type[InvalidFilter | InvalidOrder]) -> None:
    if len(text) > MAX_TEXT:
        raise refusal(f"It is longer than {MAX_TEXT} characters.", fix="Ask in parts.", position=0)
    if unstorable := _UNSTORABLE.search(text):
        position = unstorable.start()
        raise refusal(
            f"The character at position {position} cannot be stored, so nothing matches it.",
            fix="Leave it out.",
            position=position,
        )


def _condition(tree: Any, vocabulary: Vocabulary) -> Condition:
    name = tree.children[0]
    field = _field(name, vocabulary, InvalidFilter)
    operator, value = _READERS[tree.data](tree.children[1:])
    allowed = _operators(field, vocabulary)
    if operator not in allowed:
        known = ", ".join(each for each in Operator if each in allowed)
        raise InvalidFilter(
            f"{str(name)!r} cannot be compared by {operator}.",
            fix=f"Use one of: {known}.",
            position=name.start_pos,
        )
    return Condition(field, operator, _checked(field, operator, value, name))


def _comparison(children: list[Any]) -> tuple[Operator, Any]:
    comparator, value = children
    return Operator(comparator.children[0].upper()), value.children[0]


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


def _checked(field: Field, operator: Operator, value: Any, name: Any) -> Value:
    """The value in the field's own type.

    Raises:
        InvalidFilter: a number where text is needed, or the other way round.
    """
    if value is None or isinstance(value, tuple):
        return value
    if field.numeric != (value.type == "NUMBER"):
        needed = "a number" if field.numeric else "text in quotes"
        raise InvalidFilter(
            f"{str(name)!r} is compared with {needed}, not with {str(value)[:80]}.",
            fix=f"Write {needed}.",
            position=value.start_pos,
        )
    if field.numeric:
        return _number(field, value)
    text = _unquoted(value)
    if operator in {Operator.LIKE, Operator.ILIKE} and len(text) > MAX_PATTERN:
        raise InvalidFilter(
            f"A pattern has at most {MAX_PATTERN} characters.",
            fix="Shorten it.",
            position=value.start_pos,
        )
    return text


def _number(field: Field, token: Any) -> float | int:
    number = float(token)
    if field.kind is Kind.METRIC or not number.is_integer():
        return number
    exact = int(token) if token.lstrip("+-").isdigit() else int(number)
    # Beyond what a column holds every comparison comes out as at its end.
    return min(max(exact, LEAST_INTEGER), GREATEST_INTEGER)


def _field(token: Any, vocabulary: Vocabulary, refusal: type[Any]) -> Field:
    prefix, dot, rest = str(token).partition(".")
    if not dot or token[0] in '`"':
        prefix, rest = "", str(token)
    kind = Kind.ATTRIBUTE if not prefix else vocabulary.prefixes.get(prefix)
    if kind is None:
        raise refusal(
            f"{prefix!r} is not something to search by.",
            fix=f"Start the name with one of: {', '.join(sorted(vocabulary.prefixes))}.",
            position=token.start_pos,
        )
    key = rest[1:-1] if rest[:1] in '`"' and rest else rest
    if kind is Kind.ATTRIBUTE:
        return _attribute(key, token, vocabulary, refusal)
    known = vocabulary.dataset_keys if kind is Kind.DATASET else None
    if not key or (known is not None and key not in known):
        raise refusal(
            f"{str(token)!r} does not exist.",
            fix=f"Name one of: {', '.join(sorted(known))}." if known else "Name a key.",
            position=token.start_pos,
        )
    return Field(kind, key, numeric=kind is Kind.METRIC)


def _attribute(key: str, token: Any, vocabulary: Vocabulary, refusal: type[Any]) -> Field:
    attribute = vocabulary.attributes.get(key)
    if attribute is None:
        raise refusal(
            f"There is no attribute {key!r}.",
            fix=f"Name one of: {', '.join(sorted(vocabulary.attributes))}; "
            "params, metrics and tags are written `params.x`, `metrics.x`, `tags.x`.",
            position=token.start_pos,
        )
    return Field(Kind.ATTRIBUTE, attribute.key, numeric=attribute.numeric)


def _operators(field: Field, vocabulary: Vocabulary) -> frozenset[Operator]:
    if field.kind is Kind.ATTRIBUTE:
        return vocabulary.attributes[field.key].operators
    return vocabulary.operators[field.kind]


def _can_order(field: Field, vocabulary: Vocabulary) -> bool:
    if field.kind not in vocabulary.orderable:
        return False
    return field.kind is not Kind.ATTRIBUTE or vocabulary.attributes[field.key].orderable


def _unquoted(token: str) -> str:
    text = token[1:-1]
    return text.replace("''", "'") if token[0] == "'" else text


def _unexpected(
    exc: lark.UnexpectedInput, text: str, refusal: type[InvalidFilter | InvalidOrder]
) -> InvalidFilter | InvalidOrder:
    at_end = isinstance(exc, lark.UnexpectedToken) and exc.token.type == "$END"
    place = len(text) if at_end else exc.pos_in_stream
    position = place if place is not None else 0
    found = "the end" if at_end else repr(text[position : position + 20])
    return refusal(
        f"At position {position}: expected {_expected(exc)}, found {found}.",
        fix="Write conditions such as metrics.loss < 0.1 AND params.model = 'tree'; "
        "OR and parentheses are not part of the language.",
        position=position,
    )


def _expected(exc: lark.UnexpectedInput) -> str:
    """What could have stood there; lark's exceptions each call it their own name."""
    for name in ("accepts", "allowed", "expected"):
        if names := getattr(exc, name, None):
            return " or ".join(sorted(_WORDS.get(each, each) for each in names))
    return "something else"


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
_ORDERABLE = "Sort by an attribute, or by params.x, metrics.x or tags.x, with ASC or DESC."
