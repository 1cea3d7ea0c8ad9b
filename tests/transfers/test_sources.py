"""Sources that are wrong, old, or broken: a clear refusal or a named failure, and nothing else."""

import http.server
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.transfers.constants import StepKind
from apps.transfers.contracts import Credentials, Request
from apps.transfers.errors import (
    InvalidSource,
    SourceRefused,
    SourceUnavailable,
    SourceUnreadable,
)
from apps.transfers.mlflow.files.folders import FolderFiles
from apps.transfers.mlflow.records import FileRoot, Unreadable
from apps.transfers.mlflow.references import reference_maker
from apps.transfers.mlflow.sources.folder.source import FolderSource
from apps.transfers.mlflow.told import assessment_of, duration, milliseconds
from apps.transfers.services.opening import credentials_of, open_source, public_address
from tests.services import free_port

OLD_SCHEMA = """
CREATE TABLE experiments (experiment_id INTEGER, name TEXT, lifecycle_stage TEXT);
CREATE TABLE runs (run_uuid TEXT, status TEXT, start_time INT, end_time INT,
                   lifecycle_stage TEXT, experiment_id INT, user_id TEXT);
CREATE TABLE metrics (run_uuid TEXT, key TEXT, step INT, timestamp INT, value REAL, is_nan INT);
CREATE TABLE params (run_uuid TEXT, key TEXT, value TEXT);
CREATE TABLE tags (run_uuid TEXT, key TEXT, value TEXT);
INSERT INTO experiments VALUES (1, 'old', 'active');
INSERT INTO runs VALUES ('a1', 'FINISHED', 5, 9, 'active', 1, 'ada');
INSERT INTO tags VALUES ('a1', 'mlflow.runName', 'first');
INSERT INTO metrics VALUES ('a1', 'm', 1, 10, 0.5, 0), ('a1', 'm', 2, 11, 0, 1);
"""


def _open(address: str, **fields: str) -> None:
    request = Request(address=address, local=True, **fields)  # type: ignore[arg-type]
    source = open_source(request, credentials_of(address, {}))
    try:
        source.open()
    finally:
        source.close()


@pytest.mark.parametrize(
    "address", ["ftp://example.org", "nowhere/at/all", "s3://bucket/mlruns", "http", "databricks"]
)
def test_address_of_nothing_is_refused(address: str) -> None:
    with pytest.raises(InvalidSource):
        _open(address)


def test_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_bytes(b"")
    with pytest.raises(InvalidSource, match="is a file"):
        _open(str(tmp_path / "mlflow.db"))


def test_folder_without_experiments_is_no_mlruns(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="no experiments"):
        _open(str(tmp_path))


def test_missing_database_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        _open(f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()


def test_file_that_is_no_database_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database at all" * 100)
    with pytest.raises(SourceUnreadable):
        _open(f"sqlite:///{tmp_path}/notes.db")


def test_database_of_something_else_says_so(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE books (id INT)")
    with pytest.raises(SourceUnreadable, match="not MLflow's"):
        _open(f"sqlite:///{tmp_path}/other.db")


def test_database_that_does_not_answer_keeps_its_password_to_itself() -> None:
    address = f"postgresql://ada:s3cret@127.0.0.1:{free_port()}/mlflow"
    with pytest.raises(SourceUnavailable) as refusal:
        _open(address)
    assert "s3cret" not in str(refusal.value)
    assert "s3cret" not in public_address(address)


def test_older_schema_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.executescript(OLD_SCHEMA)
    source = open_source(
        Request(address=f"sqlite:///{tmp_path}/old.db", local=True),
        credentials_of(f"sqlite:///{tmp_path}/old.db", {}),
    )
    source.open()
    (run,) = source.read(StepKind.RUNS, "1", source.ids(StepKind.RUNS, "1"))
    assert (run.name, run.point_count, run.user_name) == ("first", 2, "ada")  # type: ignore[union-attr]
    assert source.ids(StepKind.TRACES, "1") == []
    assert source.ids(StepKind.REGISTERED_MODELS, "") == []
    source.close()


def test_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(SourceUnavailable):
        _open(f"http://127.0.0.1:{free_port()}")


class _Answers(http.server.BaseHTTPRequestHandler):
    """Answers every POST with one status."""

    status = 200
    body = b"<html>hello</html>"

    def do_POST(self) -> None:
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def answering() -> Iterator[tuple[type[_Answers], str]]:
    class Handler(_Answers):
        pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (200, SourceUnreadable),
        (302, SourceUnreadable),
        (401, SourceRefused),
        (403, SourceRefused),
        (404, SourceUnreadable),
        (500, SourceUnavailable),
    ],
)
def test_server_of_another_kind_is_told_apart(
    status: int, refusal: type[Exception], answering: tuple[type[_Answers], str]
) -> None:
    handler, url = answering
    handler.status = status
    with pytest.raises(refusal):
        _open(url)


def test_portal_reads_neither_folders_nor_databases(tmp_path: Path) -> None:
    for address in (str(tmp_path), "sqlite:////etc/mlflow.db", "file:///etc"):
        with pytest.raises(InvalidSource, match="reachable by its URL"):
            open_source(Request(address=address), Credentials())


def test_broken_things_of_a_folder_are_named(tmp_path: Path) -> None:
    home = tmp_path / "1"
    for run_id, point in (("good", "10 0.5 1\n"), ("bad", "ten 0.5 1\n"), ("void", None)):
        (home / run_id / "metrics").mkdir(parents=True)
        if point:
            (home / run_id / "meta.yaml").write_text("status: 3\nstart_time: 5\nend_time: null\n")
            (home / run_id / "metrics" / "m").write_text(point)
    (home / "meta.yaml").write_text("experiment_id: '1'\nname: one\n")
    source = FolderSource(tmp_path, files=FolderFiles())
    source.open()
    found = list(source.read(StepKind.RUNS, "1", source.ids(StepKind.RUNS, "1")))
    broken = {each.id: each.why for each in found if isinstance(each, Unreadable)}
    assert set(broken) == {"bad", "void"}
    assert "'m'" in broken["bad"]
    assert len(found) == 3


def test_files_do_not_leave_their_folder(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "secret").write_text("s")
    (tmp_path / "kept" / "link").symlink_to(tmp_path / "secret")
    files = FolderFiles(tmp_path / "kept")
    root = FileRoot(kind="run", id="r", uri=str(tmp_path / "kept"))
    assert list(files.list(root)) == []
    with pytest.raises(SourceUnreadable, match="leads out"):
        list(files.read(root, "../secret"))
    out = FileRoot(kind="run", id="r", uri="mlflow-artifacts:/../..")
    with pytest.raises(SourceUnreadable, match="leads out"):
        list(files.list(out))


def test_proxied_files_need_a_place() -> None:
    root = FileRoot(kind="run", id="r", uri="mlflow-artifacts:/1/r/artifacts")
    with pytest.raises(SourceUnreadable) as refusal:
        list(FolderFiles().list(root))
    assert "--artifacts-from" in refusal.value.fix


def test_proxied_address_names_its_server_once_it_is_referred_to() -> None:
    refer = reference_maker("https://ml.example.org/", "")
    served = "https://ml.example.org/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts"
    assert refer("mlflow-artifacts:/1/r/artifacts") == served
    assert refer("s3://bucket/1") == "s3://bucket/1"


def test_times_are_read_in_every_spelling() -> None:
    assert milliseconds("2026-11-21T13:51:25.526Z") == 1_795_269_085_526
    assert milliseconds("17") == milliseconds(17) == 17
    assert (duration("1.5s"), duration(20), duration("20")) == (1500, 20, 20)


def test_assessment_of_each_kind_is_read() -> None:
    common = {"assessment_id": "a", "create_time": 1, "last_update_time": 2}
    expected = assessment_of({**common, "expectation": {"value": 3}})
    judged = assessment_of({**common, "feedback": {"value": None, "error": {"error_code": "E"}}})
    assert (expected.kind, expected.value) == ("expectation", 3)
    assert (judged.kind, judged.error) == ("feedback", {"error_code": "E"})


def test_credentials_come_from_the_address_or_the_environment() -> None:
    by_address = credentials_of("https://ada:p%40ss@ml.example.org", {})
    by_token = credentials_of("https://ml.example.org", {"MLFLOW_TRACKING_TOKEN": "t"})
    assert (by_address.user, by_address.password, by_token.token) == ("ada", "p@ss", "t")
    assert "p@ss" not in repr(by_address)
