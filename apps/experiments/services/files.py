"""The files of runs and logged models, when what they belong to goes."""

from apps.artifacts.contracts import Owner
from apps.artifacts.services import removals
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
