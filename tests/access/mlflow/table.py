"""Every door of MLflow's protocol."""

from tests.access.mlflow import (
    evaluation,
    experiments,
    files,
    logged_models,
    registry,
    runs,
    traces,
    users,
    webhooks,
    workspaces,
)
from tests.access.people import Door

DOORS: tuple[Door, ...] = (
    *experiments.DOORS,
    *evaluation.DOORS,
    *runs.DOORS,
    *traces.DOORS,
    *files.DOORS,
    *logged_models.DOORS,
    *registry.DOORS,
    *webhooks.DOORS,
    *users.DOORS,
    *workspaces.DOORS,
)
