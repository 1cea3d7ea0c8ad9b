"""From the text of a filter or an order to what it says."""

from apps.core import filters
from apps.core.filters import Clause, Literal, Name, Operator
from apps.experiments.constants import GREATEST_INTEGER, LEAST_INTEGER
from apps.experiments.errors import InvalidFilter, InvalidOrder
from apps.experiments.search.syntax import Condition, Field, Kind, OrderTerm, Value
from apps.experiments.search.vocabulary import Vocabulary

MAX_PATTERN = 8_000


def parse_filter(text: str, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """The conditions that all have to hold; none for an empty filter.

    Raises:
        InvalidFilter: it does not follow the language; says where.
    """
    return tuple(_condition(each, vocabulary) for each in filters.parse_filter(text, InvalidFilter))


def parse_order(text: str, vocabulary: Vocabulary) -> OrderTerm:
    """One term of an order, such as ``metrics.loss DESC``.

    Raises:
        InvalidOrder: it is none, or names what cannot be sorted by.
    """
    term = filters.parse_order(text, InvalidOrder)
    field = _field(term.name, vocabulary, InvalidOrder)
    if not _can_order(term.name, field, vocabulary):
        raise InvalidOrder(
            f"Nothing can be sorted by {term.name.text!r}.",
            fix=_ORDERABLE,
            position=term.name.position,
        )
    return OrderTerm(field, descending=term.descending)


def _condition(clause: Clause, vocabulary: Vocabulary) -> Condition:
    field = _field(clause.name, vocabulary, InvalidFilter)
    allowed = _operators(field, vocabulary)
    if clause.operator not in allowed:
        known = ", ".join(each for each in Operator if each in allowed)
        raise InvalidFilter(
            f"{clause.name.text!r} cannot be compared by {clause.operator}.",
            fix=f"Use one of: {known}.",
            position=clause.name.position,
        )
    return Condition(field, clause.operator, _checked(field, clause))


def _checked(field: Field, clause: Clause) -> Value:
    """The value in the field's own type.

    Raises:
        InvalidFilter: a number where text is needed, or the other way round.
    """
    value = clause.value
    if not isinstance(value, Literal):
        return value
    if field.numeric != value.is_number:
        needed = "a number" if field.numeric else "text in quotes"
        raise InvalidFilter(
            f"{clause.name.text!r} is compared with {needed}, not with {value.written[:80]}.",
            fix=f"Write {needed}.",
            position=value.position,
        )
    if field.numeric:
        return _number(field, value.text)
    if clause.operator in {Operator.LIKE, Operator.ILIKE} and len(value.text) > MAX_PATTERN:
        raise InvalidFilter(
            f"A pattern has at most {MAX_PATTERN} characters.",
            fix="Shorten it.",
            position=value.position,
        )
    return value.text


def _number(field: Field, text: str) -> float | int:
    number = float(text)
    if field.kind is Kind.METRIC or not number.is_integer():
        return number
    exact = int(text) if text.lstrip("+-").isdigit() else int(number)
    # Beyond what a column holds every comparison comes out as at its end.
    return min(max(exact, LEAST_INTEGER), GREATEST_INTEGER)


def _field(
    name: Name, vocabulary: Vocabulary, refusal: type[InvalidFilter | InvalidOrder]
) -> Field:
    kind = vocabulary.prefixes.get(name.prefix) if name.prefix else Kind.ATTRIBUTE
    if kind is None:
        raise refusal(
            f"{name.prefix!r} is not something to search by.",
            fix=f"Start the name with one of: {', '.join(sorted(vocabulary.prefixes))}.",
            position=name.position,
        )
    if kind is Kind.ATTRIBUTE:
        return _attribute(name, vocabulary, refusal)
    known = vocabulary.dataset_keys if kind is Kind.DATASET else None
    if known is not None and name.key not in known:
        raise refusal(
            f"{name.text!r} does not exist.",
            fix=f"Name one of: {', '.join(sorted(known))}.",
            position=name.position,
        )
    return Field(kind, name.key, numeric=kind is Kind.METRIC)


def _attribute(
    name: Name, vocabulary: Vocabulary, refusal: type[InvalidFilter | InvalidOrder]
) -> Field:
    attribute = vocabulary.attributes.get(name.key)
    if attribute is None:
        raise refusal(
            f"There is no attribute {name.key!r}.",
            fix=f"Name one of: {', '.join(sorted(vocabulary.attributes))}; "
            "params, metrics and tags are written `params.x`, `metrics.x`, `tags.x`.",
            position=name.position,
        )
    return Field(Kind.ATTRIBUTE, attribute.key, numeric=attribute.numeric)


def _operators(field: Field, vocabulary: Vocabulary) -> frozenset[Operator]:
    if field.kind is Kind.ATTRIBUTE:
        return vocabulary.attributes[field.key].operators
    return vocabulary.operators[field.kind]


def _can_order(name: Name, field: Field, vocabulary: Vocabulary) -> bool:
    if field.kind not in vocabulary.orderable:
        return False
    return field.kind is not Kind.ATTRIBUTE or vocabulary.attributes[name.key].orderable


_ORDERABLE = "Sort by an attribute, or by params.x, metrics.x or tags.x, with ASC or DESC."
