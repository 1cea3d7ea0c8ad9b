"""JSON that clients sent, as an answer of the REST API can carry it."""

import math
import re
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")


def shown(value: Any) -> Any:
    """The value with its NaN and infinities as words, and without halves of surrogate pairs."""
    match value:
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case str():
            return _HALF.sub("\ufffd", value)
        case dict():
            return {shown(str(key)): shown(each) for key, each in value.items()}
        case list():
            return [shown(each) for each in value]
        case _:
            return value
