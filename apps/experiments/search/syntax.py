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
    MODEL = "model"
    """A logged model that the run made."""
    INPUT_MODEL = "input_model"
    """A logged model that the run used."""


class Aspect(StrEnum):
    """Which side of a value is meant."""

    VALUE = "value"
    """The value itself; of a metric the latest."""
    LEAST = "min"
    GREATEST = "max"
    COUNT = "count"
    STEP = "step"
    """The step of a metric's latest point."""
    NUMBER = "number"
    """A text as the number that it spells; where it spells none, there is no value."""


@dataclass(frozen=True, slots=True)
class Field:
    """A name such as ``metrics.loss``; an attribute's key is its canonical one."""

    kind: Kind
    key: str
    numeric: bool = False
    aspect: Aspect = Aspect.VALUE


Numbers = tuple[float, ...]
Value = str | float | int | tuple[str, ...] | Numbers | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. The value is a number for a numeric field, a tuple for IN, else text.

    A regular expression is kept as `patterns` knows it: checked, and the same to each database.
    """

    field: Field
    operator: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class All:
    """All of them hold."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of them holds, or several."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """It does not hold. A condition on what is missing does not hold, so its negation does."""

    part: "Expression"


Expression = Condition | All | Either | Negation


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """One term of an order."""

    field: Field
    descending: bool = False
