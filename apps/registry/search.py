"""The registry's search language, after MLflow's: clauses joined by AND. Pure.

name LIKE 'digits%' AND tags.`release team` = 'vision' AND version_number > 3
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from apps.registry.errors import InvalidSearch

_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_TOKENS = re.compile(
    rf"""\s*(?:
        (?P<string>{_STRING})
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<quoted>`[^`]+`)
      | (?P<compare>!=|>=|<=|=|>|<)
      | (?P<word>[A-Za-z_][\w\-]*)
      | (?P<sign>[().,])
    )""",
    re.VERBOSE,
)
_TEXT = frozenset({"=", "!=", "LIKE", "ILIKE"})
_LISTS = frozenset({"IN", "NOT IN"})
_NUMERIC = frozenset({"=", "!=", ">", ">=", "<", "<="})

MODEL_ATTRIBUTES = {"name": _TEXT | _LISTS}
VERSION_ATTRIBUTES = {
    "name": _TEXT | _LISTS,
    "run_id": _TEXT | _LISTS,
    "source_path": _TEXT,
    "version_number": _NUMERIC,
}
MODEL_ORDER = frozenset({"name", "creation_timestamp", "last_updated_timestamp", "timestamp"})
VERSION_ORDER = MODEL_ORDER | {"version_number"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One condition. `tag` says whether `key` names a tag or an attribute."""

    key: str
    tag: bool
    comparator: str
    value: str | int | tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One term of an order."""

    key: str
    ascending: bool


def parse_filter(text: str, *, attributes: dict[str, frozenset[str]]) -> list[Clause]:
    """The conditions of a filter.

    Raises:
        InvalidSearch: it does not follow the language, or names what cannot be searched.
    """
    tokens = _Tokens(text)
    clauses: list[Clause] = []
    while not tokens.at_end:
        if clauses:
            tokens.expect_word("AND")
        clauses.append(_clause(tokens, attributes))
    return clauses


def parse_order(terms: Sequence[str], *, keys: frozenset[str]) -> list[Order]:
    """The terms of an order, such as ``name DESC``.

    Raises:
        InvalidSearch: a term names what cannot be sorted by, or one key twice.
    """
    orders = [_order(term, keys) for term in terms]
    if len({order.key for order in orders}) < len(orders):
        raise InvalidSearch("The order names a key twice.", fix="Name each key once.")
    return orders


def _order(term: str, keys: frozenset[str]) -> Order:
    name, _, direction = term.strip().partition(" ")
    key = name.strip('`"').removeprefix("attribute.").removeprefix("attributes.")
    direction = direction.strip().upper()
    if key not in keys or direction not in {"", "ASC", "DESC"}:
        raise InvalidSearch(
            f"{term!r} is not an order.",
            fix=f"Use one of {', '.join(sorted(keys))}, followed by ASC or DESC.",
        )
    key = "last_updated_timestamp" if key == "timestamp" else key
    return Order(key=key, ascending=direction != "DESC")


def _clause(tokens: "_Tokens", attributes: dict[str, frozenset[str]]) -> Clause:
    key, tag = _subject(tokens)
    if not tag and key not in attributes:
        raise InvalidSearch(
            f"{key!r} cannot be searched by.",
            fix=f"Search by {', '.join(attributes)} or tags.`key`.",
        )
    comparator = _comparator(tokens)
    if comparator not in (_TEXT if tag else attributes[key]):
        raise InvalidSearch(
            f"{key!r} cannot be compared with {comparator}.",
            fix="Use =, !=, LIKE or ILIKE for text, and <, > for numbers.",
        )
    numeric = not tag and attributes[key] is _NUMERIC
    return Clause(
        key=key, tag=tag, comparator=comparator, value=_value(tokens, comparator, numeric=numeric)
    )


def _subject(tokens: "_Tokens") -> tuple[str, bool]:
    first = tokens.take("word", "quoted", "string")
    if not tokens.next_is("."):
        return _unquoted(first), False
    tokens.take("sign")
    key = _unquoted(tokens.take("word", "quoted", "string"))
    # A tag's key may hold points without being quoted.
    while tokens.next_is("."):
        tokens.take("sign")
        key += f".{_unquoted(tokens.take('word', 'quoted', 'string'))}"
    if first in {"attribute", "attributes"}:
        return key, False
    if first in {"tag", "tags"}:
        return key, True
    raise InvalidSearch(f"{first}.{key} is neither an attribute nor a tag.", fix="Use tags.`key`.")


def _comparator(tokens: "_Tokens") -> str:
    found = tokens.take("compare", "word").upper()
    if found == "NOT":
        tokens.expect_word("IN")
        return "NOT IN"
    return found


def _value(tokens: "_Tokens", comparator: str, *, numeric: bool) -> str | int | tuple[str, ...]:
    if numeric:
        text = _unquoted(tokens.take("number", "string"))
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise InvalidSearch(f"{text!r} is not a whole number.", fix="Compare with an integer.")
        return int(text)
    if comparator not in _LISTS:
        return _unquoted(tokens.take("string"))
    tokens.expect_sign("(")
    values = [_unquoted(tokens.take("string"))]
    while tokens.next_is(","):
        tokens.take("sign")
        values.append(_unquoted(tokens.take("string")))
    tokens.expect_sign(")")
    return tuple(values)


def _unquoted(token: str) -> str:
    return token[1:-1] if token[:1] in {"'", '"', "`"} else token


class _Tokens:
    """The words of a filter, taken one by one."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._position = 0

    @property
    def at_end(self) -> bool:
        return self._position >= len(self._text)

    def next_is(self, sign: str) -> bool:
        return self._text[self._position :].lstrip().startswith(sign)

    def take(self, *kinds: str) -> str:
        found = _TOKENS.match(self._text, self._position)
        if found is None or found.lastgroup not in kinds:
            rest = self._text[self._position : self._position + 40].strip()
            raise InvalidSearch(
                f"The filter is not understood near {rest!r}."
                if rest
                else "The filter ends early.",
                fix="Write conditions such as name = 'x' AND tags.`key` LIKE '%y%'.",
                position=self._position,
            )
        self._position = found.end()
        return found[found.lastgroup]

    def expect_word(self, word: str) -> None:
        if self.take("word").upper() != word:
            raise InvalidSearch(f"{word} is expected in the filter.", fix="Join conditions by AND.")

    def expect_sign(self, sign: str) -> None:
        if self.take("sign") != sign:
            raise InvalidSearch(f"{sign!r} is expected in the filter.", fix="Write IN ('a', 'b').")
