"""What a filter or an order says, as data."""

from dataclasses import dataclass
from enum import StrEnum

from apps.core.filters import Operator


class Kind(StrEnum):
    """What a field is a field of."""

    ATTRIBUTE = "attribute"
    PARAM = "param"
    METRIC = "metric"
    TAG = "tag"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Field:
    """A name such as ``metrics.loss``; an attribute's key is its canonical one."""

    kind: Kind
    key: str
    numeric: bool = False


Value = str | float | int | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. The value is a number for a numeric field, a tuple for IN, else text."""

    field: Field
    operator: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """One term of an order."""

    field: Field
    descending: bool = False
