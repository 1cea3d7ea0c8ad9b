"""Files through the artifact proxy."""

from pathlib import Path
from typing import Any

import pytest

from apps.projects.permissions import Role
from tests.mlflow_api.make import Client, Refused, files, make_client, make_run
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _blobs(settings: Any, tmp_path: Path) -> None:
    settings.NAIAD_BLOB_URL = tmp_path.as_uri()


def root_of(client: Client, run_id: str) -> str:
    return str(client.get("runs/get", run_id=run_id)["run"]["info"]["artifact_uri"])


def test_a_file_is_put_listed_and_got() -> None:
    client = make_client()
    run_id = make_run(client)
    root = root_of(client, run_id)
    client.put(f"{root}/model/weights.bin", b"\x00\x01")
    assert client.download(f"{root}/model/weights.bin") == b"\x00\x01"
    listed = client.get("artifacts/list", run_id=run_id, path="model")
    assert listed["root_uri"] == root
    assert listed["files"] == [{"path": "model/weights.bin", "is_dir": False, "file_size": 2}]


def test_the_proxy_lists_names_and_the_run_lists_paths() -> None:
    client = make_client()
    run_id = make_run(client)
    root = root_of(client, run_id)
    client.put(f"{root}/a/b.txt", b"x")
    path = root.removeprefix("mlflow-artifacts:/")
    listed = client.get("/api/2.0/mlflow-artifacts/artifacts", path=f"{path}/a")
    assert [file["path"] for file in listed["files"]] == ["b.txt"]
    assert client.get("artifacts/list", run_id=run_id)["files"] == [{"path": "a", "is_dir": True}]


def test_a_file_lists_as_nothing() -> None:
    client = make_client()
    run_id = make_run(client)
    client.put(f"{root_of(client, run_id)}/a.txt", b"x")
    assert client.get("artifacts/list", run_id=run_id, path="a.txt")["files"] == []


def test_a_file_that_is_not_there_does_not_exist() -> None:
    client = make_client()
    with pytest.raises(Refused) as refused:
        client.download(f"{root_of(client, make_run(client))}/none")
    assert (refused.value.status, refused.value.code) == (404, "RESOURCE_DOES_NOT_EXIST")


@pytest.mark.parametrize("path", ["../x", "a/../../x", "a//b", "%2e%2e/x", "a\\..\\b", "a\x00b"])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    client = make_client()
    with pytest.raises(Refused) as refused:
        client.put(f"{root_of(client, make_run(client))}/{path}", b"x")
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("address", ["x", "1", "1/2", "1/2/3", "etc/passwd", "1/artifacts/x"])
def test_an_address_of_no_run_does_not_exist(address: str) -> None:
    with pytest.raises(Refused) as refused:
        make_client().put(address, b"x")
    assert refused.value.status == 404


def test_files_of_another_project_do_not_exist() -> None:
    mine, theirs = make_client(), make_client()
    root = root_of(theirs, make_run(theirs))
    theirs.put(f"{root}/a.txt", b"x")
    for attempt in (lambda: mine.download(f"{root}/a.txt"), lambda: mine.put(f"{root}/b", b"x")):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.status == 404


def test_a_viewer_reads_and_a_maintainer_deletes() -> None:
    project = make_project()
    viewer, author = make_client(Role.VIEWER, project), make_client(Role.CONTRIBUTOR, project)
    maintainer = make_client(Role.MAINTAINER, project)
    path = f"{root_of(author, make_run(author))}/a.txt"
    author.put(path, b"x")
    assert viewer.download(path) == b"x"
    for client in (viewer, author):
        assert client.send("DELETE", files(path)).status == 403
    assert viewer.send("PUT", files(path), body=b"y").status == 403
    assert maintainer.send("DELETE", files(path)).status == 200
    with pytest.raises(Refused):
        viewer.download(path)


def test_multipart_and_presigned_are_not_for_folders_and_clients_fall_back() -> None:
    client = make_client()
    run_id = make_run(client)
    root = root_of(client, run_id).removeprefix("mlflow-artifacts:/")
    client.put(f"{root}/a.bin", b"x")
    base = "/api/2.0/mlflow-artifacts"
    answers = [
        client.send("POST", f"{base}/mpu/create/{root}", body=b'{"path": "a.bin", "num_parts": 2}'),
        client.send("GET", f"{base}/presigned/{root}/a.bin"),
    ]
    assert [answer.status for answer in answers] == [501, 501]


@pytest.mark.parametrize("endpoint", ["download", "upload"])
def test_presigned_urls_are_behind_the_gate(endpoint: str) -> None:
    owner, stranger = make_client(), make_client()
    run_id = make_run(owner)
    owner.put(f"{root_of(owner, run_id)}/a.txt", b"x")
    with pytest.raises(Refused) as refused:
        stranger.post(f"artifacts/presigned-{endpoint}-url", run_id=run_id, path="a.txt")
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        owner.post(f"artifacts/presigned-{endpoint}-url", run_id=run_id, path="a.txt")
    assert refused.value.status == 501


def test_the_browsers_download_is_an_attachment() -> None:
    client = make_client()
    run_id = make_run(client)
    client.put(f"{root_of(client, run_id)}/page.html", b"<script>")
    answer = client.send("GET", "/get-artifact", query=f"run_id={run_id}&path=page.html")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_logged_model_has_files_of_its_own() -> None:
    client = make_client()
    model = client.post("logged-models", experiment_id="0", name="m")["model"]["info"]
    client.put(f"{model['artifact_uri']}/MLmodel", b"flavors: {}")
    listed = client.get(f"logged-models/{model['model_id']}/artifacts/directories")
    assert listed["root_uri"] == model["artifact_uri"]
    assert [file["path"] for file in listed["files"]] == ["MLmodel"]
    assert client.download(f"{model['artifact_uri']}/MLmodel") == b"flavors: {}"


@pytest.mark.parametrize("name", ["a#b", "a%23b", "folder/"])
def test_what_clients_could_not_list_is_not_kept(name: str) -> None:
    client = make_client()
    run_id = make_run(client)
    root = root_of(client, run_id)
    with pytest.raises(Refused) as refused:
        client.put(f"{root}/{name}", b"x")
    assert (refused.value.status, refused.value.code) == (400, "INVALID_PARAMETER_VALUE")
    assert client.get("artifacts/list", run_id=run_id)["files"] == []


def test_a_folder_is_no_file() -> None:
    client = make_client()
    root = root_of(client, make_run(client))
    client.put(f"{root}/folder/a.txt", b"x")
    with pytest.raises(Refused) as refused:
        client.download(f"{root}/folder")
    assert refused.value.status == 400


def test_what_is_deleted_may_be_deleted_again() -> None:
    client = make_client(Role.MAINTAINER)
    path = f"{root_of(client, make_run(client))}/a.txt"
    client.put(path, b"x")
    assert [client.send("DELETE", files(path)).status for _ in range(2)] == [200, 200]
