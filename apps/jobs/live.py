"""Who may listen to a job."""

from uuid import UUID

from apps.accounts.contracts import Actor
from apps.jobs import selectors
from apps.jobs.errors import JobNotFound


def authorise(actor: Actor, key: str) -> None:
    """Pass whoever may read the job; the events are doorbells without data.

    Raises:
        JobNotFound, MissingScope: they may not.
    """
    try:
        job_id = UUID(key)
    except ValueError as exc:
        raise JobNotFound("There is no such job.") from exc
    selectors.get_job(actor=actor, job_id=job_id)
