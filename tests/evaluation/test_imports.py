"""Evaluation comes from elsewhere with its own ids and times, and goes elsewhere with them."""

import dataclasses
from typing import Any

import pytest

from apps.evaluation.contracts import (
    ImportedDataset,
    ImportedOnline,
    ImportedRecord,
    ImportedScorer,
    ImportedScorerVersion,
)
from apps.evaluation.errors import DatasetNotFound
from apps.evaluation.selectors.exports import iter_datasets, iter_records, iter_scorers
from apps.evaluation.services.imports import import_datasets, import_records, import_scorers
from tests.evaluation.make import add_records, asked, make_dataset
from tests.experiments.make import make_experiment
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db


def dataset(**fields: Any) -> ImportedDataset:
    whole: dict[str, Any] = {
        "dataset_id": "d-" + "1" * 32,
        "name": "questions",
        "digest": "abcdef01",
        "schema": '{"inputs": {"q": "string"}}',
        "created_time_ms": 1_600_000_000_001,
        "last_update_time_ms": 1_600_000_000_002,
        "created_by": "ann",
        "last_updated_by": "eve",
        "tags": {"team": "vision"},
        **fields,
    }
    return ImportedDataset(**whole)


def record(number: int, **fields: Any) -> ImportedRecord:
    whole: dict[str, Any] = {
        "record_id": f"dr-{number}",
        "inputs": {"q": number},
        "outputs": "x",
        "expectations": {"a": 1},
        "tags": {"t": "1"},
        "source": {"source_type": "TRACE", "source_data": {"trace_id": "tr-1"}},
        "created_time_ms": number,
        "last_update_time_ms": number + 1,
        "created_by": "ann",
        "last_updated_by": "eve",
        **fields,
    }
    return ImportedRecord(**whole)


def scorer(experiment_id: int, **fields: Any) -> ImportedScorer:
    versions = [
        ImportedScorerVersion(version=number, serialized="{}", created_time_ms=number)
        for number in (1, 3)
    ]
    whole: dict[str, Any] = {
        "scorer_id": "s-1",
        "experiment_id": experiment_id,
        "name": "exact",
        "versions": versions,
        "online": ImportedOnline(config_id="c", sample_rate=0.5, filter_string="x"),
        **fields,
    }
    return ImportedScorer(**whole)


def test_what_was_imported_is_exported_alike() -> None:
    experiment = make_experiment()
    project_id = experiment.project_id
    one = dataset(experiment_ids=[experiment.pk])
    records = [record(n) for n in range(3)]
    records += [record(9, outputs=None, expectations=None, tags=None, source=None)]
    assert import_datasets(project_id=project_id, datasets=[one]).made == [one.dataset_id]
    assert import_records(dataset_id=one.dataset_id, records=records) == 4
    assert import_scorers(project_id=project_id, scorers=[scorer(experiment.pk)]).made == ["s-1"]
    assert list(iter_datasets(project_id=project_id)) == [[one]]
    pages = list(iter_records(dataset_id=one.dataset_id, size=3))
    assert pages == [records[:3], records[3:]]
    assert list(iter_scorers(project_id=project_id)) == [[scorer(experiment.pk)]]


def test_a_second_import_changes_nothing() -> None:
    experiment = make_experiment()
    project_id = experiment.project_id
    one = dataset()
    for expected in (2, 0):
        import_datasets(project_id=project_id, datasets=[one])
        rows = [record(1), record(2)]
        assert import_records(dataset_id=one.dataset_id, records=rows) == expected
        import_scorers(project_id=project_id, scorers=[scorer(experiment.pk)])
    renamed = dataclasses.replace(one, name="other")
    again = import_datasets(project_id=project_id, datasets=[renamed])
    assert (again.made, again.kept, again.taken) == ([], [one.dataset_id], [])
    kept = import_scorers(project_id=project_id, scorers=[scorer(experiment.pk)])
    assert (kept.made, kept.kept) == ([], ["s-1"])
    ((exported,),) = iter_datasets(project_id=project_id)
    assert exported.name == one.name


def test_what_another_project_has_is_not_touched() -> None:
    experiment, elsewhere = make_experiment(), make_experiment()
    import_datasets(project_id=experiment.project_id, datasets=[dataset()])
    import_scorers(project_id=experiment.project_id, scorers=[scorer(experiment.pk)])
    other = elsewhere.project_id
    assert import_datasets(project_id=other, datasets=[dataset()]).taken == [dataset().dataset_id]
    taken = import_scorers(
        project_id=other,
        scorers=[scorer(elsewhere.pk), scorer(experiment.pk, scorer_id="s-2")],
    )
    assert taken.taken == ["s-1", "s-2"]
    assert not [*iter_datasets(project_id=other), *iter_scorers(project_id=other)]


def test_links_to_other_projects_and_scorers_of_a_name_in_use_are_left_out() -> None:
    experiment, elsewhere = make_experiment(), make_experiment()
    one = dataset(experiment_ids=[experiment.pk, elsewhere.pk])
    import_datasets(project_id=experiment.project_id, datasets=[one])
    ((exported,),) = iter_datasets(project_id=experiment.project_id)
    assert exported.experiment_ids == [experiment.pk]
    both = [scorer(experiment.pk), scorer(experiment.pk, scorer_id="s-2")]
    import_scorers(project_id=experiment.project_id, scorers=both[:1])
    again = import_scorers(project_id=experiment.project_id, scorers=both)
    assert again.kept == ["s-1", "s-2"]


def test_records_that_are_there_by_their_inputs_stay_as_they_are() -> None:
    one = make_dataset(make_project(), rows=[asked("a", outputs=1)])
    rows = [record(1, inputs={"question": "a"}), record(2)]
    assert import_records(dataset_id=one.dataset_id, records=rows) == 1
    ((first, second),) = iter_records(dataset_id=one.dataset_id)
    assert (first.outputs, second.outputs) == (1, "x")
    assert add_records(one, {"inputs": {"q": 2}, "outputs": 3}) == (0, 1)


def test_records_of_no_dataset_are_refused() -> None:
    with pytest.raises(DatasetNotFound):
        import_records(dataset_id="d-none", records=[record(1)])
