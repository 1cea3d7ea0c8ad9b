"""The database that is filled: whatever its version's tables and columns are."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from apps.transfers.mlflow.export.errors import TargetFull, TargetRefused

Row = dict[str, Any]

_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
}
_BATCH = 5_000
# Where MLflow keeps which version of its tables these are; it starts on no other.
_VERSION, _NUMBER = "alembic_version", "version_num"
# SQLite's, PostgreSQL's and MySQL's words for it
_FULL = ("is full", "no space left")
_UNFINISHED = "naiad-unfinished-"
# Not experiments: MLflow makes an empty one by itself.
_MUST_BE_EMPTY = ("runs", "registered_models", "trace_info", "logged_models", "evaluation_datasets")


class Target:
    """Takes rows; counts those that went into each table."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = _engine(url)
        self._meta = sa.MetaData()
        self._shapes: dict[str, _Shape] = {}
        self._connection: sa.Connection | None = None
        self.added: Counter[str] = Counter()
        self.shortened: Counter[str] = Counter()

    def look(self) -> None:
        """Learn its tables, if it has any.

        Raises:
            TargetRefused: it does not answer.
        """
        self._meta, self._shapes = sa.MetaData(), {}
        with translated():
            self._meta.reflect(self._engine, resolve_fks=False)

    def open(self) -> None:
        """Learn its tables, which are made by now.

        Raises:
            TargetRefused: it is no database of MLflow's.
        """
        self.look()
        if not {"experiments", "runs", "metrics", _VERSION} <= set(self._meta.tables):
            raise TargetRefused("The database has none of MLflow's tables.")

    @property
    def content(self) -> str:
        """What it has already, in words; nothing if an export may begin here."""
        if self._meta.tables and not self.has("experiments"):
            return "tables that are not MLflow's"
        held = [name for name in _MUST_BE_EMPTY if self.has(name) and self.count(name)]
        if self.has("experiments") and self.count("experiments") > 1:
            held.append("experiments")
        return f"rows in {', '.join(held)}" if held else ""

    def is_empty(self) -> bool:
        """Whether an export may begin here."""
        return not self.content

    def is_unfinished(self) -> bool:
        """Whether an export into this database began and did not end."""
        return any(str(each).startswith(_UNFINISHED) for each in self.known(_VERSION, _NUMBER))

    def begin(self) -> None:
        """Keep servers from starting on it until `finish`."""
        if not self.is_unfinished():
            self._renumber(lambda number: _UNFINISHED + number)

    def _renumber(self, change: Callable[[str], str]) -> None:
        table = self._meta.tables[_VERSION]
        with translated(), self._engine.begin() as connection:
            number = str(connection.execute(sa.select(table.c[_NUMBER])).scalar_one())
            connection.execute(sa.update(table).values({_NUMBER: change(number)}))

    def has(self, table: str, column: str = "") -> bool:
        """Whether this version has the table, and the column."""
        found = self._meta.tables.get(table)
        return found is not None and (not column or column in found.c)

    def count(self, table: str, **where: object) -> int:
        """How many rows there are."""
        wanted = self._meta.tables[table]
        query = sa.select(sa.func.count()).select_from(wanted)
        for name, value in where.items():
            query = query.where(wanted.c[name] == value)
        with translated(), self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def known(self, table: str, column: str, **where: object) -> set[Any]:
        """The values that a column has already."""
        if not self.has(table, column):
            return set()
        wanted = self._meta.tables[table]
        query = sa.select(wanted.c[column])
        for name, value in where.items():
            if name in wanted.c:
                query = query.where(wanted.c[name] == value)
        with translated(), self._engine.connect() as connection:
            return {row[0] for row in connection.execute(query)}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All rows that are added within appear together or not at all."""
        with translated(), self._engine.begin() as connection:
            self._connection = connection
            try:
                yield
            finally:
                self._connection = None

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert rows, of which columns that are not there are left out; how many.

        Raises:
            RuntimeError: outside of a transaction.
        """
        if self._connection is None:
            raise RuntimeError("rows are added in a transaction")
        if not self.has(table):
            return 0
        shape = self._shape(table)
        added, waiting = 0, iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            self._connection.execute(shape.insert, [shape.fitted(row) for row in batch])
            added += len(batch)
        self.added[table] += added
        self.shortened.update({table: shape.take_shortened()})
        return added

    def put(self, table: str, row: Mapping[str, Any], *, key: str) -> None:
        """Add the row, or give the one of the same key its values."""
        if self._connection is None:
            raise RuntimeError("rows are added in a transaction")
        wanted = self._meta.tables[table]
        same = wanted.c[key] == row[key]
        if self._connection.execute(sa.select(sa.literal(1)).where(same)).first():
            values = {name: value for name, value in row.items() if name in wanted.c}
            self._connection.execute(sa.update(wanted).where(same).values(values))
        else:
            self.add(table, [row])

    def finish(self) -> None:
        """Let servers start: and numbers that the database gives by itself go on behind ours."""
        if self._engine.dialect.name == "postgresql":
            query = (
                "SELECT setval(pg_get_serial_sequence('experiments', 'experiment_id'), "
                "GREATEST((SELECT max(experiment_id) FROM experiments), 1))"
            )
            with translated(), self._engine.begin() as connection:
                connection.execute(sa.text(query))
        self._renumber(lambda number: number.removeprefix(_UNFINISHED))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _shape(self, table: str) -> "_Shape":
        if table not in self._shapes:
            self._shapes[table] = _Shape(self._meta.tables[table])
        return self._shapes[table]


class _Shape:
    """How a row of ours is made one of a table."""

    def __init__(self, table: sa.Table) -> None:
        columns = [column for column in table.columns if column.computed is None]
        self._limits = {
            column.name: getattr(column.type, "length", None)
            for column in columns
            if isinstance(column.type, sa.String)
        }
        self._fillers = {column.name: _filler(column) for column in columns}
        self._shortened = 0
        self.insert = sa.insert(table).values(
            {column.name: sa.bindparam(column.name) for column in columns}
        )

    def fitted(self, row: Mapping[str, Any]) -> Row:
        fitted = {}
        for name, filler in self._fillers.items():
            value = row.get(name)
            if value is None:
                value = filler
            limit = self._limits.get(name)
            if limit is not None and isinstance(value, str) and len(value) > limit:
                value = value[:limit]
                self._shortened += 1
            fitted[name] = value
        return fitted

    def take_shortened(self) -> int:
        count, self._shortened = self._shortened, 0
        return count


def _filler(column: sa.Column[Any]) -> Any:
    """What stands where we have nothing: NULL, or what is nothing in a column that takes none."""
    if column.nullable or (column.primary_key and column.autoincrement is True):
        return None
    if column.name == "workspace":
        return "default"
    if isinstance(column.type, sa.Boolean):
        return False
    return 0 if isinstance(column.type, sa.Integer | sa.Numeric) else ""


@contextmanager
def translated() -> Iterator[None]:
    """SQLAlchemy's errors as ours, without the address, which may hold a password."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        if any(word in str(cause).lower() for word in _FULL):
            raise TargetFull("The database has no space left.") from error
        raise TargetRefused(
            f"The database refuses: {' '.join(str(cause).split())[:300]}",
            fix="Check the address and the rights there.",
        ) from error


def with_driver(url: str) -> str:
    """The address with the driver that is installed here.

    Raises:
        TargetRefused: it is no address of a database that MLflow takes.
    """
    try:
        parsed = sa.engine.make_url(url)
        driver = _DRIVERS[parsed.get_backend_name()]
    except (exc.ArgumentError, KeyError) as error:
        raise TargetRefused(
            "The database's address cannot be read.",
            fix="Write sqlite:///path, postgresql://user:password@host/name or mysql://…",
        ) from error
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _engine(url: str) -> sa.Engine:
    address = with_driver(url)
    arguments = {"timeout": 30} if address.startswith("sqlite") else {}
    return sa.create_engine(address, connect_args=arguments)
