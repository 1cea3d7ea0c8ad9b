"""Doors of the REST API: evaluation datasets and scorers."""

from tests.access.people import ANNOTATORS, CONTRIBUTORS, MAINTAINERS, VIEWERS, Door, door

_DATASET = "/api/v1/evaluation-datasets/{dataset_id}"
_KNOCK = "/api/v1/evaluation-datasets/{evaluation_dataset_id}"
_SCORERS = "/api/v1/experiments/{experiment_id}/scorers"
_IDS = {"record_ids": ["dr-none"]}

DOORS: tuple[Door, ...] = (
    door("GET", "/api/v1/projects/{key}/evaluation-datasets", VIEWERS),
    door("GET", _DATASET, VIEWERS, knock=_KNOCK),
    door("PATCH", _DATASET, ANNOTATORS, {"tags": {"a": "b"}}, knock=_KNOCK),
    door("DELETE", _DATASET, MAINTAINERS, knock=_KNOCK),
    door("GET", f"{_DATASET}/records", VIEWERS, knock=f"{_KNOCK}/records"),
    door(
        "POST", f"{_DATASET}/records/delete", CONTRIBUTORS, _IDS, knock=f"{_KNOCK}/records/delete"
    ),
    door("GET", _SCORERS, VIEWERS),
    door("GET", f"{_SCORERS}/versions", VIEWERS, query="name={scorer_name}"),
)
