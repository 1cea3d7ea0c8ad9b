"""The names of the language: what an operand may be, and of which type it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.core.errors import Invalid
from apps.experiments.search.portal.nodes import Operand
from apps.experiments.search.syntax import Aspect, Field, Kind


class Type(StrEnum):
    """What a name is compared with."""

    TEXT = "text in quotes"
    NUMBER = "a number"
    MOMENT = "a date"
    SPAN = "a span of time"
    EITHER = "text in quotes or a number"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """What an operand names."""

    field: Field
    type: Type


ATTRIBUTES: Mapping[str, tuple[str, Type]] = {
    "run_id": ("run_id", Type.TEXT),
    "id": ("run_id", Type.TEXT),
    "name": ("run_name", Type.TEXT),
    "run_name": ("run_name", Type.TEXT),
    "run name": ("run_name", Type.TEXT),
    "status": ("status", Type.TEXT),
    "created": ("start_time", Type.MOMENT),
    "started": ("start_time", Type.MOMENT),
    "start_time": ("start_time", Type.MOMENT),
    "ended": ("end_time", Type.MOMENT),
    "end_time": ("end_time", Type.MOMENT),
    "duration": ("duration", Type.SPAN),
    "user": ("user", Type.TEXT),
    "user_id": ("user_id", Type.TEXT),
    "experiment": ("experiment", Type.TEXT),
    "experiment_id": ("experiment_id", Type.NUMBER),
    "project": ("project", Type.TEXT),
    "parent": ("parent", Type.TEXT),
    "job": ("job", Type.TEXT),
    "source": ("source_name", Type.TEXT),
    "source_name": ("source_name", Type.TEXT),
    "source_type": ("source_type", Type.TEXT),
    "artifact_uri": ("artifact_uri", Type.TEXT),
}
"""What the run itself has, by every name it goes by; the first is the one that we offer."""

KEYS: Mapping[Kind, frozenset[str]] = {
    Kind.DATASET: frozenset({"name", "digest", "context"}),
    Kind.MODEL: frozenset({"name", "id", "type", "status"}),
    Kind.INPUT_MODEL: frozenset({"name", "id", "type", "status"}),
}

_PREFIXES: Mapping[str, Kind] = {
    **dict.fromkeys(("attribute", "attributes", "attr", "run"), Kind.ATTRIBUTE),
    **dict.fromkeys(("metric", "metrics"), Kind.METRIC),
    **dict.fromkeys(("parameter", "parameters", "param", "params"), Kind.PARAM),
    **dict.fromkeys(("tag", "tags"), Kind.TAG),
    **dict.fromkeys(("dataset", "datasets"), Kind.DATASET),
    **dict.fromkeys(("model", "models"), Kind.MODEL),
    **dict.fromkeys(("input_model", "input_models"), Kind.INPUT_MODEL),
}
_FUNCTIONS = {
    "last": Aspect.VALUE,
    "min": Aspect.LEAST,
    "max": Aspect.GREATEST,
    "count": Aspect.COUNT,
    "step": Aspect.STEP,
}


def meant(operand: Operand, refusal: type[Invalid]) -> Meant:
    """What the operand names.

    Raises:
        refusal: nothing; says what there is.
    """
    prefix, key = _split(operand.text)
    kind = _PREFIXES.get(prefix) if prefix else Kind.ATTRIBUTE
    if kind is None:
        raise _refused(
            operand,
            refusal,
            f"{prefix!r} is not something to search by.",
            "Start the name with metrics, params, tags, datasets, models, input_models or "
            "attributes.",
        )
    found = _KINDS.get(kind, _fixed)(operand, kind, key, refusal)
    if operand.function:
        return _function(operand, found, refusal)
    return found


def _split(text: str) -> tuple[str, str]:
    """Prefix and key of a name, without their quotes; the prefix in lower case."""
    found = _PREFIX.match(text)
    prefix = found[1].strip("`").lower() if found else ""
    rest = text[found.end() :] if found else text
    quote = rest[:1]
    return prefix, rest[1:-1].replace(quote * 2, quote) if quote in _QUOTES else rest


def _logged(_operand: Operand, kind: Kind, key: str, _refusal: type[Invalid]) -> Meant:
    if kind is Kind.METRIC:
        return Meant(field=Field(kind, key, numeric=True), type=Type.NUMBER)
    return Meant(field=Field(kind, key), type=Type.EITHER)


def _fixed(operand: Operand, kind: Kind, key: str, refusal: type[Invalid]) -> Meant:
    known = KEYS[kind]
    if key.lower() not in known:
        raise _refused(
            operand,
            refusal,
            f"{operand.text[:80]!r} does not exist.",
            f"Name one of: {', '.join(f'{kind}s.{each}' for each in sorted(known))}.",
        )
    return Meant(field=Field(kind, key.lower()), type=Type.TEXT)


def _attribute(operand: Operand, kind: Kind, key: str, refusal: type[Invalid]) -> Meant:
    attribute = ATTRIBUTES.get(key.lower())
    if attribute is None:
        raise _refused(
            operand,
            refusal,
            f"A run has no {key[:80]!r}.",
            f"What was logged is written metrics.{key[:20]}, params.{key[:20]} or "
            f"tags.{key[:20]}; the run itself has {', '.join(dict(ATTRIBUTES.values()))}.",
        )
    canonical, of_type = attribute
    numeric = of_type is not Type.TEXT
    return Meant(field=Field(kind, canonical, numeric=numeric), type=of_type)


def _function(operand: Operand, found: Meant, refusal: type[Invalid]) -> Meant:
    kind, key, name = found.field.kind, found.field.key, operand.function
    if name == "at":
        raise _refused(
            operand,
            refusal,
            "A metric's value at a step cannot be searched by.",
            "Search by last(…), min(…), max(…), count(…) or step(…) of the metric, or log the "
            "value under a name of its own.",
        )
    if kind is Kind.METRIC and name in _FUNCTIONS:
        return Meant(
            field=Field(kind, key, numeric=True, aspect=_FUNCTIONS[name]), type=Type.NUMBER
        )
    if kind in {Kind.PARAM, Kind.TAG} and name == "number":
        return Meant(field=Field(kind, key, numeric=True, aspect=Aspect.NUMBER), type=Type.NUMBER)
    raise _refused(
        operand,
        refusal,
        f"{name}({operand.text[:80]}) does not exist.",
        "Of a metric there are last(…), min(…), max(…), count(…) and step(…); of a param or tag "
        "number(…).",
    )


def _refused(operand: Operand, refusal: type[Invalid], message: str, fix: str) -> Invalid:
    return refusal(message, fix=fix, position=operand.position)


_KINDS = {
    Kind.ATTRIBUTE: _attribute,
    Kind.METRIC: _logged,
    Kind.PARAM: _logged,
    Kind.TAG: _logged,
}
_PREFIX = re.compile(r"(\w+|`\w+`)\s*\.\s*")
_QUOTES = {"`", '"', "'"}
