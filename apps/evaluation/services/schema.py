"""A dataset's schema: which fields its records have, and of which type. Pure."""

import json
from collections.abc import Iterable
from typing import Any

from apps.evaluation.contracts import SentRecord

_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),  # before int, which it is as well
    (int, "integer"),
    (float, "float"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def widened(schema: str, records: Iterable[SentRecord]) -> str:
    """The schema with the fields of the records; a field that is known keeps its type."""
    records = list(records)
    if not records and not schema:
        return ""
    fields: dict[str, Any] = (
        json.loads(schema)
        if schema
        else {"inputs": {}, "outputs": {}, "expectations": {}, "version": "1.0"}
    )
    for record in records:
        _add(fields["inputs"], record.inputs)
        _add(fields["expectations"], record.expectations or {})
        if isinstance(record.outputs, dict):
            _add(fields["outputs"], record.outputs)
        elif record.outputs is not None and not fields["outputs"]:
            fields["outputs"] = type_of(record.outputs)
    return json.dumps(fields)


def type_of(value: Any) -> str:
    """The type of a JSON value, in MLflow's words."""
    if value is None:
        return "null"
    return next((name for known, name in _TYPES if isinstance(value, known)), "unknown")


def _add(fields: Any, values: Any) -> None:
    # Outputs that were no objects at first have a type in place of fields; that stays.
    if isinstance(fields, dict):
        for key, value in values.items():
            fields.setdefault(key, type_of(value))
