"""Workspaces, which are Naiad's projects: the name is the project's key."""

from typing import TYPE_CHECKING

from apps.core.errors import Invalid
from apps.mlflow_api import wire
from apps.mlflow_api.call import DEFAULT_WORKSPACE, Call
from apps.mlflow_api.contracts import Json, LaneResponse
from apps.mlflow_api.errors import NotSupported
from apps.mlflow_api.messages import workspaces as messages
from apps.mlflow_api.messages.common import Empty
from apps.projects import selectors
from apps.projects.permissions import Role
from apps.projects.services import projects as services

if TYPE_CHECKING:
    from apps.projects.models import Project

RESTRICT, CASCADE, SET_DEFAULT = "RESTRICT", "CASCADE", "SET_DEFAULT"


def list_all(call: Call, _body: Empty) -> Json:
    visible = selectors.list_projects(actor=call.actor)
    return {"workspaces": [_rendered(project) for project in visible]}


def get(call: Call, _body: Empty) -> Json:
    return _answer(call.workspace(call.path["workspace_name"]))


def create(call: Call, body: messages.CreateWorkspace) -> LaneResponse:
    _refuse_storage(body.default_artifact_root, body.trace_archival_config)
    project = services.create_project(actor=call.actor, key=body.name, description=body.description)
    return LaneResponse(status=201, body=wire.encode(_answer(project)))


def update(call: Call, body: messages.UpdateWorkspace) -> Json:
    project = call.workspace(call.path["workspace_name"], Role.OWNER)
    _refuse_storage(body.default_artifact_root, body.trace_archival_config)
    asked = (body.description, body.default_artifact_root, body.trace_archival_config)
    if all(value is None for value in asked):
        raise Invalid("The update of a workspace changes nothing.", fix="Send a description.")
    if body.description is not None:
        services.update_project(project, description=body.description)
    return _answer(project)


def delete(call: Call, _body: Empty) -> LaneResponse:
    name = call.path["workspace_name"]
    if name == DEFAULT_WORKSPACE:
        raise Invalid("The workspace 'default' is reserved and cannot be deleted.")
    project = selectors.get_project(actor=call.actor, key=name, role=Role.OWNER)
    mode = wire.decode_query(call.request.query, messages.DeleteWorkspace).mode
    if mode == SET_DEFAULT:
        raise NotSupported(
            "Naiad has no default workspace that a deleted one's contents could move to.",
            fix="Export what is to be kept, then delete with mode CASCADE.",
        )
    if mode not in {RESTRICT, CASCADE}:
        raise Invalid(
            f"Invalid value {mode!r} for parameter 'mode' supplied.",
            fix=f"Use {RESTRICT} or {CASCADE}.",
        )
    services.delete_project(project, only_if_empty=mode == RESTRICT)
    return LaneResponse(status=204)


def _refuse_storage(root: str | None, archival: messages.TraceArchival | None) -> None:
    wanted = {
        "default_artifact_root": root,
        "trace_archival_config.location": archival and archival.location,
        "trace_archival_config.retention": archival and archival.retention,
    }
    for name, value in wanted.items():
        if value and value.strip():
            raise Invalid(
                f"Invalid value for parameter '{name}' supplied: Naiad keeps the files of every "
                "workspace itself.",
                fix="Leave it out.",
            )


def _answer(project: "Project") -> Json:
    return {"workspace": _rendered(project)}


def _rendered(project: "Project") -> Json:
    rendered = {"name": project.key}
    return rendered | {"description": project.description} if project.description else rendered
