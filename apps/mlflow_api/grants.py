"""Naiad's roles in MLflow's words: which permission a role amounts to, and roles by number.

MLflow has roles that an installation makes up, per workspace, with permissions on kinds of things.
Naiad has five, the same in every project. Each is shown as one of MLflow's, with a number that
says the project and the role.
"""

from dataclasses import dataclass

from apps.core.errors import Invalid, NotFound
from apps.mlflow_api.contracts import Json
from apps.projects.permissions import DESCRIPTIONS, Role

NO_PERMISSIONS = "NO_PERMISSIONS"
PERMISSIONS = {
    Role.VIEWER: "READ",
    # More than reading and less than MLflow's EDIT, with which one logs runs.
    Role.ANNOTATOR: "USE",
    Role.CONTRIBUTOR: "EDIT",
    Role.MAINTAINER: "MANAGE",
    Role.OWNER: "MANAGE",
}
_USABLE = frozenset({"USE", "EDIT", "MANAGE"})
_KINDS = ("experiment", "registered_model", "prompt", "scorer")

# Every kind that MLflow knows, for a refusal of what is none.
RESOURCE_TYPES = frozenset(
    {
        *_KINDS, "assessment", "gateway_endpoint", "gateway_model_definition", "gateway_secret",
        "logged_model", "mcp_server", "mcp_server_version", "prompt_version",
        "registered_model_version", "review_queue", "run", "scorer_version", "skill", "trace",
        "workspace",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectRole:
    """A role in one project."""

    project_id: int
    role: Role

    @property
    def number(self) -> int:
        """As MLflow's clients name it."""
        return self.project_id * 10 + self.role.rank

    def rendered(self, project_key: str) -> Json:
        """As MLflow's protocol writes it."""
        return {
            "id": self.number,
            "name": str(self.role),
            "workspace": project_key,
            "description": DESCRIPTIONS[self.role],
            "permissions": self.permissions(),
        }

    def permissions(self) -> list[Json]:
        """What it amounts to, kind by kind."""
        workspace = "MANAGE" if self.role is Role.OWNER else "USE"
        held = [("workspace", workspace), *((kind, PERMISSIONS[self.role]) for kind in _KINDS)]
        return [
            {
                "id": self.number * 10 + place,
                "role_id": self.number,
                "resource_type": kind,
                "resource_pattern": "*",
                "permission": permission,
            }
            for place, (kind, permission) in enumerate(held)
        ]


def role_of_number(number: int) -> ProjectRole:
    """The role that a number means; whether there is such a project, the gate says.

    Raises:
        NotFound: it is the number of no role.
    """
    project_id, rank = divmod(number, 10)
    roles = list(Role)
    # A project's number is one that the database can look for.
    if not 0 < project_id < 2**62 or rank >= len(roles):
        raise NotFound(f"There is no role with the id {number}.")
    return ProjectRole(project_id, roles[rank])


def check_resource_type(resource_type: str) -> None:
    """Refuse a kind of things that MLflow does not know.

    Raises:
        Invalid: it is none.
    """
    if resource_type not in RESOURCE_TYPES:
        raise Invalid(
            f"Invalid value {resource_type!r} for parameter 'resource_type' supplied.",
            fix=f"Use one of {', '.join(sorted(RESOURCE_TYPES))}.",
        )


def effective(role: Role | None) -> Json:
    """What somebody in this role may do, or who has none."""
    permission = PERMISSIONS[role] if role else NO_PERMISSIONS
    return {"allowed": permission in _USABLE, "permission": permission}
