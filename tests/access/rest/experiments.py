"""Doors of the REST API: experiments."""

from tests.access.people import (
    ALLOWED,
    ANNOTATORS,
    CONTRIBUTORS,
    MAINTAINERS,
    SIGNED_IN,
    VIEWERS,
    Door,
    Person,
    door,
)

_PROJECT = "/api/v1/projects/{key}"
_RUN = "/api/v1/runs/{run_id}"
_EXPERIMENT = "/api/v1/experiments/{experiment_id}"
_MODEL = "/api/v1/logged-models/{model_id}"
_RUN_IDS = {"run_ids": ["{run_id}"]}

DOORS: tuple[Door, ...] = (
    door("GET", f"{_PROJECT}/experiments", VIEWERS),
    # A job's script may name an experiment that is not there yet.
    door("POST", f"{_PROJECT}/experiments", CONTRIBUTORS | {Person.JOB: ALLOWED}, {"name": "new"}),
    door("GET", _EXPERIMENT, VIEWERS),
    door("PATCH", _EXPERIMENT, ANNOTATORS, {"description": "d"}),
    door("DELETE", _EXPERIMENT, MAINTAINERS),
    door("POST", f"{_EXPERIMENT}/restore", MAINTAINERS),
    door("POST", f"{_PROJECT}/runs/search", VIEWERS, {}),
    door("POST", f"{_PROJECT}/runs/delete", MAINTAINERS, _RUN_IDS),
    door("POST", f"{_PROJECT}/runs/restore", MAINTAINERS, _RUN_IDS),
    door("POST", f"{_PROJECT}/runs/groups", VIEWERS, {"group_by": ["status"]}),
    door("POST", "/api/v1/runs/search", SIGNED_IN, {}),
    door("GET", f"{_PROJECT}/attributes", VIEWERS),
    door("GET", f"{_PROJECT}/attributes/values", VIEWERS, query="name=status"),
    door("POST", "/api/v1/runs/series", VIEWERS, {"run_ids": ["{run_id}"], "keys": ["loss"]}),
    door("GET", _RUN, VIEWERS),
    door("PATCH", _RUN, ANNOTATORS, {"name": "n"}),
    door("GET", f"{_RUN}/params", VIEWERS),
    door("GET", f"{_RUN}/metrics", VIEWERS),
    door("GET", f"{_RUN}/console", VIEWERS),
    door("GET", f"{_RUN}/console/download", VIEWERS),
    door("GET", f"{_RUN}/models", VIEWERS),
    door("GET", f"{_RUN}/children", VIEWERS),
    door("GET", f"{_RUN}/artifacts", VIEWERS),
    door("GET", f"{_RUN}/artifacts/content", VIEWERS, query="path=notes.txt"),
    door("POST", f"{_PROJECT}/logged-models/search", VIEWERS, {}),
    door("GET", _MODEL, VIEWERS),
    door("PATCH", _MODEL, ANNOTATORS, {"set_tags": {"team": "vision"}}),
    door("GET", f"{_MODEL}/artifacts", VIEWERS),
    door("GET", f"{_MODEL}/artifacts/content", VIEWERS, query="path=MLmodel"),
)
