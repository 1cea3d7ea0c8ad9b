"""What open pages hear of traces."""

from dataclasses import dataclass
from typing import ClassVar

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class TracesChanged(Event):
    """Traces of an experiment came, changed or went. `trace_ids` of None says too many to name."""

    type: ClassVar[str] = "traces.changed"
    project_key: str
    experiment_id: int
    trace_ids: tuple[str, ...] | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"project:{self.project_key}",)

    @property
    def merge_key(self) -> str:
        return str(self.experiment_id)
