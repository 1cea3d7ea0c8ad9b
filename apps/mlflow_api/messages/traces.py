"""Requests about traces and their assessments."""

from typing import Any

import msgspec

from apps.mlflow_api.messages.common import Pair
from apps.mlflow_api.wire import Int64, Message


class ExperimentLocation(msgspec.Struct):
    experiment_id: str = ""


class Location(msgspec.Struct):
    """Where traces are: an experiment; the other kinds are Databricks'."""

    type: str | int = ""
    mlflow_experiment: ExperimentLocation | None = None


class Source(msgspec.Struct):
    source_type: str | int = "SOURCE_TYPE_UNSPECIFIED"
    source_id: str = ""


class AssessmentError(msgspec.Struct):
    error_code: str = ""
    error_message: str = ""
    stack_trace: str = ""


class FeedbackValue(msgspec.Struct):
    value: Any = None
    error: AssessmentError | None = None


class SerializedValue(msgspec.Struct):
    serialization_format: str = ""
    value: str = ""


class ExpectationValue(msgspec.Struct):
    value: Any = None
    serialized_value: SerializedValue | None = None


class IssueValue(msgspec.Struct):
    issue_name: str = ""


class Assessment(msgspec.Struct):
    assessment_id: str = ""
    assessment_name: str = ""
    trace_id: str = ""
    span_id: str = ""
    source: Source | None = None
    create_time: str = ""
    last_update_time: str = ""
    feedback: FeedbackValue | None = None
    expectation: ExpectationValue | None = None
    issue: IssueValue | None = None
    rationale: str = ""
    metadata: dict[str, str] = {}
    overrides: str = ""
    valid: bool | None = None


class Info(msgspec.Struct):
    trace_id: str = ""
    client_request_id: str | None = None
    trace_location: Location | None = None
    request_time: str = ""
    execution_duration: str | None = None
    state: str | int = "STATE_UNSPECIFIED"
    trace_metadata: dict[str, str] = {}
    assessments: list[Assessment] = []
    tags: dict[str, str] = {}
    request_preview: str | None = None
    response_preview: str | None = None


class Trace(msgspec.Struct):
    trace_info: Info | None = None


class StartTrace(Message):
    trace: Trace | None = None
    required = ("trace",)
    replaces_nul = True


class BeginTrace(Message):
    """MLflow 2's way: an id is asked for when the trace begins."""

    experiment_id: str = ""
    timestamp_ms: Int64 = 0
    request_metadata: list[Pair] = []
    tags: list[Pair] = []
    replaces_nul = True


class EndTrace(Message):
    timestamp_ms: Int64 = 0
    status: str | int = "TRACE_STATUS_UNSPECIFIED"
    request_metadata: list[Pair] = []
    tags: list[Pair] = []
    replaces_nul = True


class GetTrace(Message):
    trace_id: str = ""
    allow_partial: bool = False
    required = ("trace_id",)


class BatchGet(Message):
    trace_ids: list[str] = []
    experiment_ids: list[str] | None = None


class SearchTraces(Message):
    locations: list[Location] = []
    filter: str = ""
    max_results: Int64 = 100
    order_by: list[str] = []
    page_token: str = ""


class SearchTracesOfTwo(Message):
    experiment_ids: list[str] = []
    filter: str = ""
    max_results: Int64 = 100
    order_by: list[str] = []
    page_token: str = ""


class SetTag(Message):
    key: str = ""
    value: str = ""
    required = ("key",)


class DeleteTag(Message):
    key: str = ""
    required = ("key",)


class DeleteTraces(Message):
    experiment_id: str = ""
    max_timestamp_millis: Int64 | None = None
    max_traces: Int64 | None = None
    request_ids: list[str] = []
    required = ("experiment_id",)


class LinkToRun(Message):
    trace_ids: list[str] = []
    run_id: str = ""
    required = ("run_id",)


class PromptVersion(msgspec.Struct):
    name: str = ""
    version: str | int = ""


class LinkPrompts(Message):
    trace_id: str = ""
    prompt_versions: list[PromptVersion] = []
    required = ("trace_id",)


class CreateAssessment(Message):
    assessment: Assessment | None = None
    required = ("assessment",)


class UpdateAssessment(Message):
    assessment: Assessment | None = None
    update_mask: str = ""
    required = ("assessment", "update_mask")


class TraceFile(Message):
    request_id: str = ""
    path: str = ""
    required = ("request_id",)


class Correlate(Message):
    experiment_ids: list[str] = []
    filter_string1: str = ""
    filter_string2: str = ""
    base_filter: str = ""
    required = ("filter_string1", "filter_string2")


class Aggregation(msgspec.Struct):
    aggregation_type: str | int = ""
    percentile_value: float | None = None


class QueryMetrics(Message):
    experiment_ids: list[str] = []
    view_type: str | int | None = None
    metric_name: str = ""
    aggregations: list[Aggregation] = []
    dimensions: list[str] = []
    filters: list[str] = []
    time_interval_seconds: Int64 | None = None
    start_time_ms: Int64 | None = None
    end_time_ms: Int64 | None = None
    max_results: Int64 = 1000
    page_token: str = ""
    required = ("view_type", "metric_name")
