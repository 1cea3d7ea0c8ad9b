"""What evaluation hands to other apps and takes from them. Pure: frozen dataclasses, no Django."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SourceType(StrEnum):
    """Where a record of an evaluation dataset came from."""

    UNSPECIFIED = "UNSPECIFIED"
    TRACE = "TRACE"
    HUMAN = "HUMAN"
    DOCUMENT = "DOCUMENT"
    CODE = "CODE"


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetInfo:
    """An evaluation dataset without its records. `schema` is JSON text, "" before any record."""

    id: int
    dataset_id: str
    project_id: int
    project_key: str
    name: str
    digest: str
    schema: str
    record_count: int
    tags: dict[str, str]
    created_by: str
    last_updated_by: str
    created_at_ms: int
    updated_at_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetDetails:
    """An evaluation dataset as its own page shows it, to one who asks: their role, what they may."""

    info: DatasetInfo
    project_name: str
    role: str
    experiments: dict[int, str]
    can_annotate: bool
    can_write: bool
    can_delete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetSearch:
    """A search in MLflow's grammar; of no experiments means of the whole project."""

    experiment_ids: Sequence[int] = ()
    filter: str = ""
    order_by: Sequence[str] = ()
    limit: int = 1_000
    page_token: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetPage:
    """One page of datasets."""

    datasets: list[DatasetInfo]
    next_page_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a record came from, with what is known of that."""

    type: SourceType
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str | None:
        """The trace, or whatever else it was, by its id."""
        found = self.data.get("trace_id" if self.type is SourceType.TRACE else "source_id")
        return found if isinstance(found, str) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class SentRecord:
    """A record as a client sends it. Outputs that were not sent leave those that are there."""

    inputs: Mapping[str, Any]
    has_outputs: bool = False
    outputs: Any = None
    expectations: Mapping[str, Any] | None = None
    tags: Mapping[str, Any] | None = None
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordInfo:
    """A record of an evaluation dataset."""

    record_id: str
    dataset_id: str
    inputs: Any
    outputs: Any
    expectations: Any
    tags: dict[str, Any]
    source: Source | None
    created_by: str
    last_updated_by: str
    created_at_ms: int
    updated_at_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPage:
    """One page of records, in the order in which they were added."""

    records: list[RecordInfo]
    next_page_token: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Upserted:
    """How many records were new, and how many had their inputs in the dataset already."""

    inserted: int
    updated: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OnlineScoring:
    """What share of an experiment's new traces a scorer should judge."""

    config_id: str
    scorer_id: str
    experiment_id: int
    sample_rate: float
    filter_string: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScorerInfo:
    """A version of a scorer. What it is, is the client's JSON in `serialized`."""

    scorer_id: str
    experiment_id: int
    name: str
    version: int
    serialized: str
    created_at_ms: int
    sample_rate: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedDataset:
    """A dataset from another server, with its own id and times; its experiments by their new ids."""

    dataset_id: str
    name: str
    digest: str
    schema: str | None
    created_time_ms: int
    last_update_time_ms: int
    created_by: str = ""
    last_updated_by: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    experiment_ids: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedRecord:
    """A record from another server."""

    record_id: str
    inputs: Any
    outputs: Any = None
    expectations: Any = None
    tags: Mapping[str, Any] | None = None
    source: Mapping[str, Any] | None = None
    created_time_ms: int = 0
    last_update_time_ms: int = 0
    created_by: str = ""
    last_updated_by: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedScorerVersion:
    """A version of a scorer from another server."""

    version: int
    serialized: str
    created_time_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedOnline:
    """How a scorer from another server judged new traces there."""

    config_id: str
    sample_rate: float
    filter_string: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedScorer:
    """A scorer from another server; its experiment by its new id."""

    scorer_id: str
    experiment_id: int
    name: str
    versions: Sequence[ImportedScorerVersion]
    online: ImportedOnline | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportResult:
    """Ids: what is new, what was here already, and what is somebody else's."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def profile_of(record_count: int) -> str | None:
    """A dataset's profile as clients read it: JSON text; none while it is empty."""
    return json.dumps({"num_records": record_count}) if record_count else None
