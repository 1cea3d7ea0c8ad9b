"""Requests about workspaces, which are Naiad's projects."""

from apps.mlflow_api.wire import Message


class CreateWorkspace(Message):
    name: str = ""
    description: str = ""
    required = ("name",)


class UpdateWorkspace(Message):
    description: str | None = None
