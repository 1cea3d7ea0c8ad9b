"""The files of runs and logged models: before they are looked for, and when what they belong to goes."""

from apps.artifacts.contracts import Owner
from apps.artifacts.services import arrivals, removals
from apps.experiments.contracts import RunRef
from apps.experiments.models import LoggedModel, Run


def release_project_files(*, project_id: int) -> int:
    """Give up the files of all runs and logged models of a project; how many files they were."""
    runs = Run.objects.filter(project_id=project_id).values_list("run_id", flat=True)
    models = LoggedModel.objects.filter(project_id=project_id).values_list("model_id", flat=True)
    owners = [
        *(Owner("run", run_id) for run_id in runs.iterator()),
        *(Owner("model", model_id) for model_id in models.iterator()),
    ]
    return sum(removals.delete_owner(owner=owner) for owner in owners)


def settle_run_files(run: RunRef) -> None:
    """Let what was PUT to the store for the run and its logged models be among their files."""
    if not arrivals.may_arrive():
        return
    models = LoggedModel.objects.filter(source_run_id=run.id, deleted_at=None)
    model_ids = models.values_list("model_id", flat=True)
    owners = [Owner("run", run.run_id), *(Owner("model", model_id) for model_id in model_ids)]
    arrivals.settle(owners=owners)
