"""Every door of the REST API."""

from tests.access.people import Door
from tests.access.rest import (
    accounts,
    config,
    evaluation,
    experiments,
    jobs,
    projects,
    registry,
    traces,
    transfers,
    webhooks,
)

DOORS: tuple[Door, ...] = (
    *config.DOORS,
    *accounts.DOORS,
    *projects.DOORS,
    *experiments.DOORS,
    *evaluation.DOORS,
    *jobs.DOORS,
    *registry.DOORS,
    *traces.DOORS,
    *transfers.DOORS,
    *webhooks.DOORS,
)
