"""Every door of MLflow's protocol."""

from tests.access.mlflow import (
    experiments,
    files,
    logged_models,
    registry,
    runs,
    workspaces,
)
from tests.access.people import Door

DOORS: tuple[Door, ...] = (
    *experiments.DOORS,
    *runs.DOORS,
    *files.DOORS,
    *logged_models.DOORS,
    *registry.DOORS,
    *workspaces.DOORS,
)
