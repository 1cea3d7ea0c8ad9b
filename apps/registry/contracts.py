"""What the registry hands to other apps and takes from them. Pure: frozen dataclasses, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where a version stands, in the words of MLflow's clients."""

    NONE = "None"
    STAGING = "Staging"
    PRODUCTION = "Production"
    ARCHIVED = "Archived"

    @property
    def is_active(self) -> bool:
        """Whether versions in it are in use."""
        return self in {Stage.STAGING, Stage.PRODUCTION}


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionInfo:
    """A version of a registered model. `source` is what it was made of, as its client said;
    `location` is where the files are."""

    name: str
    number: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    stage: Stage
    description: str
    source: str
    location: str
    run_id: str
    run_link: str
    model_id: str
    tags: dict[str, str]
    aliases: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelInfo:
    """A registered model with the newest version of each stage."""

    name: str
    project_id: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    description: str
    tags: dict[str, str]
    aliases: dict[str, int]
    latest_versions: list[VersionInfo]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewVersion:
    """What a version is made of. None leaves the run or the logged model to be found out."""

    source: str
    run_id: str | None = None
    model_id: str | None = None
    run_link: str = ""
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistrySearch:
    """A search in MLflow's grammar, and which page of the answer."""

    filter: str = ""
    order_by: Sequence[str] = ()
    limit: int = 100
    page_token: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelPage:
    """One page of registered models."""

    models: list[ModelInfo]
    next_page_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionPage:
    """One page of versions."""

    versions: list[VersionInfo]
    next_page_token: str | None
