"""Registered models and versions through the protocol."""

from typing import Any

import pytest

from apps.projects.permissions import Role
from tests.mlflow_api.make import Client, Refused, make_client, make_run
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db


def make_version(client: Client, name: str = "digits", **fields: Any) -> dict[str, Any]:
    run_id = make_run(client)
    body = {"name": name, "source": f"runs:/{run_id}/model", "run_id": run_id, **fields}
    return dict(client.post("model-versions/create", **body)["model_version"])


def make_model(client: Client, name: str = "digits", **fields: Any) -> dict[str, Any]:
    return dict(client.post("registered-models/create", name=name, **fields)["registered_model"])


def test_a_model_is_registered_once() -> None:
    client = make_client()
    made = make_model(client, tags=[{"key": "a", "value": "1"}], description="Reads digits.")
    assert client.get("registered-models/get", name="digits")["registered_model"] == made
    with pytest.raises(Refused) as refused:
        make_model(client)
    assert (refused.value.status, refused.value.code) == (400, "RESOURCE_ALREADY_EXISTS")


@pytest.mark.parametrize("name", ["", " ", "a/b", "a:b", "..", ".", "x" * 257])
def test_a_name_that_will_not_do_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        make_model(make_client(), name)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_versions_are_numbered_and_a_number_is_never_used_again() -> None:
    client = make_client(Role.MAINTAINER)
    make_model(client)
    assert [make_version(client)["version"] for _ in range(2)] == ["1", "2"]
    client.call("DELETE", "model-versions/delete", name="digits", version="2")
    assert make_version(client)["version"] == "3"


def test_a_version_says_where_its_files_are() -> None:
    client = make_client()
    make_model(client)
    version = make_version(client)
    uri = client.get("model-versions/get-download-uri", name="digits", version="1")
    assert uri == {"artifact_uri": f"runs:/{version['run_id']}/model"}
    assert version["status"] == "READY"


def test_a_logged_model_is_registered_with_its_run() -> None:
    client = make_client()
    make_model(client)
    run_id = make_run(client)
    model = client.post("logged-models", experiment_id="0", name="m", source_run_id=run_id)
    info = model["model"]["info"]
    source = f"models:/{info['model_id']}"
    made = make_version(client, source=source, run_id=None, model_id=info["model_id"])
    assert (made["run_id"], made["model_id"]) == (run_id, info["model_id"])
    uri = client.get("model-versions/get-download-uri", name="digits", version="1")
    assert uri == {"artifact_uri": info["artifact_uri"]}


def test_a_copy_points_at_the_same_files() -> None:
    client = make_client()
    make_model(client)
    make_model(client, "copies")
    original = make_version(client)
    copy = client.post("model-versions/create", name="copies", source="models:/digits/1")
    assert copy["model_version"]["run_id"] == original["run_id"]
    uris = [
        client.get("model-versions/get-download-uri", name=name, version="1")
        for name in ("digits", "copies")
    ]
    assert uris[0] == uris[1]


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "relative/path",
        "mlflow-artifacts:/1/2/../../secret",
        "mlflow-artifacts:/1/%2e%2e/x",
        "s3://bucket/../other",
        "mlflow-artifacts:/1/2/artifacts",
        "http://host/api/2.0/mlflow-artifacts/artifacts/1/2",
        "models:/unknown/1",
        "models:/m-unknown",
        "runs:/" + "0" * 32 + "/model",
        "",
        "x" * 2000,
    ],
)
def test_a_source_outside_what_the_run_holds_is_refused(source: str) -> None:
    client = make_client()
    make_model(client)
    with pytest.raises(Refused) as refused:
        make_version(client, source=source)
    assert refused.value.code in {"INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST"}


def test_a_run_of_another_project_cannot_be_registered() -> None:
    project, other = make_project(), make_project()
    client = make_client(Role.CONTRIBUTOR, project)
    stranger = make_client(Role.CONTRIBUTOR, other)
    run_id = make_run(stranger)
    make_model(client)
    with pytest.raises(Refused):
        make_version(client, source=f"runs:/{run_id}/model", run_id=run_id)


def test_a_bucket_of_ones_own_is_a_source() -> None:
    client = make_client()
    make_model(client)
    body = {"name": "digits", "source": "s3://bucket/model"}
    assert client.post("model-versions/create", **body)["model_version"]["version"] == "1"


def test_an_alias_names_one_version_and_may_be_moved() -> None:
    client = make_client()
    make_model(client)
    for _ in range(2):
        make_version(client)
    for number in ("1", "2"):
        client.post("registered-models/alias", name="digits", alias="champion", version=number)
    found = client.get("registered-models/alias", name="digits", alias="champion")
    assert found["model_version"]["version"] == "2"
    model = client.get("registered-models/get", name="digits")["registered_model"]
    assert model["aliases"] == [{"alias": "champion", "version": "2"}]
    client.call("DELETE", "registered-models/alias", name="digits", alias="champion")
    with pytest.raises(Refused) as refused:
        client.get("registered-models/alias", name="digits", alias="champion")
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("alias", ["latest", "LATEST", "v1", "V22", "a b", "a/b", "x" * 256])
def test_an_alias_that_will_not_do_is_refused(alias: str) -> None:
    client = make_client()
    make_model(client)
    make_version(client)
    with pytest.raises(Refused) as refused:
        client.post("registered-models/alias", name="digits", alias=alias, version="1")
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_a_stage_is_moved_to_and_the_former_one_archived() -> None:
    client = make_client()
    make_model(client)
    for number in ("1", "2"):
        make_version(client)
        moved = client.post(
            "model-versions/transition-stage",
            name="digits",
            version=number,
            stage="production",
            archive_existing_versions=True,
        )
        assert moved["model_version"]["current_stage"] == "Production"
    newest = client.get("registered-models/get-latest-versions", name="digits")["model_versions"]
    assert {v["version"]: v["current_stage"] for v in newest} == {
        "1": "Archived",
        "2": "Production",
    }
    active = client.post(
        "registered-models/get-latest-versions", name="digits", stages=["Production"]
    )
    assert [v["version"] for v in active["model_versions"]] == ["2"]


@pytest.mark.parametrize(
    "body", [{"stage": "Heaven"}, {"stage": "None", "archive_existing_versions": True}]
)
def test_a_stage_that_makes_no_sense_is_refused(body: dict[str, Any]) -> None:
    client = make_client()
    make_model(client)
    make_version(client)
    with pytest.raises(Refused) as refused:
        client.post("model-versions/transition-stage", name="digits", version="1", **body)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_models_and_versions_are_found() -> None:
    client = make_client()
    for name in ("oak", "elm"):
        make_model(client, name, tags=[{"key": "leaf", "value": name}])
        make_version(client, name, tags=[{"key": "leaf", "value": name}])
    models = client.get("registered-models/search", filter="tags.leaf = 'oak'")
    assert [model["name"] for model in models["registered_models"]] == ["oak"]
    versions = client.get("model-versions/search", filter="name = 'elm' AND version_number > 0")
    assert [version["name"] for version in versions["model_versions"]] == ["elm"]
    like = client.get("registered-models/search", filter="name LIKE 'O%'")
    assert like["registered_models"] == []
    assert (
        len(client.get("registered-models/search", filter="name ILIKE 'O%'")["registered_models"])
        == 1
    )


def test_search_pages_through_all() -> None:
    client = make_client()
    for number in range(5):
        make_model(client, f"m{number}")
    first = client.get("registered-models/search", max_results=3, order_by="name DESC")
    token = first["next_page_token"]
    second = client.get(
        "registered-models/search", max_results=3, order_by="name DESC", page_token=token
    )
    names = [model["name"] for model in first["registered_models"] + second["registered_models"]]
    assert names == ["m4", "m3", "m2", "m1", "m0"]


def test_prompts_are_found_only_when_asked_for() -> None:
    client = make_client()
    make_model(client, "prompt", tags=[{"key": "mlflow.prompt.is_prompt", "value": "true"}])
    make_model(client, "model")
    plain = client.get("registered-models/search")["registered_models"]
    asked = client.get("registered-models/search", filter="tags.`mlflow.prompt.is_prompt` = 'true'")
    assert [model["name"] for model in plain] == ["model"]
    assert [model["name"] for model in asked["registered_models"]] == ["prompt"]


def test_a_renamed_model_keeps_its_versions() -> None:
    client = make_client(Role.MAINTAINER)
    make_model(client)
    make_version(client)
    client.post("registered-models/rename", name="digits", new_name="numerals")
    got = client.get("model-versions/get", name="numerals", version="1")["model_version"]
    assert got["name"] == "numerals"


def test_tags_and_descriptions_are_changed() -> None:
    client = make_client()
    make_model(client)
    make_version(client)
    client.call("PATCH", "registered-models/update", name="digits", description="New.")
    client.call("PATCH", "model-versions/update", name="digits", version="1", description="One.")
    client.post("registered-models/set-tag", name="digits", key="a", value="1")
    client.post("model-versions/set-tag", name="digits", version="1", key="b", value="2")
    model = client.get("registered-models/get", name="digits")["registered_model"]
    version = model["latest_versions"][0]
    assert (model["description"], version["description"]) == ("New.", "One.")
    assert (model["tags"], version["tags"]) == (
        [{"key": "a", "value": "1"}],
        [{"key": "b", "value": "2"}],
    )
    client.call("DELETE", "registered-models/delete-tag", name="digits", key="a")
    client.call("DELETE", "model-versions/delete-tag", name="digits", version="1", key="b")
    assert client.get("registered-models/get", name="digits")["registered_model"]["tags"] == []


def test_a_models_name_is_free_in_another_project() -> None:
    assert make_model(make_client())["name"] == make_model(make_client())["name"]
    with pytest.raises(Refused) as refused:
        make_client().get("registered-models/get", name="digits")
    assert refused.value.code == "RESOURCE_DOES_NOT_EXIST"


def test_only_a_maintainer_deletes_a_model() -> None:
    project = make_project()
    author, maintainer = (
        make_client(Role.CONTRIBUTOR, project),
        make_client(Role.MAINTAINER, project),
    )
    make_model(author)
    with pytest.raises(Refused) as refused:
        author.call("DELETE", "registered-models/delete", name="digits")
    assert refused.value.code == "PERMISSION_DENIED"
    maintainer.call("DELETE", "registered-models/delete", name="digits")


@pytest.mark.parametrize("number", ["0", "x", "-1", "99", "1.0", ""])
def test_a_version_that_is_none_is_refused(number: str) -> None:
    client = make_client()
    make_model(client)
    with pytest.raises(Refused):
        client.get("model-versions/get", name="digits", version=number)
