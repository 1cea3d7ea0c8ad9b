"""Reading the records of evaluation datasets."""

import json
from typing import Any

from apps.accounts.contracts import Actor
from apps.core.api import paging
from apps.evaluation.contracts import RecordInfo, RecordPage, Source, SourceType
from apps.evaluation.models import DatasetRecord
from apps.evaluation.selectors.datasets import check_limit, get_dataset


def list_records(
    *, actor: Actor, dataset_id: str, limit: int = 1_000, page_token: str = ""
) -> RecordPage:
    """A page of the dataset's records, in the order in which they were added.

    Raises:
        DatasetNotFound: there is none, or the actor is a stranger to it.
        BadPageToken: the token is of another dataset.
    """
    dataset = get_dataset(actor=actor, dataset_id=dataset_id)
    records = DatasetRecord.objects.filter(
        dataset=dataset, pk__gt=_position(page_token, dataset_id)
    )
    check_limit(limit)
    found = list(records.order_by("pk")[: limit + 1])
    page = found[:limit]
    more = len(found) > limit
    return RecordPage(
        records=[shown(record, dataset_id) for record in page],
        next_page_token=paging.encode([dataset_id, page[-1].pk]) if more else None,
    )


def shown(record: DatasetRecord, dataset_id: str) -> RecordInfo:
    """A record as others see it."""
    return RecordInfo(
        record_id=record.record_id,
        dataset_id=dataset_id,
        inputs=json.loads(record.inputs),
        outputs=loaded(record.outputs),
        expectations=loaded(record.expectations),
        tags=loaded(record.tags) or {},
        source=_source(record),
        created_by=record.created_by,
        last_updated_by=record.last_updated_by,
        created_at_ms=record.created_at_ms,
        updated_at_ms=record.updated_at_ms,
    )


def loaded(text: str | None) -> Any:
    """The value of JSON text; None for none."""
    return None if text is None else json.loads(text)


def _source(record: DatasetRecord) -> Source | None:
    if not record.source_type:
        return None
    data = json.loads(record.source_data) if record.source_data else {}
    return Source(type=SourceType(record.source_type), data=data)


def _position(token: str, dataset_id: str) -> int:
    if not token:
        return 0
    found, position = paging.decode(token, length=2)
    if found != dataset_id or type(position) is not int or not 0 <= position < 2**62:
        raise paging.BadPageToken(
            "The page token belongs to another dataset.", fix="Start with the first page again."
        )
    return position
