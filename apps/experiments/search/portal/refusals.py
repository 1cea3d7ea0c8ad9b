"""Refusals of text that does not follow the grammar: where, what was awaited, how to mend it."""

import re

import lark

from apps.core.errors import Invalid

MAX_TEXT = 20_000
_SHOWN = 20


def check_text(text: str, refusal: type[Invalid]) -> None:
    """Refuse what is too long to be a filter, or holds what cannot be stored.

    Raises:
        refusal: it does.
    """
    if len(text) > MAX_TEXT:
        raise refusal(
            f"It is longer than {MAX_TEXT} characters.", fix="Ask in parts.", position=MAX_TEXT
        )
    if unstorable := _UNSTORABLE.search(text):
        position = unstorable.start()
        raise refusal(
            f"The character at position {position} cannot be stored, so nothing matches it.",
            fix="Leave it out.",
            position=position,
        )


def unexpected(exc: lark.UnexpectedInput, text: str, refusal: type[Invalid]) -> Invalid:
    """The refusal of what the parser did not await."""
    at_end = isinstance(exc, lark.UnexpectedToken) and exc.token.type == "$END"
    # lark types it as None, and each kind of its exceptions sets it
    position = len(text) if at_end else int(getattr(exc, "pos_in_stream", 0))
    found = "the end" if at_end else repr(text[position : position + _SHOWN])
    awaited = _awaited(exc)
    return refusal(
        f"At position {position}: expected {' or '.join(awaited)}, found {found}.",
        fix=_fix(awaited, text[position:]),
        position=position,
    )


def _awaited(exc: lark.UnexpectedInput) -> list[str]:
    """What could have stood there; lark's exceptions each call it their own name."""
    for name in ("accepts", "allowed", "expected"):
        if names := getattr(exc, name, None):
            return sorted({_WORDS.get(each, each.strip("_")) for each in names})
    return ["something else"]


def _fix(awaited: list[str], rest: str) -> str:
    if rest.startswith(("'", '"')):
        return "Close the quote; a quote inside a text is written twice: 'it''s'."
    if ")" in awaited or rest.startswith(")"):
        return "Each bracket that is opened is closed, and none besides."
    if "a value" in awaited:
        return "Write a number, text in quotes, a date (2026-11-01) or a span (-7d)."
    if "AND" in awaited and rest.strip():
        return "Join conditions by AND or OR."
    if "a comparator" in awaited:
        return (
            "Compare it: = != < <= > >= LIKE ILIKE =~ !~ IN (…) BETWEEN … AND … IS NULL; "
            "a name with other characters than letters and digits stands in backticks."
        )
    return (
        "Write conditions such as metrics.loss < 0.1 AND (params.model = 'tree' OR tags.t = 'x')."
    )


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_WORDS = {
    "NAME": "a name",
    "FUNCTION": "a name",
    "TEXT": "a value",
    "NUMBER": "a value",
    "SPAN": "a value",
    "MOMENT": "a value",
    "WORD": "a value",
    "COMPARATOR": "a comparator",
    "LIKENESS": "LIKE",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "$END": "the end",
}
