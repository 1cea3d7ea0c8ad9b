"""Doors of MLflow's protocol: workspaces."""

from tests.access.mlflow.addresses import V3, get
from tests.access.people import ANYBODY, BY_HAND, OWNERS, SIGNED_IN, VIEWERS, Door, door

DOORS: tuple[Door, ...] = (
    get("/version", ANYBODY),
    get(f"{V3}/server-info", ANYBODY),
    get(f"{V3}/workspaces", SIGNED_IN),
    get(f"{V3}/workspaces/{{workspace_name}}", VIEWERS, knock=f"{V3}/workspaces/{{key}}"),
    door("POST", f"{V3}/workspaces", BY_HAND, {"name": "brand-new"}),
    door(
        "PATCH",
        f"{V3}/workspaces/{{workspace_name}}",
        OWNERS,
        {"description": "d"},
        knock=f"{V3}/workspaces/{{key}}",
    ),
    door(
        "DELETE",
        f"{V3}/workspaces/{{workspace_name}}",
        OWNERS,
        query="mode=CASCADE",
        knock=f"{V3}/workspaces/{{key}}",
    ),
)
