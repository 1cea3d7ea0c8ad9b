"""What open pages hear of evaluation."""

from dataclasses import dataclass
from typing import ClassVar

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class EvaluationChanged(Event):
    """Evaluation datasets were made, filled, tagged, linked or deleted; None says too many."""

    type: ClassVar[str] = "evaluation.changed"
    project_key: str
    dataset_ids: tuple[str, ...] | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"project:{self.project_key}",)

    @property
    def merge_key(self) -> str:
        return self.project_key


@dataclass(frozen=True, kw_only=True, slots=True)
class ScorersChanged(Event):
    """Scorers of an experiment were registered, changed or deleted."""

    type: ClassVar[str] = "scorers.changed"
    project_key: str
    experiment_id: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"project:{self.project_key}",)

    @property
    def merge_key(self) -> str:
        return str(self.experiment_id)
