"""Who may write in the registry: by role, and with a job's token what came out of its own run."""

from apps.accounts.contracts import Actor
from apps.core import errors
from apps.experiments.selectors import runs
from apps.projects.permissions import Role
from apps.registry.errors import RegisteredModelNotFound
from apps.registry.models import RegisteredModel
from apps.registry.selectors.models import get_model


def lock_model(*, actor: Actor, project_id: int, name: str, role: Role) -> RegisteredModel:
    """The model, if the actor has the role, held against other writers to the transaction's end.

    Raises:
        RegisteredModelNotFound: the project has none of this name.
    """
    model = get_model(actor=actor, project_id=project_id, name=name, role=role)
    rows = RegisteredModel.objects.select_for_update(of=("self",)).select_related("project")
    locked = rows.filter(pk=model.pk).first()
    if locked is None:  # it was deleted in between
        raise RegisteredModelNotFound(
            f"Registered Model with name={name} not found.", fix="Check the name and the workspace."
        )
    return locked


def refuse_run_token(actor: Actor) -> None:
    """Let everybody pass but a run token.

    Raises:
        PermissionDenied: the actor uses a job's token.
    """
    if actor.run_id:
        raise _refused()


def require_own_run(actor: Actor, run_id: str) -> None:
    """Let a run token pass where the run is its own or one that it created.

    Raises:
        PermissionDenied: the run is another.
    """
    if not actor.run_id or actor.run_id == run_id:
        return
    run = runs.find_run_ref(run_id) if run_id else None
    if run is None or run.origin_run_id != actor.run_id:
        raise _refused()


def _refused() -> errors.PermissionDenied:
    return errors.PermissionDenied(
        "A job's token may register what its own run logged, and change nothing else here.",
        fix="Use an API token of your own.",
    )
