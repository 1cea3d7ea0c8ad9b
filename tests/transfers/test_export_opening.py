"""Where an export may go, and how what is unfinished is known."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from apps.transfers.mlflow.export.errors import TargetFull, TargetNotEmpty, TargetRefused
from apps.transfers.mlflow.export.files import MARK, FileTarget
from apps.transfers.mlflow.export.opening import open_targets
from apps.transfers.mlflow.export.target import Target
from tests.artifacts.make import RUN, make_artifact

UNFINISHED = "naiad-unfinished-abc123"


def execute(address: str, statement: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        found = connection.execute(sa.text(statement))
        return [tuple(row) for row in found] if found.returns_rows else []


@pytest.fixture
def unfinished(url: str, tmp_path: Path) -> tuple[Target, FileTarget]:
    """An export of `demo` that broke off, to be gone on with."""
    execute(url, f"UPDATE alembic_version SET version_num = '{UNFINISHED}'")
    execute(url, "INSERT INTO runs VALUES ('1', 'one')")
    FileTarget(tmp_path / "files").begin(of="demo")
    return Target(url), FileTarget(tmp_path / "files")


def test_a_server_starts_on_no_half_of_an_export(url: str) -> None:
    target = Target(url)
    target.open()

    target.begin()
    target.begin()
    assert execute(url, "SELECT version_num FROM alembic_version") == [(UNFINISHED,)]

    target.finish()
    assert execute(url, "SELECT version_num FROM alembic_version") == [("abc123",)]


def test_an_export_that_broke_off_is_gone_on_with(unfinished: tuple[Target, FileTarget]) -> None:
    target, files = unfinished

    open_targets(target, files, of="demo", resume=True)

    assert target.is_unfinished()
    assert target.known("runs", "run_uuid") == {"1"}


def test_it_is_not_begun_again_unless_asked(unfinished: tuple[Target, FileTarget]) -> None:
    with pytest.raises(TargetNotEmpty) as refusal:
        open_targets(*unfinished, of="demo", resume=False)
    assert "--resume" in refusal.value.fix


def test_it_is_not_gone_on_with_by_another_project(unfinished: tuple[Target, FileTarget]) -> None:
    with pytest.raises(TargetNotEmpty, match="an export of demo"):
        open_targets(*unfinished, of="vision", resume=True)


def test_a_database_in_use_is_nothing_to_go_on_with(url: str, tmp_path: Path) -> None:
    execute(url, "INSERT INTO runs VALUES ('1', 'one')")

    for resume in (False, True):
        with pytest.raises(TargetNotEmpty):
            open_targets(Target(url), FileTarget(tmp_path / "new"), of="demo", resume=resume)
    assert not (tmp_path / "new").exists()


def test_a_database_of_somebody_else_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'other.db'}"
    execute(address, "CREATE TABLE people (name TEXT)")

    with pytest.raises(TargetNotEmpty, match="not MLflow's"):
        open_targets(Target(address), FileTarget(tmp_path / "new"), of="demo", resume=False)


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")

    for resume in (False, True):
        with pytest.raises(TargetNotEmpty):
            open_targets(Target("sqlite://"), FileTarget(tmp_path), of="demo", resume=resume)


def test_the_note_says_when_all_is_there(tmp_path: Path) -> None:
    files = FileTarget(tmp_path)

    files.begin(of="demo")
    assert json.loads((tmp_path / MARK).read_text()) == {"of": "demo", "finished": False}

    files.finish({"matches": True})
    assert json.loads((tmp_path / MARK).read_text())["finished"] is True
    assert files.count() == (0, 0)


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(TargetRefused, match="Not a directory"):
        FileTarget(tmp_path / "file" / "below").begin(of="demo")


@pytest.mark.django_db
def test_a_disk_that_is_full_says_so(tmp_path: Path) -> None:
    made = make_artifact("model/weights.bin")
    folder = tmp_path / "files" / "run" / "model"
    folder.mkdir(parents=True)
    (folder / f".{made.blob_key}.part").symlink_to("/dev/full")

    with pytest.raises(TargetFull) as refusal:
        FileTarget(tmp_path / "files").copy(RUN, "run")
    assert "--resume" in refusal.value.fix
    assert not (folder / "weights.bin").exists()
