"""Jobs on this machine from the upload of their code to their end, with a real agent and server."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection

from apps.accounts import selectors as accounts
from apps.experiments.models import Run
from apps.experiments.selectors import console as consoles
from apps.experiments.selectors import runs as run_reads
from apps.jobs.constants import JobState
from apps.jobs.contracts import NewJob
from apps.jobs.models import Job
from apps.jobs.services import code, control, submission
from tests.accounts.make import make_user
from tests.jobs.make import owner_actor
from tests.jobs.test_code import make_zip
from tests.projects.make import make_project
from tests.workers.polling import eventually
from workers import inprocess
from workers.agent.folder import AttemptFolder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _this_machine(settings: Any, live_server: Any, tmp_path: Path) -> None:
    settings.NAIAD_EXECUTORS = {"local": "workers.executors.local.executor.LocalExecutor"}
    settings.NAIAD_DATA_DIR = tmp_path
    settings.NAIAD_AGENT_URL = live_server.url


@pytest.fixture
def running() -> Iterator[inprocess.Running]:
    running = inprocess.start()
    yield running
    assert running.stop(timeout=20)
    connection.close()


def submit(command: str, **fields: Any) -> Job:
    owner = make_user()
    project = make_project(owner=owner)
    actor = accounts.actor_for(owner)
    data = fields.pop("code", None)
    kept = data and code.upload_code(actor=actor, project=project, chunks=[data])
    new = NewJob(name="train", command=command, code_id=kept.pk if kept else None, **fields)
    return submission.submit_job(actor=actor, project=project, new=new)


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def console_of(job: Job) -> str:
    ref = run_reads.find_run_ref(Job.objects.get(pk=job.pk).run_id)
    assert ref is not None
    return str(consoles.read_console(ref).text)


def agent_of(job: Job, data_dir: Path) -> psutil.Process:
    name = job.attempts.order_by("number").last().external_name  # type: ignore[union-attr]  # there is one
    claim = eventually(AttemptFolder(data_dir / "jobs" / name).read_claim)
    assert claim is not None
    return psutil.Process(claim.pid)


def test_uploaded_code_runs_to_its_end(running: inprocess.Running) -> None:
    job = submit("ls && python -c 'print(6 * 7)'", code=make_zip("train.py"))
    eventually(lambda: state_of(job) == JobState.SUCCEEDED)
    assert console_of(job).startswith("train.py\n42\n")
    assert Run.objects.get(run_id=job.run_id).status == "FINISHED"


def test_output_is_there_while_the_job_runs(running: inprocess.Running) -> None:
    job = submit("echo up; sleep 600")
    eventually(lambda: console_of(job) == "up\n")
    assert state_of(job) in {JobState.STARTING, JobState.RUNNING}
    control.cancel_job(actor=owner_actor(job), job=job)
    eventually(lambda: state_of(job) == JobState.CANCELLED)
    assert Run.objects.get(run_id=job.run_id).status == "KILLED"


def test_a_failure_says_why(running: inprocess.Running) -> None:
    job = submit("echo oh no; exit 3")
    eventually(lambda: state_of(job) == JobState.FAILED)
    job.refresh_from_db()
    assert (job.exit_code, job.reason) == (3, "The job has ended with exit code 3.")
    assert "oh no\n" in console_of(job)


def test_a_job_goes_on_while_nobody_looks_and_is_found_again(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    running = inprocess.start()
    job = submit(f"echo up; while [ ! -e {gate} ]; do sleep 0.05; done; echo end")
    eventually(lambda: state_of(job) == JobState.RUNNING)
    assert running.stop(timeout=20)
    agent = agent_of(job, tmp_path)
    gate.touch()
    eventually(lambda: not agent.is_running() or agent.status() == psutil.STATUS_ZOMBIE)
    assert state_of(job) == JobState.RUNNING
    again = inprocess.start()
    eventually(lambda: state_of(job) == JobState.SUCCEEDED)
    assert again.stop(timeout=20)
    assert console_of(job).startswith("up\nend\n")


def test_a_killed_agent_s_job_is_tried_again(running: inprocess.Running, tmp_path: Path) -> None:
    job = submit("echo attempt $NAIAD_ATTEMPT; [ $NAIAD_ATTEMPT = 2 ] || sleep 600")
    eventually(lambda: "attempt 1" in console_of(job))
    agent_of(job, tmp_path).send_signal(signal.SIGKILL)
    eventually(lambda: state_of(job) == JobState.SUCCEEDED)
    assert "attempt 1\nattempt 2\n" in console_of(job)
