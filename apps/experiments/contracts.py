"""What experiments hand to other apps and take from them. Pure: frozen dataclasses, no Django."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class View(StrEnum):
    """Which rows a search sees by whether they are deleted."""

    ACTIVE = "active"
    DELETED = "deleted"
    ALL = "all"


def run_artifact_uri(experiment_id: int, run_id: str, location: str = "") -> str:
    """Where a run's files are, for a client: our proxy, or the experiment's own location."""
    root = location or f"mlflow-artifacts:/{experiment_id}"
    return f"{root.rstrip('/')}/{run_id}/artifacts"


def model_artifact_uri(experiment_id: int, model_id: str, location: str = "") -> str:
    """Where a logged model's files are, for a client."""
    root = location or f"mlflow-artifacts:/{experiment_id}"
    return f"{root.rstrip('/')}/models/{model_id}/artifacts"


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRef:
    """The least that is to be known of a run in order to log to it. `id` is the database's."""

    id: int
    run_id: str
    project_id: int
    project_key: str
    experiment_id: int
    status: str
    deleted: bool
    origin_run_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunInfo:
    """A run without its values: what lists and clients show."""

    id: int
    run_id: str
    project_id: int
    experiment_id: int
    experiment_name: str
    artifact_location: str
    name: str
    status: str
    deleted: bool
    start_time_ms: int
    end_time_ms: int | None
    user_id: int | None
    user_email: str
    user_display_name: str
    user_name: str
    source_type: str
    source_name: str
    parent_run_id: str
    origin_run_id: str
    job_id: UUID | None
    own_artifact_uri: str = ""

    @property
    def artifact_uri(self) -> str:
        """Where the run's files are."""
        return self.own_artifact_uri or run_artifact_uri(
            self.experiment_id, self.run_id, self.artifact_location
        )

    @property
    def started_at_ms(self) -> int | None:
        """When it started; None while it waits."""
        return None if self.status == "SCHEDULED" else self.start_time_ms

    @property
    def duration_ms(self) -> int | None:
        """How long it ran; None while it has not ended."""
        return None if self.end_time_ms is None else max(0, self.end_time_ms - self.start_time_ms)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunDetails:
    """A run as its own page shows it, to one who asks: their role, and what they may do."""

    info: RunInfo
    project_key: str
    project_name: str
    role: str
    tags: dict[str, str]
    param_count: int
    metric_count: int
    can_write: bool
    can_annotate: bool
    can_delete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LatestMetric:
    """A metric's latest point, and its whole series in three numbers."""

    value: float
    step: int
    timestamp_ms: int
    min: float = math.nan
    max: float = math.nan
    count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class RunValues:
    """A run's params, latest metrics and tags."""

    params: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, LatestMetric] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The params, metrics and tags that a reader wants; those not named are not read."""

    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRun:
    """What a run is made of. Empty fields are filled from the tags, or by ourselves."""

    run_id: str = ""
    name: str = ""
    status: str = "RUNNING"
    start_time_ms: int | None = None
    user_name: str = ""
    source_type: str = ""
    source_name: str = ""
    parent_run_id: str = ""
    job_id: UUID | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunSearch:
    """A filter, an order, and which page of the answer; in the grammar of who asks."""

    filter: str = ""
    order_by: Sequence[str] = ()
    view: View = View.ACTIVE
    limit: int = 1_000
    page_token: str = ""
    count: bool = False
    """Whether the first page should say how many there are, where that is cheap to know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunPage:
    """One page of runs. The token asks for the next; None says this was the last."""

    runs: list[RunInfo]
    next_page_token: str | None
    total: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExperimentInfo:
    """An experiment with its tags."""

    id: int
    project_id: int
    project_key: str
    name: str
    artifact_location: str
    is_default: bool
    deleted: bool
    created_at: datetime
    updated_at: datetime
    tags: dict[str, str]

    @property
    def artifact_uri(self) -> str:
        """Where its runs' files are."""
        return self.artifact_location or f"mlflow-artifacts:/{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExperimentRow:
    """An experiment as the portal lists it."""

    id: int
    project_key: str
    name: str
    description: str
    is_default: bool
    deleted: bool
    created_at: datetime
    updated_at: datetime
    run_count: int
    last_run_at_ms: int | None
    tags: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExperimentPage:
    """One page of experiments."""

    experiments: list[ExperimentInfo]
    next_page_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetInput:
    """A dataset that a run used, as its client describes it."""

    name: str
    digest: str
    source_type: str
    source: str
    schema: str = ""
    profile: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetSummary:
    """A dataset that runs of an experiment used, and in which role (its context)."""

    experiment_id: int
    name: str
    digest: str
    context: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelOutput:
    """A logged model that a run produced, at a step."""

    model_id: str
    step: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class RunLinks:
    """What went into a run and what came out of it."""

    datasets: list[DatasetInput] = field(default_factory=list)
    model_inputs: list[str] = field(default_factory=list)
    model_outputs: list[ModelOutput] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelMetric:
    """A metric measured of a logged model, perhaps on a dataset."""

    key: str
    value: float
    step: int
    timestamp_ms: int
    model_id: str
    run_id: str = ""
    dataset_name: str = ""
    dataset_digest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewModel:
    """What a logged model is made of."""

    name: str = ""
    model_type: str = ""
    source_run_id: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedModelInfo:
    """A logged model with all that belongs to it."""

    model_id: str
    project_id: int
    experiment_id: int
    artifact_location: str
    name: str
    model_type: str
    status: str
    status_message: str
    source_run_id: str
    created_at_ms: int
    updated_at_ms: int
    deleted: bool
    params: dict[str, str]
    tags: dict[str, str]
    metrics: list[ModelMetric]
    own_artifact_uri: str = ""

    @property
    def artifact_uri(self) -> str:
        """Where the model's files are."""
        return self.own_artifact_uri or model_artifact_uri(
            self.experiment_id, self.model_id, self.artifact_location
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedModelDetails:
    """A logged model as its own page shows it, to one who asks: their role, and what they may do.

    `run_names` has the run that logged it and those that measured it, by id.
    """

    info: LoggedModelInfo
    project_key: str
    project_name: str
    role: str
    experiment_name: str
    run_names: Mapping[str, str]
    can_annotate: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelDataset:
    """A dataset whose metrics a search of logged models looks at; no digest means any."""

    name: str
    digest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelOrder:
    """One term of the order of logged models; a metric may be narrowed to a dataset."""

    field_name: str
    ascending: bool = True
    dataset_name: str = ""
    dataset_digest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelSearch:
    """A search of logged models, and which page of the answer."""

    filter: str = ""
    datasets: Sequence[ModelDataset] = ()
    order_by: Sequence[ModelOrder] = ()
    limit: int = 100
    page_token: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedModelPage:
    """One page of logged models."""

    models: list[LoggedModelInfo]
    next_page_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedModelListing:
    """A page of logged models with the names of their experiments and source runs, by id."""

    page: LoggedModelPage
    experiment_names: Mapping[int, str]
    run_names: Mapping[str, str]
