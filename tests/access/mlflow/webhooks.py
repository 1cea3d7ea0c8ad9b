"""Doors of MLflow's protocol: webhooks."""

from tests.access.mlflow.addresses import V2, get
from tests.access.people import MAINTAINERS, Door, door

_ALL = f"{V2}/webhooks"
_ONE = f"{_ALL}/{{webhook_id}}"
_EVENT = {"entity": "REGISTERED_MODEL", "action": "CREATED"}
_NEW = {"name": "new", "url": "http://127.0.0.1:9/hook", "events": [_EVENT]}

DOORS: tuple[Door, ...] = (
    get(_ALL, MAINTAINERS),
    get(_ONE, MAINTAINERS),
    door("POST", _ALL, MAINTAINERS, _NEW),
    door("PATCH", _ONE, MAINTAINERS, {"description": "d"}),
    door("DELETE", _ONE, MAINTAINERS),
    door("POST", f"{_ONE}/test", MAINTAINERS, {}),
)
