"""A job's run: made when the job is asked for, closed when it has ended."""

from typing import TYPE_CHECKING

from apps.accounts.contracts import Actor
from apps.core import clock
from apps.experiments.contracts import NewRun
from apps.experiments.selectors import console as consoles
from apps.experiments.selectors import experiments as experiment_reads
from apps.experiments.selectors import runs as run_reads
from apps.experiments.services import console, experiments, runs
from apps.jobs.constants import RUN_STATUS_OF, JobState
from apps.jobs.models import Job

if TYPE_CHECKING:
    from apps.experiments.models.experiment import Experiment
    from apps.projects.models import Project


def experiment_of(*, actor: Actor, project: "Project", name: str) -> "Experiment":
    """The experiment of this name, made if need be; the project's default one without a name."""
    if not name:
        return experiments.ensure_default(project_id=project.pk)
    found = experiment_reads.find_experiment(actor=actor, project_key=project.key, name=name)
    return found or experiments.create_experiment(actor=actor, project=project, name=name)


def schedule_run(*, actor: Actor, experiment: "Experiment", job: Job) -> str:
    """A run that waits for the job's script to start it; its id."""
    new = NewRun(
        name=job.name,
        status="SCHEDULED",
        source_type="JOB",
        source_name=command_text(job)[:500],
        job_id=job.pk,
    )
    return runs.create_run(actor=actor, experiment=experiment, new=new).run_id


def close_run(*, run_id: str, state: JobState) -> None:
    """The job has ended: runs that its script left open are closed, and print no more."""
    status, ended = RUN_STATUS_OF[state], clock.now_ms()
    runs.finish_run(run_id=run_id, status=status, end_time_ms=ended)
    runs.finish_children(run_id=run_id, status=status, end_time_ms=ended)
    console.close_console(run_id=run_id)


def console_size(run_id: str) -> int:
    """How much the run has printed so far."""
    ref = run_reads.find_run_ref(run_id)
    return consoles.console_size(ref) if ref else 0


def command_text(job: Job) -> str:
    """The command as a person would type it."""
    return job.command if isinstance(job.command, str) else " ".join(job.command)
