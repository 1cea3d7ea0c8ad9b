"""What open pages hear of jobs."""

from dataclasses import dataclass
from typing import ClassVar

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class JobChanged(Event):
    """A job was submitted, or moved to another state."""

    type: ClassVar[str] = "job.changed"
    job_id: str
    project_key: str
    state: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"job:{self.job_id}", f"project:{self.project_key}")

    @property
    def merge_key(self) -> str:
        return self.job_id
