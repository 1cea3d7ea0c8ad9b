"""Writing the records of evaluation datasets."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.evaluation.constants import USER_TAG
from apps.evaluation.contracts import SentRecord, Upserted
from apps.evaluation.models import DatasetRecord, EvaluationDataset
from apps.evaluation.services.access import announce, author, open_dataset
from apps.evaluation.services.datasets import digest_of
from apps.evaluation.services.schema import widened
from apps.evaluation.services.sent import hash_of
from apps.projects.permissions import Role

AT_ONCE = 500
"""Rows in one statement."""


@transaction.atomic
def upsert_records(*, actor: Actor, dataset_id: str, records: Sequence[SentRecord]) -> Upserted:
    """Add the records; one whose inputs are there already changes that one: its outputs are
    replaced where some were sent, expectations and tags are added to."""
    dataset = open_dataset(actor=actor, dataset_id=dataset_id, role=Role.CONTRIBUTOR)
    now = clock.now_ms()
    hashes = [hash_of(record.inputs) for record in records]
    known = _by_hash(dataset, hashes)
    new: dict[str, DatasetRecord] = {}
    changed: dict[str, DatasetRecord] = {}
    updated = 0
    for record, mark in zip(records, hashes, strict=True):
        if (row := new.get(mark) or known.get(mark)) is None:
            new[mark] = _new_row(dataset, mark, record, now, actor)
            continue
        _merge(row, record, now)
        updated += 1
        if mark not in new:
            changed[mark] = row
    DatasetRecord.objects.bulk_create(new.values(), batch_size=AT_ONCE)
    DatasetRecord.objects.bulk_update(
        changed.values(),
        ["outputs", "expectations", "tags", "last_updated_by", "updated_at_ms"],
        batch_size=AT_ONCE,
    )
    _describe(dataset, records, now, actor)
    return Upserted(inserted=len(new), updated=updated)


@transaction.atomic
def delete_records(*, actor: Actor, dataset_id: str, record_ids: Sequence[str]) -> int:
    """Delete those of the records that the dataset has; how many there were."""
    dataset = open_dataset(actor=actor, dataset_id=dataset_id, role=Role.CONTRIBUTOR)
    deleted = 0
    for chunk in _chunks([each for each in record_ids if "\0" not in each]):
        count, _ = DatasetRecord.objects.filter(dataset=dataset, record_id__in=chunk).delete()
        deleted += count
    if deleted:
        dataset.record_count = dataset.records.count()
        dataset.save(update_fields=["record_count"])
        announce(dataset)
    return deleted


def _by_hash(dataset: EvaluationDataset, hashes: Sequence[str]) -> dict[str, DatasetRecord]:
    return {
        row.inputs_hash: row
        for chunk in _chunks(list(dict.fromkeys(hashes)))
        for row in DatasetRecord.objects.filter(dataset=dataset, inputs_hash__in=chunk)
    }


def _new_row(
    dataset: EvaluationDataset, mark: str, record: SentRecord, now: int, actor: Actor
) -> DatasetRecord:
    who = author((record.tags or {}).get(USER_TAG), actor)
    source = record.source
    # Outputs that nobody spoke of are empty, as MLflow's server has it; null ones are none.
    outputs = record.outputs if record.has_outputs else {}
    return DatasetRecord(
        record_id=f"dr-{uuid.uuid4().hex}",
        dataset=dataset,
        inputs_hash=mark,
        inputs=json.dumps(record.inputs),
        outputs=_text(outputs),
        expectations=_text(record.expectations),
        tags=_text(record.tags),
        source_type="" if source is None else source.type.value,
        source_data="" if source is None else json.dumps(source.data),
        created_by=who,
        last_updated_by=who,
        created_at_ms=now,
        updated_at_ms=now,
    )


def _merge(row: DatasetRecord, record: SentRecord, now: int) -> None:
    if record.has_outputs:
        row.outputs = _text(record.outputs)
    row.expectations = _united(row.expectations, record.expectations)
    row.tags = _united(row.tags, record.tags)
    said = (record.tags or {}).get(USER_TAG)
    if isinstance(said, str) and said:
        row.last_updated_by = said
    row.updated_at_ms = now


def _describe(
    dataset: EvaluationDataset, records: Sequence[SentRecord], now: int, actor: Actor
) -> None:
    """Write down what the records make of the dataset."""
    said = [(record.tags or {}).get(USER_TAG) for record in records]
    dataset.last_updated_by = author(next(filter(None, reversed(said)), None), actor)
    dataset.schema = widened(dataset.schema, records)
    dataset.record_count = dataset.records.count()
    dataset.digest = digest_of(dataset.name, now)
    dataset.updated_at_ms = now
    dataset.save(
        update_fields=["last_updated_by", "schema", "record_count", "digest", "updated_at_ms"]
    )
    announce(dataset)


def _united(text: str | None, values: Mapping[str, Any] | None) -> str | None:
    """The object in the text with these values added; as it was where there are none."""
    if not values:
        return text
    return json.dumps({**(json.loads(text) if text else {}), **values})


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
