"""Every address of MLflow's protocol that Naiad answers: a table for each noun.

What is in none is refused as ENDPOINT_NOT_FOUND; docs/mlflow.md says what that leaves out.
"""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.routes import (
    artifacts,
    evaluation,
    experiments,
    logged_models,
    registry,
    runs,
    traces,
    users,
    webhooks,
    workspaces,
)

ROUTES: tuple[Route, ...] = (
    *experiments.ROUTES,
    *runs.ROUTES,
    *traces.ROUTES,
    *logged_models.ROUTES,
    *registry.ROUTES,
    *evaluation.ROUTES,
    *webhooks.ROUTES,
    *users.ROUTES,
    *workspaces.ROUTES,
    *artifacts.ROUTES,
)
