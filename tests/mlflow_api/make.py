"""A client of the protocol without a server, for tests."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import async_to_sync

from apps.mlflow_api.contracts import LaneRequest, LaneResponse
from apps.mlflow_api.lane import respond
from apps.projects.models import Project
from apps.projects.permissions import Role
from tests.accounts.make import make_token_text
from tests.projects.make import make_member, make_project


class Refused(Exception):
    """The protocol answered with an error."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.code: str = body["error_code"]
        self.message: str = body["message"]


@dataclass(kw_only=True)
class Client:
    """Sends requests as one token's owner; an answer that is an error is raised as `Refused`."""

    token: str = ""
    workspace: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def send(
        self, method: str, path: str, *, query: str = "", body: bytes = b"", **headers: str
    ) -> LaneResponse:
        """The answer, whatever it is."""
        sent = {"content-type": "application/json", **self.headers, **headers}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        if self.workspace:
            sent["x-mlflow-workspace"] = self.workspace
        full = path if path.startswith("/") else f"/api/2.0/mlflow/{path}"
        return respond(LaneRequest(method=method, path=full, query=query, headers=sent, body=body))

    def get(self, path: str, /, **query: Any) -> Any:
        """The JSON answer to a GET."""
        return _read(self.send("GET", path, query=urlencode(query, doseq=True)))

    def post(self, path: str, /, **body: Any) -> Any:
        """The JSON answer to a POST."""
        return self.call("POST", path, **body)

    def call(self, method: str, path: str, /, **body: Any) -> Any:
        """The JSON answer to a request with a JSON body."""
        return _read(self.send(method, path, body=json.dumps(body).encode()))

    def put(self, path: str, content: bytes) -> Any:
        """The JSON answer to an upload through the artifact proxy."""
        return _read(self.send("PUT", files(path), body=content))

    def download(self, path: str) -> bytes:
        """The bytes of a file behind the artifact proxy."""
        answer = self.send("GET", files(path))
        if answer.stream is None:
            _read(answer)
        return async_to_sync(_gathered)(answer)


def files(path: str) -> str:
    """The proxy's address for an artifact's URI or path."""
    return f"/api/2.0/mlflow-artifacts/artifacts/{path.removeprefix('mlflow-artifacts:/')}"


def _read(answer: LaneResponse) -> Any:
    if answer.status >= 400:
        raise Refused(answer.status, json.loads(answer.body))
    return json.loads(answer.body)


async def _gathered(answer: LaneResponse) -> bytes:
    assert answer.stream is not None
    return b"".join([piece async for piece in answer.stream])


def make_client(role: Role = Role.CONTRIBUTOR, project: Project | None = None) -> Client:
    """A client of a new member of the project, whose token has it as its default."""
    project = project or make_project()
    text = make_token_text(make_member(project, role), project_key=project.key)
    return Client(token=text)


def make_run(client: Client, **fields: Any) -> str:
    """The id of a new run in the default experiment."""
    body = {"experiment_id": "0", "start_time": 1_700_000_000_000, **fields}
    return str(client.post("runs/create", **body)["run"]["info"]["run_id"])


def point(
    key: str = "loss", value: object = 0.5, *, step: object = 0, at: object = 1000
) -> dict[str, Any]:
    """A metric as a batch carries it."""
    return {"key": key, "value": value, "timestamp": at, "step": step}
