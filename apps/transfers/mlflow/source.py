"""The port that every kind of MLflow fits, from which an import reads. Pure."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from apps.transfers.constants import StepKind
from apps.transfers.mlflow.records import (
    ExperimentRecord,
    FileRoot,
    Record,
    SourceFile,
    SourceInfo,
)


class Files(Protocol):
    """Access to the files of runs and logged models, wherever the source keeps them."""

    def list(self, root: FileRoot) -> Iterator[SourceFile]:
        """Every file below the root. Raises SourceUnavailable, SourceUnreadable."""

    def read(self, root: FileRoot, path: str) -> Iterator[bytes]:
        """The bytes of one of them, in pieces. Raises likewise."""


class Source(Protocol):
    """An MLflow that is read. Safe to be used by several threads at once.

    Raises, from every method: SourceUnavailable (it does not answer), SourceRefused (it does not
    let us in), SourceUnreadable (it makes no sense). What is wrong with one thing alone is yielded
    as `Unreadable` in its place.
    """

    @property
    def files(self) -> Files:
        """Its files."""

    def open(self) -> SourceInfo:
        """Make sure that it can be read, and say what it is."""

    def experiments(self) -> Sequence[ExperimentRecord]:
        """All of them, deleted ones too."""

    def ids(self, kind: StepKind, experiment_id: str) -> Sequence[str]:
        """The ids of the things of this kind, deleted ones too, in the order of the ids."""

    def read(self, kind: StepKind, experiment_id: str, ids: Sequence[str]) -> Iterator[Record]:
        """These things, whole, in any order; one that is gone is left out."""

    def close(self) -> None:
        """Let go of connections. May be called twice."""
