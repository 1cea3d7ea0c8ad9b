"""Who may listen to a run."""

from apps.accounts.contracts import Actor
from apps.experiments.selectors import runs


def authorise(actor: Actor, key: str) -> None:
    """Pass whoever may read the run; the events are doorbells without data.

    Raises:
        RunNotFound, MissingScope: they may not.
    """
    runs.get_run_ref(actor=actor, run_id=key)
