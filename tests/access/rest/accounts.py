"""Doors of the REST API: accounts."""

from tests.access.people import (
    ADMINS,
    ANYBODY,
    BY_HAND,
    NOTHING_THERE,
    SIGNED_IN,
    Door,
    Person,
    door,
)

_SESSION = "/api/v1/session"
_GROUP = "/api/v1/groups/{group_id}"
_OTHER_USER = "/api/v1/users/{user_id}"

# Somebody else's: a person finds nothing there, a job may not even look
NOBODYS = NOTHING_THERE | {Person.ANONYMOUS: 401, Person.JOB: 403}

DOORS: tuple[Door, ...] = (
    door("GET", _SESSION, ANYBODY),
    # 401 for the password, whoever sends it
    door("POST", _SESSION, dict.fromkeys(Person, 401), {"email": "a@b.org", "password": "x"}),
    door("DELETE", _SESSION, ANYBODY),
    door("POST", f"{_SESSION}/link", dict.fromkeys(Person, 401), {"token": "x"}),
    door("GET", "/api/v1/me", SIGNED_IN),
    door("PATCH", "/api/v1/me", BY_HAND, {"display_name": "A"}),
    door("POST", "/api/v1/me/password", BY_HAND, {"new_password": "a long new one"}),
    door("GET", "/api/v1/users", SIGNED_IN),
    door("POST", "/api/v1/users", ADMINS, {"email": "new@example.org"}),
    door("PATCH", _OTHER_USER, ADMINS, {"is_active": False}),
    door("POST", f"{_OTHER_USER}/sign-in-link", ADMINS),
    door("GET", "/api/v1/groups", SIGNED_IN),
    door("POST", "/api/v1/groups", ADMINS, {"name": "new"}),
    door("DELETE", _GROUP, ADMINS),
    door("POST", f"{_GROUP}/members", ADMINS, {"email": "{user_email}"}),
    door("DELETE", f"{_GROUP}/members/{{user_id}}", ADMINS),
    door("GET", "/api/v1/tokens", SIGNED_IN),
    door("POST", "/api/v1/tokens", BY_HAND, {"name": "t", "scopes": ["read"]}),
    door("DELETE", "/api/v1/tokens/{token_id}", NOBODYS),
)
