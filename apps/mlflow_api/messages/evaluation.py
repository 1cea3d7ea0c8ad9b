"""Requests about evaluation datasets and scorers. Records and tags are JSON inside a string."""

from apps.mlflow_api.wire import Int64, Message


class CreateDataset(Message):
    name: str = ""
    experiment_ids: list[str] = []
    tags: str = ""
    required = ("name",)


class SearchDatasets(Message):
    experiment_ids: list[str] = []
    filter_string: str = ""
    max_results: Int64 = 0
    order_by: list[str] = []
    page_token: str = ""


class DatasetTags(Message):
    tags: str = ""
    required = ("tags",)


class UpsertRecords(Message):
    records: str = ""
    required = ("records",)


class ListRecords(Message):
    max_results: Int64 = 0
    page_token: str = ""


class DeleteRecords(Message):
    dataset_record_ids: list[str] = []


class DatasetExperiments(Message):
    experiment_ids: list[str] = []


class RegisterScorer(Message):
    experiment_id: str = ""
    name: str = ""
    serialized_scorer: str = ""
    required = ("experiment_id", "name", "serialized_scorer")


class ListScorers(Message):
    experiment_id: str = ""
    experiment_ids: list[str] = []


class NamedScorer(Message):
    experiment_id: str = ""
    name: str = ""
    version: Int64 | None = None
    required = ("experiment_id", "name")


class OnlineConfigs(Message):
    scorer_ids: list[str] = []


class OnlineConfig(Message):
    experiment_id: str = ""
    name: str = ""
    sample_rate: float | None = None
    filter_string: str | None = None
    required = ("experiment_id", "name", "sample_rate")
