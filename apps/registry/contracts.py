"""What the registry hands to other apps and takes from them. Pure: frozen dataclasses, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from apps.registry.constants import PROMPT_TAG


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


class ChangeKind(StrEnum):
    """What can happen in the registry, in the words of MLflow's webhooks where they have one."""

    MODEL_CREATED = "registered_model.created"
    MODEL_UPDATED = "registered_model.updated"
    MODEL_RENAMED = "registered_model.renamed"
    MODEL_DELETED = "registered_model.deleted"
    MODEL_TAG_SET = "registered_model_tag.set"
    MODEL_TAG_DELETED = "registered_model_tag.deleted"
    VERSION_CREATED = "model_version.created"
    VERSION_UPDATED = "model_version.updated"
    VERSION_MOVED = "model_version.stage_changed"
    VERSION_DELETED = "model_version.deleted"
    VERSION_TAG_SET = "model_version_tag.set"
    VERSION_TAG_DELETED = "model_version_tag.deleted"
    ALIAS_SET = "model_version_alias.created"
    ALIAS_DELETED = "model_version_alias.deleted"


_PROMPT_WORDS = {
    "registered_model": "prompt",
    "registered_model_tag": "prompt_tag",
    "model_version": "prompt_version",
    "model_version_tag": "prompt_version_tag",
    "model_version_alias": "prompt_alias",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryChange:
    """One thing that happened to a registered model, and what its kind says about it.

    Fields that a kind has no use for are empty: `key` and `value` belong to tags, `alias` to
    aliases, `previous` to what was renamed or moved, `tags` and `source` to what was created.
    """

    kind: ChangeKind
    project_id: int
    name: str
    is_prompt: bool
    version: int | None = None
    description: str = ""
    source: str = ""
    run_id: str = ""
    stage: str = ""
    previous: str = ""
    alias: str = ""
    key: str = ""
    value: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def event(self) -> str:
        """The kind, told of a prompt where it is one: ``prompt_version.created``."""
        noun, _, verb = self.kind.partition(".")
        return f"{_PROMPT_WORDS[noun]}.{verb}" if self.is_prompt else str(self.kind)


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionInfo:
    """A version of a registered model. `source` is what it was made of, as its client said;
    `location` is where the files are."""

    name: str
    number: int
    is_prompt: bool
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

    @property
    def is_prompt(self) -> bool:
        """Whether it is a version of a prompt, which has text and no files."""
        return self.tags.get(PROMPT_TAG, "").lower() == "true"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelRow:
    """A registered model or prompt as a line of a list. `latest` is its newest version's number."""

    name: str
    description: str
    created_at: datetime
    updated_at: datetime
    created_by: str
    version_count: int
    latest: int | None
    tags: dict[str, str]
    aliases: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelRows:
    """One page of such lines."""

    rows: list[ModelRow]
    next_page_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelQuery:
    """Which models a list is to have: those whose name holds the text, or the prompts."""

    text: str = ""
    prompts: bool = False
    limit: int = 50
    page_token: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredVersion:
    """A version as another registry has it or shall have it; times in milliseconds."""

    number: int
    source: str
    location: str = ""
    run_id: str = ""
    run_link: str = ""
    model_id: str = ""
    description: str = ""
    stage: str = Stage.NONE.value
    created_at_ms: int = 0
    updated_at_ms: int = 0
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredModel:
    """A registered model or prompt with its versions, likewise. `last_number` is the highest that
    was ever used, if that version is gone."""

    name: str
    description: str = ""
    created_at_ms: int = 0
    updated_at_ms: int = 0
    last_number: int = 0
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)
    versions: Sequence[StoredVersion] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportCount:
    """How many models and versions an import made, and how many were there before."""

    models_made: int
    models_kept: int
    versions_made: int
    versions_kept: int
