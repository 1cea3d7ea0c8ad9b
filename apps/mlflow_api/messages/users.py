"""Requests about users, their roles and their permissions."""

from apps.mlflow_api.wire import Int64, Message


class NewUser(Message):
    username: str = ""
    password: str = ""
    required = ("username", "password")


class Username(Message):
    username: str = ""
    required = ("username",)


class UpdatePassword(NewUser):
    current_password: str = ""


class UpdateAdmin(Message):
    username: str = ""
    is_admin: bool | None = None
    required = ("username", "is_admin")


class ListRoles(Message):
    workspace: list[str] = []


class RoleId(Message):
    role_id: Int64 | None = None
    required = ("role_id",)


class RoleOfUser(Message):
    username: str = ""
    role_id: Int64 | None = None
    required = ("username", "role_id")


class Resource(Message):
    """Whose permission on what."""

    username: str = ""
    resource_type: str = ""
    resource_id: str = ""
    required = ("username", "resource_type", "resource_id")


class OnExperiment(Message):
    experiment_id: str = ""
    username: str = ""
    required = ("experiment_id", "username")


class OnModel(Message):
    name: str = ""
    username: str = ""
    required = ("name", "username")
