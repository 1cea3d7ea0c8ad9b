"""Where the files of runs and logged models are, many at once. Nobody is let in by this."""

from collections.abc import Sequence

from apps.experiments.contracts import model_artifact_uri
from apps.experiments.models import LoggedModel, Run
from apps.experiments.selectors import runs


def run_addresses(*, project_id: int, run_ids: Sequence[str]) -> dict[str, str]:
    """The addresses of those of these runs that the project has."""
    rows = Run.objects.filter(project=project_id, run_id__in=run_ids)
    infos = runs.infos_of(list(rows.values_list("pk", flat=True)))
    return {info.run_id: info.artifact_uri for info in infos}


def model_addresses(*, project_id: int, model_ids: Sequence[str]) -> dict[str, str]:
    """The addresses of those of these logged models that the project has."""
    rows = LoggedModel.objects.filter(project=project_id, model_id__in=model_ids)
    return {
        row.model_id: row.artifact_uri
        or model_artifact_uri(row.experiment_id, row.model_id, row.experiment.artifact_location)
        for row in rows.select_related("experiment")
    }
