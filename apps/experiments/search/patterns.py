"""Regular expressions: the part of them that both databases read alike, in time that is linear.

RE2 checks every expression, so what it refuses (look-around, references back, repetitions that
explode) is refused before a database sees it. What RE2 and PostgreSQL read differently is refused
too, and what they only write differently is translated.
"""

import re
from functools import lru_cache
from typing import Any

import re2

from apps.experiments.errors import InvalidFilter

_MOST_BYTES = 1 << 20
_GREATEST_REPEAT = 100

# One piece of an expression after another: an escape, a set, a repetition, a group's opening.
_PIECES = re.compile(
    r"""(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\])|(?P<repeat>\{[^}]*\})"""
    r"""|(?P<group>\(\?[^:)]*:?)|(?P<other>.)""",
    re.DOTALL,
)
_CLASSES = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": " \t\n\r\f\v",
}
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_FIX = (
    "Use letters, . [a-z] \\d \\w \\s \\b ^ $ * + ? {1,3} ( ) | and a leading (?i); "
    "a sign that means itself takes a backslash."
)


def check(pattern: str, *, position: int) -> None:
    """Refuse an expression that is none, or that the databases would read differently.

    Raises:
        InvalidFilter: says why.
    """
    try:
        _compiled(pattern)
        translated(pattern)
    except (re2.error, ValueError) as exc:
        raise InvalidFilter(
            f"The regular expression cannot be read: {_reason(exc)}.", fix=_FIX, position=position
        ) from exc


def matches(pattern: str, value: str | None) -> bool | None:
    """Whether the expression is found in the value: what SQLite asks us for each row."""
    return None if value is None else _compiled(pattern).search(value) is not None


@lru_cache(maxsize=200)
def translated(pattern: str) -> str:
    """The expression as PostgreSQL writes it.

    Raises:
        ValueError: it has a piece that PostgreSQL would read differently.
    """
    flags = "(?i)" if pattern.startswith("(?i)") else ""
    body = pattern.removeprefix("(?i)")
    # A leading *** would choose another syntax; ^ and an empty start are the same here.
    return flags + "".join(_piece(found) for found in _PIECES.finditer(body))


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.max_mem = _MOST_BYTES
    options.log_errors = False
    options.dot_nl = True
    options.never_capture = True
    return re2.compile(pattern, options)


def _piece(found: "re.Match[str]") -> str:
    text = found.group()
    match found.lastgroup:
        case "escape":
            return _escape(text[1])
        case "set":
            return _set(text)
        case "repeat":
            return _repeat(text)
        case "group":
            if text != "(?:":
                raise ValueError(f"{text} is not known here")
            return text
        case _:
            if text in "[]{}\\":
                raise ValueError(f"a {text} without its other half")
            return text


def _escape(letter: str) -> str:
    if letter.lower() in _CLASSES:
        return f"[{'^' if letter.isupper() else ''}{_CLASSES[letter.lower()]}]"
    if letter in _CONTROL:
        return _CONTROL[letter]
    if letter in "bB":
        return "\\y" if letter == "b" else "\\Y"
    if letter.isalnum() or not letter.isascii():
        raise ValueError(f"\\{letter} is not known here")
    return f"\\{letter}"


def _set(text: str) -> str:
    opening = "[^" if text.startswith("[^") else "["
    inside = text[len(opening) : -1]
    if not inside or inside.startswith("]") or _POSIX.search(inside):
        raise ValueError(f"the set {text} is not known here")
    return opening + _IN_SET.sub(_in_set, inside) + "]"


def _in_set(found: "re.Match[str]") -> str:
    letter = found.group()[1]
    if letter in _CLASSES:
        return _CLASSES[letter]
    if letter in _CONTROL:
        return _CONTROL[letter]
    if letter.isalnum() or not letter.isascii():
        raise ValueError(f"\\{letter} is not known in a set")
    return f"\\{letter}"


def _repeat(text: str) -> str:
    found = re.fullmatch(r"\{(\d{1,3})(?:,(\d{0,3}))?\}", text)
    if found is None:
        raise ValueError(f"{text} is no repetition; a brace that means itself is \\{{")
    if any(int(each) > _GREATEST_REPEAT for each in found.groups() if each):
        raise ValueError(f"{text} repeats more than {_GREATEST_REPEAT} times")
    return text


def _reason(exc: Exception) -> str:
    reason = exc.args[0] if exc.args else exc
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


_POSIX = re.compile(r"\[[:.=]")
_IN_SET = re.compile(r"\\.", re.DOTALL)
