"""What two writers at once may not do to each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from apps.core.errors import DomainError
from apps.experiments.constants import MAX_RUN_NAME
from apps.experiments.contracts import NewRun
from apps.experiments.errors import RunDeleted
from apps.experiments.models import AttributeKey, Experiment, Run, StringAttribute
from apps.experiments.services import experiments, ingest, runs, tags
from tests.experiments.make import make_experiment, make_run, ref_of
from tests.projects.make import admin, make_project


def at_once(*writers: Callable[[], object]) -> list[str]:
    """What came of each: the code of its refusal, or nothing."""
    start = Barrier(len(writers))

    def write(writer: Callable[[], object]) -> str:
        try:
            start.wait()
            writer()
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(writers)) as pool:
        return sorted(pool.map(write, writers))


def again(run: Run) -> Run:
    """The run as another request has read it."""
    return Run.objects.select_related("project", "experiment").get(pk=run.pk)


@pytest.mark.django_db(transaction=True)
def test_the_default_experiment_is_made_once() -> None:
    project = make_project()
    Experiment.objects.filter(project=project).delete()

    def ask() -> None:
        experiments.ensure_default(project_id=project.pk)

    assert at_once(*[ask] * 6) == [""] * 6
    assert Experiment.objects.filter(project=project, is_default=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_name_is_given_to_one_experiment() -> None:
    project = make_project()
    one, two = make_experiment(project), make_experiment(project)
    codes = at_once(
        lambda: experiments.rename_experiment(actor=admin(), experiment=one, name="best"),
        lambda: experiments.rename_experiment(actor=admin(), experiment=two, name="best"),
        lambda: experiments.create_experiment(actor=admin(), project=project, name="best"),
    )
    assert codes == ["", "experiment_exists", "experiment_exists"]


@pytest.mark.django_db(transaction=True)
def test_a_run_id_is_given_to_one_run() -> None:
    experiment, new = make_experiment(), NewRun(run_id="ab" * 16)

    def create() -> None:
        runs.create_run(actor=admin(), experiment=experiment, new=new)

    assert at_once(create, create, create) == ["", "run_exists", "run_exists"]


@pytest.mark.django_db(transaction=True)
def test_of_two_values_of_a_param_one_is_refused() -> None:
    ref = ref_of(make_run())
    codes = at_once(
        lambda: ingest.log_batch(ref, params={"lr": "0.1"}),
        lambda: ingest.log_batch(ref, params={"lr": "0.2"}),
    )
    assert codes == ["", "param_changed"]


@pytest.mark.django_db(transaction=True)
def test_new_keys_of_many_writers_are_interned_once() -> None:
    experiment = make_experiment()
    names = [f"key-{number}" for number in range(50)]
    refs = [ref_of(make_run(experiment)) for _ in range(4)]
    orders = (names, names[::-1], names[25:] + names[:25], names)

    codes = at_once(
        *(
            lambda ref=ref, order=order: ingest.log_batch(ref, params=dict.fromkeys(order, "1"))
            for ref, order in zip(refs, orders, strict=True)
        )
    )

    assert codes == [""] * 4
    keys = AttributeKey.objects.filter(kind=AttributeKey.Kind.PARAM)
    assert sorted(keys.values_list("path", flat=True)) == sorted(names)
    assert StringAttribute.objects.filter(key__in=keys).count() == 4 * len(names)


@pytest.mark.django_db
def test_a_tag_does_not_undo_a_renaming() -> None:
    run = make_run(name="before")
    stale = again(run)
    runs.update_run(actor=admin(), run=run, name="after")

    tags.set_tags(actor=admin(), run=stale, tags={"team": "vision"})

    assert again(run).name == "after"


@pytest.mark.django_db
def test_a_run_that_was_deleted_meanwhile_is_not_changed() -> None:
    run = make_run(name="before")
    stale = again(run)
    runs.delete_run(actor=admin(), run=run)

    with pytest.raises(RunDeleted):
        runs.update_run(actor=admin(), run=stale, name="after")

    assert again(run).name == "before"


@pytest.mark.django_db
def test_a_name_is_cut_through_whichever_door_it_comes() -> None:
    run, name = make_run(), "n" * (MAX_RUN_NAME + 50)
    ingest.log_batch(ref_of(run), tags={"mlflow.runName": name})
    stored = StringAttribute.objects.get(run=run, key__path="mlflow.runName").value
    assert again(run).name == stored == name[:MAX_RUN_NAME]
