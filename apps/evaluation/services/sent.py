"""What clients send as JSON inside a string: read and checked before anything is written. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from apps.core.errors import Invalid
from apps.evaluation.constants import MAX_TAG_KEY, MAX_TAG_VALUE
from apps.evaluation.contracts import SentRecord, Source, SourceType
from apps.evaluation.errors import InvalidDataset, InvalidRecord

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def read_records(text: str) -> list[SentRecord]:
    """The records in a list that was sent as JSON text.

    Raises:
        InvalidRecord: it is no JSON, no list, or one of the records cannot be stored.
    """
    sent = _parsed(text, "records", InvalidRecord)
    if not isinstance(sent, list):
        raise InvalidRecord("'records' must be a list of objects.", fix="Send a list.")
    return [_record(each, index) for index, each in enumerate(sent)]


def read_tags(text: str) -> dict[str, str]:
    """The tags in an object that was sent as JSON text; those without a value are left out.

    Raises:
        InvalidDataset: it is no JSON, no object, or a tag cannot be stored.
    """
    sent = _parsed(text, "tags", InvalidDataset)
    if not isinstance(sent, dict):
        raise InvalidDataset("'tags' must be an object.", fix='Send {"key": "value"}.')
    return check_tags({key: str(value) for key, value in sent.items() if value is not None})


def check_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags, if they can be stored.

    Raises:
        InvalidDataset: one cannot; says which.
    """
    for key, value in tags.items():
        if not 0 < len(key) <= MAX_TAG_KEY or len(value) > MAX_TAG_VALUE:
            raise InvalidDataset(
                f"The tag {key[:80]!r} is too long: a key has 1 to {MAX_TAG_KEY} characters, "
                f"a value up to {MAX_TAG_VALUE}.",
                fix="Shorten it.",
            )
        if _UNSTORABLE.search(key) or _UNSTORABLE.search(value):
            raise InvalidDataset(
                f"The tag {key[:80]!a} has a character that cannot be stored.", fix="Leave it out."
            )
    return dict(tags)


def hash_of(inputs: Any) -> str:
    """What two records with the same inputs have in common, however their keys are ordered."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _record(sent: Any, index: int) -> SentRecord:
    if not isinstance(sent, dict):
        raise _refusal(index, "", "must be an object")
    inputs = _object(sent, "inputs", index)
    if inputs is None and "inputs" in sent:
        raise _refusal(index, "inputs", "must be an object")
    return SentRecord(
        inputs=inputs or {},
        has_outputs="outputs" in sent,
        outputs=sent.get("outputs"),
        expectations=_object(sent, "expectations", index),
        tags=_object(sent, "tags", index),
        source=_source(_object(sent, "source", index), index),
    )


def _object(sent: Mapping[str, Any], name: str, index: int) -> dict[str, Any] | None:
    value = sent.get(name)
    if value is not None and not isinstance(value, dict):
        raise _refusal(index, name, "must be an object")
    return value


def _source(sent: Mapping[str, Any] | None, index: int) -> Source | None:
    if not sent:
        return None
    word = str(sent.get("source_type", "")).upper()
    if word not in set(SourceType):
        valid = ", ".join(SourceType)
        raise _refusal(index, "source.source_type", f"is {word[:40]!r}, and must be one of {valid}")
    data = sent.get("source_data") or {}
    if not isinstance(data, dict):
        raise _refusal(index, "source.source_data", "must be an object")
    return Source(type=SourceType(word), data=data)


def _parsed(text: str, name: str, refusal: type[Invalid]) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise refusal(f"'{name}' is not valid JSON.", fix="Send JSON as a string.") from exc


def _refusal(index: int, name: str, why: str) -> InvalidRecord:
    where = f"records[{index}]" + (f".{name}" if name else "")
    return InvalidRecord(f"Invalid value for '{where}': it {why}.", fix="Mend it.", index=index)
