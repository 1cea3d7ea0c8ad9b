"""Conditions on what spans hold, which is compressed: looked at here, not by the database."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from apps.core.filters import Operator
from apps.traces.search.language import Condition, Kind
from apps.traces.spans import chunk, values
from apps.traces.spans.record import record_of

Test = Callable[[str], bool]


class Sieve:
    """The conditions that one span has to meet, all of them."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        of_spans = [c for c in conditions if c.field.kind in {Kind.SPAN, Kind.CONTENT}]
        self.is_needed = any(c.field.kind is Kind.CONTENT for c in of_spans)
        self._of_text = [_test(c) for c in of_spans if c.field.key == "content"]
        self._of_fields = [
            (c.field, _test(c))
            for c in of_spans
            if c.field.key != "content" or c.field.kind is Kind.SPAN
        ]

    def keeps(self, chunks: Iterable[bytes]) -> bool:
        """Whether one of the spans in these chunks meets the conditions."""
        return any(self._meets(line) for data in chunks for line in chunk.lines_of(data))

    def _meets(self, line: str) -> bool:
        if not all(test(line) for test in self._of_text):
            return False
        if not self._of_fields:
            return True
        span = json.loads(line)
        for field, test in self._of_fields:
            found = _field(span, field.key)
            if found is None or not test(found):
                return False
        return True


def _field(span: dict[str, Any], key: str) -> str | None:
    if key.startswith("attributes."):
        text = span["attributes"].get(key.removeprefix("attributes."))
        value = values.load(text)
        return value if isinstance(value, str) else text
    found: str | None = getattr(record_of(span), key)
    return found


def _test(condition: Condition) -> Test:
    value = condition.value
    if isinstance(value, tuple):
        return _membership(value, among=condition.operator is Operator.IN)
    wanted = str(value)
    match condition.operator:
        case Operator.EQUAL:
            return lambda text: text == wanted
        case Operator.UNEQUAL:
            return lambda text: text != wanted
        case Operator.RLIKE:
            expression = re.compile(wanted)
            return lambda text: expression.search(text) is not None
        case _:
            return _like(wanted, ignore_case=condition.operator is Operator.ILIKE)


def _membership(wanted: tuple[str, ...], *, among: bool) -> Test:
    return lambda text: (text in wanted) is among


def _like(pattern: str, *, ignore_case: bool) -> Test:
    """`%` is any text and `_` any character."""
    inner = pattern.strip("%")
    anywhere = pattern.startswith("%") and pattern.endswith("%") and len(pattern) > 1
    if anywhere and not ignore_case and "%" not in inner and "_" not in inner:
        return lambda text: inner in text
    parts = {"%": ".*", "_": "."}
    expression = re.compile(
        "".join(parts.get(each) or re.escape(each) for each in pattern),
        re.DOTALL | (re.IGNORECASE if ignore_case else re.NOFLAG),
    )
    return lambda text: expression.fullmatch(text) is not None
