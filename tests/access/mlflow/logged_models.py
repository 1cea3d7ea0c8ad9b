"""Doors of MLflow's protocol: logged models."""

from tests.access.mlflow.addresses import V2, get
from tests.access.people import (
    ANNOTATORS,
    CONTRIBUTORS,
    MAINTAINERS,
    SIGNED_IN,
    VIEWERS,
    Door,
    and_jobs,
    door,
)

_EXPERIMENT = {"experiment_id": "{experiment_id}"}
_TAG = {"key": "k", "value": "v"}
_LOGGED = f"{V2}/logged-models/{{model_id}}"

DOORS: tuple[Door, ...] = (
    door("POST", f"{V2}/logged-models", and_jobs(CONTRIBUTORS), {**_EXPERIMENT, "name": "m"}),
    door("POST", f"{V2}/logged-models/search", SIGNED_IN, {"experiment_ids": ["{experiment_id}"]}),
    get(_LOGGED, VIEWERS),
    door("PATCH", _LOGGED, CONTRIBUTORS, {"status": "LOGGED_MODEL_READY"}),
    door("DELETE", _LOGGED, MAINTAINERS),
    door("POST", f"{_LOGGED}/params", CONTRIBUTORS, {"params": [_TAG]}),
    door("PATCH", f"{_LOGGED}/tags", ANNOTATORS, {"tags": [_TAG]}),
    door("DELETE", f"{_LOGGED}/tags/{{tag_key:path}}", ANNOTATORS, knock=f"{_LOGGED}/tags/team"),
    get(f"{_LOGGED}/artifacts/directories", VIEWERS),
    get(f"{_LOGGED}/artifacts/files", VIEWERS, "artifact_file_path=MLmodel"),
)
