"""What a job's token may write in the registry: what came out of its own run."""

from apps.accounts.contracts import Actor
from apps.core import errors
from apps.experiments.selectors import runs


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
