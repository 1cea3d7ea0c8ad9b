"""An export from its first row to its report."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from apps.accounts.contracts import Actor
from apps.artifacts.contracts import Owner
from apps.evaluation.selectors import exports as evaluation_exports
from apps.experiments.contracts import ExperimentInfo
from apps.experiments.selectors import exports
from apps.projects.permissions import Role
from apps.projects.selectors import require_role
from apps.registry.selectors import stored as registry_exports
from apps.traces.selectors import exports as trace_exports
from apps.transfers.mlflow.export import evaluation, points, registry, traces, tracking
from apps.transfers.mlflow.export.errors import TargetRefused
from apps.transfers.mlflow.export.files import FileTarget
from apps.transfers.mlflow.export.links import Links
from apps.transfers.mlflow.export.places import DEFAULT_WORKSPACE, Places
from apps.transfers.mlflow.export.target import Target

Told = Callable[[str, int], None]
"""Told a kind of thing, and how many of it there are by now."""

# Runs and traces that are held at once: each may be large.
_RUNS, _TRACES = 50, 20

# Table by kind: how many rows there must be in the end
TABLES = {
    "experiments": "experiments",
    "runs": "runs",
    "params": "params",
    "tags": "tags",
    "points": "metrics",
    "logged models": "logged_models",
    "traces": "trace_info",
    "spans": "spans",
    "assessments": "assessments",
    "registered models": "registered_models",
    "model versions": "model_versions",
    "evaluation datasets": "evaluation_datasets",
    "evaluation records": "evaluation_dataset_records",
    "scorers": "scorers",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the report."""

    kind: str
    read: int
    there: int

    @property
    def matches(self) -> bool:
        """Whether all of it is there."""
        return self.read == self.there


@dataclass(kw_only=True)
class Export:
    """What is written where, and how much of it was read here. `files_at` is the address of this
    server if files stay here, and empty if they are copied."""

    target: Target
    files: FileTarget
    told: Told
    files_at: str = ""
    read: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._links = Links(self.target)
        self._tally = points.Tally()
        self._there = {
            "runs": self.target.known("runs", "run_uuid"),
            "models": self.target.known("logged_models", "model_id"),
            "traces": self.target.known("trace_info", "request_id"),
            "datasets": self.target.known("evaluation_datasets", "dataset_id"),
            "scorers": self.target.known("scorers", "scorer_id"),
        }

    def project(self, actor: Actor, project_id: int, workspace: str) -> None:
        """Everything of a project.

        Raises:
            ProjectNotFound: the actor is a stranger to it.
        """
        require_role(actor=actor, project_id=project_id, role=Role.VIEWER)
        experiments = exports.list_experiments(project_id=project_id)
        places = self._places(experiments, workspace)
        with self.target.transaction():
            self._workspace(workspace)
            for experiment in experiments:
                tracking.add_experiment(self.target, places, experiment)
        self._count("experiments", len(experiments))
        for experiment in experiments:
            self._models(places, experiment.id)
            self._runs(places, experiment.id)
            self._traces(places, experiment.id)
        self._registry(actor, project_id, places)
        self._datasets(project_id, places)
        self._scorers(project_id, places)

    def _places(self, experiments: list[ExperimentInfo], workspace: str) -> Places:
        default = next((each.id for each in experiments if each.is_default), None)
        is_plain = workspace == DEFAULT_WORKSPACE
        default_id = default if is_plain else None
        return Places(workspace=workspace, default_id=default_id, files_at=self.files_at)

    def _workspace(self, workspace: str) -> None:
        if self.target.has("workspaces"):
            self.target.put("workspaces", {"name": workspace}, key="name")
        elif workspace != DEFAULT_WORKSPACE:
            raise TargetRefused(
                "This MLflow knows no workspaces, so that it cannot take several projects.",
                fix="Export one project at a time, or upgrade MLflow.",
            )

    @property
    def merged(self) -> int:
        """How many points are one with another over there, for its steps are whole numbers."""
        return self._tally.merged

    def report(self) -> list[Line]:
        """What was read here beside what is there now, by kind."""
        lines = [
            Line(kind=kind, read=self.read[kind], there=self.target.count(table))
            for kind, table in TABLES.items()
            if self.target.has(table)
        ]
        files, size = self.files.count()
        return [
            *lines,
            Line(kind="files", read=self.files.files, there=files),
            Line(kind="bytes of files", read=self.files.bytes, there=size),
        ]

    def _runs(self, places: Places, experiment_id: int) -> None:
        folder = places.folder(experiment_id)
        for page in exports.iter_runs(experiment_id=experiment_id, size=_RUNS):
            for run in page:
                run_id = run.info.run_id
                if run_id in self._there["runs"]:
                    deque(points.points_of(run, self._tally), maxlen=0)
                else:
                    with self.target.transaction():
                        tracking.add_run(self.target, places, run, self._tally)
                        self._links.add(run, places.experiment(experiment_id))
                self._copy(Owner("run", run_id), f"{folder}/{run_id}/artifacts")
                self._count("params", len(run.values.params), tell=False)
                self._count("tags", len(run.values.tags), tell=False)
                self.read["points"] = self._tally.points - self._tally.merged
            self._count("runs", len(page))

    def _models(self, places: Places, experiment_id: int) -> None:
        folder = places.folder(experiment_id)
        for page in exports.iter_models(experiment_id=experiment_id):
            with self.target.transaction():
                for model in page:
                    if model.model_id not in self._there["models"]:
                        tracking.add_model(self.target, places, model)
            for model in page:
                owner = Owner("model", model.model_id)
                self._copy(owner, f"{folder}/models/{model.model_id}/artifacts")
            self._count("logged models", len(page))

    def _traces(self, places: Places, experiment_id: int) -> None:
        folder = places.folder(experiment_id)
        for page in trace_exports.iter_traces(experiment_id=experiment_id, size=_TRACES):
            with self.target.transaction():
                for trace in page:
                    if trace.trace_id not in self._there["traces"]:
                        traces.add_trace(self.target, places, trace, experiment_id)
            for trace in page:
                owner = Owner("trace", trace.trace_id)
                self._copy(owner, f"{folder}/traces/{trace.trace_id}/artifacts")
                self._count("spans", len(trace.spans), tell=False)
                self._count("assessments", len(trace.assessments), tell=False)
            self._count("traces", len(page))

    def _registry(self, actor: Actor, project_id: int, places: Places) -> None:
        there = self.target.known("registered_models", "name", workspace=places.workspace)
        for page in registry_exports.iter_models(actor=actor, project_id=project_id):
            with self.target.transaction():
                for model in page:
                    if model.name not in there:
                        registry.add_registered(self.target, places, model)
                    self._count("model versions", registry.row_count(model), tell=False)
            self._count("registered models", len(page))

    def _datasets(self, project_id: int, places: Places) -> None:
        for page in evaluation_exports.iter_datasets(project_id=project_id):
            for dataset in page:
                with self._unless_there("datasets", dataset.dataset_id) as is_new:
                    if is_new:
                        evaluation.add_dataset(self.target, places, dataset)
                    count = 0
                    for records in evaluation_exports.iter_records(dataset_id=dataset.dataset_id):
                        if is_new:
                            evaluation.add_records(self.target, dataset.dataset_id, records)
                        count += len(records)
                    if is_new:
                        evaluation.finish_dataset(self.target, dataset.dataset_id, count)
                    self._count("evaluation records", count, tell=False)
            self._count("evaluation datasets", len(page))

    def _scorers(self, project_id: int, places: Places) -> None:
        for page in evaluation_exports.iter_scorers(project_id=project_id):
            for scorer in page:
                with self._unless_there("scorers", scorer.scorer_id) as is_new:
                    if is_new:
                        evaluation.add_scorer(self.target, places, scorer)
            self._count("scorers", len(page))

    def _copy(self, owner: Owner, folder: str) -> None:
        if not self.files_at:
            self.files.copy(owner, folder)

    @contextmanager
    def _unless_there(self, kind: str, id_: str) -> Iterator[bool]:
        with self.target.transaction():
            yield id_ not in self._there[kind]

    def _count(self, kind: str, count: int, *, tell: bool = True) -> None:
        self.read[kind] += count
        if tell:
            self.told(kind, self.read[kind])
