"""Doors of the REST API: webhooks."""

from tests.access.people import MAINTAINERS, Door, door

_ALL = "/api/v1/projects/{key}/webhooks"
_ONE = f"{_ALL}/{{webhook_id}}"
_NEW = {"name": "new", "url": "http://127.0.0.1:9/hook", "events": ["registered_model.created"]}

DOORS: tuple[Door, ...] = (
    door("GET", _ALL, MAINTAINERS),
    door("POST", _ALL, MAINTAINERS, _NEW),
    door("GET", _ONE, MAINTAINERS),
    door("PATCH", _ONE, MAINTAINERS, {"is_active": False}),
    door("DELETE", _ONE, MAINTAINERS),
    door("POST", f"{_ONE}/test", MAINTAINERS, {}),
    door("GET", f"{_ONE}/deliveries", MAINTAINERS),
    door("POST", f"{_ONE}/deliveries/{{delivery_id}}/redeliver", MAINTAINERS),
)
