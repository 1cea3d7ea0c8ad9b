"""Workspaces, and what a client asks before it has a token."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import server, workspaces
from apps.mlflow_api.messages import workspaces as w
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.routes.lines import API_3, public, read, write

ROUTES: tuple[Route, ...] = (
    public("/version", server.version),
    public(f"{API_3}/server-info", server.server_info),
    read("GET", f"{API_3}/workspaces", workspaces.list_all, Empty),
    read("GET", f"{API_3}/workspaces/{{workspace_name}}", workspaces.get, Empty),
    write("POST", f"{API_3}/workspaces", workspaces.create, w.CreateWorkspace),
    write("PATCH", f"{API_3}/workspaces/{{workspace_name}}", workspaces.update, w.UpdateWorkspace),
    write("DELETE", f"{API_3}/workspaces/{{workspace_name}}", workspaces.delete, Empty),
)
