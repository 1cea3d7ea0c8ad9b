"""Doors of the REST API: registered models and prompts."""

from tests.access.people import ANNOTATORS, CONTRIBUTORS, MAINTAINERS, VIEWERS, Door, door

_PROJECT = "/api/v1/projects/{key}"
_MODEL = f"{_PROJECT}/models/{{model_name}}"
_VERSION = f"{_MODEL}/versions/1"

DOORS: tuple[Door, ...] = (
    door("GET", f"{_PROJECT}/models", VIEWERS),
    door("GET", f"{_PROJECT}/model-versions", VIEWERS, query="run_id={run_id}"),
    door("GET", _MODEL, VIEWERS),
    door("PATCH", _MODEL, ANNOTATORS, {"description": "d", "set_tags": {"k": "v"}}),
    door("DELETE", _MODEL, MAINTAINERS),
    door("PUT", f"{_MODEL}/aliases/new", CONTRIBUTORS, {"version": 1}),
    door("DELETE", f"{_MODEL}/aliases/best", CONTRIBUTORS),
    door("GET", f"{_MODEL}/versions", VIEWERS),
    door("GET", _VERSION, VIEWERS),
    door("PATCH", _VERSION, ANNOTATORS, {"description": "d"}),
    door("DELETE", _VERSION, MAINTAINERS),
)
