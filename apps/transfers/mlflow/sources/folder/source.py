"""The source that reads a folder that MLflow's client wrote into."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from apps.transfers.constants import StepKind
from apps.transfers.errors import SourceUnreadable
from apps.transfers.mlflow.conventions import text
from apps.transfers.mlflow.records import (
    ExperimentRecord,
    FileRoot,
    Record,
    SourceInfo,
    Unreadable,
)
from apps.transfers.mlflow.source import Files
from apps.transfers.mlflow.sources.folder.reading import (
    META,
    Broken,
    folders,
    number,
    read_meta,
    read_texts,
)
from apps.transfers.mlflow.sources.folder.registry import read_registered
from apps.transfers.mlflow.sources.folder.runs import read_model, read_run
from apps.transfers.mlflow.sources.folder.traces import read_trace

_TRASH = ".trash"
_MODELS = "models"
# What lies in an experiment's folder beside its runs
_RESERVED = {"tags", "datasets", "traces", _MODELS, ".trash"}


class FolderSource:
    """A folder of MLflow's, usually called `mlruns`."""

    def __init__(self, root: Path, *, files: Files) -> None:
        self._root = root
        self._files = files
        self._homes: dict[str, Path] = {}

    @property
    def files(self) -> Files:
        """Access to the files."""
        return self._files

    def open(self) -> SourceInfo:
        """Make sure that it is such a folder.

        Raises:
            SourceUnreadable: it is not.
        """
        self._homes = self._experiment_folders()
        if not self._homes and not (self._root / _MODELS).is_dir():
            raise SourceUnreadable(
                f"The folder {str(self._root)!r} holds no experiments of MLflow.",
                fix="Name the folder in which experiments lie, each with a meta.yaml.",
            )
        return SourceInfo(kind="folder")

    def experiments(self) -> Sequence[ExperimentRecord]:
        """All experiments, those in the trash too; a broken one is called by its folder."""
        return [_experiment(id_, folder) for id_, folder in sorted(self._homes.items())]

    def ids(self, kind: StepKind, experiment_id: str) -> Sequence[str]:
        """The ids of a kind: the names of folders."""
        return sorted(path.name for path in self._folders(kind, experiment_id))

    def read(self, kind: StepKind, experiment_id: str, ids: Sequence[str]) -> Iterator[Record]:
        """These things."""
        wanted = set(ids)
        for folder in self._folders(kind, experiment_id):
            if folder.name in wanted:
                yield _read(kind, folder)

    def close(self) -> None:
        """Nothing is open."""

    def _folders(self, kind: StepKind, experiment_id: str) -> list[Path]:
        if kind is StepKind.REGISTERED_MODELS:
            return folders(self._root / _MODELS)
        home = self._homes.get(experiment_id)
        if home is None:
            return []
        if kind in {StepKind.RUNS, StepKind.RUN_FILES}:
            return [path for path in folders(home) if path.name not in _RESERVED]
        if kind is StepKind.TRACES:
            return folders(home / "traces")
        if kind in {StepKind.LOGGED_MODELS, StepKind.MODEL_LINKS, StepKind.MODEL_FILES}:
            return folders(home / _MODELS)
        return []

    def _experiment_folders(self) -> dict[str, Path]:
        found = [*folders(self._root), *folders(self._root / _TRASH)]
        return {
            path.name: path
            for path in found
            if path.name not in {_MODELS, _TRASH} and (path / META).is_file()
        }


def _experiment(id_: str, folder: Path) -> ExperimentRecord:
    try:
        meta = read_meta(folder)
        tags = read_texts(folder / "tags")
    except Broken as error:
        raise SourceUnreadable(
            f"The experiment in {str(folder)!r} cannot be read: {error}.",
            fix="Mend its meta.yaml, or move its folder away.",
        ) from error
    in_trash = folder.parent.name == _TRASH
    return ExperimentRecord(
        id=id_,
        name=text(meta.get("name")) or id_,
        artifact_location=text(meta.get("artifact_location")),
        deleted=in_trash or meta.get("lifecycle_stage") == "deleted",
        created_at_ms=number(meta.get("creation_time")),
        updated_at_ms=number(meta.get("last_update_time")),
        tags=tags,
    )


def _read(kind: StepKind, folder: Path) -> Record:
    try:
        return _READERS[kind](folder)
    except Broken as error:
        return Unreadable(id=folder.name, why=str(error))


def _root(kind: str, folder: Path, field: str) -> FileRoot:
    """Whose files: where its settings say or, in a folder that was moved, beside them."""
    uri = text(read_meta(folder).get(field))
    beside = folder / "artifacts"
    is_local = uri.startswith(("/", "file:"))
    if beside.is_dir() and (not uri or is_local):
        return FileRoot(kind=kind, id=folder.name, uri=str(beside.resolve()))
    return FileRoot(kind=kind, id=folder.name, uri=uri)


_READERS: Mapping[StepKind, Callable[[Path], Record]] = {
    StepKind.RUNS: read_run,
    StepKind.LOGGED_MODELS: read_model,
    StepKind.MODEL_LINKS: read_model,
    StepKind.TRACES: read_trace,
    StepKind.REGISTERED_MODELS: read_registered,
    StepKind.RUN_FILES: partial(_root, "run", field="artifact_uri"),
    StepKind.MODEL_FILES: partial(_root, "model", field="artifact_location"),
}
