"""Requests about runs and what is logged to them."""

import msgspec

from apps.mlflow_api.messages.common import Pair, RunMessage
from apps.mlflow_api.wire import Int64, Message


class CreateRun(Message):
    experiment_id: str = ""
    user_id: str = ""
    run_name: str = ""
    start_time: Int64 | None = None
    tags: list[Pair] = []


class UpdateRun(RunMessage):
    status: str | int | None = None
    end_time: Int64 | None = None
    run_name: str | None = None


class SearchRuns(Message):
    experiment_ids: list[str] = []
    filter: str = ""
    run_view_type: str | int = "ACTIVE_ONLY"
    max_results: Int64 = 1000
    order_by: list[str] = []
    page_token: str = ""


class Metric(msgspec.Struct, gc=False):
    """One point, as clients send it."""

    key: str = ""
    value: float | None = None
    timestamp: Int64 | None = None
    step: Int64 = 0
    model_id: str = ""
    dataset_name: str = ""
    dataset_digest: str = ""


class LogBatch(RunMessage):
    metrics: list[Metric] = []
    params: list[Pair] = []
    tags: list[Pair] = []


class LogMetric(RunMessage):
    key: str = ""
    value: float | None = None
    timestamp: Int64 | None = None
    step: Int64 = 0
    model_id: str = ""
    dataset_name: str = ""
    dataset_digest: str = ""
    required = ("run_id", "key", "value", "timestamp")


class KeyValue(RunMessage):
    """A param or a tag of a run."""

    key: str = ""
    value: str = ""
    required = ("run_id", "key")


class DeleteTag(RunMessage):
    key: str = ""
    required = ("run_id", "key")


class Dataset(msgspec.Struct):
    name: str = ""
    digest: str = ""
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""


class DatasetInput(msgspec.Struct):
    dataset: Dataset | None = None
    tags: list[Pair] = []


class ModelLink(msgspec.Struct):
    """A logged model that a run read or produced."""

    model_id: str = ""
    step: Int64 = 0


class LogInputs(RunMessage):
    datasets: list[DatasetInput] = []
    models: list[ModelLink] = []


class LogOutputs(RunMessage):
    models: list[ModelLink] = []


class LogModel(RunMessage):
    model_json: str = ""
    required = ("run_id", "model_json")
