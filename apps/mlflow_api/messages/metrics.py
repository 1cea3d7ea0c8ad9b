"""Requests for the history of metrics."""

from apps.mlflow_api.messages.common import RunMessage
from apps.mlflow_api.wire import Int64, Message


class GetMetricHistory(RunMessage):
    metric_key: str = ""
    page_token: str = ""
    max_results: Int64 | None = None
    required = ("run_id", "metric_key")


class GetMetricHistoryBulk(Message):
    """The stock UI's; the runs are called `run_id` here, however many."""

    run_id: list[str] = []
    metric_key: str = ""
    max_results: Int64 = 25_000
    required = ("metric_key",)


class GetMetricHistoryBulkInterval(Message):
    run_ids: list[str] = []
    metric_key: str = ""
    start_step: Int64 | None = None
    end_step: Int64 | None = None
    max_results: Int64 = 2_500
    required = ("metric_key",)
