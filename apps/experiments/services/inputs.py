"""Writing what went into a run and what came out of it."""

from collections.abc import Sequence

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.core.events import publish_on_commit
from apps.experiments import constants
from apps.experiments.contracts import DatasetInput, ModelOutput
from apps.experiments.errors import InvalidValue, ModelNotFound
from apps.experiments.events import RunChanged
from apps.experiments.models import InputDataset, LoggedModel, Run, RunInput, RunOutput
from apps.experiments.services.access import require_writable
from apps.experiments.services.names import check_text


@transaction.atomic
def log_inputs(
    *, actor: Actor, run: Run, datasets: Sequence[DatasetInput], models: Sequence[str] = ()
) -> None:
    """Note which datasets and logged models the run uses; one noted before stays as it was.

    Raises:
        ModelNotFound: there is no such model in the run's project.
        RunDeleted, RunTokenRefused: the run cannot be changed, or not with this token.
        InvalidValue: a description cannot be stored.
    """
    require_writable(actor, run)
    for dataset in datasets:
        _check(dataset)
    rows = _dataset_rows(run, datasets) + [
        RunInput(run=run, model_id=pk) for pk in _model_ids(run, models).values()
    ]
    RunInput.objects.bulk_create(rows, ignore_conflicts=True)
    _announce(run)


@transaction.atomic
def log_outputs(*, actor: Actor, run: Run, models: Sequence[ModelOutput]) -> None:
    """Note which logged models the run produced; the same one again takes the later step.

    Raises:
        ModelNotFound: there is no such model in the run's project.
        RunDeleted, RunTokenRefused: the run cannot be changed, or not with this token.
    """
    require_writable(actor, run)
    steps = {output.model_id: output.step for output in models}
    for step in steps.values():
        if not constants.LEAST_INTEGER <= step <= constants.GREATEST_INTEGER:
            raise InvalidValue(f"{step} is no step.", fix="Send a 64-bit integer.")
    ids = _model_ids(run, list(steps))
    RunOutput.objects.bulk_create(
        [RunOutput(run=run, model_id=ids[model_id], step=step) for model_id, step in steps.items()],
        update_conflicts=True,
        unique_fields=["run", "model"],
        update_fields=["step"],
    )
    _announce(run)


def _dataset_rows(run: Run, datasets: Sequence[DatasetInput]) -> list[RunInput]:
    """The inputs, with the datasets that they name made where they are new."""
    # The first description of a dataset counts, as in MLflow.
    named = {(each.name, each.digest): each for each in reversed(datasets)}
    InputDataset.objects.bulk_create(
        [
            InputDataset(
                experiment_id=run.experiment_id,
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
    known = InputDataset.objects.filter(
        experiment=run.experiment_id, name__in={name for name, _ in named}
    )
    ids = {(row.name, row.digest): row.pk for row in known.only("name", "digest")}
    return [
        RunInput(
            run=run,
            dataset_id=ids[place],
            context=each.tags.get(constants.DATASET_CONTEXT_TAG, ""),
            tags=dict(each.tags),
        )
        for place, each in named.items()
    ]


def _model_ids(run: Run, model_ids: Sequence[str]) -> dict[str, int]:
    found = LoggedModel.objects.filter(
        project=run.project_id, model_id__in=set(model_ids), deleted_at=None
    )
    ids = dict(found.values_list("model_id", "pk"))
    for model_id in model_ids:
        if model_id not in ids:
            raise ModelNotFound(
                f"Logged model with ID '{model_id[:64]}' not found.", fix="Check the model's id."
            )
    return ids


def _check(dataset: DatasetInput) -> None:
    limits = {
        "name": constants.MAX_DATASET_NAME,
        "digest": constants.MAX_DATASET_DIGEST,
        "source_type": constants.MAX_DATASET_SOURCE_TYPE,
        "source": constants.MAX_DATASET_SOURCE,
        "schema": constants.MAX_DATASET_SCHEMA,
        "profile": constants.MAX_DATASET_PROFILE,
    }
    for field, limit in limits.items():
        check_text(getattr(dataset, field), f"dataset's {field}", limit=limit)
    if not dataset.name or not dataset.digest:
        raise InvalidValue("A dataset needs a name and a digest.", fix="Send both.")
    for key, value in dataset.tags.items():
        check_text(key, "key of an input's tag", limit=constants.MAX_INPUT_TAG_KEY)
        check_text(value, f"input's tag {key!r}", limit=constants.MAX_INPUT_TAG_VALUE)


def _announce(run: Run) -> None:
    publish_on_commit(
        RunChanged(run_id=run.run_id, project_key=run.project.key, fields=("inputs",))
    )
