"""Users, by MLflow's endpoints: a user's name is their email address."""

from typing import TYPE_CHECKING

from apps.accounts import selectors
from apps.accounts.contracts import Scope
from apps.accounts.permissions import require_admin, require_scope, require_session
from apps.accounts.services import users
from apps.core.errors import PermissionDenied
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.errors import OwnAccount
from apps.mlflow_api.grants import ProjectRole
from apps.mlflow_api.messages import users as messages
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.wire import missing
from apps.projects import selectors as projects
from apps.projects.permissions import Role

if TYPE_CHECKING:
    from apps.accounts.models import User


def create(call: Call, body: messages.NewUser) -> Json:
    require_admin(call.actor)
    user = users.create_user(email=body.username, password=body.password)
    return {"user": _rendered(user)}


def get(call: Call, body: messages.Username) -> Json:
    return {"user": _rendered(visible_user(call, body.username))}


def current(call: Call, _body: Empty) -> Json:
    require_scope(call.actor, Scope.READ)
    user = selectors.get_user(user_id=call.actor.user_id)
    return {"user": _rendered(user), "is_basic_auth": call.actor.token_id is None}


def list_all(call: Call, _body: Empty) -> Json:
    """Everybody with the roles they have by themselves, to an admin; to others the members of
    the project in use."""
    if call.actor.is_admin:
        accounts = selectors.list_accounts(actor=call.actor)
        return {"users": [_rendered(user) | {"roles": _roles(user)} for user in accounts]}
    project = call.project()
    members = projects.list_members(actor=call.actor, key=project.key)
    return {
        "users": [
            _rendered(member.user)
            | {"roles": [ProjectRole(project.pk, Role(member.role)).rendered(project.key)]}
            for member in members
            if member.user is not None and member.user.is_active
        ]
    }


def update_password(call: Call, body: messages.UpdatePassword) -> None:
    # Not even an admin's token: whoever steals one must not take an account over with it.
    require_session(call.actor)
    user = visible_user(call, body.username)
    if user.pk != call.actor.user_id:
        users.set_password(user, new_password=body.password)
        return
    if not body.current_password:
        raise missing("current_password")
    users.change_password(user, current_password=body.current_password, new_password=body.password)


def update_admin(call: Call, body: messages.UpdateAdmin) -> None:
    require_admin(call.actor)
    user = selectors.get_account(email=body.username)
    users.set_admin(user, is_admin=bool(body.is_admin))


def delete(call: Call, body: messages.Username) -> None:
    require_admin(call.actor)
    user = selectors.get_account(email=body.username)
    if user.pk == call.actor.user_id:
        raise OwnAccount(
            "Users cannot delete their own account.", fix="Ask another admin to do it."
        )
    users.deactivate(user)


def visible_user(call: Call, username: str) -> "User":
    """The user, to themselves and to an admin.

    Raises:
        NotFound: there is none.
        PermissionDenied: it is somebody else.
    """
    require_scope(call.actor, Scope.READ)
    if not call.actor.is_admin and username.strip().lower() != call.actor.email:
        raise PermissionDenied("Only an admin may ask about other users.", fix="Ask an admin.")
    return selectors.get_account(email=username)


def _rendered(user: "User") -> Json:
    return {"id": user.pk, "username": user.email, "is_admin": user.is_superuser}


def _roles(user: "User") -> list[Json]:
    return [
        ProjectRole(member.project_id, Role(member.role)).rendered(member.project.key)
        for member in user.memberships.all()
    ]
