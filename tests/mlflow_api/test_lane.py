"""Who is let in, and how refusals are said."""

import base64
import json

import pytest

from apps.accounts.contracts import Scope
from apps.accounts.services import tokens
from tests.accounts.make import make_token, make_token_text, make_user
from tests.mlflow_api.make import Client, Refused, make_client, make_run, point
from tests.projects.make import make_member, make_project

pytestmark = pytest.mark.django_db


def test_nobody_is_asked_for_a_token_and_told_how_to_get_one() -> None:
    answer = Client().send("GET", "runs/get", query="run_id=x")
    body = json.loads(answer.body)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="mlflow"'
    assert body["error_code"] == "UNAUTHENTICATED"
    assert "MLFLOW_TRACKING_TOKEN" in body["message"]


def test_a_session_cookie_is_nobody() -> None:
    answer = Client(headers={"cookie": "naiad_session=abc"}).send("GET", "experiments/search")
    assert answer.status == 401


@pytest.mark.parametrize("pair", ["{token}:", "anything:{token}", ":{token}"])
def test_a_token_comes_in_basic_too(pair: str) -> None:
    client = make_client()
    basic = base64.b64encode(pair.format(token=client.token).encode()).decode()
    answer = Client(headers={"authorization": f"Basic {basic}"}).send("GET", "experiments/search")
    assert answer.status == 200


@pytest.mark.parametrize("header", ["Bearer nai_wrong", "Bearer", "Basic %%%", "Digest x", "x"])
def test_a_wrong_credential_is_refused(header: str) -> None:
    answer = Client(headers={"authorization": header}).send("GET", "experiments/search")
    assert answer.status == 401


def test_a_revoked_token_is_refused_at_once() -> None:
    token, text = make_token(make_user())
    client = Client(token=text)
    client.get("/api/3.0/mlflow/workspaces")
    tokens.revoke_token(token)
    with pytest.raises(Refused, match="revoked"):
        client.get("/api/3.0/mlflow/workspaces")


def test_a_token_for_reading_reads_and_does_not_write() -> None:
    project = make_project()
    run_id = make_run(make_client(project=project))
    text = make_token_text(make_member(project), scopes=[Scope.READ], project_key=project.key)
    reader = Client(token=text)
    assert reader.get("runs/get", run_id=run_id)["run"]["info"]["run_id"] == run_id
    for path, body in (
        ("runs/create", {"experiment_id": "0"}),
        ("runs/log-batch", {"run_id": run_id, "metrics": [point()]}),
        ("runs/set-tag", {"run_id": run_id, "key": "k", "value": "v"}),
        ("registered-models/create", {"name": "digits"}),
    ):
        with pytest.raises(Refused, match="scope") as refused:
            reader.post(path, **body)
        assert refused.value.code == "PERMISSION_DENIED"


def test_every_address_is_answered_under_ajax_api_too() -> None:
    client = make_client()
    run_id = make_run(client)
    run = client.get("/ajax-api/2.0/mlflow/runs/get", run_id=run_id)["run"]
    assert run["info"]["run_id"] == run_id


def test_an_unknown_endpoint_is_named() -> None:
    with pytest.raises(Refused, match="gateway") as refused:
        make_client().get("/api/3.0/mlflow/gateway/endpoints/list")
    assert (refused.value.status, refused.value.code) == (404, "ENDPOINT_NOT_FOUND")


def test_a_wrong_method_is_told_the_right_ones() -> None:
    with pytest.raises(Refused, match="POST") as refused:
        make_client().get("runs/create")
    assert refused.value.status == 405


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_declared_as_json_is_refused(content_type: str) -> None:
    client = make_client()
    client.headers["content-type"] = content_type
    with pytest.raises(Refused, match="application/json") as refused:
        client.post("experiments/create", name="x")
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_json_may_be_declared_with_a_charset() -> None:
    client = make_client()
    client.headers["content-type"] = "application/json; charset=utf-8"
    assert client.post("experiments/create", name="x")["experiment_id"].isdigit()


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b'"x"'])
def test_a_malformed_body_is_the_clients_fault(body: bytes) -> None:
    answer = make_client().send("POST", "runs/log-batch", body=body)
    assert answer.status == 400
    assert json.loads(answer.body)["error_code"] == "INVALID_PARAMETER_VALUE"


def test_what_the_server_is_may_be_asked_by_everybody() -> None:
    assert Client().send("GET", "/version").body == b"3.18.0"
    info = Client().get("/api/3.0/mlflow/server-info")
    assert info["workspaces_enabled"] is True
    assert info["multipart_uploads_enabled"] is False
