"""Doors of the REST API: imports, which are an admin's affair."""

from tests.access.people import ADMINS, Door, door

_ONE = "/api/v1/transfers/{transfer_id}"
_NEW = {"project_key": "{key}", "source": "http://127.0.0.1:9", "token": "t"}

DOORS: tuple[Door, ...] = (
    door("GET", "/api/v1/transfers", ADMINS),
    door("POST", "/api/v1/transfers", ADMINS, _NEW),
    door("GET", _ONE, ADMINS),
    door("POST", f"{_ONE}/stop", ADMINS),
    door("POST", f"{_ONE}/resume", ADMINS, {"token": "t"}),
)
