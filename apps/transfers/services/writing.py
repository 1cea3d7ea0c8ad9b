"""Writing what a source yielded, through the services of the apps that own it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from apps.evaluation.services import imports as evaluation
from apps.experiments.imported import ImportedModel, ImportedRun
from apps.experiments.services.imports import models as model_imports
from apps.experiments.services.imports import runs as run_imports
from apps.traces.services import imports as traces
from apps.transfers.constants import FileMode, StepKind
from apps.transfers.mlflow.records import DatasetRecord
from apps.transfers.services.registry import write_registered

TAKEN = "its id is in use in another project here; it was left alone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where things go: the project, and the experiments here by their ids at the source."""

    project_id: int
    experiments: Mapping[str, int]
    files: FileMode
    scope: str = ""
    as_reference: Callable[[str], str] = str
    """What clients can do with an address of the source's files."""

    @property
    def experiment_id(self) -> int:
        """The experiment here that the step is about."""
        return self.experiments[self.scope]

    def uri(self, uri: str) -> str:
        """The address that is kept: none where the files are copied."""
        return "" if self.files is FileMode.COPY else self.as_reference(uri)[:1000]


@dataclass(kw_only=True, slots=True)
class Written:
    """What became of a page, in numbers; what could not be written by id."""

    imported: int = 0
    skipped: int = 0
    points: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def write(kind: StepKind, place: Place, records: Sequence[Any]) -> Written:
    """Write records of one kind. One transaction of the caller's holds it all.

    Raises:
        DomainError: one of them is refused; the caller's transaction is to end.
    """
    return _WRITERS[kind](place, records)


def _runs(place: Place, runs: Sequence[ImportedRun]) -> Written:
    kept = [replace(run, artifact_uri=place.uri(run.artifact_uri)) for run in runs]
    outcome = run_imports.import_runs(
        project_id=place.project_id, experiment_id=place.experiment_id, runs=kept
    )
    made = set(outcome.made)
    return Written(
        imported=len(made),
        skipped=len(outcome.kept),
        points=sum(run.point_count for run in runs if run.run_id in made),
        failed=dict.fromkeys(outcome.taken, TAKEN),
    )


def _models(place: Place, models: Sequence[ImportedModel]) -> Written:
    kept = [replace(model, artifact_uri=place.uri(model.artifact_uri)) for model in models]
    outcome = model_imports.import_models(
        project_id=place.project_id, experiment_id=place.experiment_id, models=kept
    )
    return Written(
        imported=len(outcome.made),
        skipped=len(outcome.kept),
        failed=dict.fromkeys(outcome.taken, TAKEN),
    )


def _model_links(place: Place, models: Sequence[ImportedModel]) -> Written:
    model_imports.link_models(project_id=place.project_id, models=models)
    return Written(imported=len(models))


def _traces(place: Place, records: Sequence[Any]) -> Written:
    result = traces.import_traces(
        project_id=place.project_id, experiment_id=place.experiment_id, traces=records
    )
    return Written(
        imported=result.made, skipped=result.kept, failed=dict.fromkeys(result.taken, TAKEN)
    )


def _registered(place: Place, records: Sequence[Any]) -> Written:
    written = Written()
    for record in records:
        count = write_registered(place.project_id, record, place.files, place.as_reference)
        is_new = bool(count.models_made or count.versions_made)
        written.imported += is_new
        written.skipped += not is_new
    return written


def _datasets(place: Place, records: Sequence[DatasetRecord]) -> Written:
    written = Written()
    for record in records:
        homes = [
            place.experiments[id_] for id_ in record.experiment_ids if id_ in place.experiments
        ]
        dataset = replace(record.dataset, experiment_ids=homes)
        result = evaluation.import_datasets(project_id=place.project_id, datasets=[dataset])
        if result.made:
            for page in record.records:
                evaluation.import_records(dataset_id=dataset.dataset_id, records=page)
        written.imported += len(result.made)
        written.skipped += len(result.kept)
        written.failed |= dict.fromkeys(result.taken, TAKEN)
    return written


def _scorers(place: Place, records: Sequence[Any]) -> Written:
    homed = [replace(each, experiment_id=place.experiment_id) for each in records]
    result = evaluation.import_scorers(project_id=place.project_id, scorers=homed)
    return Written(
        imported=len(result.made),
        skipped=len(result.kept),
        failed=dict.fromkeys(result.taken, TAKEN),
    )


_WRITERS: Mapping[StepKind, Callable[[Place, Sequence[Any]], Written]] = {
    StepKind.RUNS: _runs,
    StepKind.LOGGED_MODELS: _models,
    StepKind.MODEL_LINKS: _model_links,
    StepKind.TRACES: _traces,
    StepKind.REGISTERED_MODELS: _registered,
    StepKind.EVALUATION_DATASETS: _datasets,
    StepKind.SCORERS: _scorers,
}
