"""MLflow's own client of users and roles, and its scripts with a name and a password."""

import importlib
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import mlflow
import pytest
from mlflow.exceptions import MlflowException, RestException

from tests.conformance.portal import Portal, experiment

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@pytest.fixture
def client(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client, without the server that its package starts to load, which needs Flask-WTF."""
    package = ModuleType("mlflow.server.auth")
    package.__path__ = [str(Path(mlflow.__file__).parent / "server" / "auth")]
    monkeypatch.setitem(sys.modules, "mlflow.server.auth", package)
    return importlib.import_module("mlflow.server.auth.client").AuthServiceClient(portal.naiad.url)


@pytest.fixture
def name(client: Any) -> str:
    """The name of a new user."""
    return str(client.create_user(f"person{next(_numbers)}@example.org", PASSWORD).username)


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(RestException) as refused:
        call()
    return str(refused.value.error_code)


def test_users_are_made_changed_and_deleted(client: Any, name: str) -> None:
    assert client.get_user(name).is_admin is False
    client.update_user_admin(name, is_admin=True)
    assert client.get_user(name).is_admin is True
    assert refusal(lambda: client.create_user(name, PASSWORD)) == "RESOURCE_ALREADY_EXISTS"
    client.delete_user(name)
    assert refusal(lambda: client.get_user(name)) == "RESOURCE_DOES_NOT_EXIST"


def test_roles_are_listed_given_and_taken(client: Any, name: str) -> None:
    roles = {role.name: role for role in client.list_roles("demo")}
    contributor = roles["contributor"]
    assert client.get_role(contributor.id).workspace == "demo"
    permissions = client.list_role_permissions(contributor.id)
    assert {each.resource_type: each.permission for each in permissions}["experiment"] == "EDIT"
    assignment = client.assign_role(name, contributor.id)
    assert [role.id for role in client.list_user_roles(name)] == [contributor.id]
    assert assignment.id in [each.id for each in client.list_role_users(contributor.id)]
    assert client.get_user_permission(name, "experiment", "0").permission == "EDIT"
    client.unassign_role(name, contributor.id)
    assert client.get_user_permission(name, "experiment", "0").allowed is False
    assert {role.workspace for role in client.list_all_roles()} >= {"demo"}


def test_what_naiad_has_not_is_refused_in_words(client: Any, name: str) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: client.create_role("demo", "special"),
        lambda: client.update_role(1, name="special"),
        lambda: client.delete_role(1),
        lambda: client.add_role_permission(1, "experiment", "*", "READ"),
        lambda: client.remove_role_permission(1),
        lambda: client.update_role_permission(1, "READ"),
        lambda: client.grant_user_permission(name, "experiment", "1", "READ"),
        lambda: client.revoke_user_permission(name, "experiment", "1"),
    ]
    assert [refusal(call) for call in calls] == ["NOT_IMPLEMENTED"] * len(calls)


def test_a_token_sets_no_password_a_password_does(
    client: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(lambda: client.update_user_password(name, "another horse battery")) == (
        "PERMISSION_DENIED"
    )
    sign_in(monkeypatch, name, PASSWORD)
    client.update_user_password(name, "another horse battery", current_password=PASSWORD)
    with pytest.raises(MlflowException):
        client.get_user(name)
    sign_in(monkeypatch, name, "another horse battery")
    assert client.get_user(name).username == name


def test_a_script_logs_with_a_name_and_a_password(
    client: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles = {role.name: role.id for role in client.list_roles("demo")}
    client.assign_role(name, roles["contributor"])
    sign_in(monkeypatch, name, PASSWORD)
    experiment()
    with mlflow.start_run() as run:
        for step in range(20):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_text("hello", "notes/hello.txt")
    assert mlflow.get_run(run.info.run_id).data.metrics["loss"] == 0.05
    assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/notes/hello.txt") == "hello"


def sign_in(monkeypatch: pytest.MonkeyPatch, name: str, password: str) -> None:
    """Point the client at this account as its users do."""
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN", raising=False)
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", name)
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", password)
