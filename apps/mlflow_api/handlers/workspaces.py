"""Workspaces, which are Naiad's projects: the name is the project's key."""

from typing import TYPE_CHECKING

from apps.mlflow_api import wire
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json, LaneResponse
from apps.mlflow_api.messages import workspaces as messages
from apps.mlflow_api.messages.common import Empty
from apps.projects import selectors
from apps.projects.permissions import Role
from apps.projects.services import projects as services

if TYPE_CHECKING:
    from apps.projects.models import Project


def list_all(call: Call, _body: Empty) -> Json:
    visible = selectors.list_projects(actor=call.actor)
    return {"workspaces": [_rendered(project) for project in visible]}


def get(call: Call, _body: Empty) -> Json:
    project = selectors.get_project(actor=call.actor, key=call.path["workspace_name"])
    return {"workspace": _rendered(project)}


def create(call: Call, body: messages.CreateWorkspace) -> LaneResponse:
    project = services.create_project(actor=call.actor, key=body.name, description=body.description)
    return LaneResponse(status=201, body=wire.encode({"workspace": _rendered(project)}))


def update(call: Call, body: messages.UpdateWorkspace) -> Json:
    project = selectors.get_project(
        actor=call.actor, key=call.path["workspace_name"], role=Role.OWNER
    )
    if body.description is not None:
        services.update_project(project, description=body.description)
    return {"workspace": _rendered(project)}


def _rendered(project: "Project") -> Json:
    return {"name": project.key, "description": project.description}
