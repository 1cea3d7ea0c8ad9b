"""Rows of what went into runs and came out of them: datasets and logged models."""

import uuid

from apps.experiments.contracts import DatasetInput
from apps.experiments.selectors.exports import WholeRun
from apps.transfers.mlflow.export.target import Row, Target


class Links:
    """Remembers the datasets that are there: a dataset is one of (experiment, name, digest)."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._known: set[str] = target.known("datasets", "dataset_uuid")

    def add(self, run: WholeRun, experiment_id: int) -> None:
        """The run's inputs and outputs; `experiment_id` is the one over there."""
        run_id = run.info.run_id
        for dataset in run.links.datasets:
            self._add_dataset(dataset, run_id, experiment_id)
        rows = [
            _link("RUN_INPUT", run_id, "MODEL_INPUT", model_id)
            for model_id in run.links.model_inputs
        ]
        rows += [
            _link("RUN_OUTPUT", run_id, "MODEL_OUTPUT", output.model_id, step=output.step)
            for output in run.links.model_outputs
        ]
        self._target.add("inputs", rows)

    def _add_dataset(self, dataset: DatasetInput, run_id: str, experiment_id: int) -> None:
        number = _dataset_id(experiment_id, dataset)
        if number not in self._known:
            self._known.add(number)
            self._target.add("datasets", [_dataset(number, experiment_id, dataset)])
        link = _link("DATASET", number, "RUN", run_id)
        self._target.add("inputs", [link])
        self._target.add(
            "input_tags",
            (
                {"input_uuid": link["input_uuid"], "name": name, "value": value}
                for name, value in dataset.tags.items()
            ),
        )


def _dataset_id(experiment_id: int, dataset: DatasetInput) -> str:
    name = f"{experiment_id}\n{dataset.name}\n{dataset.digest}"
    return uuid.uuid5(uuid.NAMESPACE_OID, name).hex


def _dataset(number: str, experiment_id: int, dataset: DatasetInput) -> Row:
    return {
        "dataset_uuid": number,
        "experiment_id": experiment_id,
        "name": dataset.name,
        "digest": dataset.digest,
        "dataset_source_type": dataset.source_type,
        "dataset_source": dataset.source,
        "dataset_schema": dataset.schema or None,
        "dataset_profile": dataset.profile or None,
    }


def _link(
    source_type: str, source_id: str, destination_type: str, destination_id: str, *, step: int = 0
) -> Row:
    return {
        "input_uuid": uuid.uuid4().hex,
        "source_type": source_type,
        "source_id": source_id,
        "destination_type": destination_type,
        "destination_id": destination_id,
        "step": step,
    }
