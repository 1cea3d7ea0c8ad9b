"""What agents and uploaders send over REST."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from rest_framework.test import APIClient

from apps.accounts.services import tokens
from apps.core import clock
from apps.experiments.selectors import console as consoles
from apps.experiments.selectors import runs as run_reads
from apps.jobs.constants import JobState
from apps.jobs.contracts import Phase
from apps.jobs.models import Attempt, Job
from apps.jobs.services import code
from tests.accounts.make import make_actor, make_client
from tests.jobs.make import fake_of, make_job, make_running_job
from tests.jobs.test_code import make_zip
from tests.jobs.test_observation import end
from tests.projects.make import make_cast, make_project

pytestmark = pytest.mark.django_db


def agent_of(job: Job) -> APIClient:
    """A client with the token that the executor was given."""
    return make_client(token=fake_of(job.target).submitted[-1].token)


def send_log(client: APIClient, attempt: Attempt, data: bytes, offset: int = 0) -> Any:
    path = f"/api/v1/agent/attempts/{attempt.pk}/log?offset={offset}"
    return client.post(path, data, content_type="application/octet-stream")


def console_of(job: Job) -> str:
    ref = run_reads.find_run_ref(job.run_id)
    assert ref is not None
    return str(consoles.read_console(ref).text)


def test_output_is_appended_by_offset_and_only_once() -> None:
    job = make_running_job()
    client, attempt = agent_of(job), job.attempts.get()
    assert send_log(client, attempt, b"hello ").json() == {"size": 6, "full": False}
    assert send_log(client, attempt, b"hello ").json()["size"] == 6
    assert send_log(client, attempt, b"world", offset=6).json()["size"] == 11
    assert console_of(job) == "hello world"


def test_output_from_beyond_the_end_is_answered_with_the_end() -> None:
    job = make_running_job()
    attempt = job.attempts.get()
    assert send_log(agent_of(job), attempt, b"late", offset=50).json() == {"size": 0, "full": False}


def test_output_past_what_is_kept_is_not_asked_for(settings: Any) -> None:
    settings.NAIAD_MAX_CONSOLE_BYTES = 10
    job = make_running_job()
    answer = send_log(agent_of(job), job.attempts.get(), b"more", offset=11)
    assert answer.json()["full"] is True


def test_pieces_that_are_too_large_are_refused() -> None:
    job = make_running_job()
    answer = send_log(agent_of(job), job.attempts.get(), b"x" * (4 * 2**20 + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("offset", [-1, "x"])
def test_an_offset_that_is_none_is_refused(offset: Any) -> None:
    job = make_running_job()
    assert send_log(agent_of(job), job.attempts.get(), b"x", offset=offset).status_code == 400


def test_only_the_run_s_own_token_is_an_agent_s() -> None:
    job, other = make_running_job(), make_running_job()
    attempt = job.attempts.get()
    assert send_log(agent_of(other), attempt, b"x").status_code == 404
    assert job.created_by is not None
    assert send_log(make_client(job.created_by), attempt, b"x").status_code == 404
    assert send_log(make_client(), attempt, b"x").status_code in {401, 403}


def test_an_ended_attempt_s_token_is_worthless() -> None:
    job = make_running_job()
    client, attempt = agent_of(job), job.attempts.get()
    end(job, Phase.SUCCEEDED)
    assert send_log(client, attempt, b"x").status_code == 401


def test_what_an_agent_prepares_is_shown_while_the_job_starts() -> None:
    job = make_job()
    job = Job.objects.get(pk=job.pk)
    attempt_job = _started(job)
    path = f"/api/v1/agent/attempts/{attempt_job.attempts.get().pk}/status"
    message = {"phase": "STARTING", "message": "Preparing the Python environment."}
    assert agent_of(job).post(path, message, format="json").status_code == 204
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.STARTING, "Preparing the Python environment.")


@pytest.mark.parametrize("phase", ["RUNNING", "SUCCEEDED", "FAILED", "LOST"])
def test_an_agent_s_word_alone_moves_nothing(phase: str) -> None:
    job = _started(make_job())
    path = f"/api/v1/agent/attempts/{job.attempts.get().pk}/status"
    assert agent_of(job).post(path, {"phase": phase}, format="json").status_code == 204
    job.refresh_from_db()
    assert job.state == JobState.STARTING


def test_a_phase_that_is_none_is_refused() -> None:
    job = make_running_job()
    path = f"/api/v1/agent/attempts/{job.attempts.get().pk}/status"
    answer = agent_of(job).post(path, {"phase": "SLEEPING"}, format="json")
    assert answer.status_code == 400


def test_an_agent_fetches_the_code_as_it_was_uploaded() -> None:
    project, data = make_project(), make_zip("train.py")
    kept = code.upload_code(actor=make_actor(), project=project, chunks=[data])
    job = _started(make_job(project=project, code_id=kept.pk))
    answer: Any = agent_of(job).get(f"/api/v1/agent/attempts/{job.attempts.get().pk}/code")
    assert answer.status_code == 200
    assert _read(answer) == data


def test_a_job_without_code_has_none() -> None:
    job = make_running_job()
    answer = agent_of(job).get(f"/api/v1/agent/attempts/{job.attempts.get().pk}/code")
    assert (answer.status_code, answer.json()["code"]) == (404, "code_not_found")


def test_a_run_token_made_for_something_else_is_not_an_agent_s() -> None:
    job = make_running_job()
    _, text = tokens.create_run_token(
        user_id=make_actor().user_id, run_id="f" * 32, project_key="x", expires_at=_tomorrow()
    )
    assert send_log(make_client(token=text), job.attempts.get(), b"x").status_code == 404


def test_a_contributor_uploads_code() -> None:
    cast = make_cast("digits")
    answer = make_client(cast.contributor).post(
        "/api/v1/projects/digits/code", make_zip("train.py"), content_type="application/zip"
    )
    assert answer.status_code == 201
    assert answer.json()["files"] == ["train.py"]
    assert set(answer.json()) == {"code_id", "sha256", "size", "filename", "files"}


def test_one_file_of_code_has_its_name_in_the_address() -> None:
    cast = make_cast("digits")
    answer = make_client(cast.owner).post(
        "/api/v1/projects/digits/code?filename=train.py", b"1", content_type="text/x-python"
    )
    assert json.loads(answer.content)["filename"] == "train.py"


def test_who_may_not_contribute_uploads_nothing(settings: Any) -> None:
    cast = make_cast("digits")
    for user, status in ((cast.stranger, 404), (cast.annotator, 403)):
        answer = make_client(user).post(
            "/api/v1/projects/digits/code", b"1", content_type="application/zip"
        )
        assert answer.status_code == status


def test_code_that_is_wrong_or_too_large_is_refused(settings: Any) -> None:
    client = make_client(make_cast("digits").owner)
    path = "/api/v1/projects/digits/code"
    assert client.post(path, b"no zip", content_type="application/zip").status_code == 400
    settings.NAIAD_MAX_CODE_BYTES = 3
    answer = client.post(path, b"no zip", content_type="application/zip")
    assert (answer.status_code, answer.json()["limit"]) == (413, 3)


def _started(job: Job) -> Job:
    from apps.jobs.services import scheduling

    scheduling.schedule()
    return Job.objects.get(pk=job.pk)


def _tomorrow() -> Any:
    return clock.from_ms(clock.now_ms() + 86_400_000)


def _read(answer: Any) -> bytes:
    async def gather() -> bytes:
        return b"".join([piece async for piece in answer.streaming_content])

    return bytes(async_to_sync(gather)())
