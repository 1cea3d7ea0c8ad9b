"""Every route of the protocol with every role: who may, who may not, and for whom it is not there."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from apps.accounts.contracts import Scope
from apps.mlflow_api.contracts import LaneResponse, Route
from apps.mlflow_api.routes import ROUTES
from apps.projects.permissions import Role
from tests.accounts.make import make_token_text
from tests.mlflow_api.make import Client, make_run, point
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)

RUN, FILE = "{run_id}", "1/{run_id}/artifacts/a.txt"
NAME = {"name": "digits"}
VERSION = {"name": "digits", "version": "1"}
VIEWER, ANNOTATOR, CONTRIBUTOR = Role.VIEWER, Role.ANNOTATOR, Role.CONTRIBUTOR
MAINTAINER, OWNER = Role.MAINTAINER, Role.OWNER

# The role that each route needs, and an example of what is sent to it.
NEEDS: dict[str, tuple[Role, dict[str, Any]]] = {
    "GET mlflow/experiments/get": (VIEWER, {"experiment_id": "{experiment_id}"}),
    "GET mlflow/experiments/get-by-name": (VIEWER, {"experiment_name": "seen"}),
    "GET mlflow/experiments/search": (VIEWER, {}),
    "POST mlflow/experiments/search": (VIEWER, {}),
    "POST mlflow/experiments/search-datasets": (VIEWER, {"experiment_ids": ["0"]}),
    "POST mlflow/runs/search": (VIEWER, {"experiment_ids": ["0"]}),
    "POST mlflow/experiments/create": (CONTRIBUTOR, {"name": "fresh"}),
    "POST mlflow/experiments/update": (
        ANNOTATOR,
        {"experiment_id": "{experiment_id}", "new_name": "renamed"},
    ),
    "POST mlflow/experiments/delete": (MAINTAINER, {"experiment_id": "{experiment_id}"}),
    "POST mlflow/experiments/restore": (MAINTAINER, {"experiment_id": "{experiment_id}"}),
    "POST mlflow/experiments/set-experiment-tag": (
        ANNOTATOR,
        {"experiment_id": "{experiment_id}", "key": "k", "value": "v"},
    ),
    "POST mlflow/experiments/delete-experiment-tag": (
        ANNOTATOR,
        {"experiment_id": "{experiment_id}", "key": "team"},
    ),
    "GET mlflow/runs/get": (VIEWER, {"run_id": RUN}),
    "POST mlflow/runs/create": (CONTRIBUTOR, {"experiment_id": "{experiment_id}"}),
    "POST mlflow/runs/update": (CONTRIBUTOR, {"run_id": RUN, "status": "FINISHED"}),
    "POST mlflow/runs/delete": (MAINTAINER, {"run_id": RUN}),
    "POST mlflow/runs/restore": (MAINTAINER, {"run_id": RUN}),
    "POST mlflow/runs/set-tag": (ANNOTATOR, {"run_id": RUN, "key": "k", "value": "v"}),
    "POST mlflow/runs/delete-tag": (ANNOTATOR, {"run_id": RUN, "key": "team"}),
    "POST mlflow/runs/log-batch": (CONTRIBUTOR, {"run_id": RUN, "metrics": [point()]}),
    "POST mlflow/runs/log-metric": (CONTRIBUTOR, {"run_id": RUN, **point()}),
    "POST mlflow/runs/log-parameter": (CONTRIBUTOR, {"run_id": RUN, "key": "p", "value": "1"}),
    "POST mlflow/runs/log-inputs": (CONTRIBUTOR, {"run_id": RUN}),
    "POST mlflow/runs/outputs": (CONTRIBUTOR, {"run_id": RUN}),
    "POST mlflow/runs/log-model": (
        CONTRIBUTOR,
        {
            "run_id": RUN,
            "model_json": '{"artifact_path": "", "flavors": 1, "utc_time_created": 1, "run_id": 1}',
        },
    ),
    "GET mlflow/metrics/get-history": (VIEWER, {"run_id": RUN, "metric_key": "loss"}),
    "GET mlflow/metrics/get-history-bulk": (VIEWER, {"run_id": RUN, "metric_key": "loss"}),
    "GET mlflow/metrics/get-history-bulk-interval": (
        VIEWER,
        {"run_ids": RUN, "metric_key": "loss"},
    ),
    "GET mlflow/artifacts/list": (VIEWER, {"run_id": RUN}),
    "POST mlflow/artifacts/presigned-download-url": (VIEWER, {"run_id": RUN, "path": "a.txt"}),
    "POST mlflow/artifacts/presigned-upload-url": (CONTRIBUTOR, {"run_id": RUN, "path": "a.txt"}),
    "GET mlflow-artifacts/artifacts": (VIEWER, {"path": "1/{run_id}/artifacts"}),
    "GET mlflow-artifacts/artifacts/{artifact_path:path}": (VIEWER, {}),
    "PUT mlflow-artifacts/artifacts/{artifact_path:path}": (CONTRIBUTOR, {}),
    "DELETE mlflow-artifacts/artifacts/{artifact_path:path}": (MAINTAINER, {}),
    "GET mlflow-artifacts/presigned/{artifact_path:path}": (VIEWER, {}),
    "POST mlflow-artifacts/mpu/create/{artifact_path:path}": (CONTRIBUTOR, {"path": "b"}),
    "POST mlflow-artifacts/mpu/complete/{artifact_path:path}": (CONTRIBUTOR, {"path": "b"}),
    "POST mlflow-artifacts/mpu/abort/{artifact_path:path}": (CONTRIBUTOR, {"path": "b"}),
    "GET /get-artifact": (VIEWER, {"run_id": RUN, "path": "a.txt"}),
    "GET /model-versions/get-artifact": (VIEWER, {**VERSION, "path": "a.txt"}),
    "POST mlflow/logged-models": (CONTRIBUTOR, {"experiment_id": "{experiment_id}", "name": "m"}),
    "POST mlflow/logged-models/search": (VIEWER, {"experiment_ids": ["0"]}),
    "GET mlflow/logged-models/{model_id}": (VIEWER, {}),
    "PATCH mlflow/logged-models/{model_id}": (CONTRIBUTOR, {"status": "LOGGED_MODEL_READY"}),
    "DELETE mlflow/logged-models/{model_id}": (MAINTAINER, {}),
    "POST mlflow/logged-models/{model_id}/params": (CONTRIBUTOR, {}),
    "PATCH mlflow/logged-models/{model_id}/tags": (ANNOTATOR, {}),
    "DELETE mlflow/logged-models/{model_id}/tags/{tag_key:path}": (ANNOTATOR, {}),
    "GET mlflow/logged-models/{model_id}/artifacts/directories": (VIEWER, {}),
    "GET mlflow/logged-models/{model_id}/artifacts/files": (VIEWER, {"artifact_file_path": "a"}),
    "POST mlflow/registered-models/create": (CONTRIBUTOR, {"name": "fresh"}),
    "POST mlflow/registered-models/rename": (MAINTAINER, {**NAME, "new_name": "renamed"}),
    "PATCH mlflow/registered-models/update": (ANNOTATOR, {**NAME, "description": "x"}),
    "DELETE mlflow/registered-models/delete": (MAINTAINER, NAME),
    "GET mlflow/registered-models/get": (VIEWER, NAME),
    "GET mlflow/registered-models/search": (VIEWER, {}),
    "GET mlflow/registered-models/get-latest-versions": (VIEWER, NAME),
    "POST mlflow/registered-models/get-latest-versions": (VIEWER, NAME),
    "POST mlflow/registered-models/set-tag": (ANNOTATOR, {**NAME, "key": "k", "value": "v"}),
    "DELETE mlflow/registered-models/delete-tag": (ANNOTATOR, {**NAME, "key": "k"}),
    "POST mlflow/registered-models/alias": (CONTRIBUTOR, {**VERSION, "alias": "new"}),
    "DELETE mlflow/registered-models/alias": (CONTRIBUTOR, {**NAME, "alias": "champion"}),
    "GET mlflow/registered-models/alias": (VIEWER, {**NAME, "alias": "champion"}),
    "POST mlflow/model-versions/create": (
        CONTRIBUTOR,
        {**NAME, "source": "runs:/{run_id}/m", "run_id": RUN},
    ),
    "PATCH mlflow/model-versions/update": (ANNOTATOR, {**VERSION, "description": "x"}),
    "POST mlflow/model-versions/transition-stage": (CONTRIBUTOR, {**VERSION, "stage": "Staging"}),
    "DELETE mlflow/model-versions/delete": (MAINTAINER, VERSION),
    "GET mlflow/model-versions/get": (VIEWER, VERSION),
    "GET mlflow/model-versions/search": (VIEWER, {}),
    "GET mlflow/model-versions/get-download-uri": (VIEWER, VERSION),
    "POST mlflow/model-versions/set-tag": (ANNOTATOR, {**VERSION, "key": "k", "value": "v"}),
    "DELETE mlflow/model-versions/delete-tag": (ANNOTATOR, {**VERSION, "key": "k"}),
    "GET mlflow/workspaces/{workspace_name}": (VIEWER, {}),
    "PATCH mlflow/workspaces/{workspace_name}": (OWNER, {"description": "x"}),
}
# Not of one project: the list is everybody's own, and everybody may make one.
OF_NOBODY = {"GET mlflow/workspaces", "POST mlflow/workspaces"}


@dataclass(frozen=True, kw_only=True)
class Room:
    """A project with one of everything in it, and somebody in each relation to it."""

    cast: Cast
    ids: dict[str, str]

    def send(self, route: Route, token: str) -> LaneResponse:
        """The answer to the route's example."""
        example = json.loads(_filled(json.dumps(NEEDS[name_of(route)][1]), self.ids))
        path = _filled(route.template.replace(":path}", "}"), self.ids)
        client = Client(token=token, workspace=self.cast.project.key)
        if route.method == "GET":
            return client.send("GET", path, query=urlencode(example, doseq=True))
        return client.send(route.method, path, body=json.dumps(example).encode())


def name_of(route: Route) -> str:
    return f"{route.method} {route.template.removeprefix('/api/2.0/').removeprefix('/api/3.0/')}"


def _filled(template: str, ids: dict[str, str]) -> str:
    for name, value in ids.items():
        template = template.replace(f"{{{name}}}", value)
    return template


GATED = [route for route in ROUTES if not route.public and name_of(route) not in OF_NOBODY]
BY_NAME = [pytest.param(route, id=name_of(route)) for route in GATED]


@pytest.fixture
def room(settings: Any, tmp_path: Path) -> Room:
    settings.NAIAD_BLOB_URL = tmp_path.as_uri()
    cast = make_cast()
    client = Client(token=make_token_text(cast.owner), workspace=cast.project.key)
    tags = [{"key": "team", "value": "x"}]
    experiment_id = client.post("experiments/create", name="seen", tags=tags)["experiment_id"]
    run_id = make_run(client, experiment_id=experiment_id, tags=tags)
    client.put(f"1/{run_id}/artifacts/a.txt", b"x")
    model = client.post("logged-models", experiment_id=experiment_id, tags=tags)["model"]["info"]
    client.post("registered-models/create", name="digits")
    client.post("model-versions/create", name="digits", source=f"runs:/{run_id}", run_id=run_id)
    client.post("registered-models/alias", name="digits", alias="champion", version="1")
    ids = {
        "run_id": run_id,
        "experiment_id": experiment_id,
        "model_id": model["model_id"],
        "artifact_path": f"1/{run_id}/artifacts/a.txt",
        "tag_key": "team",
        "workspace_name": cast.project.key,
    }
    return Room(cast=cast, ids=ids)


def test_every_route_is_in_the_table() -> None:
    assert {name_of(route) for route in GATED} == set(NEEDS)


@pytest.mark.parametrize("route", BY_NAME)
def test_nobody_is_refused(room: Room, route: Route) -> None:
    assert room.send(route, "").status == 401


@pytest.mark.parametrize("route", BY_NAME)
def test_for_a_stranger_it_does_not_exist(room: Room, route: Route) -> None:
    answer = room.send(route, make_token_text(room.cast.stranger))
    assert answer.status == 404
    assert json.loads(answer.body)["error_code"] == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.parametrize("route", BY_NAME)
def test_a_weaker_role_is_refused_and_the_needed_one_is_enough(room: Room, route: Route) -> None:
    needed = NEEDS[name_of(route)][0]
    for role in Role:
        if role.rank == needed.rank - 1:
            weaker = room.send(route, make_token_text(getattr(room.cast, role)))
            assert weaker.status == 403
    answer = room.send(route, make_token_text(getattr(room.cast, needed)))
    assert answer.status not in {401, 403, 500}


@pytest.mark.parametrize("route", BY_NAME)
def test_a_token_for_reading_does_not_write(room: Room, route: Route) -> None:
    if NEEDS[name_of(route)][0] is VIEWER:
        return
    token = make_token_text(room.cast.owner, scopes=[Scope.READ])
    assert room.send(route, token).status == 403
