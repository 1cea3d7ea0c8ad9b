"""A job's run goes where its script says (docs/decisions/0021-a-jobs-run-follows-set-experiment.md)."""

from typing import TYPE_CHECKING

from apps.accounts.contracts import Actor
from apps.experiments.selectors import runs as selectors
from apps.experiments.services import runs as services
from apps.projects.permissions import Role

if TYPE_CHECKING:
    from apps.experiments.models import Experiment


def follow(actor: Actor, experiment: "Experiment") -> None:
    """Move the run of a job's token to the experiment its script names, while it has not begun.

    MLflow's client takes the run from MLFLOW_RUN_ID and refuses to go on if it is not in the
    experiment that the script set.
    """
    if not actor.run_id or experiment.deleted_at is not None:
        return
    own = selectors.find_run_ref(actor.run_id)
    if own is None or own.status != "SCHEDULED" or own.project_id != experiment.project_id:
        return
    if own.experiment_id != experiment.pk:
        run = selectors.get_run(actor=actor, run_id=own.run_id, role=Role.CONTRIBUTOR)
        services.move_scheduled_run(actor=actor, run=run, experiment=experiment)
