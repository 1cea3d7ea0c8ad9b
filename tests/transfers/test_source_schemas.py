"""Databases of every age and kind: read as far as they go, or refused with what to do."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from django.db import connection
from sqlalchemy.dialects import mysql, postgresql

from apps.experiments.imported import ImportedRun
from apps.experiments.series.chunk import decode_chunk
from apps.transfers.constants import StepKind
from apps.transfers.errors import SourceUnreadable
from apps.transfers.mlflow.files.folders import FolderFiles
from apps.transfers.mlflow.records import Unreadable
from apps.transfers.mlflow.sources.database.source import DatabaseSource
from apps.transfers.mlflow.sources.database.tables import exactly
from tests.transfers import schemas

# MLflow's own migrations are many.
pytestmark = pytest.mark.timeout(300)
any_database = pytest.mark.any_database

REFUSED = {"0.8": "", "1.0": "451aebb31d03"}
READ = {
    "1.4": "181f10493468",
    "1.8": "2b4d017a5e9b",
    "2.0": "cc1f77228345",
    "2.9": "acf3f17fdcc7",
    "3.0": "400f98739977",
    "3.18": "head",
}


@pytest.fixture(scope="module")
def aged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of databases by the version that left them so."""
    folder = tmp_path_factory.mktemp("schemas")
    growing = folder / "growing.db"
    made: dict[str, str] = {}
    for version, revision in (REFUSED | READ).items():
        schemas.migrate(f"sqlite:///{growing}", revision)
        (folder / f"{version}.db").write_bytes(growing.read_bytes())
        made[version] = f"sqlite:///{folder}/{version}.db"
        schemas.put_a_run(made[version])
    return made


def read_run(url: str) -> ImportedRun | Unreadable:
    """The one run of the database."""
    source = DatabaseSource(url, files=FolderFiles(), workspace="")
    source.open()
    try:
        [experiment] = [each for each in source.experiments() if each.name == "old"]
        ids = source.ids(StepKind.RUNS, experiment.id)
        [run] = source.read(StepKind.RUNS, experiment.id, ids)
        for kind in StepKind:
            if not kind.of_files and kind is not StepKind.EXPERIMENTS:
                found = source.ids(kind, experiment.id if kind.of_experiment else "")
                assert list(source.read(kind, experiment.id, found)) or not found
    finally:
        source.close()
    assert isinstance(run, ImportedRun | Unreadable)
    return run


def assert_whole(run: ImportedRun | Unreadable) -> None:
    assert isinstance(run, ImportedRun)
    assert (run.params, run.tags["team"], run.user_name) == ({"lr": "0.1"}, "größe", "ada")
    values = {
        key: decode_chunk(series.chunks[0].data).value.tolist()
        for key, series in run.series.items()
    }
    assert values["Loss"] == [7.0, 8.0]
    assert [math.isnan(value) or value for value in values["loss"]] == [0.5, True, 0.25]


@any_database
@pytest.mark.parametrize("version", READ)
def test_database_of_every_version_since_1_4_is_read(aged: dict[str, str], version: str) -> None:
    assert_whole(read_run(aged[version]))


@any_database
@pytest.mark.parametrize("version", REFUSED)
def test_older_database_is_refused_with_what_to_do(aged: dict[str, str], version: str) -> None:
    with pytest.raises(SourceUnreadable, match=r"before 1\.4") as refusal:
        read_run(aged[version])
    assert "mlflow db upgrade" in refusal.value.fix


@any_database
def test_run_with_a_point_that_is_none_is_named(tmp_path: Path, aged: dict[str, str]) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(Path(aged["2.9"].removeprefix("sqlite:///")).read_bytes())
    with sa.create_engine(f"sqlite:///{broken}").begin() as changed:
        changed.execute(sa.text("UPDATE metrics SET value = 'much' WHERE key = 'Loss'"))
    run = read_run(f"sqlite:///{broken}")
    assert isinstance(run, Unreadable)
    assert "'Loss'" in run.why


@pytest.fixture
def postgres() -> Iterator[str]:
    """An empty database beside the tests' own."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    url = sa.make_url(os.environ["NAIAD_TEST_DATABASE_URL"]).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as server:
        server.execute(sa.text("DROP DATABASE IF EXISTS mlflow_source"))
        server.execute(sa.text("CREATE DATABASE mlflow_source"))
    yield url.set(database="mlflow_source").render_as_string(hide_password=False)
    with engine.connect() as server:
        server.execute(sa.text("DROP DATABASE mlflow_source WITH (FORCE)"))
    engine.dispose()


def test_postgresql_is_read(postgres: str) -> None:
    schemas.migrate(postgres, "head")
    schemas.put_a_run(postgres)
    assert_whole(read_run(postgres.replace("+psycopg", "")))


@any_database
def test_mysql_is_asked_to_tell_upper_case_from_lower() -> None:
    key: sa.ColumnClause[str] = sa.column("key")
    told = str(exactly(key, "mysql").compile(dialect=mysql.dialect()))
    assert told == "CAST(`key` AS BINARY)"
    other = str(exactly(key, "postgresql").compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # its own
    assert other == "key"
