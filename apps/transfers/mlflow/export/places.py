"""What things are called over there: ids of experiments, workspaces, addresses of files. Pure."""

import re
from dataclasses import dataclass

DEFAULT_WORKSPACE = "default"
_SERVED_AT = "api/2.0/mlflow-artifacts/artifacts"
_OURS = re.compile(r"mlflow-artifacts:(?://[^/]*)?/(?P<experiment>\d+)(?P<rest>/.*)?", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Places:
    """How a project's names become those of the target. `default_id` is the experiment that MLflow
    calls 0; `files_at` is the address of this server, if files stay here."""

    workspace: str = DEFAULT_WORKSPACE
    default_id: int | None = None
    files_at: str = ""

    def experiment(self, experiment_id: int) -> int:
        """The experiment's id over there."""
        return 0 if experiment_id == self.default_id else experiment_id

    @property
    def prefix(self) -> str:
        """What stands before an experiment's id in addresses and folders."""
        if self.workspace == DEFAULT_WORKSPACE:
            return ""
        return f"workspaces/{self.workspace}/"

    def root(self, experiment_id: int) -> str:
        """The address below which an experiment's files are."""
        return f"mlflow-artifacts:/{self.prefix}{self.experiment(experiment_id)}"

    def folder(self, experiment_id: int) -> str:
        """The folder of the same."""
        return f"{self.prefix}{self.experiment(experiment_id)}"

    def moved(self, address: str) -> str:
        """An address of ours as it is over there; others stay."""
        found = _OURS.fullmatch(address)
        if not found:
            return address
        if self.files_at:
            return f"{self.files_at}/{_SERVED_AT}/{found['experiment']}{found['rest'] or ''}"
        return self.root(int(found["experiment"])) + (found["rest"] or "")


def workspace_of(key: str) -> str:
    """A project's key as a workspace may be called: small letters, digits, and single hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")[:63].strip("-")
    return name if len(name) > 1 else f"project-{name}"
