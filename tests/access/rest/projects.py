"""Doors of the REST API: projects."""

from tests.access.people import BY_HAND, MAINTAINERS, OWNERS, SIGNED_IN, VIEWERS, Door, door

_PROJECT = "/api/v1/projects/{key}"
_ACCOUNT = f"{_PROJECT}/service-accounts/{{user_id}}"

DOORS: tuple[Door, ...] = (
    door("GET", "/api/v1/projects", SIGNED_IN),
    door("POST", "/api/v1/projects", BY_HAND, {"key": "brand-new"}),
    door("GET", _PROJECT, VIEWERS),
    door("PATCH", _PROJECT, OWNERS, {"description": "d"}),
    door("DELETE", _PROJECT, OWNERS),
    door("GET", f"{_PROJECT}/members", VIEWERS),
    door("POST", f"{_PROJECT}/members", MAINTAINERS, {"email": "{user_email}", "role": "viewer"}),
    door("PATCH", f"{_PROJECT}/members/{{member_id}}", MAINTAINERS, {"role": "annotator"}),
    door("DELETE", f"{_PROJECT}/members/{{member_id}}", MAINTAINERS),
    door("GET", f"{_PROJECT}/service-accounts", MAINTAINERS),
    door("POST", f"{_PROJECT}/service-accounts", MAINTAINERS, {"name": "new", "role": "viewer"}),
    door("DELETE", _ACCOUNT, MAINTAINERS, knock=_ACCOUNT.replace("user_id", "account_id")),
    door(
        "GET",
        f"{_ACCOUNT}/tokens",
        MAINTAINERS,
        knock=f"{_ACCOUNT}/tokens".replace("user_id", "account_id"),
    ),
    door(
        "POST",
        f"{_ACCOUNT}/tokens",
        MAINTAINERS,
        {"name": "t", "scopes": ["read"]},
        knock=f"{_ACCOUNT}/tokens".replace("user_id", "account_id"),
    ),
    door(
        "DELETE",
        f"{_ACCOUNT}/tokens/{{token_id}}",
        MAINTAINERS,
        knock=f"{_PROJECT}/service-accounts/{{account_id}}/tokens/{{account_token_id}}",
    ),
)
