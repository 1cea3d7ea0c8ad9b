"""Requests about experiments."""

from apps.mlflow_api.messages.common import Pair
from apps.mlflow_api.wire import Int64, Message


class CreateExperiment(Message):
    name: str = ""
    artifact_location: str = ""
    tags: list[Pair] = []
    required = ("name",)


class ExperimentMessage(Message):
    """A request about one experiment."""

    experiment_id: str = ""
    required = ("experiment_id",)


class GetExperimentByName(Message):
    experiment_name: str = ""
    required = ("experiment_name",)


class UpdateExperiment(Message):
    experiment_id: str = ""
    new_name: str = ""
    required = ("experiment_id", "new_name")


class SearchExperiments(Message):
    max_results: Int64 = 1000
    page_token: str = ""
    filter: str = ""
    order_by: list[str] = []
    view_type: str | int = "ACTIVE_ONLY"


class SetExperimentTag(Message):
    experiment_id: str = ""
    key: str = ""
    value: str = ""
    required = ("experiment_id", "key")


class DeleteExperimentTag(Message):
    experiment_id: str = ""
    key: str = ""
    required = ("experiment_id", "key")


class SearchDatasets(Message):
    experiment_ids: list[str] = []
