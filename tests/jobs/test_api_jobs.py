"""Jobs and targets over REST: for whom, with what, and at a constant number of queries."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.jobs.contracts import Phase
from apps.jobs.models import Job
from tests.accounts.make import make_client, make_token_text
from tests.jobs.make import make_job, make_running_job, make_target
from tests.jobs.test_observation import end
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast("digits")


def body(**fields: Any) -> dict[str, Any]:
    return {"name": "train", "command": ["python", "train.py"], "target": "box", **fields}


def post(client: APIClient, path: str, data: Any = None) -> Any:
    return client.post(f"/api/v1/{path}", data, format="json")


def test_a_contributor_submits_a_job(cast: Cast) -> None:
    make_target("box")
    client = make_client(cast.contributor)
    answer = post(client, "projects/digits/jobs", body(environment={"SECRET": "hunter2"}))
    assert answer.status_code == 201
    job = answer.json()
    assert (job["state"], job["target"], job["project_key"]) == ("QUEUED", "box", "digits")
    assert job["command"] == ["python", "train.py"]
    assert job["environment"] == {"SECRET": "•••"}
    assert job["can"] == {"cancel": True, "retry": False}
    assert job["created_by"]["email"] == cast.contributor.email


def test_a_command_may_be_a_line_for_the_shell(cast: Cast) -> None:
    make_target("box")
    answer = post(make_client(cast.owner), "projects/digits/jobs", body(command="a && b"))
    assert answer.json()["command"] == "a && b"


def test_a_stranger_s_project_is_not_there(cast: Cast) -> None:
    client = make_client(cast.stranger)
    assert post(client, "projects/digits/jobs", body()).status_code == 404
    assert client.get("/api/v1/projects/digits/jobs").status_code == 404
    assert client.get("/api/v1/projects/digits/targets").status_code == 404


def test_an_annotator_submits_nothing(cast: Cast) -> None:
    assert post(make_client(cast.annotator), "projects/digits/jobs", body()).status_code == 403


def test_nobody_is_asked_to_sign_in(cast: Cast) -> None:
    assert post(make_client(), "projects/digits/jobs", body()).status_code in {401, 403}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"command": 5}, "command"),
        ({"command": []}, "command"),
        ({"command": ["a", 1]}, "command"),
        ({"target": "moon"}, "target"),
        ({"resources": {"cpus": "many"}}, "resources.cpus"),
        ({"resources": {"cpus": 64}}, "resources.cpus"),
        ({"environment": {"NAIAD_X": "1"}}, "environment"),
        ({"time_limit_seconds": -1}, "time_limit_seconds"),
    ],
)
def test_what_is_wrong_is_named(cast: Cast, fields: dict[str, Any], wrong: str) -> None:
    make_target("box")
    answer = post(make_client(cast.contributor), "projects/digits/jobs", body(**fields))
    assert answer.status_code == 400
    assert wrong in answer.json()["errors"]


def test_viewers_see_a_job_with_its_attempts(cast: Cast) -> None:
    job = end(make_running_job(project=cast.project, user=cast.contributor), Phase.FAILED, code=3)
    answer = make_client(cast.viewer).get(f"/api/v1/jobs/{job.pk}").json()
    assert (answer["state"], answer["exit_code"]) == ("FAILED", 3)
    assert answer["can"] == {"cancel": False, "retry": False}
    [attempt] = answer["attempts"]
    assert (attempt["number"], attempt["state"], attempt["exit_code"]) == (1, "FAILED", 3)


def test_a_stranger_s_job_is_not_there(cast: Cast) -> None:
    job = make_job(project=cast.project, user=cast.contributor)
    client = make_client(cast.stranger)
    assert client.get(f"/api/v1/jobs/{job.pk}").status_code == 404
    assert post(client, f"jobs/{job.pk}/cancel").status_code == 404
    assert post(client, f"jobs/{job.pk}/retry").status_code == 404
    assert make_client(cast.owner).get(f"/api/v1/jobs/{uuid4()}").status_code == 404


def test_one_cancels_one_s_own_job(cast: Cast) -> None:
    job = make_job(project=cast.project, user=cast.contributor)
    answer = post(make_client(cast.contributor), f"jobs/{job.pk}/cancel")
    assert answer.json()["state"] == "CANCELLED"
    again = post(make_client(cast.contributor), f"jobs/{job.pk}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_somebody_else_s_job_is_a_maintainer_s_to_steer(cast: Cast) -> None:
    job = make_job(project=cast.project, user=cast.owner)
    assert post(make_client(cast.contributor), f"jobs/{job.pk}/cancel").status_code == 403
    assert post(make_client(cast.contributor), f"jobs/{job.pk}/retry").status_code == 403
    assert post(make_client(cast.maintainer), f"jobs/{job.pk}/cancel").status_code == 200
    assert post(make_client(cast.maintainer), f"jobs/{job.pk}/retry").json()["state"] == "QUEUED"


def test_a_job_that_runs_is_not_retried(cast: Cast) -> None:
    job = make_running_job(project=cast.project, user=cast.contributor)
    answer = post(make_client(cast.contributor), f"jobs/{job.pk}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_the_listing_has_pages_and_states(cast: Cast) -> None:
    target = make_target()
    made = [make_job(target, project=cast.project, user=cast.owner, name=f"{i}") for i in range(5)]
    client = make_client(cast.viewer)
    path = "/api/v1/projects/digits/jobs"
    first = client.get(path, {"limit": 3}).json()
    second = client.get(path, {"limit": 3, "page_token": first["next_page_token"]}).json()
    names = [job["name"] for job in first["results"] + second["results"]]
    assert names == [job.name for job in reversed(made)]
    assert second["next_page_token"] is None
    assert client.get(path, {"state": "RUNNING"}).json()["results"] == []
    assert client.get(path, {"state": "NONSENSE"}).status_code == 400
    assert client.get(path, {"page_token": "nonsense"}).status_code == 400


def test_the_listing_costs_the_same_with_many_rows(cast: Cast) -> None:
    counts = []
    target = make_target(cpus=50)
    client = make_client(cast.viewer)
    for number in (1, 19):
        for _ in range(number):
            make_running_job(target, project=cast.project, user=cast.contributor)
        client.get("/api/v1/projects/digits/jobs")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/api/v1/projects/digits/jobs")
        counts.append((len(answer.json()["results"]), len(queries)))
    assert [rows for rows, _ in counts] == [1, 20]
    assert counts[0][1] == counts[1][1]


def test_targets_say_what_they_have_hold_and_enforce(cast: Cast) -> None:
    target = make_target("box", cpus=2)
    make_running_job(target, project=cast.project, user=cast.owner, cpus=2)
    make_job(target, project=cast.project, user=cast.owner, cpus=2)
    [shown] = make_client(cast.viewer).get("/api/v1/projects/digits/targets").json()["results"]
    assert shown["capacity"] == {"cpus": 2.0, "memory_mb": 8000, "gpus": 2}
    assert (shown["running"], shown["queued"]) == (1, 1)
    assert (shown["state"], shown["enforced"]) == ("ready", ["time"])


def test_targets_cost_the_same_with_many_rows(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_target()
    client = make_client(cast.viewer)
    with django_assert_max_num_queries(8):
        assert len(client.get("/api/v1/projects/digits/targets").json()["results"]) == 20


def test_a_reading_token_submits_nothing(cast: Cast) -> None:
    make_target("box")
    token = make_token_text(cast.owner, scopes=["read"])  # type: ignore[list-item]  # as the API has it
    answer = post(make_client(token=token), "projects/digits/jobs", body())
    assert answer.status_code == 403
    assert not Job.objects.exists()
