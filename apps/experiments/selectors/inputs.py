"""Reading what went into runs and what came out of them."""

from collections.abc import Sequence

from apps.accounts.contracts import Actor
from apps.experiments.contracts import DatasetInput, DatasetSummary, ModelOutput, RunLinks
from apps.experiments.models import Experiment, RunInput, RunOutput

MAX_SUMMARIES = 1_000


def links_of(ids: Sequence[int]) -> dict[int, RunLinks]:
    """The inputs and outputs of the runs with these database ids, in two queries.

    Nobody has been let in by this: the ids come from a selector that asked the gate.
    """
    links = {pk: RunLinks() for pk in ids}
    inputs = RunInput.objects.filter(run__in=ids).select_related("dataset", "model").order_by("pk")
    for row in inputs:
        if row.dataset is not None:
            links[row.run_id].datasets.append(
                DatasetInput(
                    name=row.dataset.name,
                    digest=row.dataset.digest,
                    source_type=row.dataset.source_type,
                    source=row.dataset.source,
                    schema=row.dataset.schema,
                    profile=row.dataset.profile,
                    tags=row.tags,
                )
            )
        elif row.model is not None:
            links[row.run_id].model_inputs.append(row.model.model_id)
    for output in RunOutput.objects.filter(run__in=ids).select_related("model").order_by("pk"):
        links[output.run_id].model_outputs.append(
            ModelOutput(model_id=output.model.model_id, step=output.step)
        )
    return links


def search_datasets(*, actor: Actor, experiment_ids: Sequence[int]) -> list[DatasetSummary]:
    """The datasets that runs of these experiments used, each once per context.

    An experiment that the actor cannot see has none.
    """
    visible = Experiment.objects.visible_to(actor).filter(pk__in=experiment_ids)
    rows = (
        RunInput.objects.filter(dataset__experiment__in=visible, run__deleted_at=None)
        .values_list("dataset__experiment_id", "dataset__name", "dataset__digest", "context")
        .distinct()
        .order_by("dataset__name", "dataset__digest", "context")[:MAX_SUMMARIES]
    )
    return [
        DatasetSummary(experiment_id=experiment_id, name=name, digest=digest, context=context)
        for experiment_id, name, digest, context in rows
    ]
