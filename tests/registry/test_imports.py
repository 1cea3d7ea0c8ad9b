"""Models taken in from elsewhere are what they were there, however often it is done."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.errors import Invalid
from apps.projects.models import Project
from apps.registry.contracts import ImportCount, StoredModel, StoredVersion
from apps.registry.models import RegisteredModel
from apps.registry.selectors import stored
from apps.registry.services import versions
from apps.registry.services.imports import import_models
from tests.projects.make import make_project
from tests.registry.make import PROMPT, make_boss, make_model, make_version

pytestmark = pytest.mark.django_db

VERSIONS = (
    StoredVersion(
        number=2,
        source="runs:/x/model",
        location="mlflow-artifacts:/1/x/artifacts/model",
        run_id="1" * 32,
        run_link="http://elsewhere",
        model_id="m-" + "2" * 32,
        description="Two.",
        stage="Production",
        created_at_ms=1_700_000_000_123,
        updated_at_ms=1_700_000_000_457,
        tags={"grade": "a"},
    ),
    StoredVersion(
        number=5,
        source="s3://b/m",
        location="s3://b/m",
        created_at_ms=1_700_000_000_999,
        updated_at_ms=1_700_000_001_001,
    ),
)
MODEL = StoredModel(
    name="digits",
    description="Reads digits.",
    created_at_ms=1_600_000_000_001,
    updated_at_ms=1_700_000_001_001,
    last_number=7,
    tags={"team": "vision"},
    aliases={"best": 2},
    versions=VERSIONS,
)
GREETING = StoredModel(name="hi", created_at_ms=1, updated_at_ms=1, tags=PROMPT)


def take(project: Project, *models: StoredModel) -> ImportCount:
    return import_models(project_id=project.pk, created_by_id=None, models=models)


def all_of(project: Project) -> list[StoredModel]:
    return [
        m for page in stored.iter_models(actor=make_boss(), project_id=project.pk) for m in page
    ]


def test_what_was_taken_in_is_what_it_was() -> None:
    project = make_project()
    assert take(project, MODEL, GREETING) == ImportCount(
        models_made=2, models_kept=0, versions_made=2, versions_kept=0
    )
    assert all_of(project) == [MODEL, GREETING]


def test_taking_it_in_again_changes_nothing() -> None:
    project = make_project()
    take(project, MODEL)
    assert take(project, MODEL) == ImportCount(
        models_made=0, models_kept=1, versions_made=0, versions_kept=2
    )
    assert all_of(project) == [MODEL]


def test_what_is_here_stays_and_what_is_missing_comes() -> None:
    project = make_project()
    take(project, replace(MODEL, versions=VERSIONS[:1], description="Mine."))
    counted = take(project, MODEL)
    assert (counted.versions_made, counted.versions_kept) == (1, 1)
    assert all_of(project) == [replace(MODEL, description="Mine.")]


def test_a_number_used_there_is_not_used_again_here() -> None:
    actor, project = make_boss(), make_project()
    take(project, MODEL)
    made = make_version(actor, RegisteredModel.objects.get(name="digits", project=project))
    assert made.number == 8


def test_an_alias_of_a_version_that_is_gone_is_left_out() -> None:
    project = make_project()
    take(project, replace(MODEL, aliases={"gone": 3, "best": 2}))
    assert all_of(project)[0].aliases == {"best": 2}


@pytest.mark.parametrize(
    "bad",
    [
        replace(MODEL, name="a/b"),
        replace(MODEL, tags={"k": "x" * 100_001}),
        replace(MODEL, aliases={"a b": 2}),
        replace(MODEL, versions=[replace(VERSIONS[0], stage="Heaven")]),
    ],
)
def test_one_that_cannot_be_stored_stops_all(bad: StoredModel) -> None:
    project = make_project()
    with pytest.raises(Invalid):
        take(project, GREETING, bad)
    assert all_of(project) == []


def test_twenty_models_take_as_many_queries_as_two() -> None:
    project = make_project()
    counts = []
    for start, count in ((0, 2), (2, 20)):
        models = [replace(MODEL, name=f"m{start + n}", last_number=0) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            take(project, *models)
        counts.append(len(queries) - count)  # one more for each model's last number
    assert counts[0] == counts[1]


def test_reading_goes_on_where_it_stopped() -> None:
    actor, project = make_boss(), make_project()
    for name in "abc":
        make_model(actor, project, name)
    pages = stored.iter_models(actor=actor, project_id=project.pk, after="a", size=1)
    assert [[model.name for model in page] for page in pages] == [["b"], ["c"]]


def test_a_deleted_version_is_gone_from_what_is_read() -> None:
    actor, project = make_boss(), make_project()
    model = make_model(actor, project)
    make_version(actor, model)
    versions.delete_version(actor=actor, project_id=project.pk, name=model.name, number="1")
    (read,) = all_of(project)
    assert (read.versions, read.last_number) == ((), 1)
