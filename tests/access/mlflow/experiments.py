"""Doors of MLflow's protocol: experiments."""

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

DOORS: tuple[Door, ...] = (
    door("POST", f"{V2}/experiments/create", and_jobs(CONTRIBUTORS), {"name": "new"}),
    get(f"{V2}/experiments/get", VIEWERS, "experiment_id={experiment_id}"),
    get(f"{V2}/experiments/get-by-name", VIEWERS, "experiment_name={experiment_name}"),
    get(f"{V2}/experiments/search", VIEWERS),
    door("POST", f"{V2}/experiments/search", VIEWERS, {"max_results": 5}),
    # What one cannot see is left out, not refused: clients ask for many at once
    door(
        "POST",
        f"{V2}/experiments/search-datasets",
        SIGNED_IN,
        {"experiment_ids": ["{experiment_id}"]},
    ),
    door("POST", f"{V2}/experiments/update", ANNOTATORS, {**_EXPERIMENT, "new_name": "n"}),
    door("POST", f"{V2}/experiments/delete", MAINTAINERS, _EXPERIMENT),
    door(
        "POST",
        f"{V2}/experiments/restore",
        MAINTAINERS,
        {"experiment_id": "{deleted_experiment_id}"},
    ),
    door("POST", f"{V2}/experiments/set-experiment-tag", ANNOTATORS, {**_EXPERIMENT, **_TAG}),
    door(
        "POST",
        f"{V2}/experiments/delete-experiment-tag",
        ANNOTATORS,
        {**_EXPERIMENT, "key": "team"},
    ),
)
