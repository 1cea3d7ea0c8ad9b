"""The tables as they are: whatever MLflow's version, asked for by name and read as dicts."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from apps.transfers.errors import SourceRefused, SourceUnavailable, SourceUnreadable

Row = dict[str, Any]
_IDS_AT_ONCE = 500
_ROWS_AT_ONCE = 20_000
# What every version since MLflow 1.4 has; further tables and columns are read where they are.
_NEEDED = {
    "experiments": ("experiment_id", "name", "lifecycle_stage"),
    "runs": ("run_uuid", "status", "start_time", "end_time", "lifecycle_stage", "experiment_id"),
    "metrics": ("run_uuid", "key", "step", "timestamp", "value", "is_nan"),
    "params": ("run_uuid", "key", "value"),
    "tags": ("run_uuid", "key", "value"),
}
_SCHEMES = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
_REFUSALS = ("password", "authentication", "access denied", "no pg_hba", "permission denied")


class Tables:
    """Reads a database of MLflow. Nothing is ever written: not even a transaction is left open."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._meta = sa.MetaData()

    def open(self) -> None:
        """Learn which tables there are.

        Raises:
            SourceUnavailable, SourceRefused, SourceUnreadable: it cannot be read, or is no MLflow's.
        """
        try:
            self._meta.reflect(self._engine, resolve_fks=False)
        except exc.SQLAlchemyError as error:
            raise translated(error) from error
        missing = _NEEDED.keys() - set(self._meta.tables)
        if missing:
            raise SourceUnreadable(
                f"The database has no table {min(missing)!r}, so it is not MLflow's.",
                fix="Name the database that the MLflow server is started with "
                "(its --backend-store-uri).",
            )
        lacking = [
            f"{table}.{column}"
            for table, columns in _NEEDED.items()
            for column in columns
            if column not in self.columns(table)
        ]
        if lacking:
            raise SourceUnreadable(
                f"The database is of an MLflow before 1.4: it has no {lacking[0]}.",
                fix="Run `mlflow db upgrade` on a copy of it, and import that.",
            )

    def has(self, table: str) -> bool:
        """Whether this version has the table."""
        return table in self._meta.tables

    def version(self) -> str:
        """The newest migration that was applied to it."""
        rows = list(self.rows("alembic_version"))
        return str(rows[0].get("version_num", ""))[:40] if rows else ""

    def ids(self, table: str, column: str, **where: object) -> list[str]:
        """The distinct values of a column, as text, in the order of the text."""
        if not self.has(table) or column not in self._meta.tables[table].c:
            return []
        wanted = self._meta.tables[table]
        query = sa.select(wanted.c[column]).distinct()
        for name, value in where.items():
            if name in wanted.c:
                query = query.where(wanted.c[name] == value)
        with self._connected() as connection:
            return sorted(str(row[0]) for row in connection.execute(query) if row[0] is not None)

    def rows(
        self,
        table: str,
        *,
        among: tuple[str, Sequence[object]] | None = None,
        order_by: Sequence[str] = (),
        **where: object,
    ) -> Iterator[Row]:
        """Rows as dicts of the columns there are; none where there is no such table."""
        if not self.has(table):
            return
        wanted = self._meta.tables[table]
        query = sa.select(wanted)
        for name, value in where.items():
            if name in wanted.c:
                query = query.where(wanted.c[name] == value)
        query = query.order_by(*(wanted.c[name] for name in order_by if name in wanted.c))
        for some in _pages(among):
            chosen = query if some is None else query.where(wanted.c[some[0]].in_(some[1]))
            with self._connected() as connection:
                for row in connection.execution_options(yield_per=5_000).execute(chosen):
                    yield dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for it)

    def partitions(
        self,
        table: str,
        columns: Sequence[str],
        *,
        run_ids: Sequence[str],
        grouped_by: Sequence[str] = (),
    ) -> Iterator[Sequence[Any]]:
        """The named columns of the rows of these runs, as the driver gives them, in batches; rows
        that agree in the columns of `grouped_by` come one after another."""
        wanted = self._meta.tables[table]
        # Without their types: nothing is converted on the way, row by row.
        query = sa.select(
            *(sa.type_coerce(wanted.c[name], sa.types.NullType()) for name in columns)
        )
        query = query.where(wanted.c.run_uuid.in_(run_ids))
        query = query.order_by(
            *(exactly(wanted.c[name], self._engine.dialect.name) for name in grouped_by)
        )
        with self._connected() as connection:
            result = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
            yield from result.partitions(_ROWS_AT_ONCE)

    def columns(self, table: str) -> set[str]:
        """The names of the table's columns."""
        return set(self._meta.tables[table].c.keys()) if self.has(table) else set()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _connected(self) -> "_Connected":
        return _Connected(self._engine)


class _Connected:
    """A connection that speaks of its troubles in our words."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def __enter__(self) -> sa.Connection:
        try:
            self._connection = self._engine.connect()
        except exc.SQLAlchemyError as error:
            raise translated(error) from error
        return self._connection

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._connection.close()
        if isinstance(error, exc.SQLAlchemyError):
            raise translated(error) from error


def exactly(column: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[Any]:
    """What to order by so that only equal texts are neighbours: to MySQL 'a' and 'A' are."""
    return sa.cast(column, sa.BINARY()) if dialect == "mysql" else column


def translated(error: exc.SQLAlchemyError) -> Exception:
    """The error as a refusal, without the address, which may hold a password."""
    cause = getattr(error, "orig", None) or error
    text = " ".join(str(cause).split())[:300]
    if any(word in text.lower() for word in _REFUSALS):
        return SourceRefused(
            f"The database does not let us in: {text}", fix="Check the user and the password."
        )
    if "not a database" in text or "malformed" in text or "no such column" in text:
        return SourceUnreadable(f"The database cannot be read: {text}", fix="Check the address.")
    return SourceUnavailable(
        f"The database does not answer: {text}", fix="Check that it runs, and its address."
    )


def _engine(url: str) -> sa.Engine:
    try:
        parsed = sa.engine.make_url(url)
    except exc.ArgumentError as error:
        raise SourceUnreadable(
            "The database's address cannot be read.",
            fix="Write it as sqlite:///path, postgresql://user:password@host/name or mysql://….",
        ) from error
    scheme = parsed.get_backend_name()
    if scheme not in _SCHEMES:
        raise SourceUnreadable(
            f"Databases of the kind {scheme!r} cannot be read.",
            fix="SQLite, PostgreSQL and MySQL can.",
        )
    if scheme == "sqlite":
        # A path that is not there would become an empty database; and we only read.
        path = f"file:{parsed.database or ''}"
        readable = sa.URL.create("sqlite", database=path, query={"mode": "ro", "uri": "true"})
        return sa.create_engine(readable, connect_args={"check_same_thread": False, "timeout": 30})
    return sa.create_engine(parsed.set(drivername=_SCHEMES[scheme]), pool_pre_ping=True)


def _pages(
    among: tuple[str, Sequence[object]] | None,
) -> Iterator[tuple[str, Sequence[object]] | None]:
    if among is None:
        yield None
        return
    column, values = among
    for start in range(0, len(values), _IDS_AT_ONCE):
        yield column, values[start : start + _IDS_AT_ONCE]
