"""A running server as the conformance tests speak to it below MLflow's client."""

import itertools
import os
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import mlflow
import psycopg

from tests.naiad_process import NaiadProcess

_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Portal:
    """The server with a token for it."""

    naiad: NaiadProcess
    token: str

    @property
    def http(self) -> httpx.Client:
        """A bare HTTP client with the token."""
        return httpx.Client(
            base_url=self.naiad.url,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=60,
            trust_env=False,
        )

    def post(self, path: str, **body: Any) -> Any:
        """The JSON answer to a call of the protocol."""
        with self.http as http:
            answer = http.post(f"/api/2.0/mlflow/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def make_run(self) -> str:
        """The id of a new run, made below the client."""
        run = self.post("runs/create", experiment_id="0", start_time=1)
        return str(run["run"]["info"]["run_id"])


def experiment(name: str = "digits") -> str:
    """A new experiment of this name and a number, set as the client's current one; its id."""
    return str(mlflow.set_experiment(f"{name}-{next(_numbers)}").experiment_id)


def environment() -> dict[str, str]:
    """Where the server keeps its data: an empty database on the PostgreSQL under test, if there is
    one, else SQLite in its data folder."""
    url = os.environ.get("NAIAD_TEST_DATABASE_URL", "")
    if not url:
        return {}
    name = f"conformance_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return {"NAIAD_DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
