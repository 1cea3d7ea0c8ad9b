"""Doors of MLflow's protocol: evaluation datasets and scorers."""

from tests.access.mlflow.addresses import V3, get
from tests.access.people import (
    ANNOTATORS,
    CONTRIBUTORS,
    MAINTAINERS,
    SIGNED_IN,
    VIEWERS,
    Door,
    door,
)

_DATASET = f"{V3}/datasets/{{dataset_id}}"
_KNOCK = f"{V3}/datasets/{{evaluation_dataset_id}}"
_EXPERIMENTS = {"experiment_ids": ["{experiment_id}"]}
_SCORER = {"experiment_id": "{experiment_id}", "name": "{scorer_name}"}
_QUERY = "experiment_id={experiment_id}&name={scorer_name}"
_REGISTER = {**_SCORER, "serialized_scorer": "{}"}
_RECORDS = {"records": '[{"inputs": {"q": "new"}}]'}

DOORS: tuple[Door, ...] = (
    door("POST", f"{V3}/datasets/create", CONTRIBUTORS, {"name": "new"}),
    get(f"{V3}/datasets/search", VIEWERS),
    door("POST", f"{V3}/datasets/search", SIGNED_IN, _EXPERIMENTS),
    get(_DATASET, VIEWERS, knock=_KNOCK),
    door("DELETE", _DATASET, MAINTAINERS, knock=_KNOCK),
    get(f"{_DATASET}/records", VIEWERS, knock=f"{_KNOCK}/records"),
    door("POST", f"{_DATASET}/records", CONTRIBUTORS, _RECORDS, knock=f"{_KNOCK}/records"),
    door("DELETE", f"{_DATASET}/records", CONTRIBUTORS, {}, knock=f"{_KNOCK}/records"),
    door("PATCH", f"{_DATASET}/tags", ANNOTATORS, {"tags": "{}"}, knock=f"{_KNOCK}/tags"),
    door("DELETE", f"{_DATASET}/tags/{{key:path}}", ANNOTATORS, knock=f"{_KNOCK}/tags/team"),
    get(f"{_DATASET}/experiment-ids", VIEWERS, knock=f"{_KNOCK}/experiment-ids"),
    door(
        "POST",
        f"{_DATASET}/add-experiments",
        CONTRIBUTORS,
        _EXPERIMENTS,
        knock=f"{_KNOCK}/add-experiments",
    ),
    door(
        "POST",
        f"{_DATASET}/remove-experiments",
        CONTRIBUTORS,
        _EXPERIMENTS,
        knock=f"{_KNOCK}/remove-experiments",
    ),
    door("POST", f"{V3}/scorers/register", CONTRIBUTORS, _REGISTER),
    get(f"{V3}/scorers/list", VIEWERS, "experiment_id={experiment_id}"),
    get(f"{V3}/scorers/versions", VIEWERS, _QUERY),
    get(f"{V3}/scorers/get", VIEWERS, _QUERY),
    door("DELETE", f"{V3}/scorers/delete", MAINTAINERS, _SCORER),
    get(f"{V3}/scorers/online-configs", SIGNED_IN, "scorer_ids={scorer_id}"),
    door("PUT", f"{V3}/scorers/online-config", CONTRIBUTORS, {**_SCORER, "sample_rate": 0}),
)
