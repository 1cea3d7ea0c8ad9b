"""Doors of MLflow's protocol: users, roles and permissions."""

from tests.access.mlflow.addresses import V2, V3, get
from tests.access.people import (
    ADMINS,
    MAINTAINERS,
    SIGNED_IN,
    VIEWERS,
    Door,
    door,
    signed_in,
)

_SOMEBODY = {"username": "{user_email}"}
_ASKED = "username={user_email}"
_ROLE = "role_id={viewer_role_id}"
_REFUSED = SIGNED_IN
"""To everybody alike, since Naiad has no such thing."""
_BY_PASSWORD = signed_in(403)
"""With a token never."""

DOORS: tuple[Door, ...] = (
    get(f"{V2}/users/get", ADMINS, _ASKED),
    get(f"{V2}/users/list", VIEWERS),
    get(f"{V2}/users/current", SIGNED_IN),
    door(
        "POST",
        f"{V2}/users/create",
        ADMINS,
        {"username": "brand-new@example.org", "password": "correct horse battery"},
    ),
    door("PATCH", f"{V2}/users/update-password", _BY_PASSWORD, {**_SOMEBODY, "password": "p"}),
    door("PATCH", f"{V2}/users/update-admin", ADMINS, {**_SOMEBODY, "is_admin": True}),
    door("DELETE", f"{V2}/users/delete", ADMINS, _SOMEBODY),
    get(f"{V3}/roles/list", VIEWERS, "workspace={key}"),
    get(f"{V3}/roles/get", VIEWERS, _ROLE),
    get(f"{V3}/roles/permissions/list", VIEWERS, _ROLE),
    get(f"{V3}/roles/users/list", VIEWERS, _ROLE),
    get(f"{V3}/users/roles/list", ADMINS, _ASKED),
    door("POST", f"{V3}/roles/assign", MAINTAINERS, {**_SOMEBODY, "role_id": "{viewer_role_id}"}),
    door(
        "DELETE",
        f"{V3}/roles/unassign",
        MAINTAINERS,
        {"username": "{viewer_email}", "role_id": "{viewer_role_id}"},
    ),
    door("POST", f"{V3}/roles/create", _REFUSED, {}),
    door("PATCH", f"{V3}/roles/update", _REFUSED, {}),
    door("DELETE", f"{V3}/roles/delete", _REFUSED, {}),
    door("POST", f"{V3}/roles/permissions/add", _REFUSED, {}),
    door("PATCH", f"{V3}/roles/permissions/update", _REFUSED, {}),
    door("DELETE", f"{V3}/roles/permissions/remove", _REFUSED, {}),
    get(
        f"{V3}/users/permissions/get",
        MAINTAINERS,
        f"{_ASKED}&resource_type=experiment&resource_id={{experiment_id}}",
    ),
    get(f"{V3}/users/permissions/list", ADMINS, _ASKED),
    get(f"{V3}/users/current/permissions", SIGNED_IN),
    door("POST", f"{V3}/users/permissions/grant", _REFUSED, {}),
    door("POST", f"{V3}/users/permissions/revoke", _REFUSED, {}),
    get(
        f"{V2}/experiments/permissions/get",
        MAINTAINERS,
        f"{_ASKED}&experiment_id={{experiment_id}}",
    ),
    door("POST", f"{V2}/experiments/permissions/create", _REFUSED, {}),
    door("PATCH", f"{V2}/experiments/permissions/update", _REFUSED, {}),
    door("DELETE", f"{V2}/experiments/permissions/delete", _REFUSED, {}),
    get(f"{V2}/registered-models/permissions/get", MAINTAINERS, f"{_ASKED}&name={{model_name}}"),
    door("POST", f"{V2}/registered-models/permissions/create", _REFUSED, {}),
    door("PATCH", f"{V2}/registered-models/permissions/update", _REFUSED, {}),
    door("DELETE", f"{V2}/registered-models/permissions/delete", _REFUSED, {}),
)
