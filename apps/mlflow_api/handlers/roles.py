"""The roles of Naiad's projects by MLflow's endpoints: shown and given, but not made up."""

from typing import TYPE_CHECKING

from apps.accounts import selectors as accounts
from apps.core.errors import NotFound, PermissionDenied
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.errors import NotSupported
from apps.mlflow_api.grants import ProjectRole, role_of_number
from apps.mlflow_api.handlers.users import visible_user
from apps.mlflow_api.messages import users as messages
from apps.mlflow_api.messages.common import Empty
from apps.projects import selectors
from apps.projects.permissions import Role
from apps.projects.services import members

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.projects.models import Membership, Project


def list_all(call: Call, body: messages.ListRoles) -> Json:
    if body.workspace:
        rooms = [call.workspace(name) for name in dict.fromkeys(body.workspace)]
    elif call.actor.is_admin:
        rooms = selectors.list_projects(actor=call.actor)
    else:
        raise PermissionDenied(
            "Only an admin may list the roles of every workspace.", fix="Name a workspace."
        )
    return {
        "roles": [ProjectRole(room.pk, role).rendered(room.key) for room in rooms for role in Role]
    }


def get(call: Call, body: messages.RoleId) -> Json:
    role, project = _named(call, body.role_id)
    return {"role": role.rendered(project.key)}


def list_permissions(call: Call, body: messages.RoleId) -> Json:
    role, _ = _named(call, body.role_id)
    return {"role_permissions": role.permissions()}


def assign(call: Call, body: messages.RoleOfUser) -> Json:
    role, project = _named(call, body.role_id)
    member = members.assign_role(project, actor=call.actor, email=body.username, role=role.role)
    return {"assignment": _assignment(member.pk, member.user_id or 0, role)}


def unassign(call: Call, body: messages.RoleOfUser) -> None:
    role, project = _named(call, body.role_id)
    members.take_role(project, actor=call.actor, email=body.username, role=role.role)


def list_of_user(call: Call, body: messages.Username) -> Json:
    return {
        "roles": [
            ProjectRole(member.project_id, Role(member.role)).rendered(member.project.key)
            for member in roles_of(call, body.username)[1]
        ]
    }


def list_users(call: Call, body: messages.RoleId) -> Json:
    role, project = _named(call, body.role_id)
    holders = selectors.list_holders(actor=call.actor, project=project, role=role.role)
    return {"assignments": [_assignment(pk, user_id, role) for pk, user_id in holders]}


def refuse(_call: Call, _body: Empty) -> None:
    """Every attempt to make roles of one's own."""
    raise NotSupported(
        "Naiad's roles are the same in every workspace and cannot be made, changed or deleted: "
        f"{', '.join(Role)}.",
        fix="List them with roles/list and give one to somebody with roles/assign, or on the "
        "project's members page.",
    )


def roles_of(call: Call, username: str) -> "tuple[User, list[Membership]]":
    """A user, and what gives them roles, as far as the one who asks may know of it.

    Raises:
        NotFound: there is no such user.
        PermissionDenied: the one who asks manages nothing that the user is in.
    """
    if call.actor.is_admin or username.strip().lower() == call.actor.email:
        user = visible_user(call, username)
        return user, selectors.list_roles_of(actor=call.actor, user_id=user.pk)
    user_or_none = accounts.find_user(email=username)
    user_id = user_or_none.pk if user_or_none else 0
    held = selectors.list_roles_of(actor=call.actor, user_id=user_id)
    if user_or_none is None or not held:
        raise PermissionDenied(
            "You manage no project that this user is a member of.", fix="Ask an admin."
        )
    return user_or_none, held


def _named(call: Call, number: int | None) -> "tuple[ProjectRole, Project]":
    role = role_of_number(number or 0)
    project = selectors.find_project_by_id(actor=call.actor, project_id=role.project_id)
    if project is None:
        raise NotFound(f"There is no role with the id {number}.")
    return role, project


def _assignment(member_id: int, user_id: int, role: ProjectRole) -> Json:
    return {"id": member_id, "user_id": user_id, "role_id": role.number}
