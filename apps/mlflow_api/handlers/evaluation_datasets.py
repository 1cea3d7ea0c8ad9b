"""Evaluation datasets and their records."""

import json

from apps.evaluation.contracts import DatasetInfo, DatasetSearch, RecordInfo, profile_of
from apps.evaluation.selectors import datasets as selectors
from apps.evaluation.selectors import records as record_selectors
from apps.evaluation.services import datasets as services
from apps.evaluation.services import records as record_services
from apps.evaluation.services import sent
from apps.experiments.selectors import experiments
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import evaluation as messages
from apps.mlflow_api.messages.common import Empty
from apps.projects.permissions import Role

DEFAULT_PAGE = 1_000


def create(call: Call, body: messages.CreateDataset) -> Json:
    ids = call.experiment_ids(body.experiment_ids)
    dataset = services.create_dataset(
        actor=call.actor,
        project_id=_home(call, ids),
        name=body.name,
        tags=sent.read_tags(body.tags) if body.tags else {},
        experiment_ids=ids,
    )
    (info,) = selectors.infos([dataset])
    rendered = _rendered(info)
    if ids:
        rendered["experiment_ids"] = [str(each) for each in ids]
    return {"dataset": rendered}


def get(call: Call, _body: Empty) -> Json:
    dataset = selectors.get_dataset(actor=call.actor, dataset_id=call.path["dataset_id"])
    return {"dataset": _rendered(*selectors.infos([dataset]))}


def delete(call: Call, _body: Empty) -> None:
    services.delete_dataset(actor=call.actor, dataset_id=call.path["dataset_id"])


def search(call: Call, body: messages.SearchDatasets) -> Json:
    search_for = DatasetSearch(
        experiment_ids=call.experiment_ids(body.experiment_ids),
        filter=body.filter_string,
        order_by=tuple(body.order_by),
        limit=body.max_results or DEFAULT_PAGE,
        page_token=body.page_token,
    )
    if body.experiment_ids:
        page = selectors.search_datasets_of_experiments(actor=call.actor, search_for=search_for)
    else:
        page = selectors.search_datasets(
            actor=call.actor, project_id=call.project().pk, search_for=search_for
        )
    answer: Json = {"datasets": [_rendered(info) for info in page.datasets]}
    if page.next_page_token:
        answer["next_page_token"] = page.next_page_token
    return answer


def set_tags(call: Call, body: messages.DatasetTags) -> None:
    services.change_tags(
        actor=call.actor, dataset_id=call.path["dataset_id"], tags=sent.read_tags(body.tags)
    )


def delete_tag(call: Call, _body: Empty) -> None:
    services.change_tags(
        actor=call.actor,
        dataset_id=call.path["dataset_id"],
        tags={},
        removed=[call.path["key"]],
    )


def upsert_records(call: Call, body: messages.UpsertRecords) -> Json:
    upserted = record_services.upsert_records(
        actor=call.actor,
        dataset_id=call.path["dataset_id"],
        records=sent.read_records(body.records),
    )
    return {"inserted_count": upserted.inserted, "updated_count": upserted.updated}


def list_records(call: Call, body: messages.ListRecords) -> Json:
    page = record_selectors.list_records(
        actor=call.actor,
        dataset_id=call.path["dataset_id"],
        limit=body.max_results or DEFAULT_PAGE,
        page_token=body.page_token,
    )
    answer: Json = {"records": json.dumps([_record(info) for info in page.records])}
    if page.next_page_token:
        answer["next_page_token"] = page.next_page_token
    return answer


def delete_records(call: Call, body: messages.DeleteRecords) -> Json:
    deleted = record_services.delete_records(
        actor=call.actor,
        dataset_id=call.path["dataset_id"],
        record_ids=body.dataset_record_ids,
    )
    return {"deleted_count": deleted}


def experiment_ids(call: Call, _body: Empty) -> Json:
    ids = selectors.experiment_ids(actor=call.actor, dataset_id=call.path["dataset_id"])
    return {"experiment_ids": [str(each) for each in ids]}


def add_experiments(call: Call, body: messages.DatasetExperiments) -> Json:
    dataset = services.link_experiments(
        actor=call.actor,
        dataset_id=call.path["dataset_id"],
        experiment_ids=call.experiment_ids(body.experiment_ids),
    )
    return {"dataset": _rendered(*selectors.infos([dataset]))}


def remove_experiments(call: Call, body: messages.DatasetExperiments) -> Json:
    dataset = services.unlink_experiments(
        actor=call.actor,
        dataset_id=call.path["dataset_id"],
        experiment_ids=call.experiment_ids(body.experiment_ids),
    )
    return {"dataset": _rendered(*selectors.infos([dataset]))}


def _home(call: Call, experiment_ids: list[int]) -> int:
    """The project of the first experiment named; of the request where none is."""
    if not experiment_ids:
        return call.project(Role.CONTRIBUTOR).pk
    first = experiments.get_experiment(
        actor=call.actor, experiment_id=experiment_ids[0], role=Role.CONTRIBUTOR
    )
    return first.project_id


def _rendered(info: DatasetInfo) -> Json:
    rendered: Json = {
        "dataset_id": info.dataset_id,
        "name": info.name,
        "tags": json.dumps(info.tags),
        "digest": info.digest,
        "created_time": info.created_at_ms,
        "last_update_time": info.updated_at_ms,
        "created_by": info.created_by,
        "last_updated_by": info.last_updated_by,
    }
    if info.schema:
        rendered["schema"] = info.schema
    if profile := profile_of(info.record_count):
        rendered["profile"] = profile
    return rendered


def _record(info: RecordInfo) -> Json:
    rendered: Json = {
        "dataset_record_id": info.record_id,
        "dataset_id": info.dataset_id,
        "inputs": info.inputs,
        "created_time": info.created_at_ms,
        "last_update_time": info.updated_at_ms,
        "tags": info.tags,
        "created_by": info.created_by,
        "last_updated_by": info.last_updated_by,
    }
    for name, value in (("outputs", info.outputs), ("expectations", info.expectations)):
        if value is not None:
            rendered[name] = value
    if info.source is not None:
        word = info.source.type.value
        rendered["source"] = {"source_type": word, "source_data": info.source.data}
        rendered["source_type"] = word
        if info.source.id is not None:
            rendered["source_id"] = info.source.id
    return rendered
