"""Requests about logged models; the model's id stands in the address."""

import msgspec

from apps.mlflow_api.messages.common import Pair
from apps.mlflow_api.wire import Int64, Message


class CreateLoggedModel(Message):
    experiment_id: str = ""
    name: str = ""
    model_type: str = ""
    source_run_id: str = ""
    params: list[Pair] = []
    tags: list[Pair] = []
    required = ("experiment_id",)


class GetLoggedModel(Message):
    allow_deleted: bool = False


class FinalizeLoggedModel(Message):
    status: str | int | None = None
    required = ("status",)


class ModelParams(Message):
    params: list[Pair] = []


class ModelTags(Message):
    tags: list[Pair] = []


class Order(msgspec.Struct):
    field_name: str = ""
    ascending: bool = True
    dataset_name: str = ""
    dataset_digest: str = ""


class DatasetFilter(msgspec.Struct):
    dataset_name: str = ""
    dataset_digest: str = ""


class SearchLoggedModels(Message):
    experiment_ids: list[str] | None = None
    filter: str = ""
    datasets: list[DatasetFilter] = []
    max_results: Int64 = 100
    order_by: list[Order] = []
    page_token: str = ""
    required = ("experiment_ids",)
