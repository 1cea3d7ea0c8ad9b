"""Who may listen to a project."""

from apps.accounts.contracts import Actor
from apps.projects import selectors


def authorise(actor: Actor, key: str) -> None:
    """Pass whoever may read the project; the events are doorbells without data.

    Raises:
        ProjectNotFound, MissingScope: they may not.
    """
    selectors.get_project(actor=actor, key=key)
