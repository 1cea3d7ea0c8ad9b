"""What went into runs and what came out of them."""

from dataclasses import replace

import pytest

from apps.experiments.contracts import DatasetInput, ModelOutput, NewModel, RunSearch
from apps.experiments.errors import InvalidValue, ModelNotFound, RunDeleted
from apps.experiments.models import InputDataset, Run
from apps.experiments.selectors import inputs as selectors
from apps.experiments.selectors import search
from apps.experiments.services import inputs, logged_models, runs
from tests.accounts.make import make_actor
from tests.experiments.make import make_run
from tests.projects.make import admin

pytestmark = pytest.mark.django_db

IRIS = DatasetInput(
    name="iris", digest="abc", source_type="local", source="{}", schema="s", profile="p",
    tags={"mlflow.data.context": "train", "note": "x"},
)  # fmt: skip


def log(run: Run, *datasets: DatasetInput) -> None:
    inputs.log_inputs(actor=admin(), run=run, datasets=datasets)


def make_model(run: Run) -> str:
    new = NewModel(source_run_id=run.run_id)
    return logged_models.create_model(actor=admin(), experiment=run.experiment, new=new).model_id


def test_a_dataset_is_noted_once_as_it_was_first_described() -> None:
    run = make_run()
    log(run, IRIS, replace(IRIS, source="other"))
    log(run, replace(IRIS, tags={}))
    links = selectors.links_of([run.pk])[run.pk]
    assert links.datasets == [IRIS]
    assert InputDataset.objects.count() == 1


def test_runs_of_an_experiment_share_a_dataset() -> None:
    run = make_run()
    log(run, IRIS)
    log(make_run(run.experiment), replace(IRIS, tags={"mlflow.data.context": "eval"}))
    found = selectors.search_datasets(actor=admin(), experiment_ids=[run.experiment_id])
    assert [(each.name, each.context) for each in found] == [("iris", "eval"), ("iris", "train")]
    assert selectors.search_datasets(actor=make_actor(), experiment_ids=[run.experiment_id]) == []


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("datasets.name = 'iris'", True),
        ("dataset.digest LIKE 'ab%' AND datasets.context = 'train'", True),
        ("datasets.context IN ('train', 'eval')", True),
        ("datasets.context = 'eval'", False),
        ("datasets.name != 'iris'", False),
    ],
)
def test_runs_are_found_by_their_datasets(text: str, matches: bool) -> None:
    run = make_run()
    log(run, IRIS)
    make_run(run.experiment)
    page = search.search_runs(
        actor=admin(), experiment_ids=[run.experiment_id], search=RunSearch(filter=text)
    )
    assert [each.run_id for each in page.runs] == ([run.run_id] if matches else [])


def test_models_are_noted_as_inputs_and_outputs() -> None:
    maker, stranger = make_run(), make_run()
    model, user = make_model(maker), make_run(maker.experiment)
    for step in (1, 2):
        inputs.log_outputs(
            actor=admin(), run=maker, models=[ModelOutput(model_id=model, step=step)]
        )
    inputs.log_inputs(actor=admin(), run=user, datasets=[], models=[model, model])
    assert selectors.links_of([user.pk])[user.pk].model_inputs == [model]
    assert selectors.links_of([maker.pk])[maker.pk].model_outputs == [
        ModelOutput(model_id=model, step=2)
    ]
    with pytest.raises(ModelNotFound):
        inputs.log_inputs(actor=admin(), run=stranger, datasets=[], models=[model])


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""}, {"digest": ""}, {"name": "x" * 501}, {"digest": "x" * 37},
        {"source": "x" * 65_536}, {"source_type": "x" * 37}, {"schema": "nul\0"},
        {"tags": {"x" * 256: "y"}}, {"tags": {"x": "y" * 501}},
    ],
    ids=lambda bad: next(iter(bad)),
)  # fmt: skip
def test_a_description_that_cannot_be_stored_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        log(make_run(), replace(IRIS, **bad))  # type: ignore[arg-type]


def test_a_deleted_run_takes_no_inputs() -> None:
    run = make_run()
    runs.delete_run(actor=admin(), run=run)
    run.refresh_from_db()
    with pytest.raises(RunDeleted):
        log(run, IRIS)
