"""Doors of MLflow's protocol: runs."""

import json

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
_RUN = {"run_id": "{run_id}"}
_METRIC = {"key": "loss", "value": 0.5, "timestamp": 1, "step": 2}
_MLMODEL = json.dumps({"artifact_path": "m", "flavors": {}, "utc_time_created": "", "run_id": ""})
_MODELS = [{"model_id": "{model_id}"}]
_TAG = {"key": "k", "value": "v"}

DOORS: tuple[Door, ...] = (
    door("POST", f"{V2}/runs/create", and_jobs(CONTRIBUTORS), {**_EXPERIMENT, "start_time": 1}),
    get(f"{V2}/runs/get", VIEWERS, "run_id={run_id}"),
    door("POST", f"{V2}/runs/search", SIGNED_IN, {"experiment_ids": ["{experiment_id}"]}),
    door("POST", f"{V2}/runs/update", CONTRIBUTORS, {**_RUN, "status": "FINISHED"}),
    door("POST", f"{V2}/runs/delete", MAINTAINERS, _RUN),
    door("POST", f"{V2}/runs/restore", MAINTAINERS, _RUN),
    door("POST", f"{V2}/runs/set-tag", ANNOTATORS, {**_RUN, **_TAG}),
    door("POST", f"{V2}/runs/delete-tag", ANNOTATORS, {**_RUN, "key": "team"}),
    door("POST", f"{V2}/runs/log-batch", CONTRIBUTORS, {**_RUN, "metrics": [_METRIC]}),
    door("POST", f"{V2}/runs/log-metric", CONTRIBUTORS, {**_RUN, **_METRIC}),
    door("POST", f"{V2}/runs/log-parameter", CONTRIBUTORS, {**_RUN, **_TAG}),
    door("POST", f"{V2}/runs/log-inputs", CONTRIBUTORS, {**_RUN, "datasets": []}),
    door("POST", f"{V2}/runs/outputs", CONTRIBUTORS, {**_RUN, "models": _MODELS}),
    door("POST", f"{V2}/runs/log-model", CONTRIBUTORS, {**_RUN, "model_json": _MLMODEL}),
    get(f"{V2}/metrics/get-history", VIEWERS, "run_id={run_id}&metric_key=loss"),
    get(f"{V2}/metrics/get-history-bulk", VIEWERS, "run_id={run_id}&metric_key=loss"),
    get(f"{V2}/metrics/get-history-bulk-interval", VIEWERS, "run_ids={run_id}&metric_key=loss"),
)
