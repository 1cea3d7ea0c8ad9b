"""Whether the parts that Naiad stands on answer: one line each, for `/ready` and `naiad check`."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError

from apps.artifacts.selectors import health
from apps.config import lock
from apps.core.errors import DomainError
from workers.celery import app


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One part's state, in words."""

    name: str
    ok: bool
    message: str


def run() -> list[Result]:
    """Every check, in the order in which a start needs them."""
    return [_guarded(name, check) for name, check in _CHECKS.items()]


class CheckFailed(Exception):
    """A part does not answer; the message says what to do."""


def _guarded(name: str, check: Callable[[], str]) -> Result:
    try:
        return Result(name=name, ok=True, message=check())
    except (CheckFailed, OSError) as exc:
        return Result(name=name, ok=False, message=str(exc))


def _settings() -> str:
    return f"ok, data in {settings.NAIAD_DATA_DIR}"


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as exc:
        raise CheckFailed(f"does not answer ({exc}); check NAIAD_DATABASE_URL") from exc
    if pending:
        raise CheckFailed(f"{len(pending)} migrations to apply; run `naiad migrate`")
    return f"ok, {connection.vendor}"


def _broker() -> str:
    if not settings.NAIAD_REDIS_URL:
        return "ok, in this process"
    try:
        with app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
    except (OperationalError, redis.RedisError, OSError) as exc:
        raise CheckFailed(f"does not answer ({exc}); check NAIAD_REDIS_URL") from exc
    return "ok, redis"


def _blobs() -> str:
    try:
        health.check()
    except DomainError as exc:
        raise CheckFailed(f"{exc.message} Check NAIAD_BLOB_URL.") from exc
    return f"ok, {urlsplit(settings.NAIAD_BLOB_URL).scheme}"


def _workers() -> str:
    if not settings.NAIAD_REDIS_URL:
        process = lock.holder(settings.NAIAD_DATA_DIR)
        return f"ok, in process {process}" if process else "ok, `naiad up` brings its own"
    try:
        answers = app.control.ping(timeout=2)
    except (OperationalError, redis.RedisError, OSError) as exc:
        raise CheckFailed(f"cannot be asked ({exc}); check NAIAD_REDIS_URL") from exc
    if not answers:
        raise CheckFailed("none answers; start `naiad worker` and `naiad beat`, or `naiad up`")
    return f"ok, {len(answers)} over redis"


_CHECKS: dict[str, Callable[[], str]] = {
    "settings": _settings,
    "database": _database,
    "broker": _broker,
    "blobs": _blobs,
    "workers": _workers,
}
