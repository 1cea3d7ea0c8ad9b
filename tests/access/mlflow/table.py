"""Every door of MLflow's protocol."""

from tests.access.mlflow import (
    evaluation,
    experiments,
    files,
    logged_models,
    registry,
    runs,
    webhooks,
    workspaces,
)
from tests.access.people import Door

DOORS: tuple[Door, ...] = (
    *experiments.DOORS,
    *evaluation.DOORS,
    *runs.DOORS,
    *files.DOORS,
    *logged_models.DOORS,
    *registry.DOORS,
    *webhooks.DOORS,
    *workspaces.DOORS,
)
