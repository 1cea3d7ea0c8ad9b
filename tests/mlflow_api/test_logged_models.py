"""Logged models through the protocol."""

from typing import Any

import pytest

from apps.projects.permissions import Role
from tests.mlflow_api.make import Client, Refused, make_client, make_run

pytestmark = pytest.mark.django_db


def make_model(client: Client, **fields: Any) -> dict[str, Any]:
    body = {"experiment_id": "0", "name": "forest", **fields}
    return dict(client.post("logged-models", **body)["model"]["info"])


def test_a_model_is_made_finished_and_read() -> None:
    client = make_client()
    run_id = make_run(client)
    made = make_model(client, source_run_id=run_id, params=[{"key": "trees", "value": "9"}])
    assert made["status"] == "LOGGED_MODEL_PENDING"
    assert made["artifact_uri"].endswith(f"/models/{made['model_id']}/artifacts")
    client.call("PATCH", f"logged-models/{made['model_id']}", status="LOGGED_MODEL_READY")
    model = client.get(f"logged-models/{made['model_id']}")["model"]
    assert model["info"]["status"] == "LOGGED_MODEL_READY"
    assert model["info"]["source_run_id"] == run_id
    assert model["data"]["params"] == [{"key": "trees", "value": "9"}]


@pytest.mark.parametrize("status", ["LOGGED_MODEL_DONE", 0, None])
def test_an_unknown_status_is_refused(status: object) -> None:
    client = make_client()
    model_id = make_model(client)["model_id"]
    with pytest.raises(Refused) as refused:
        client.call("PATCH", f"logged-models/{model_id}", status=status)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_tags_are_set_and_deleted() -> None:
    client = make_client()
    path = f"logged-models/{make_model(client)['model_id']}"
    client.call("PATCH", f"{path}/tags", tags=[{"key": "a/b", "value": "1"}])
    assert client.get(path)["model"]["info"]["tags"] == [{"key": "a/b", "value": "1"}]
    client.call("DELETE", f"{path}/tags/a/b")
    assert client.get(path)["model"]["info"]["tags"] == []


def test_params_are_added() -> None:
    client = make_client()
    path = f"logged-models/{make_model(client)['model_id']}"
    client.post(f"{path}/params", params=[{"key": "depth", "value": "3"}])
    assert client.get(path)["model"]["data"]["params"] == [{"key": "depth", "value": "3"}]


def test_a_deleted_model_does_not_exist_unless_asked_for() -> None:
    client = make_client(Role.MAINTAINER)
    path = f"logged-models/{make_model(client)['model_id']}"
    client.call("DELETE", path)
    with pytest.raises(Refused) as refused:
        client.get(path)
    assert refused.value.code == "RESOURCE_DOES_NOT_EXIST"
    assert client.get(path, allow_deleted="true")["model"]["info"]["name"] == "forest"


def test_models_are_found_by_name() -> None:
    client = make_client()
    made = make_model(client, name="oak")
    make_model(client, name="elm")
    found = client.post("logged-models/search", experiment_ids=["0"], filter="name = 'oak'")
    assert [model["info"]["model_id"] for model in found["models"]] == [made["model_id"]]


def test_a_search_needs_an_experiment() -> None:
    with pytest.raises(Refused, match="experiment_ids"):
        make_client().post("logged-models/search")


def test_a_strangers_model_does_not_exist() -> None:
    model_id = make_model(make_client())["model_id"]
    with pytest.raises(Refused) as refused:
        make_client().get(f"logged-models/{model_id}")
    assert refused.value.status == 404
