"""Naiad killed at any moment: no job is lost, none is started twice, none of its words missing."""

import json
import random
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.naiad_process import NaiadProcess
from tests.workers.polling import eventually

pytestmark = [pytest.mark.slow, pytest.mark.any_database, pytest.mark.timeout(180)]
JOBS = 6
KILLS = 4


@pytest.fixture
def naiad(tmp_path: Path) -> Any:
    naiad = NaiadProcess(data_dir=tmp_path / "data").start()
    yield naiad
    naiad.stop()


class Client:
    """A person's scripts: a token, and the REST API."""

    def __init__(self, naiad: NaiadProcess) -> None:
        self._naiad = naiad
        self._token = naiad.token()

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self._naiad.url}/api/v1/{path}",
            data=json.dumps(body).encode() if body is not None else None,
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def submit(self, command: str) -> str:
        body = {"name": "train", "command": command, "resources": {"cpus": 0.5}}
        return str(self.call("projects/demo/jobs", body)["id"])

    def jobs(self) -> dict[str, dict[str, Any]]:
        return {job["id"]: job for job in self.call("projects/demo/jobs")["results"]}


def test_a_server_killed_at_random_points_loses_and_doubles_nothing(
    naiad: NaiadProcess, tmp_path: Path
) -> None:
    client, chance = Client(naiad), random.Random()
    told = tmp_path / "told"
    told.mkdir()
    submitted = []
    for number in range(JOBS):
        mark = f"echo begun >> {told}/{number}; sleep 0.5; echo ended >> {told}/{number}"
        submitted.append(client.submit(f"echo hello {number}; {mark}"))
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.1, 1.5))  # the fault's own moment, not a wait for anything
        naiad.kill()
        naiad.start()
    eventually(
        lambda: {job["state"] for job in client.jobs().values()} == {"SUCCEEDED"}, seconds=60
    )
    jobs = client.jobs()
    assert set(jobs) == set(submitted)
    assert all(len(job["attempts"]) == 1 for job in jobs.values())
    assert [(told / str(n)).read_text() for n in range(JOBS)] == ["begun\nended\n"] * JOBS
    for number, job_id in enumerate(submitted):
        console = client.call(f"runs/{jobs[job_id]['run_id']}/console?after=0&limit=65536")
        assert console["text"].startswith(f"hello {number}\n")
