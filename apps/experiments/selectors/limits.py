"""How long a search may take: who asks for too much is refused, and the database is free again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DataError, OperationalError, connection, transaction

from apps.experiments.errors import InvalidFilter, SearchTooSlow
from apps.experiments.search import patterns
from apps.experiments.search.sql import MATCHES, Dialect

SECONDS = 10
# SQLite asks after so many steps of its machine whether it may go on: some hundred times a second.
_STEPS = 20_000
# "query_canceled", and what PostgreSQL says of a regular expression that is too much for it.
_CANCELED, _BAD_REGEX = "57014", "2201B"


@contextmanager
def limited() -> Iterator[None]:
    """Run what is inside for so long at most; regular expressions are known there.

    Raises:
        SearchTooSlow: it took longer.
        InvalidFilter: the database cannot use one of the regular expressions.
    """
    within = _postgresql() if connection.vendor == Dialect.POSTGRESQL else _sqlite()
    try:
        with within:
            yield
    except OperationalError as exc:
        if _was_stopped(exc):
            raise SearchTooSlow(
                f"The search took longer than {SECONDS} seconds and was stopped.",
                fix="Narrow it: name an experiment, or begin with a condition that few runs meet, "
                "by = on a param or tag.",
            ) from exc
        raise
    except DataError as exc:
        if getattr(exc.__cause__, "sqlstate", None) != _BAD_REGEX:
            raise
        raise InvalidFilter(
            "The database cannot use the regular expression.", fix="Write a simpler one."
        ) from exc


@contextmanager
def _sqlite() -> Iterator[None]:
    deadline = time.monotonic() + SECONDS
    connection.ensure_connection()
    database: Any = connection.connection
    database.create_function(MATCHES, 2, patterns.matches, deterministic=True)
    database.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        yield
    finally:
        database.set_progress_handler(None, 0)


@contextmanager
def _postgresql() -> Iterator[None]:
    inside = connection.in_atomic_block
    with transaction.atomic():
        _timeout(f"{SECONDS}s")
        yield
        if inside:
            # The transaction goes on after us.
            _timeout("0")


def _timeout(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", (value,))


def _was_stopped(exc: OperationalError) -> bool:
    return str(exc) == "interrupted" or getattr(exc.__cause__, "sqlstate", None) == _CANCELED
