"""Doors of the REST API: registered models and prompts."""

from tests.access.people import ANNOTATORS, CONTRIBUTORS, MAINTAINERS, VIEWERS, Door, door

_PROJECT = "/api/v1/projects/{key}"
_MODEL = f"{_PROJECT}/models/{{name}}"
_ALIAS = f"{_MODEL}/aliases/{{alias}}"
_VERSION = f"{_MODEL}/versions/{{number}}"

# Where this world's model, its alias and its version are.
_KNOCK = f"{_PROJECT}/models/{{model_name}}"
_KNOCK_VERSION = f"{_KNOCK}/versions/1"

DOORS: tuple[Door, ...] = (
    door("GET", f"{_PROJECT}/models", VIEWERS),
    door("GET", f"{_PROJECT}/model-versions", VIEWERS, query="run_id={run_id}"),
    door("GET", _MODEL, VIEWERS, knock=_KNOCK),
    door("PATCH", _MODEL, ANNOTATORS, {"description": "d", "set_tags": {"k": "v"}}, knock=_KNOCK),
    door("DELETE", _MODEL, MAINTAINERS, knock=_KNOCK),
    door("PUT", _ALIAS, CONTRIBUTORS, {"version": 1}, knock=f"{_KNOCK}/aliases/new"),
    door("DELETE", _ALIAS, CONTRIBUTORS, knock=f"{_KNOCK}/aliases/best"),
    door("GET", f"{_MODEL}/versions", VIEWERS, knock=f"{_KNOCK}/versions"),
    door("GET", _VERSION, VIEWERS, knock=_KNOCK_VERSION),
    door("PATCH", _VERSION, ANNOTATORS, {"description": "d"}, knock=_KNOCK_VERSION),
    door("DELETE", _VERSION, MAINTAINERS, knock=_KNOCK_VERSION),
)
