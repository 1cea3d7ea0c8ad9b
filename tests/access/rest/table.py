"""Every door of the REST API."""

from tests.access.people import Door
from tests.access.rest import (
    accounts,
    config,
    evaluation,
    experiments,
    jobs,
    projects,
    traces,
    webhooks,
)

DOORS: tuple[Door, ...] = (
    *config.DOORS,
    *accounts.DOORS,
    *projects.DOORS,
    *experiments.DOORS,
    *evaluation.DOORS,
    *jobs.DOORS,
    *traces.DOORS,
    *webhooks.DOORS,
)
