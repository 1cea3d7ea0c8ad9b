"""What transfers hand to other doors and take from them. Pure: frozen dataclasses, no Django."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What lets us in at a source. Never shown, and kept sealed only while a transfer runs."""

    token: str = ""
    user: str = ""
    password: str = ""
    insecure_tls: bool = False
    database_url: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What somebody asked to be imported. `local` lets it read this machine and its databases."""

    address: str
    files: str = "copy"
    files_from: str = ""
    workspace: str = ""
    workers: int = 4
    local: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """What became of the things of one kind."""

    kind: str
    found: int
    imported: int
    skipped: int
    failed: int
    is_done: bool

    @property
    def matches(self) -> bool:
        """Whether everything that was found is accounted for and nothing failed."""
        return self.failed == 0 and self.found == self.imported + self.skipped


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A thing that could not be moved."""

    kind: str
    item: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapped:
    """An experiment and its id at the source and here."""

    name: str
    source_id: str
    target_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """How far a transfer is, in numbers by kind; complete once it is done."""

    counts: list[Count]
    points: int
    bytes: int
    failures: list[Failure]
    experiments: list[Mapped]

    @property
    def matches(self) -> bool:
        """Whether everything is here."""
        return all(count.matches for count in self.counts)
