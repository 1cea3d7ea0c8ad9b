"""The REST API of imports."""

from typing import Any

import pytest

from apps.accounts import selectors as accounts
from apps.transfers.constants import State
from apps.transfers.contracts import Request
from apps.transfers.models import Transfer, TransferFailure, TransferStep
from apps.transfers.services import transfers
from tests.accounts.make import make_admin, make_client, make_user
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db

ALL = "/api/v1/transfers"
SOURCE = "http://127.0.0.1:9"


@pytest.fixture
def client() -> Any:
    make_project("room")
    return make_client(make_admin())


def make_transfer(**fields: Any) -> Transfer:
    """An import into the room, of two failures."""
    made = transfers.create_transfer(
        actor=accounts.actor_for(make_admin()),
        project_key="room",
        request=Request(address=SOURCE),
    )
    Transfer.objects.filter(pk=made.pk).update(**fields)
    step = TransferStep.objects.create(
        transfer=made, position=0, kind="runs", found=5, imported=3, failed=2, points=70, bytes=9
    )
    for item in ("a", "b"):
        TransferFailure.objects.create(step=step, item=item, message="why")
    made.refresh_from_db()
    return made


def start(client: Any, **fields: str) -> Any:
    body = {"project_key": "room", "source": SOURCE, **fields}
    return client.post(ALL, body, format="json")


def test_an_import_begins_and_keeps_its_credentials_to_itself(client: Any) -> None:
    made = start(client, token="s3cret", source="http://ada:pw@127.0.0.1:9")
    told = made.json()["transfer"]
    assert (made.status_code, told["state"], told["source"]) == (201, "queued", SOURCE)
    assert not {"s3cret", "pw"} & set(made.content.decode().split('"'))


@pytest.mark.parametrize(
    "source",
    [
        "sqlite:////etc/mlflow.db",
        "/etc",
        "file:///etc",
        "http://",
        "http://[",
        "ftp://mlflow.example.org",
        "http://169.254.169.254/latest",
        "http://[fd00:ec2::254]",
        "http://[::ffff:169.254.169.254]:5000",
    ],
)
def test_what_is_no_server_of_people_is_refused_at_its_field(client: Any, source: str) -> None:
    refused = start(client, source=source)
    assert refused.status_code == 400
    assert refused.json()["errors"]["source"]
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("files", "both"), ("workers", "17"), ("source", ""), ("project_key", "")]
)
def test_what_is_not_well_put_is_refused(client: Any, field: str, value: str) -> None:
    assert start(client, **{field: value}).status_code == 400


def test_an_import_needs_a_project(client: Any) -> None:
    assert start(client, project_key="nowhere").status_code == 404


def test_only_admins_see_and_begin_imports(client: Any) -> None:
    made = make_transfer()
    other = make_client(make_user())
    for answer in (
        other.get(ALL),
        start(other),
        other.get(f"{ALL}/{made.pk}"),
        other.post(f"{ALL}/{made.pk}/stop"),
        other.post(f"{ALL}/{made.pk}/resume"),
    ):
        assert answer.status_code == 403


def test_the_report_counts_and_names_what_failed(client: Any) -> None:
    made = make_transfer(state=State.DONE)
    report = client.get(f"{ALL}/{made.pk}").json()["report"]
    [runs] = report["counts"]
    assert (runs["found"], runs["imported"], runs["failed"]) == (5, 3, 2)
    assert (report["points"], report["bytes"], report["matches"]) == (70, 9, False)
    assert [each["item"] for each in report["failures"]] == ["a", "b"]


def test_an_import_is_stopped_and_resumed(client: Any) -> None:
    made = make_transfer()
    assert client.post(f"{ALL}/{made.pk}/stop").json()["transfer"]["state"] == "stopped"
    assert client.post(f"{ALL}/{made.pk}/stop").status_code == 409
    resumed = client.post(f"{ALL}/{made.pk}/resume", {"token": "t"}, format="json")
    assert resumed.json()["transfer"]["state"] == "queued"
    running = make_transfer(state=State.RUNNING)
    assert client.post(f"{ALL}/{running.pk}/stop").json()["transfer"]["is_stopping"]
    assert client.post(f"{ALL}/{running.pk}/resume").status_code == 409


@pytest.mark.parametrize("one", ["", "/{}"])
def test_queries_do_not_grow_with_the_rows(
    client: Any, django_assert_num_queries: Any, one: str
) -> None:
    first = make_transfer()
    path = ALL + one.format(first.pk)
    count = 7 if one else 3
    client.get(path)
    with django_assert_num_queries(count):
        assert client.get(path).status_code == 200
    step = first.steps.get()
    for index in range(19):
        make_transfer()
        TransferStep.objects.create(transfer=first, position=index, kind="runs", scope=str(index))
        TransferFailure.objects.create(step=step, item=str(index), message="why")
    with django_assert_num_queries(count):
        found = client.get(path).json()
    assert len(found["report"]["failures"] if one else found["results"]) == (21 if one else 20)
