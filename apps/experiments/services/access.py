"""What may be written to, beyond what roles say."""

from apps.accounts.contracts import Actor
from apps.experiments.contracts import RunRef
from apps.experiments.errors import ExperimentDeleted, RunDeleted, RunTokenRefused
from apps.experiments.models import Experiment, Run


def require_own_run(actor: Actor, run: Run | RunRef) -> None:
    """Keep a job's token to the job's run and the runs that it made.

    Raises:
        RunTokenRefused: this is another run.
    """
    if actor.run_id not in {"", run.run_id, run.origin_run_id}:
        refuse_run_token(actor)


def require_writable(actor: Actor, run: Run | RunRef) -> None:
    """Refuse to change a deleted run, or with a job's token a run that is not the job's.

    Raises:
        RunDeleted, RunTokenRefused: it is one.
    """
    require_own_run(actor, run)
    deleted = run.deleted if isinstance(run, RunRef) else run.deleted_at is not None
    if deleted:
        raise RunDeleted(
            f"The run {run.run_id} must be in the 'active' state. Current state is deleted.",
            fix="Restore the run first.",
        )


def require_active_experiment(experiment: Experiment) -> None:
    """Refuse to change a deleted experiment, or to put runs into it.

    Raises:
        ExperimentDeleted: it is deleted.
    """
    if experiment.deleted_at is not None:
        raise ExperimentDeleted(
            f"The experiment {experiment.pk} must be in the 'active' state. "
            "Current state is deleted.",
            fix="Restore the experiment first.",
        )


def refuse_run_token(actor: Actor) -> None:
    """Refuse a job's token: it is for runs, not for what they are kept in.

    Raises:
        RunTokenRefused: it is one.
    """
    if actor.run_id:
        raise RunTokenRefused(
            "A job's token writes the job's own run, and the runs that it made.",
            fix="Use an API token of your own.",
        )


def require_own_project(actor: Actor, project_id: int) -> None:
    """Keep a job's token within the project of its run.

    Raises:
        RunTokenRefused: this is another project.
    """
    if not actor.run_id:
        return
    if not Run.objects.filter(run_id=actor.run_id, project=project_id).exists():
        raise RunTokenRefused(
            "A job's token makes runs in the project of its job only.",
            fix="Use an API token of your own.",
        )
