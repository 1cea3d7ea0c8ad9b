"""Who may send spans; the experiment stands in a header."""

import pytest

from apps.projects.permissions import Role
from apps.traces.models import Trace, TraceRun
from tests.experiments.make import make_experiment, make_run
from tests.mlflow_api.make import Client, make_client
from tests.projects.make import make_project
from tests.traces.make import Otlp, make_trace, new_trace, otlp_span, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.VIEWER, 403), (Role.ANNOTATOR, 403), (Role.CONTRIBUTOR, 200), (Role.OWNER, 200)],
)
def test_contributors_send_spans(role: Role, status: int) -> None:
    project = make_project()
    experiment = make_experiment(project)
    answer = send(make_client(role, project), str(experiment.pk), Otlp([otlp_span()]))
    assert answer.status == status
    assert Trace.objects.count() == (1 if status == 200 else 0)


def test_a_stranger_learns_nothing() -> None:
    experiment = make_experiment()
    there = send(make_client(), str(experiment.pk), Otlp([otlp_span()]))
    nowhere = send(make_client(), "987654321", Otlp([otlp_span()]))
    assert (there.status, nowhere.status) == (404, 404)


def test_nobody_is_asked_who_they_are() -> None:
    assert send(Client(), str(make_experiment().pk), Otlp([otlp_span()])).status == 401


def test_spans_without_an_experiment_are_refused() -> None:
    assert send(make_client(), "", Otlp([otlp_span()])).status == 400


def test_the_default_experiment_takes_spans() -> None:
    assert send(make_client(), "0", Otlp([otlp_span()])).status == 200


def test_traces_are_linked_to_the_run_of_the_header() -> None:
    project = make_project()
    experiment = make_experiment(project)
    run, trace = make_run(experiment), new_trace()
    client = make_client(Role.CONTRIBUTOR, project)
    headers = {"x-mlflow-run-id": run.run_id}
    assert send(client, str(experiment.pk), Otlp([otlp_span(trace=trace)]), **headers).status == 200
    link = TraceRun.objects.get()
    assert (link.run_id, link.trace.trace_id) == (run.run_id, f"tr-{trace}")
    missing = {"x-mlflow-run-id": "0" * 32}
    assert send(client, str(experiment.pk), Otlp([otlp_span()]), **missing).status == 404
    assert Trace.objects.count() == 1


def test_a_run_has_traces_of_its_own_project_only() -> None:
    mine, theirs = make_experiment(), make_experiment()
    run, trace = make_run(mine), make_trace(theirs)
    client = make_client(Role.CONTRIBUTOR, mine.project)
    body = {"run_id": run.run_id, "trace_ids": [trace.trace_id]}
    assert client.post("traces/link-to-run", **body) == {}
    assert not TraceRun.objects.exists()
