"""Experiments and runs for tests, made by the services that make them for everybody."""

import itertools
from collections.abc import Mapping

from apps.accounts.contracts import Actor
from apps.experiments.contracts import NewRun, RunRef
from apps.experiments.models import Experiment, Run
from apps.experiments.selectors import runs as run_reads
from apps.experiments.services import experiments, ingest, runs
from apps.projects.models import Project
from tests.projects.make import admin, make_project

_numbers = itertools.count(1)


def make_experiment(project: Project | None = None, name: str = "") -> Experiment:
    """An experiment; in a project and with a name of its own unless they are given."""
    return experiments.create_experiment(
        actor=admin(),
        project=project or make_project(),
        name=name or f"experiment-{next(_numbers)}",
    )


def make_run(
    experiment: Experiment | None = None,
    *,
    actor: Actor | None = None,
    metrics: Mapping[str, float] | None = None,
    **fields: object,
) -> Run:
    """A run with what `NewRun` names, and these metrics at step 0."""
    new = NewRun(**fields)  # type: ignore[arg-type]  # the fields of NewRun
    run = runs.create_run(
        actor=actor or admin(), experiment=experiment or make_experiment(), new=new
    )
    if metrics:
        log_metrics(run, metrics)
    return run


def log_metrics(run: Run, metrics: Mapping[str, float], *, step: int = 0) -> None:
    """Log one point of each metric."""
    count = len(metrics)
    points = ingest.PointColumns(
        keys=list(metrics),
        steps=[step] * count,
        timestamps_ms=[1_700_000_000_000 + step] * count,
        values=list(metrics.values()),
    )
    ingest.log_batch(ref_of(run), points=points)


def ref_of(run: Run) -> RunRef:
    """The run's whereabouts."""
    ref = run_reads.find_run_ref(run.run_id)
    assert ref is not None
    return ref
