"""Who may do what through MLflow's protocol. One line a route of `apps.mlflow_api.routes.ROUTES`.

Names in braces are fields of `World`. The workspace in use is the project's.
"""

import json

from tests.access.people import (
    ANNOTATORS,
    ANYBODY,
    BY_HAND,
    CONTRIBUTORS,
    MAINTAINERS,
    OWNERS,
    SIGNED_IN,
    VIEWERS,
    Door,
    Outcomes,
    and_jobs,
    door,
)

_V2 = "/api/2.0/mlflow"
_V3 = "/api/3.0/mlflow"
_FILES = "/api/2.0/mlflow-artifacts"
_FOLDER = "{experiment_id}/{run_id}/artifacts"
_FILE = f"{_FOLDER}/notes.txt"

_EXPERIMENT = {"experiment_id": "{experiment_id}"}
_RUN = {"run_id": "{run_id}"}
_MODEL = {"name": "{model_name}"}
_VERSION = {**_MODEL, "version": "1"}
_METRIC = {"key": "loss", "value": 0.5, "timestamp": 1, "step": 2}
_MLMODEL = json.dumps({"artifact_path": "m", "flavors": {}, "utc_time_created": "", "run_id": ""})
_TAG = {"key": "k", "value": "v"}


def get(path: str, outcomes: Outcomes, query: str = "", **more: str) -> Door:
    """A GET with its parameters in the query."""
    return door("GET", path, outcomes, query=query, **more)


EXPERIMENTS: tuple[Door, ...] = (
    door("POST", f"{_V2}/experiments/create", and_jobs(CONTRIBUTORS), {"name": "new"}),
    get(f"{_V2}/experiments/get", VIEWERS, "experiment_id={experiment_id}"),
    get(f"{_V2}/experiments/get-by-name", VIEWERS, "experiment_name={experiment_name}"),
    get(f"{_V2}/experiments/search", VIEWERS),
    door("POST", f"{_V2}/experiments/search", VIEWERS, {"max_results": 5}),
    # What one cannot see is left out, not refused: clients ask for many at once
    door(
        "POST",
        f"{_V2}/experiments/search-datasets",
        SIGNED_IN,
        {"experiment_ids": ["{experiment_id}"]},
    ),
    door("POST", f"{_V2}/experiments/update", ANNOTATORS, {**_EXPERIMENT, "new_name": "n"}),
    door("POST", f"{_V2}/experiments/delete", MAINTAINERS, _EXPERIMENT),
    door(
        "POST",
        f"{_V2}/experiments/restore",
        MAINTAINERS,
        {"experiment_id": "{deleted_experiment_id}"},
    ),
    door("POST", f"{_V2}/experiments/set-experiment-tag", ANNOTATORS, {**_EXPERIMENT, **_TAG}),
    door(
        "POST",
        f"{_V2}/experiments/delete-experiment-tag",
        ANNOTATORS,
        {**_EXPERIMENT, "key": "team"},
    ),
)

RUNS: tuple[Door, ...] = (
    door("POST", f"{_V2}/runs/create", and_jobs(CONTRIBUTORS), {**_EXPERIMENT, "start_time": 1}),
    get(f"{_V2}/runs/get", VIEWERS, "run_id={run_id}"),
    door("POST", f"{_V2}/runs/search", SIGNED_IN, {"experiment_ids": ["{experiment_id}"]}),
    door("POST", f"{_V2}/runs/update", CONTRIBUTORS, {**_RUN, "status": "FINISHED"}),
    door("POST", f"{_V2}/runs/delete", MAINTAINERS, _RUN),
    door("POST", f"{_V2}/runs/restore", MAINTAINERS, _RUN),
    door("POST", f"{_V2}/runs/set-tag", ANNOTATORS, {**_RUN, **_TAG}),
    door("POST", f"{_V2}/runs/delete-tag", ANNOTATORS, {**_RUN, "key": "team"}),
    door("POST", f"{_V2}/runs/log-batch", CONTRIBUTORS, {**_RUN, "metrics": [_METRIC]}),
    door("POST", f"{_V2}/runs/log-metric", CONTRIBUTORS, {**_RUN, **_METRIC}),
    door("POST", f"{_V2}/runs/log-parameter", CONTRIBUTORS, {**_RUN, **_TAG}),
    door("POST", f"{_V2}/runs/log-inputs", CONTRIBUTORS, {**_RUN, "datasets": []}),
    door("POST", f"{_V2}/runs/outputs", CONTRIBUTORS, {**_RUN, "models": []}),
    door("POST", f"{_V2}/runs/log-model", CONTRIBUTORS, {**_RUN, "model_json": _MLMODEL}),
    get(f"{_V2}/metrics/get-history", VIEWERS, "run_id={run_id}&metric_key=loss"),
    get(f"{_V2}/metrics/get-history-bulk", VIEWERS, "run_id={run_id}&metric_key=loss"),
    get(f"{_V2}/metrics/get-history-bulk-interval", VIEWERS, "run_ids={run_id}&metric_key=loss"),
)

FILES: tuple[Door, ...] = (
    get(f"{_V2}/artifacts/list", VIEWERS, "run_id={run_id}"),
    door("POST", f"{_V2}/artifacts/presigned-download-url", VIEWERS, {**_RUN, "path": "notes.txt"}),
    door("POST", f"{_V2}/artifacts/presigned-upload-url", CONTRIBUTORS, {**_RUN, "path": "a.txt"}),
    get("/get-artifact", VIEWERS, "run_id={run_id}&path=notes.txt"),
    get("/model-versions/get-artifact", VIEWERS, "name={model_name}&version=1&path=notes.txt"),
    get(f"{_FILES}/artifacts", VIEWERS, f"path={_FOLDER}"),
    get(f"{_FILES}/artifacts/{{artifact_path:path}}", VIEWERS, knock=f"{_FILES}/artifacts/{_FILE}"),
    get(f"{_FILES}/presigned/{{artifact_path:path}}", VIEWERS, knock=f"{_FILES}/presigned/{_FILE}"),
    door(
        "PUT",
        f"{_FILES}/artifacts/{{artifact_path:path}}",
        CONTRIBUTORS,
        knock=f"{_FILES}/artifacts/{_FOLDER}/new.txt",
    ),
    door(
        "DELETE",
        f"{_FILES}/artifacts/{{artifact_path:path}}",
        MAINTAINERS,
        knock=f"{_FILES}/artifacts/{_FILE}",
    ),
    *(
        door(
            "POST",
            f"{_FILES}/mpu/{verb}/{{artifact_path:path}}",
            CONTRIBUTORS,
            {"path": "big.bin", "num_parts": 1, "upload_id": "x"},
            knock=f"{_FILES}/mpu/{verb}/{_FOLDER}",
        )
        for verb in ("create", "complete", "abort")
    ),
)

_LOGGED = f"{_V2}/logged-models/{{model_id}}"

LOGGED_MODELS: tuple[Door, ...] = (
    door("POST", f"{_V2}/logged-models", and_jobs(CONTRIBUTORS), {**_EXPERIMENT, "name": "m"}),
    door("POST", f"{_V2}/logged-models/search", SIGNED_IN, {"experiment_ids": ["{experiment_id}"]}),
    get(_LOGGED, VIEWERS),
    door("PATCH", _LOGGED, CONTRIBUTORS, {"status": "LOGGED_MODEL_READY"}),
    door("DELETE", _LOGGED, MAINTAINERS),
    door("POST", f"{_LOGGED}/params", CONTRIBUTORS, {"params": [_TAG]}),
    door("PATCH", f"{_LOGGED}/tags", ANNOTATORS, {"tags": [_TAG]}),
    door("DELETE", f"{_LOGGED}/tags/{{tag_key:path}}", ANNOTATORS, knock=f"{_LOGGED}/tags/team"),
    get(f"{_LOGGED}/artifacts/directories", VIEWERS),
    get(f"{_LOGGED}/artifacts/files", VIEWERS, "artifact_file_path=MLmodel"),
)

_NEW_VERSION = {**_MODEL, "source": f"mlflow-artifacts:/{_FOLDER}", "run_id": "{run_id}"}

REGISTRY: tuple[Door, ...] = (
    door("POST", f"{_V2}/registered-models/create", and_jobs(CONTRIBUTORS), {"name": "new"}),
    get(f"{_V2}/registered-models/get", VIEWERS, "name={model_name}"),
    get(f"{_V2}/registered-models/search", VIEWERS),
    get(f"{_V2}/registered-models/get-latest-versions", VIEWERS, "name={model_name}"),
    door("POST", f"{_V2}/registered-models/get-latest-versions", VIEWERS, _MODEL),
    get(f"{_V2}/registered-models/alias", VIEWERS, "name={model_name}&alias=best"),
    door("POST", f"{_V2}/registered-models/rename", MAINTAINERS, {**_MODEL, "new_name": "other"}),
    door("PATCH", f"{_V2}/registered-models/update", ANNOTATORS, {**_MODEL, "description": "d"}),
    door("DELETE", f"{_V2}/registered-models/delete", MAINTAINERS, _MODEL),
    door("POST", f"{_V2}/registered-models/set-tag", ANNOTATORS, {**_MODEL, **_TAG}),
    door("DELETE", f"{_V2}/registered-models/delete-tag", ANNOTATORS, {**_MODEL, "key": "team"}),
    door("POST", f"{_V2}/registered-models/alias", CONTRIBUTORS, {**_VERSION, "alias": "new"}),
    door("DELETE", f"{_V2}/registered-models/alias", CONTRIBUTORS, {**_MODEL, "alias": "best"}),
    door("POST", f"{_V2}/model-versions/create", CONTRIBUTORS, _NEW_VERSION),
    get(f"{_V2}/model-versions/get", VIEWERS, "name={model_name}&version=1"),
    get(f"{_V2}/model-versions/search", VIEWERS),
    get(f"{_V2}/model-versions/get-download-uri", VIEWERS, "name={model_name}&version=1"),
    door("PATCH", f"{_V2}/model-versions/update", ANNOTATORS, {**_VERSION, "description": "d"}),
    door(
        "POST",
        f"{_V2}/model-versions/transition-stage",
        CONTRIBUTORS,
        {**_VERSION, "stage": "Staging"},
    ),
    door("DELETE", f"{_V2}/model-versions/delete", MAINTAINERS, _VERSION),
    door("POST", f"{_V2}/model-versions/set-tag", ANNOTATORS, {**_VERSION, **_TAG}),
    door("DELETE", f"{_V2}/model-versions/delete-tag", ANNOTATORS, {**_VERSION, "key": "team"}),
)

SERVER: tuple[Door, ...] = (
    get("/version", ANYBODY),
    get(f"{_V3}/server-info", ANYBODY),
    get(f"{_V3}/workspaces", SIGNED_IN),
    get(f"{_V3}/workspaces/{{workspace_name}}", VIEWERS, knock=f"{_V3}/workspaces/{{key}}"),
    door("POST", f"{_V3}/workspaces", BY_HAND, {"name": "brand-new"}),
    door(
        "PATCH",
        f"{_V3}/workspaces/{{workspace_name}}",
        OWNERS,
        {"description": "d"},
        knock=f"{_V3}/workspaces/{{key}}",
    ),
)

DOORS: tuple[Door, ...] = (*EXPERIMENTS, *RUNS, *FILES, *LOGGED_MODELS, *REGISTRY, *SERVER)
