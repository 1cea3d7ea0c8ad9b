"""What open pages hear of the registry."""

from dataclasses import dataclass
from typing import ClassVar

from apps.core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisteredModelChanged(Event):
    """Something of a registered model or prompt changed: itself, a version, an alias, a tag."""

    type: ClassVar[str] = "registered_model.changed"
    project_key: str
    name: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"project:{self.project_key}",)

    @property
    def merge_key(self) -> str:
        return f"{self.project_key}/{self.name}"
