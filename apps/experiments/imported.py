"""What an import brings in, as its reader hands it over. Pure: frozen dataclasses, no Django.

Series come encoded: that is most of the work, needs no database, and can be done in many threads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from apps.experiments.contracts import DatasetInput, ModelMetric, ModelOutput
from apps.experiments.series.whole import WholeSeries


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedExperiment:
    """An experiment as it was elsewhere. `wanted_id` is the id that it had, if it may keep it."""

    name: str
    wanted_id: int | None = None
    is_default: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    created_at_ms: int | None = None
    updated_at_ms: int | None = None
    deleted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedRun:
    """A run with everything that was logged to it."""

    run_id: str
    name: str = ""
    status: str = "FINISHED"
    start_time_ms: int = 0
    end_time_ms: int | None = None
    deleted: bool = False
    deleted_at_ms: int | None = None
    user_name: str = ""
    source_type: str = ""
    source_name: str = ""
    parent_run_id: str = ""
    artifact_uri: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, WholeSeries] = field(default_factory=dict)
    datasets: Sequence[DatasetInput] = ()
    model_inputs: Sequence[str] = ()
    model_outputs: Sequence[ModelOutput] = ()

    @property
    def point_count(self) -> int:
        """How many points it has, those that came twice counted once."""
        return sum(each.count for each in self.series.values())

    @property
    def size(self) -> int:
        """About how many bytes it holds in memory."""
        series = sum(each.size for each in self.series.values())
        return 4_000 + series + sum(map(len, (*self.params.values(), *self.tags.values())))


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedModel:
    """A logged model. Its run and its metrics are linked once all runs are here."""

    model_id: str
    name: str
    model_type: str = ""
    status: str = "LOGGED_MODEL_READY"
    status_message: str = ""
    source_run_id: str = ""
    created_at_ms: int = 0
    updated_at_ms: int = 0
    deleted: bool = False
    artifact_uri: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    metrics: Sequence[ModelMetric] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Landed:
    """An experiment's id here, and whether it was made for the import."""

    experiment_id: int
    made: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOutcome:
    """Ids by what became of them: made now, here already, or taken in another project."""

    made: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
