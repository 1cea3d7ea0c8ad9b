"""Projects with something of every kind, and an export of them into a database of MLflow's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from apps.artifacts.contracts import Owner
from apps.experiments.imported import ImportedRun
from apps.experiments.series.whole import encode_whole
from apps.experiments.services.imports import runs as imports
from apps.projects.models import Project
from apps.traces.contracts import ImportedTrace, NewAssessment
from apps.traces.services.imports import import_traces
from apps.transfers.mlflow.export.files import FileTarget
from apps.transfers.mlflow.export.running import Export
from apps.transfers.mlflow.export.target import Target
from tests.artifacts.make import make_artifact
from tests.evaluation.make import asked, make_dataset, make_scorer
from tests.experiments.make import make_experiment
from tests.projects.make import admin, make_project
from tests.registry.make import make_boss, make_model, make_version

TRACE = "tr-" + "7" * 32


@dataclass
class Leaving:
    """An export into a copy of the template."""

    folder: Path
    told: Callable[[str, int], None] = field(default=lambda *_: None)
    workspaces: dict[int, str] = field(default_factory=dict)

    def run(self, *projects: Project, actor: Any = None, files_at: str = "") -> Export:
        target, files = Target(self.url), FileTarget(self.folder / "files")
        target.open()
        target.begin()
        files.begin(of="demo")
        export = Export(target=target, files=files, told=self.told, files_at=files_at)
        for project in projects:
            workspace = self.workspaces.get(project.pk, "default")
            export.project(actor or admin(), project.pk, workspace)
        target.finish()
        return export

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'mlflow.db'}"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        engine = sa.create_engine(self.url)
        with engine.begin() as connection:
            found = connection.execute(sa.text(query))
            return [tuple(row) for row in found] if found.returns_rows else []


def make_runs(project: Project, *run_ids: str, **fields: Any) -> int:
    """Runs of a new experiment with three points each; the experiment's id."""
    experiment = make_experiment(project)
    series = {"loss": encode_whole([0, 1, 2], [10, 11, 12], [1.0, float("nan"), float("inf")])}
    runs = [
        ImportedRun(
            run_id=run_id,
            series=series,
            params={"lr": "0.1"},
            tags={"team": "a"},
            **{"artifact_uri": f"mlflow-artifacts:/{experiment.pk}/{run_id}/artifacts", **fields},
        )
        for run_id in run_ids
    ]
    imports.import_runs(project_id=project.pk, experiment_id=experiment.pk, runs=runs)
    return experiment.pk


def make_judged_trace(project: Project, experiment_id: int, run_id: str) -> None:
    span = {
        "trace_id": "d3d3d3d3d3d3d3d3d3d3dw==",
        "span_id": "AQIDBAUGBwg=",
        "name": "ask",
        "start_time_unix_nano": 1_000,
        "end_time_unix_nano": 2_000,
        "status": {"code": "STATUS_CODE_OK", "message": ""},
        "attributes": {"mlflow.spanInputs": '"вопрос"', "mlflow.spanType": '"LLM"'},
    }
    tone = NewAssessment(name="tone", kind="feedback", value="yes", source_type="HUMAN")
    failed = NewAssessment(
        name="failed", kind="feedback", value=None, source_type="CODE", error={"error_code": "E"}
    )
    usage = {"mlflow.trace.tokenUsage": '{"input_tokens": 3}', "mlflow.sourceRun": run_id}
    trace = ImportedTrace(
        trace_id=TRACE,
        request_time_ms=5,
        duration_ms=1,
        state="OK",
        metadata=usage,
        spans=[span],
        run_ids=[run_id],
        assessments=[tone, failed],
    )
    import_traces(project_id=project.pk, experiment_id=experiment_id, traces=[trace])


def make_whole_project() -> tuple[Project, int, str]:
    """A project with something of every kind; its experiment and its run."""
    project, run_id = make_project(), "a" * 32
    experiment_id = make_runs(project, run_id)
    make_artifact("model/weights.bin", b"weights", owner=Owner("run", run_id))
    make_judged_trace(project, experiment_id, run_id)
    boss = make_boss()
    source = f"mlflow-artifacts:/{experiment_id}/{run_id}/artifacts/model"
    make_version(boss, make_model(boss, project, "net"), source=source, run_id=run_id)
    make_dataset(project, experiment_ids=[experiment_id], rows=[asked("a"), asked("b")])
    make_scorer(experiment_id)
    return project, experiment_id, run_id
