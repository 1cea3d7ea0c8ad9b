"""What an MLflow holds, as its sources yield it. Pure: frozen dataclasses, no Django."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from apps.evaluation.contracts import ImportedDataset, ImportedRecord, ImportedScorer
from apps.experiments.imported import ImportedModel, ImportedRun
from apps.traces.contracts import ImportedTrace

DEFAULT_EXPERIMENT_ID = "0"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceInfo:
    """What the source turned out to be."""

    kind: str
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExperimentRecord:
    """An experiment of the source."""

    id: str
    name: str
    artifact_location: str = ""
    deleted: bool = False
    created_at_ms: int | None = None
    updated_at_ms: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionRecord:
    """A version of a registered model. `location` is where its files are, if not at its source."""

    number: int
    source: str
    location: str = ""
    run_id: str = ""
    run_link: str = ""
    model_id: str = ""
    description: str = ""
    stage: str = "None"
    status: str = "READY"
    user_name: str = ""
    created_at_ms: int = 0
    updated_at_ms: int = 0
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisteredRecord:
    """A registered model, or a prompt, with all its versions. `last_number` is the greatest that
    was ever used, where the source remembers versions that are gone."""

    name: str
    last_number: int = 0
    description: str = ""
    created_at_ms: int = 0
    updated_at_ms: int = 0
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)
    versions: Sequence[VersionRecord] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetRecord:
    """An evaluation dataset. Its experiments are the source's; its records come when asked for."""

    dataset: ImportedDataset
    experiment_ids: Sequence[str]
    records: Iterator[Sequence[ImportedRecord]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """A thing that is there and cannot be read."""

    id: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRoot:
    """Whose files: a run or a logged model, and the address that the source gives them."""

    kind: str
    id: str
    uri: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """A file below a root; the size where the source tells it."""

    path: str
    size: int | None = None


Record = (
    ImportedRun
    | ImportedModel
    | ImportedTrace
    | RegisteredRecord
    | DatasetRecord
    | ImportedScorer
    | FileRoot
    | Unreadable
)
