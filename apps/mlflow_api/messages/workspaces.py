"""Requests about workspaces, which are Naiad's projects."""

import msgspec

from apps.mlflow_api.wire import Message


class TraceArchival(msgspec.Struct):
    location: str = ""
    retention: str = ""


class _Storage(Message):
    """Where a workspace's files would go, if it were not Naiad that keeps them."""

    default_artifact_root: str | None = None
    trace_archival_config: TraceArchival | None = None


class CreateWorkspace(_Storage):
    name: str = ""
    description: str = ""
    required = ("name",)


class UpdateWorkspace(_Storage):
    description: str | None = None


class DeleteWorkspace(Message):
    """Comes in the address, not in the body."""

    mode: str = "RESTRICT"
