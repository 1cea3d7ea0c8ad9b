"""What MLflow means by certain tags, numbers and names, wherever it stores them. Pure."""

from collections.abc import Mapping
from typing import Any

PARENT_TAG = "mlflow.parentRunId"
RUN_NAME_TAG = "mlflow.runName"
SPANS_LOCATION_TAG = "mlflow.trace.spansLocation"
ARTIFACT_LOCATION_TAG = "mlflow.artifactLocation"
SPANS_IN_STORE = ("TRACKING_STORE",)

_RUN_STATUSES = {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED"}
_MODEL_STATUSES = {
    1: "LOGGED_MODEL_PENDING",
    2: "LOGGED_MODEL_READY",
    3: "LOGGED_MODEL_UPLOAD_FAILED",
}


def run_status(value: object) -> str:
    """The status of a run, from its number or its word."""
    if isinstance(value, int):
        return _RUN_STATUSES.get(value, "RUNNING")
    return str(value or "RUNNING")


def model_status(value: object) -> str:
    """The status of a logged model, likewise; one that is unknown was never finished."""
    if isinstance(value, int):
        return _MODEL_STATUSES.get(value, "LOGGED_MODEL_PENDING")
    return str(value or "LOGGED_MODEL_PENDING")


def run_name(name: object, tags: Mapping[str, str]) -> str:
    """What a run is called: older versions said so in a tag alone."""
    return str(name or tags.get(RUN_NAME_TAG, ""))


def text(value: Any) -> str:
    """The value as text; nothing is the empty one."""
    return "" if value is None else str(value)
