"""Every door of the REST API."""

from tests.access.people import Door
from tests.access.rest import (
    accounts,
    config,
    experiments,
    jobs,
    projects,
)

DOORS: tuple[Door, ...] = (
    *config.DOORS,
    *accounts.DOORS,
    *projects.DOORS,
    *experiments.DOORS,
    *jobs.DOORS,
)
