"""Logged models: made, finished, tagged, measured, found, deleted."""

import math
from typing import Any

import pytest

from apps.accounts.contracts import Actor
from apps.core.api.paging import BadPageToken
from apps.experiments.contracts import (
    LoggedModelInfo,
    ModelDataset,
    ModelMetric,
    ModelOrder,
    ModelSearch,
    NewModel,
)
from apps.experiments.errors import (
    InvalidFilter,
    InvalidName,
    InvalidOrder,
    InvalidValue,
    ModelNotFound,
    ParamChanged,
    RunTokenRefused,
    TagNotFound,
)
from apps.experiments.models import Experiment, Run
from apps.experiments.selectors import logged_models as selectors
from apps.experiments.services import logged_models as services
from apps.projects.errors import RoleTooWeak
from apps.projects.permissions import Role
from tests.accounts.make import make_actor
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import admin, make_member_actor

pytestmark = pytest.mark.django_db


def make_model(experiment: Experiment | None = None, **fields: Any) -> LoggedModelInfo:
    return services.create_model(
        actor=admin(), experiment=experiment or make_experiment(), new=NewModel(**fields)
    )


def measure(run: Run, model: LoggedModelInfo, value: float, **fields: Any) -> None:
    metric = ModelMetric(
        **{"key": "f1", "step": 0, "timestamp_ms": 5, **fields},
        value=value, model_id=model.model_id,
    )  # fmt: skip
    services.log_metrics(actor=admin(), run=run, metrics=[metric])


def found(experiment: Experiment, text: str = "", **asked: Any) -> list[str]:
    page = selectors.search_models(
        actor=admin(), experiment_ids=[experiment.pk], search=ModelSearch(filter=text, **asked)
    )
    return [model.name for model in page.models]


def test_a_model_begins_pending_with_a_name_and_ends_ready() -> None:
    model = make_model(params={"a": "1"}, tags={"t": "x"})
    assert model.model_id.startswith("m-")
    assert (model.status, model.params, model.tags) == (
        "LOGGED_MODEL_PENDING",
        {"a": "1"},
        {"t": "x"},
    )
    assert model.name
    done = services.finalize_model(
        actor=admin(), model_id=model.model_id, status="LOGGED_MODEL_READY"
    )
    assert done.status == "LOGGED_MODEL_READY"
    assert done.artifact_uri == (
        f"mlflow-artifacts:/{model.experiment_id}/models/{model.model_id}/artifacts"
    )
    with pytest.raises(InvalidValue):
        services.finalize_model(actor=admin(), model_id=model.model_id, status="READY")


@pytest.mark.parametrize("name", ["a/b", "a:b", "a.b", "a%", "a'", 'a"', "x" * 501, "nul\0"])
def test_a_model_name_has_limits(name: str) -> None:
    with pytest.raises(InvalidName):
        make_model(name=name)


def test_a_param_is_written_once_and_a_tag_again() -> None:
    model = make_model(params={"a": "1"}, tags={"t": "x"})
    services.log_params(actor=admin(), model_id=model.model_id, params={"a": "1", "b": "2"})
    with pytest.raises(ParamChanged):
        services.log_params(actor=admin(), model_id=model.model_id, params={"a": "2", "c": "3"})
    services.set_tags(actor=admin(), model_id=model.model_id, tags={"t": "y"})
    known = selectors.get_model(actor=admin(), model_id=model.model_id)
    assert (known.params, known.tags) == ({"a": "1", "b": "2"}, {"t": "y"})
    services.remove_tag(actor=admin(), model_id=model.model_id, key="t")
    with pytest.raises(TagNotFound):
        services.remove_tag(actor=admin(), model_id=model.model_id, key="t")


def test_a_deleted_model_is_found_only_when_asked_for() -> None:
    model = make_model()
    services.delete_model(actor=admin(), model_id=model.model_id)
    with pytest.raises(ModelNotFound):
        selectors.get_model(actor=admin(), model_id=model.model_id)
    assert selectors.get_model(actor=admin(), model_id=model.model_id, deleted_too=True).deleted


def test_who_may_do_what_to_a_model() -> None:
    model = make_model(experiment := make_experiment())
    with pytest.raises(ModelNotFound):
        selectors.get_model(actor=make_actor(), model_id=model.model_id)
    viewer = make_member_actor(experiment.project, Role.VIEWER)
    assert selectors.get_model(actor=viewer, model_id=model.model_id) == model
    with pytest.raises(RoleTooWeak):
        services.set_tags(actor=viewer, model_id=model.model_id, tags={"a": "b"})
    contributor = make_member_actor(experiment.project)
    with pytest.raises(RoleTooWeak):
        services.delete_model(actor=contributor, model_id=model.model_id)


def test_a_jobs_token_writes_the_models_of_its_run_only() -> None:
    run = make_run()
    foreign = make_model(run.experiment)
    member = make_member_actor(run.project)
    actor = Actor(user_id=member.user_id, email=member.email, run_id=run.run_id)
    own = services.create_model(actor=actor, experiment=run.experiment, new=NewModel())
    assert own.source_run_id == run.run_id
    services.set_tags(actor=actor, model_id=own.model_id, tags={"a": "b"})
    with pytest.raises(RunTokenRefused):
        services.set_tags(actor=actor, model_id=foreign.model_id, tags={"a": "b"})


def test_metrics_are_kept_with_run_and_dataset() -> None:
    run = make_run()
    model = make_model(run.experiment)
    measure(run, model, 0.5, dataset_name="iris", dataset_digest="d")
    measure(run, model, 0.5, dataset_name="iris", dataset_digest="d")
    measure(run, model, math.nan, key="g", step=2)
    first, second = selectors.get_model(actor=admin(), model_id=model.model_id).metrics
    assert (first.value, first.run_id, first.dataset_name) == (0.5, run.run_id, "iris")
    assert math.isnan(second.value)
    with pytest.raises(ModelNotFound):
        measure(make_run(), model, 0.5)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["b", "a"]),
        ("name = 'a'", ["a"]),
        ("attributes.name IN ('a', 'c')", ["a"]),
        ("status = 'READY'", ["b"]),
        ("status IN ('PENDING')", ["a"]),
        ("metrics.f1 > 0.6", ["b"]),
        ("metrics.f1 < 0.6", ["a"]),
        ("params.depth = '3'", ["a"]),
        ("tags.team LIKE 'x%'", ["b"]),
        ("creation_timestamp > 0 AND last_updated_timestamp < 4102444800000", ["b", "a"]),
        ("source_run_id = 'none'", []),
    ],
)
def test_models_are_found_by_mlflows_grammar(text: str, names: list[str]) -> None:
    run = make_run()
    first = make_model(run.experiment, name="a", params={"depth": "3"})
    second = make_model(run.experiment, name="b", tags={"team": "xy"})
    measure(run, first, 0.9, step=0)
    measure(run, first, 0.1, step=1)
    measure(run, second, 0.7)
    services.finalize_model(actor=admin(), model_id=second.model_id, status="LOGGED_MODEL_READY")
    assert sorted(found(run.experiment, text)) == sorted(names)


def test_models_are_ordered_by_a_metric_on_a_dataset() -> None:
    run = make_run()
    models = {name: make_model(run.experiment, name=name) for name in "abc"}
    measure(run, models["a"], 0.1, dataset_name="iris")
    measure(run, models["b"], 0.9, dataset_name="iris")
    measure(run, models["a"], 1.0, key="f1", step=9, dataset_name="digits")
    on_iris = ModelOrder(field_name="metrics.f1", ascending=False, dataset_name="iris")
    assert found(run.experiment, order_by=[on_iris]) == ["b", "a", "c"]
    anywhere = ModelOrder(field_name="metrics.f1", ascending=False)
    assert found(run.experiment, order_by=[anywhere]) == ["a", "b", "c"]
    assert found(run.experiment, datasets=[ModelDataset(name="digits")]) == ["a"]
    by_name = ModelOrder(field_name="name")
    assert found(run.experiment, order_by=[by_name]) == ["a", "b", "c"]


def test_models_come_in_pages() -> None:
    experiment = make_experiment()
    for name in "abc":
        make_model(experiment, name=name)
    asked = ModelSearch(order_by=[ModelOrder(field_name="name")], limit=2)
    ids = [experiment.pk]
    page = selectors.search_models(actor=admin(), experiment_ids=ids, search=asked)
    token = page.next_page_token or ""
    rest = ModelSearch(order_by=asked.order_by, limit=2, page_token=token)
    last = selectors.search_models(actor=admin(), experiment_ids=ids, search=rest)
    assert [each.name for each in (*page.models, *last.models)] == ["a", "b", "c"]
    other = ModelSearch(limit=2, page_token=token)
    with pytest.raises(BadPageToken):
        selectors.search_models(actor=admin(), experiment_ids=ids, search=other)


def test_a_search_of_models_that_means_nothing_is_refused() -> None:
    experiment = make_experiment()
    for text in ("foo = 'a'", "metrics.f1 = 'a'", "status LIKE 'R%'", "name > 'a'"):
        with pytest.raises(InvalidFilter):
            found(experiment, text)
    with pytest.raises(InvalidFilter):
        found(experiment, datasets=[ModelDataset(name="")])
    for field in ("params.a", "nothing", "metrics.a`b"):
        with pytest.raises(InvalidOrder):
            found(experiment, order_by=[ModelOrder(field_name=field)])


def test_models_of_strangers_are_not_found() -> None:
    model = make_model(experiment := make_experiment())
    page = selectors.search_models(
        actor=make_actor(), experiment_ids=[experiment.pk], search=ModelSearch()
    )
    assert (page.models, model.deleted) == ([], False)
