"""What traces hand to other apps and take from them. Pure: frozen dataclasses, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """Tokens and money; None is not known."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_creation_input_tokens_above_1hr: int | None = None
    input_cost: float | None = None
    output_cost: float | None = None
    total_cost: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentInfo:
    """A judgement of a trace, or what was expected of it."""

    assessment_id: str
    trace_id: str
    name: str
    kind: str
    value: Any
    error: Json | None = None
    source_type: str
    source_id: str = ""
    run_id: str = ""
    span_id: str = ""
    rationale: str = ""
    overrides: str = ""
    valid: bool = True
    metadata: dict[str, str] = field(default_factory=dict)
    create_time_ms: int
    update_time_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAssessment:
    """An assessment as somebody makes it. What is empty is filled by ourselves."""

    name: str
    kind: str
    value: Any
    error: Json | None = None
    source_type: str
    source_id: str = ""
    run_id: str = ""
    span_id: str = ""
    rationale: str = ""
    overrides: str = ""
    valid: bool = True
    metadata: Mapping[str, str] = field(default_factory=dict)
    assessment_id: str = ""
    create_time_ms: int | None = None
    update_time_ms: int | None = None


class _Same:
    """What stands for "leave it as it is", where None is a value."""


SAME = _Same()


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentChange:
    """What of an assessment changes; None stays. `kind` says what the value is one of; "" of whatever the assessment is."""

    name: str | None = None
    kind: str = ""
    value: Any = SAME
    error: Json | None = None
    rationale: str | None = None
    metadata: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TraceInfo:
    """A trace without its spans. `id` is the database's."""

    id: int
    trace_id: str
    project_id: int
    experiment_id: int
    experiment_name: str
    artifact_uri: str
    request_time_ms: int
    duration_ms: int | None
    state: str
    client_request_id: str | None
    name: str | None
    session_id: str | None
    request_preview: str | None
    response_preview: str | None
    usage: Usage
    span_count: int
    is_finalized: bool
    tags: dict[str, str]
    """As they are stored: without what is made of columns."""
    metadata: dict[str, str]
    assessments: list[AssessmentInfo]
    run_ids: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTrace:
    """A trace as its client tells of it when it has ended."""

    trace_id: str
    request_time_ms: int
    duration_ms: int | None = None
    state: str = "STATE_UNSPECIFIED"
    client_request_id: str | None = None
    request_preview: str | None = None
    response_preview: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    assessments: Sequence[NewAssessment] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedTrace:
    """A trace of another server, as it was there; `spans` in MLflow's stored form."""

    trace_id: str
    request_time_ms: int
    duration_ms: int | None = None
    state: str = "STATE_UNSPECIFIED"
    client_request_id: str | None = None
    request_preview: str | None = None
    response_preview: str | None = None
    name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    spans: Sequence[Json] = ()
    run_ids: Sequence[str] = ()
    prompts: Sequence[str] = ()
    assessments: Sequence[NewAssessment] = ()


ImportedAssessment = NewAssessment


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportResult:
    """How many traces were made, how many were here, and which ids are in use elsewhere."""

    made: int = 0
    kept: int = 0
    taken: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class TraceSearch:
    """A search in MLflow's grammar for traces: a filter, an order, and which page of the answer."""

    filter: str = ""
    order_by: Sequence[str] = ()
    run_id: str = ""
    limit: int = 100
    page_token: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TracePage:
    """One page of traces. The token asks for the next; None says this was the last."""

    traces: list[TraceInfo]
    next_page_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeTrace:
    """A trace with its spans, each in its stored form, roots first."""

    info: TraceInfo
    spans: list[Json]


@dataclass(frozen=True, kw_only=True, slots=True)
class TraceDetails:
    """A trace as its own page shows it, to one who asks: their role, and what they may do."""

    trace: WholeTrace
    prompts: list[str]
    project_key: str
    project_name: str
    role: str
    can_annotate: bool
    can_delete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Aggregation:
    """How numbers become one: COUNT, SUM, AVG, MIN, MAX, or PERCENTILE with its place."""

    kind: str
    percentile: float | None = None

    @property
    def name(self) -> str:
        """As the answer calls it, such as ``P95.0``."""
        return self.kind if self.percentile is None else f"P{self.percentile}"


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricsQuery:
    """A question about numbers of the traces, spans or assessments of some experiments."""

    view: str
    metric: str
    aggregations: Sequence[Aggregation]
    dimensions: Sequence[str] = ()
    filters: Sequence[str] = ()
    interval_seconds: int | None = None
    start_time_ms: int | None = None
    end_time_ms: int | None = None
    limit: int = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class DataPoint:
    """One group's numbers, by the names of the aggregations."""

    metric: str
    dimensions: dict[str, str]
    values: dict[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Correlation:
    """How many traces meet two filters, and how much more often both than chance has it."""

    npmi: float
    npmi_smoothed: float
    first: int
    second: int
    both: int
    all: int
