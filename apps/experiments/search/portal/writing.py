"""Text of the language, written from what it means."""

from apps.experiments.search.syntax import Aspect, Field, Kind

_PREFIXES = {Kind.METRIC: "metrics", Kind.PARAM: "params", Kind.TAG: "tags"}


def condition(field: Field, value: str | float | None) -> str:
    """The condition that the field is this, or is missing."""
    if value is None:
        return f"{operand(field)} IS NULL"
    if isinstance(value, str):
        return f"{operand(field)} = {quoted(value)}"
    return f"{operand(field)} = {int(value) if value.is_integer() else value!r}"


def operand(field: Field) -> str:
    """The name of the field."""
    if field.kind is Kind.ATTRIBUTE:
        return field.key
    key = field.key.replace("`", "``")
    name = f"{_PREFIXES[field.kind]}.`{key}`"
    return name if field.aspect is Aspect.VALUE else f"{field.aspect}({name})"


def quoted(text: str) -> str:
    """A text as the language quotes it."""
    return "'" + text.replace("'", "''") + "'"
