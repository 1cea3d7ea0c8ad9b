"""Experiments: their names, their default, going and coming back with their runs."""

import pytest

from apps.experiments.contracts import RunSearch, View
from apps.experiments.errors import (
    DefaultExperiment,
    ExperimentDeleted,
    ExperimentExists,
    InvalidFilter,
    InvalidName,
    InvalidValue,
    NotDeleted,
    TagNotFound,
)
from apps.experiments.models import Experiment, Run
from apps.experiments.selectors import experiments as selectors
from apps.experiments.services import experiments as services
from apps.experiments.services import tags
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import admin, make_project

pytestmark = pytest.mark.django_db


def found(experiment: Experiment, text: str = "", **asked: object) -> list[str]:
    search = RunSearch(filter=text, **asked)  # type: ignore[arg-type]
    page = selectors.search_experiments(
        actor=admin(), project_key=experiment.project.key, search=search
    )
    return [each.name for each in page.experiments]


def test_a_name_is_unique_in_its_project_only() -> None:
    experiment = make_experiment(name="digits")
    with pytest.raises(ExperimentExists):
        make_experiment(experiment.project, name="digits")
    assert make_experiment(name="digits").project != experiment.project


def test_a_deleted_experiment_keeps_its_name() -> None:
    experiment = make_experiment(name="digits")
    services.delete_experiment(actor=admin(), experiment=experiment)
    with pytest.raises(ExperimentExists):
        make_experiment(experiment.project, name="digits")


@pytest.mark.parametrize("name", ["", "  ", "x" * 501, "nul\0", "\ud800"])
def test_a_name_has_limits(name: str) -> None:
    with pytest.raises(InvalidName):
        services.create_experiment(actor=admin(), project=make_project(), name=name)


@pytest.mark.parametrize(
    "location",
    [
        "mlflow-artifacts:/1",
        "http://evil.example",
        "relative",
        "s3://b/../c",
        "s3://b?x",
        "x" * 501,
    ],
)
def test_a_location_that_is_ours_or_unclear_is_refused(location: str) -> None:
    with pytest.raises(InvalidValue):
        services.create_experiment(
            actor=admin(), project=make_project(), name="a", artifact_location=location
        )


def test_a_location_of_the_client_is_kept() -> None:
    made = services.create_experiment(
        actor=admin(), project=make_project(), name="a", artifact_location="s3://bucket/folder"
    )
    assert selectors.get_info(made).artifact_uri == "s3://bucket/folder"


def test_the_default_is_made_once_and_stays() -> None:
    project = make_project()
    first = services.ensure_default(project_id=project.pk)
    assert services.ensure_default(project_id=project.pk) == first
    assert first.name == "Default"
    with pytest.raises(DefaultExperiment):
        services.delete_experiment(actor=admin(), experiment=first)


def test_an_experiment_called_default_becomes_it() -> None:
    named = make_experiment(name="Default")
    services.delete_experiment(actor=admin(), experiment=named)
    default = services.ensure_default(project_id=named.project_id)
    assert default == named
    assert default.deleted_at is None


def test_runs_go_and_come_back_with_their_experiment() -> None:
    run = make_run()
    services.delete_experiment(actor=admin(), experiment=run.experiment)
    assert Run.objects.get().deleted_at is not None
    services.restore_experiment(actor=admin(), experiment=run.experiment)
    assert Run.objects.get().deleted_at is None


def test_a_deleted_experiment_takes_no_change() -> None:
    experiment = make_experiment()
    services.delete_experiment(actor=admin(), experiment=experiment)
    with pytest.raises(ExperimentDeleted):
        services.rename_experiment(actor=admin(), experiment=experiment, name="other")
    with pytest.raises(ExperimentDeleted):
        tags.set_experiment_tags(actor=admin(), experiment=experiment, tags={"a": "b"})
    with pytest.raises(ExperimentDeleted):
        make_run(experiment)


def test_only_a_deleted_experiment_is_restored() -> None:
    with pytest.raises(NotDeleted):
        services.restore_experiment(actor=admin(), experiment=make_experiment())


def test_renaming_to_a_taken_name_is_refused() -> None:
    first = make_experiment(name="a")
    second = make_experiment(first.project, name="b")
    with pytest.raises(ExperimentExists):
        services.rename_experiment(actor=admin(), experiment=second, name="a")
    services.rename_experiment(actor=admin(), experiment=second, name="c")
    assert Experiment.objects.get(pk=second.pk).name == "c"


def test_tags_are_set_again_and_removed() -> None:
    experiment = make_experiment()
    tags.set_experiment_tags(actor=admin(), experiment=experiment, tags={"a": "1", "b": "2"})
    tags.set_experiment_tags(actor=admin(), experiment=experiment, tags={"a": "3"})
    assert selectors.get_info(experiment).tags == {"a": "3", "b": "2"}
    tags.remove_experiment_tags(actor=admin(), experiment=experiment, keys=["a"])
    with pytest.raises(TagNotFound):
        tags.remove_experiment_tags(actor=admin(), experiment=experiment, keys=["a"])
    assert selectors.get_info(experiment).tags == {"b": "2"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["beta", "alpha"]),
        ("name = 'alpha'", ["alpha"]),
        ("name LIKE 'A%'", []),
        ("attribute.name ILIKE 'A%'", ["alpha"]),
        ("tags.team = 'x'", ["alpha"]),
        ("tags.team != 'y'", ["alpha"]),
        ("tags.team IS NULL", ["beta"]),
        ("tags.`team` IS NOT NULL", ["alpha"]),
        ("creation_time > 0 AND last_update_time < 4102444800000", ["beta", "alpha"]),
        ("creation_time < 1000", []),
        ("experiment_id IN ('0')", []),
    ],
)
def test_experiments_are_found_by_mlflows_grammar(text: str, names: list[str]) -> None:
    alpha = make_experiment(name="alpha")
    make_experiment(alpha.project, name="beta")
    tags.set_experiment_tags(actor=admin(), experiment=alpha, tags={"team": "x"})
    assert sorted(found(alpha, text)) == sorted(names)


def test_experiments_are_ordered_and_paged() -> None:
    first = make_experiment(name="b")
    for name in ("c", "a", "d"):
        make_experiment(first.project, name=name)
    assert found(first, order_by=["name"]) == ["a", "b", "c", "d"]
    assert found(first, order_by=["experiment_id DESC"]) == ["d", "a", "c", "b"]
    search = RunSearch(order_by=["name DESC"], limit=3)
    key = first.project.key
    page = selectors.search_experiments(actor=admin(), project_key=key, search=search)
    rest = RunSearch(order_by=["name DESC"], limit=3, page_token=page.next_page_token or "")
    last = selectors.search_experiments(actor=admin(), project_key=key, search=rest)
    assert [each.name for each in (*page.experiments, *last.experiments)] == ["d", "c", "b", "a"]
    assert last.next_page_token is None


def test_creation_times_compare_in_whole_milliseconds() -> None:
    experiment = make_experiment(name="a")
    info = selectors.get_info(experiment)
    created = int(info.created_at.timestamp() * 1000)
    assert found(experiment, f"creation_time = {created}") == ["a"]


def test_deleted_experiments_are_found_by_their_view() -> None:
    experiment = make_experiment(name="a")
    services.delete_experiment(actor=admin(), experiment=experiment)
    assert found(experiment) == []
    assert found(experiment, view=View.DELETED) == ["a"]
    assert found(experiment, view=View.ALL) == ["a"]


def test_an_experiment_filter_that_means_nothing_is_refused() -> None:
    for text in ("metrics.x > 1", "name > 'a'", "experiment_id LIKE '1'", "name IN ('a')"):
        with pytest.raises(InvalidFilter):
            found(make_experiment(), text)
