"""PostgreSQL as the target of an export."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from apps.transfers.mlflow.export.files import FileTarget
from apps.transfers.mlflow.export.opening import open_targets
from apps.transfers.mlflow.export.running import Export
from apps.transfers.mlflow.export.target import Target
from tests.projects.make import admin
from tests.transfers.leaving import make_whole_project

SERVER = os.environ.get("NAIAD_TEST_DATABASE_URL", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not SERVER, reason="needs a PostgreSQL server"),
]


@pytest.fixture
def url() -> Iterator[str]:
    """The address of an empty database."""
    name = f"left_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield sa.make_url(SERVER).set(database=name).render_as_string(hide_password=False)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.django_db
def test_postgresql_is_filled_and_goes_on_counting(url: str, tmp_path: Path) -> None:
    project, experiment_id, _ = make_whole_project()
    target, files = Target(url), FileTarget(tmp_path / "files")

    open_targets(target, files, of="demo", resume=False)
    export = Export(target=target, files=files, told=lambda *_: None)
    export.project(admin(), project.pk, "default")
    target.finish()

    assert [line for line in export.report() if not line.matches] == []
    assert not target.is_unfinished()
    with psycopg.connect(url) as filled:
        query = "SELECT nextval(pg_get_serial_sequence('experiments', 'experiment_id'))"
        (number,) = filled.execute(query).fetchone() or (0,)
    assert number > experiment_id
    target.close()
