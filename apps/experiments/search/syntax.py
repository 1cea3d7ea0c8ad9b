"""What a filter or an order says, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field is a field of."""

    ATTRIBUTE = "attribute"
    PARAM = "param"
    METRIC = "metric"
    TAG = "tag"
    DATASET = "dataset"


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
    IN = "IN"
    NOT_IN = "NOT IN"
    IS_NULL = "IS NULL"
    IS_NOT_NULL = "IS NOT NULL"


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
