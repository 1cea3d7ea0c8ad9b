"""What open pages hear of transfers."""

from dataclasses import dataclass
from typing import ClassVar

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferChanged(Event):
    """A transfer moved on, ended, or was begun."""

    type: ClassVar[str] = "transfer.changed"
    project_key: str
    transfer_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"project:{self.project_key}",)

    @property
    def merge_key(self) -> str:
        return self.transfer_id
