"""Users, roles and permissions."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import permissions, roles, users
from apps.mlflow_api.messages import users as u
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.routes.lines import API, API_3, read, write

_USERS: tuple[Route, ...] = (
    read("GET", f"{API}/users/get", users.get, u.Username),
    read("GET", f"{API}/users/list", users.list_all, Empty),
    read("GET", f"{API}/users/current", users.current, Empty),
    write("POST", f"{API}/users/create", users.create, u.NewUser),
    write("PATCH", f"{API}/users/update-password", users.update_password, u.UpdatePassword),
    write("PATCH", f"{API}/users/update-admin", users.update_admin, u.UpdateAdmin),
    write("DELETE", f"{API}/users/delete", users.delete, u.Username),
)

_ROLES: tuple[Route, ...] = (
    read("GET", f"{API_3}/roles/list", roles.list_all, u.ListRoles),
    read("GET", f"{API_3}/roles/get", roles.get, u.RoleId),
    read("GET", f"{API_3}/roles/permissions/list", roles.list_permissions, u.RoleId),
    read("GET", f"{API_3}/roles/users/list", roles.list_users, u.RoleId),
    read("GET", f"{API_3}/users/roles/list", roles.list_of_user, u.Username),
    write("POST", f"{API_3}/roles/assign", roles.assign, u.RoleOfUser),
    write("DELETE", f"{API_3}/roles/unassign", roles.unassign, u.RoleOfUser),
    read("POST", f"{API_3}/roles/create", roles.refuse, Empty),
    read("PATCH", f"{API_3}/roles/update", roles.refuse, Empty),
    read("DELETE", f"{API_3}/roles/delete", roles.refuse, Empty),
    read("POST", f"{API_3}/roles/permissions/add", roles.refuse, Empty),
    read("PATCH", f"{API_3}/roles/permissions/update", roles.refuse, Empty),
    read("DELETE", f"{API_3}/roles/permissions/remove", roles.refuse, Empty),
)

_EXPERIMENT = f"{API}/experiments/permissions"
_MODEL = f"{API}/registered-models/permissions"

_PERMISSIONS: tuple[Route, ...] = (
    read("GET", f"{API_3}/users/permissions/get", permissions.get, u.Resource),
    read("GET", f"{API_3}/users/permissions/list", permissions.list_of_user, u.Username),
    read("GET", f"{API_3}/users/current/permissions", permissions.list_own, Empty),
    read("POST", f"{API_3}/users/permissions/grant", permissions.refuse, Empty),
    read("POST", f"{API_3}/users/permissions/revoke", permissions.refuse, Empty),
    # As clients before roles were brought in call it
    read("GET", f"{_EXPERIMENT}/get", permissions.get_on_experiment, u.OnExperiment),
    read("POST", f"{_EXPERIMENT}/create", permissions.refuse, Empty),
    read("PATCH", f"{_EXPERIMENT}/update", permissions.refuse, Empty),
    read("DELETE", f"{_EXPERIMENT}/delete", permissions.refuse, Empty),
    read("GET", f"{_MODEL}/get", permissions.get_on_model, u.OnModel),
    read("POST", f"{_MODEL}/create", permissions.refuse, Empty),
    read("PATCH", f"{_MODEL}/update", permissions.refuse, Empty),
    read("DELETE", f"{_MODEL}/delete", permissions.refuse, Empty),
)

ROUTES: tuple[Route, ...] = (*_USERS, *_ROLES, *_PERMISSIONS)
