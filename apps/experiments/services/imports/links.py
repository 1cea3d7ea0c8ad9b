"""What imported runs used and made: datasets and logged models, written for a page of runs."""

from collections.abc import Mapping, Sequence

from apps.experiments.constants import DATASET_CONTEXT_TAG
from apps.experiments.contracts import DatasetInput
from apps.experiments.imported import ImportedRun
from apps.experiments.models import InputDataset, LoggedModel, RunInput, RunOutput

_IDS_AT_ONCE = 500


def link_runs(
    *, project_id: int, experiment_id: int, pks: Mapping[str, int], runs: Sequence[ImportedRun]
) -> None:
    """Write the inputs and outputs of these runs. A model that is not here is left out."""
    datasets = _dataset_ids(experiment_id, [each for run in runs for each in run.datasets])
    wanted = {model_id for run in runs for model_id in run.model_inputs}
    wanted |= {output.model_id for run in runs for output in run.model_outputs}
    models = model_pks(project_id, sorted(wanted))
    inputs: list[RunInput] = []
    outputs: list[RunOutput] = []
    for run in runs:
        pk = pks[run.run_id]
        inputs += [_dataset_input(pk, each, datasets) for each in run.datasets]
        inputs += [
            RunInput(run_id=pk, model_id=models[model_id])
            for model_id in run.model_inputs
            if model_id in models
        ]
        outputs += [
            RunOutput(run_id=pk, model_id=models[output.model_id], step=output.step)
            for output in run.model_outputs
            if output.model_id in models
        ]
    RunInput.objects.bulk_create(inputs, ignore_conflicts=True)
    RunOutput.objects.bulk_create(outputs, ignore_conflicts=True)


def model_pks(project_id: int, model_ids: Sequence[str]) -> dict[str, int]:
    """The rows of those of these models that the project has."""
    found: dict[str, int] = {}
    for start in range(0, len(model_ids), _IDS_AT_ONCE):
        rows = LoggedModel.objects.filter(
            project=project_id, model_id__in=model_ids[start : start + _IDS_AT_ONCE]
        )
        found.update(rows.values_list("model_id", "pk"))
    return found


def _dataset_input(run_pk: int, each: DatasetInput, ids: Mapping[tuple[str, str], int]) -> RunInput:
    return RunInput(
        run_id=run_pk,
        dataset_id=ids[each.name, each.digest],
        context=each.tags.get(DATASET_CONTEXT_TAG, "")[:500],
        tags=dict(each.tags),
    )


def _dataset_ids(
    experiment_id: int, datasets: Sequence[DatasetInput]
) -> dict[tuple[str, str], int]:
    named = {(each.name, each.digest): each for each in datasets}
    if not named:
        return {}
    InputDataset.objects.bulk_create(
        [
            InputDataset(
                experiment_id=experiment_id,
                name=each.name,
                digest=each.digest,
                source_type=each.source_type,
                source=each.source,
                schema=each.schema,
                profile=each.profile,
            )
            for each in named.values()
        ],
        ignore_conflicts=True,
    )
    rows = InputDataset.objects.filter(
        experiment=experiment_id, name__in={name for name, _ in named}
    )
    return {(name, digest): pk for pk, name, digest in rows.values_list("pk", "name", "digest")}
