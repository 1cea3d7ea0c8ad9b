"""The portal's view of a run's files."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from apps.accounts.contracts import Scope
from apps.artifacts.contracts import Owner
from apps.artifacts.services import uploads
from apps.experiments.models import Experiment, Run
from apps.projects.models import Project
from tests.accounts.make import make_client, make_token_text
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db

RUN_ID = "4f" * 16
LISTING = f"/api/v1/runs/{RUN_ID}/artifacts"
CONTENT = f"{LISTING}/content"


@pytest.fixture
def cast(tmp_path: Path, settings: Settings) -> Cast:
    """A project with a run that has files."""
    settings.NAIAD_BLOB_URL = (tmp_path / "blobs").as_uri()
    cast = make_cast()
    make_run(cast.project)
    return cast


def make_run(project: Project, run_id: str = RUN_ID) -> Run:
    experiment = Experiment.objects.create(project=project, name="digits")
    return Run.objects.create(
        project=project, experiment=experiment, run_id=run_id, start_time_ms=0
    )


def make_file(path: str = "model/weights.bin", content: bytes = b"0123456789") -> None:
    uploads.put(owner=Owner("run", RUN_ID), path=path, chunks=[content])


def content(client: Any, **query: Any) -> tuple[int, bytes, Any]:
    """A download: status, body, headers."""
    headers = query.pop("headers", {})
    answer = client.get(CONTENT, query, headers=headers)
    body = async_to_sync(joined)(answer.streaming_content) if answer.streaming else b""
    return answer.status_code, body, answer.headers


async def joined(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


def test_a_directory_is_listed(cast: Cast) -> None:
    make_file("model/weights.bin")
    make_file("a.txt", b"hello")

    listed = make_client(cast.viewer).get(LISTING).json()

    assert listed["path"] == ""
    assert listed["next_page_token"] is None
    file, directory = listed["entries"]
    assert file | {"modified_at": None, "sha256": ""} == {
        "path": "a.txt",
        "name": "a.txt",
        "is_dir": False,
        "size": 5,
        "modified_at": None,
        "sha256": "",
    }
    assert len(file["sha256"]) == 64
    assert (directory["name"], directory["is_dir"], directory["size"]) == ("model", True, None)


def test_a_directory_below_is_listed_page_by_page(cast: Cast) -> None:
    for name in "abc":
        make_file(f"model/{name}")
    client = make_client(cast.viewer)

    first = client.get(LISTING, {"path": "model", "limit": "2"}).json()
    token = first["next_page_token"]
    second = client.get(LISTING, {"path": "model", "limit": "2", "page_token": token}).json()

    names = [entry["path"] for page in (first, second) for entry in page["entries"]]
    assert names == ["model/a", "model/b", "model/c"]


@pytest.mark.parametrize("files", [1, 20])
def test_a_listing_takes_as_many_queries_however_many_files(
    cast: Cast, files: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(files):
        make_file(f"{number}.txt")
    client = make_client(cast.viewer)

    # session, user, run, access epoch, role, files
    with django_assert_max_num_queries(7):
        client.get(LISTING)


def test_a_file_is_sent(cast: Cast) -> None:
    make_file()

    status, body, headers = content(make_client(cast.viewer), path="model/weights.bin")

    assert (status, body) == (200, b"0123456789")
    assert headers["Content-Length"] == "10"
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_range_of_a_file_is_sent(cast: Cast) -> None:
    make_file()
    client = make_client(cast.viewer)

    status, body, headers = content(
        client, path="model/weights.bin", headers={"range": "bytes=2-4"}
    )

    assert (status, body, headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")


@pytest.mark.parametrize(("download", "kind"), [("", "inline"), ("1", "attachment")])
def test_a_file_is_shown_or_saved(cast: Cast, download: str, kind: str) -> None:
    make_file("plot.png")
    query = {"path": "plot.png"} | ({"download": download} if download else {})

    _, _, headers = content(make_client(cast.viewer), **query)

    assert headers["Content-Disposition"].startswith(kind)


async def test_a_file_is_sent_from_the_loop_as_it_is_in_production(
    cast: Cast, transactional_db: None
) -> None:
    await sync_to_async(make_file)(content=bytes(3 * 2**20))
    client = AsyncClient()
    await client.aforce_login(cast.viewer)

    answer: Any = await client.get(CONTENT, {"path": "model/weights.bin"})

    pieces = [piece async for piece in answer.streaming_content]
    assert [len(piece) for piece in pieces] == [2**20] * 3


@pytest.mark.parametrize("address", [LISTING, CONTENT])
def test_a_stranger_finds_no_run(cast: Cast, address: str) -> None:
    make_file()

    answer = make_client(cast.stranger).get(address, {"path": "model/weights.bin"})

    assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")


@pytest.mark.parametrize("address", [LISTING, CONTENT])
def test_nobody_must_sign_in(cast: Cast, address: str) -> None:
    assert make_client().get(address, {"path": "a"}).status_code == 401


@pytest.mark.parametrize("address", [LISTING, CONTENT])
def test_a_token_that_may_not_read_is_refused(cast: Cast, address: str) -> None:
    token = make_token_text(cast.viewer, scopes=[Scope.WRITE])

    assert make_client(token=token).get(address, {"path": "a"}).status_code == 403


@pytest.mark.parametrize("path", ["../a", "/etc/passwd", "a/%2e%2e/b", "a\\b"])
@pytest.mark.parametrize("address", [LISTING, CONTENT])
def test_a_path_that_climbs_is_refused(cast: Cast, address: str, path: str) -> None:
    answer = make_client(cast.viewer).get(address, {"path": path})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_path")


def test_what_is_missing_and_what_is_wrong_is_said(cast: Cast) -> None:
    make_file()
    client = make_client(cast.viewer)

    assert client.get(CONTENT).json()["code"] == "invalid"
    assert client.get(CONTENT, {"path": "nowhere"}).json()["code"] == "artifact_not_found"
    folder = client.get(CONTENT, {"path": "model"}).json()
    assert folder["code"] == "invalid_path"
    assert folder["fix"]
    assert client.get(LISTING, {"limit": 0}).json()["code"] == "invalid"
    wrong = {"headers": {"range": "bytes=99-"}, "path": "model/weights.bin"}
    assert content(client, **wrong)[0] == 416
