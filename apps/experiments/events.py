"""What open pages hear of experiments and runs."""

from dataclasses import dataclass
from typing import ClassVar

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RunCreated(Event):
    """A run has begun, or waits for its job."""

    type: ClassVar[str] = "run.created"
    project_key: str
    run_id: str
    experiment_id: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"project:{self.project_key}",)

    @property
    def merge_key(self) -> str:
        return self.run_id


@dataclass(frozen=True, kw_only=True, slots=True)
class RunChanged(Event):
    """Something of a run changed: its status, name, tags, params, or whether it is deleted.

    `fields` says what; None says too much to name.
    """

    type: ClassVar[str] = "run.changed"
    run_id: str
    project_key: str
    fields: tuple[str, ...] | None = ()

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"run:{self.run_id}", f"project:{self.project_key}")

    @property
    def merge_key(self) -> str:
        return self.run_id


@dataclass(frozen=True, kw_only=True, slots=True)
class RunSeries(Event):
    """Points were logged. `keys` are the metrics; None says too many to name."""

    type: ClassVar[str] = "run.series"
    run_id: str
    keys: tuple[str, ...] | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"run:{self.run_id}",)

    @property
    def merge_key(self) -> str:
        return self.run_id


@dataclass(frozen=True, kw_only=True, slots=True)
class RunConsole(Event):
    """The run printed something; its console now has `size` bytes."""

    type: ClassVar[str] = "run.console"
    run_id: str
    size: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"run:{self.run_id}",)

    @property
    def merge_key(self) -> str:
        return self.run_id


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFiles(Event):
    """Files of the run, or of a model that it logged, came or went."""

    type: ClassVar[str] = "run.files"
    run_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"run:{self.run_id}",)

    @property
    def merge_key(self) -> str:
        return self.run_id


@dataclass(frozen=True, kw_only=True, slots=True)
class ExperimentChanged(Event):
    """An experiment was made, renamed, tagged, deleted or restored."""

    type: ClassVar[str] = "experiment.changed"
    experiment_id: int
    project_key: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"project:{self.project_key}",)

    @property
    def merge_key(self) -> str:
        return str(self.experiment_id)
