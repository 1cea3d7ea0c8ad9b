"""The source that reads MLflow's database."""

from collections.abc import Iterator, Sequence
from typing import Any

from apps.transfers.constants import StepKind
from apps.transfers.errors import InvalidSource
from apps.transfers.mlflow.conventions import text
from apps.transfers.mlflow.records import ExperimentRecord, FileRoot, Record, SourceInfo
from apps.transfers.mlflow.source import Files
from apps.transfers.mlflow.sources.database.evaluation import read_datasets, read_scorers
from apps.transfers.mlflow.sources.database.models import read_models, read_registered
from apps.transfers.mlflow.sources.database.runs import read_runs
from apps.transfers.mlflow.sources.database.tables import Tables
from apps.transfers.mlflow.sources.database.traces import read_traces
from apps.transfers.mlflow.spans import TRACE_FILE, parse_trace_file

# Where the things of each kind are listed: (table, column of the id, whether it is by experiment)
_LISTED = {
    StepKind.RUNS: ("runs", "run_uuid"),
    StepKind.LOGGED_MODELS: ("logged_models", "model_id"),
    StepKind.MODEL_LINKS: ("logged_models", "model_id"),
    StepKind.TRACES: ("trace_info", "request_id"),
    StepKind.SCORERS: ("scorers", "scorer_name"),
    StepKind.REGISTERED_MODELS: ("registered_models", "name"),
    StepKind.EVALUATION_DATASETS: ("evaluation_datasets", "dataset_id"),
}
_ROOTS = {
    StepKind.RUN_FILES: ("run", "runs", "run_uuid", "artifact_uri"),
    StepKind.MODEL_FILES: ("model", "logged_models", "model_id", "artifact_location"),
}


class DatabaseSource:
    """MLflow's database at a URL of SQLAlchemy's kind."""

    def __init__(self, url: str, *, files: Files, workspace: str = "") -> None:
        self._tables = Tables(url)
        self._files = files
        self._asked = workspace
        self._workspace: dict[str, Any] = {}

    @property
    def files(self) -> Files:
        """Access to the files."""
        return self._files

    def open(self) -> SourceInfo:
        """Read the schema.

        Raises:
            InvalidSource: there are several workspaces and none was named, or not that one.
        """
        self._tables.open()
        self._workspace = self._choose()
        return SourceInfo(kind="database", version=self._tables.version())

    def experiments(self) -> Sequence[ExperimentRecord]:
        """All experiments of the workspace."""
        tags: dict[object, dict[str, str]] = {}
        for row in self._tables.rows("experiment_tags"):
            tags.setdefault(row["experiment_id"], {})[row["key"]] = text(row["value"])
        return [
            ExperimentRecord(
                id=str(row["experiment_id"]),
                name=text(row["name"]),
                artifact_location=text(row.get("artifact_location")),
                deleted=row.get("lifecycle_stage") == "deleted",
                created_at_ms=row.get("creation_time"),
                updated_at_ms=row.get("last_update_time"),
                tags=tags.get(row["experiment_id"], {}),
            )
            for row in self._tables.rows(
                "experiments", order_by=["experiment_id"], **self._workspace
            )
        ]

    def ids(self, kind: StepKind, experiment_id: str) -> Sequence[str]:
        """The ids of a kind."""
        table, column = _LISTED[kind]
        if kind.of_experiment:
            return self._tables.ids(table, column, experiment_id=int(experiment_id))
        return self._tables.ids(table, column, **self._workspace)

    def read(self, kind: StepKind, experiment_id: str, ids: Sequence[str]) -> Iterator[Record]:
        """These things."""
        tables = self._tables
        if kind is StepKind.RUNS:
            yield from read_runs(tables, ids)
        elif kind in {StepKind.LOGGED_MODELS, StepKind.MODEL_LINKS}:
            yield from read_models(tables, ids)
        elif kind in _ROOTS:
            yield from self._roots(kind, ids)
        elif kind is StepKind.TRACES:
            yield from read_traces(tables, ids, self._trace_file)
        elif kind is StepKind.REGISTERED_MODELS:
            yield from read_registered(tables, ids, self._workspace)
        elif kind is StepKind.EVALUATION_DATASETS:
            yield from read_datasets(tables, ids)
        elif kind is StepKind.SCORERS:
            yield from read_scorers(tables, experiment_id, ids)

    def close(self) -> None:
        """Close the connections."""
        self._tables.close()

    def _roots(self, kind: StepKind, ids: Sequence[str]) -> Iterator[FileRoot]:
        name, table, column, uri = _ROOTS[kind]
        rows = self._tables.rows(table, among=(column, ids), order_by=[column])
        for row in rows:
            yield FileRoot(kind=name, id=str(row[column]), uri=text(row[uri]))

    def _trace_file(self, root: FileRoot) -> Sequence[dict[str, object]]:
        found: Sequence[dict[str, object]] = parse_trace_file(self._files.read(root, TRACE_FILE))
        return found

    def _choose(self) -> dict[str, Any]:
        if "workspace" not in self._tables.columns("experiments"):
            return {}
        known = self._tables.ids("experiments", "workspace")
        if self._asked and self._asked not in known:
            raise InvalidSource(
                f"The source has no workspace {self._asked!r}.",
                fix=f"It has {', '.join(known) or 'none'}.",
            )
        if not self._asked and len(known) > 1:
            raise InvalidSource(
                f"The source has the workspaces {', '.join(known)}.",
                fix="Name one of them; each is imported into a project of its own.",
            )
        return {"workspace": self._asked} if self._asked else {}
