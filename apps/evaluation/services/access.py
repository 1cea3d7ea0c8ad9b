"""Who may write, and what is told to the open pages."""

from apps.accounts.contracts import Actor
from apps.core.events import publish_on_commit
from apps.evaluation.constants import MAX_USER
from apps.evaluation.events import EvaluationChanged
from apps.evaluation.models import EvaluationDataset
from apps.evaluation.selectors.datasets import get_dataset
from apps.experiments.services.access import refuse_run_token
from apps.projects.permissions import Role


def open_dataset(*, actor: Actor, dataset_id: str, role: Role) -> EvaluationDataset:
    """The dataset, locked until the end of the transaction, for one who may change it.

    Raises:
        DatasetNotFound, RoleTooWeak, MissingScope: the gate's answers.
        RunTokenRefused: a job's token writes its run only.
    """
    dataset = get_dataset(actor=actor, dataset_id=dataset_id, role=role, lock=True)
    refuse_run_token(actor)
    return dataset


def announce(dataset: EvaluationDataset) -> None:
    """Tell the open pages that something of the dataset changed."""
    publish_on_commit(
        EvaluationChanged(project_key=dataset.project.key, dataset_ids=(dataset.dataset_id,))
    )


def author(said: object, actor: Actor) -> str:
    """Who did it: whoever the client says, or else the one who asks."""
    return (said if isinstance(said, str) and said else actor.email)[:MAX_USER]
