"""MLflow's permissions of users: what a role amounts to can be asked, grants are refused."""

from typing import TYPE_CHECKING

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor
from apps.core.errors import Invalid, NotFound
from apps.experiments.selectors import experiments
from apps.mlflow_api.call import DEFAULT_EXPERIMENT_ID, Call, as_experiment_id
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.errors import NotSupported
from apps.mlflow_api.grants import ProjectRole, check_resource_type, effective
from apps.mlflow_api.handlers.roles import roles_of
from apps.mlflow_api.messages import users as messages
from apps.mlflow_api.messages.common import Empty
from apps.projects import selectors as projects
from apps.projects.errors import ProjectNotFound
from apps.projects.permissions import Role

if TYPE_CHECKING:
    from apps.accounts.models import User


def get(call: Call, body: messages.Resource) -> Json:
    check_resource_type(body.resource_type)
    if body.resource_type == "workspace":
        raise Invalid(
            "Invalid value 'workspace' for parameter 'resource_type' supplied.",
            fix="Ask for the user's roles with users/roles/list.",
        )
    _, role = _role(call, body.username, body.resource_type, body.resource_id)
    return effective(role)


def get_on_experiment(call: Call, body: messages.OnExperiment) -> Json:
    user, role = _role(call, body.username, "experiment", body.experiment_id)
    return {
        "experiment_permission": {
            "experiment_id": body.experiment_id,
            "user_id": user.pk,
            "permission": effective(role)["permission"],
        }
    }


def get_on_model(call: Call, body: messages.OnModel) -> Json:
    user, role = _role(call, body.username, "registered_model", body.name)
    return {
        "registered_model_permission": {
            "name": body.name,
            "user_id": user.pk,
            "permission": effective(role)["permission"],
        }
    }


def list_of_user(call: Call, body: messages.Username) -> Json:
    user, held = roles_of(call, body.username)
    rows = []
    for member in held:
        role = ProjectRole(member.project_id, Role(member.role)).rendered(member.project.key)
        rows += [
            {
                "role_id": role["id"],
                "role_name": role["name"],
                "workspace": role["workspace"],
                "resource_type": each["resource_type"],
                "resource_pattern": each["resource_pattern"],
                "permission": each["permission"],
            }
            for each in role["permissions"]
        ]
    return {"is_admin": user.is_superuser, "permissions": rows}


def list_own(call: Call, _body: Empty) -> Json:
    return list_of_user(call, messages.Username(username=call.actor.email))


def refuse(_call: Call, _body: Empty) -> None:
    """Every attempt to grant something on a single thing."""
    raise NotSupported(
        "Naiad gives permissions by project, not by experiment, model or any other single thing.",
        fix="Give the user a role in the project: roles/list and roles/assign, or the project's "
        "members page. What only some may see belongs into a project of its own.",
    )


def _role(
    call: Call, username: str, resource_type: str, resource_id: str
) -> "tuple[User, Role | None]":
    """The role of a user in the project of a thing. Others than themselves and an admin may ask
    who manage that project.

    Raises:
        NotFound: there is no such user.
        ProjectNotFound, RoleTooWeak: the gate's answers to somebody else.
    """
    one_self = call.actor.is_admin or username.strip().lower() == call.actor.email
    project_id = _project_of(call, resource_type, resource_id)
    if not one_self:
        if project_id is None:
            raise ProjectNotFound("There is no such thing, or you may not know of it.")
        projects.require_role(actor=call.actor, project_id=project_id, role=Role.MAINTAINER)
    user = accounts.get_account(email=username)
    if project_id is None:
        return user, None
    return user, projects.role_of(actor=_actor(user), project_id=project_id)


def _project_of(call: Call, resource_type: str, resource_id: str) -> int | None:
    """The project that a thing is in; None where there is no such thing for the one who asks.

    Experiments are found by their number, the rest is in the project in use.
    """
    try:
        if resource_type == "experiment" and resource_id not in {"*", DEFAULT_EXPERIMENT_ID}:
            found = experiments.get_experiment(
                actor=call.actor, experiment_id=as_experiment_id(resource_id)
            )
            return int(found.project_id)
        return int(call.project().pk)
    except NotFound:
        return None


def _actor(user: "User") -> Actor:
    return accounts.actor_for(user)
