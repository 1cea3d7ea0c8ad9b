"""A call that is being answered: who asks, about what, and in which workspace."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apps.accounts.contracts import Actor
from apps.accounts.services import passwords
from apps.core import errors
from apps.experiments.constants import DEFAULT_EXPERIMENT_NAME
from apps.experiments.selectors import experiments
from apps.experiments.services.experiments import ensure_default
from apps.mlflow_api.contracts import LaneRequest
from apps.projects import selectors as projects
from apps.projects.permissions import Role

if TYPE_CHECKING:
    from apps.experiments.models import Experiment
    from apps.projects.models import Project

WORKSPACE_HEADER = "x-mlflow-workspace"
DEFAULT_EXPERIMENT_ID = "0"
DEFAULT_WORKSPACE = "default"
OF_ONESELF = frozenset({"none", "same-origin"})
"""Where a browser may say that a request comes from. It sends a password that it was once given
along with requests of any page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A request that has been authenticated. `path` holds the variable parts of its address."""

    request: LaneRequest
    actor: Actor
    path: Mapping[str, str] = field(default_factory=dict)

    def project(self, role: Role = Role.VIEWER) -> "Project":
        """The project that the request means, by its workspace, its token, or for lack of others.

        Raises:
            ProjectNotFound, RoleTooWeak, MissingScope: the gate's answers.
            Invalid: it is not clear which project is meant.
        """
        return self.workspace(self.request.headers.get(WORKSPACE_HEADER, "").strip(), role)

    def workspace(self, name: str, role: Role = Role.VIEWER) -> "Project":
        """The project of this name. "default" is not one: it is where one is without naming any.

        Raises:
            ProjectNotFound, RoleTooWeak, MissingScope: the gate's answers.
            Invalid: it is not clear which project is meant.
        """
        key = (name if name != DEFAULT_WORKSPACE else "") or self.actor.project_key
        return projects.get_project(
            actor=self.actor, key=key or _only_project(self.actor), role=role
        )

    def experiment(self, experiment_id: str, role: Role = Role.VIEWER) -> "Experiment":
        """The experiment; "0" is the default one of the project in use."""
        if experiment_id in {"", DEFAULT_EXPERIMENT_ID}:
            return self._default_experiment(role)
        return experiments.get_experiment(
            actor=self.actor, experiment_id=as_experiment_id(experiment_id), role=role
        )

    def _default_experiment(self, role: Role) -> "Experiment":
        project = self.project(role)
        # Looked for first: a reader is not to wait for the right to write.
        found = experiments.find_experiment(
            actor=self.actor, project_key=project.key, name=DEFAULT_EXPERIMENT_NAME
        )
        if found is not None and found.is_default:
            return found
        return ensure_default(project_id=project.pk)

    def experiment_ids(self, ids: list[str]) -> list[int]:
        """Database ids of the experiments named; "0" is the default one of the project in use."""
        return [
            self.experiment(name).pk if name == DEFAULT_EXPERIMENT_ID else as_experiment_id(name)
            for name in ids
        ]


def authenticate(headers: Mapping[str, str], *, address: str = "") -> Actor:
    """Who sends the request: an API token, as Bearer or in Basic, or an email and a password in
    Basic. Never a session's cookie, which a page of somebody else could send along.

    Raises:
        NotAuthenticated: there is neither, or it is not right.
        RateLimited: too many passwords were tried.
    """
    header = headers.get("authorization", "")
    if not header or headers.get("sec-fetch-site", "none") not in OF_ONESELF:
        raise errors.NotAuthenticated(
            "This needs an API token of Naiad.",
            fix="Make one in the portal under Account → API tokens and set "
            "MLFLOW_TRACKING_TOKEN=nai_… before starting the script.",
        )
    return passwords.authenticate_header(header, address=address)


def as_experiment_id(text: str) -> int:
    """The number in an experiment's id.

    Raises:
        Invalid: it is not a number.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise errors.Invalid(
            f"Invalid experiment id {text!r}: it must be a whole number.",
            fix="Use the id that experiments/create or get-by-name answered.",
        )
    return int(text)


def _only_project(actor: Actor) -> str:
    """The key of the one project that the actor can see."""
    keys = list(projects.visible_project_ids(actor=actor).values_list("key", flat=True)[:2])
    if len(keys) != 1:
        raise errors.Invalid(
            "It is not clear which project is meant: this token has no default project.",
            fix="Set MLFLOW_WORKSPACE=<project key> (or mlflow.set_workspace), or use a token "
            "that was made for a project.",
        )
    return str(keys[0])
