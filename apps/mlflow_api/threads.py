"""The protocol's own threads, each with a database connection that stays open.

SQLite has one writer at a time, so one thread writes and nobody else waits on a lock inside it;
PostgreSQL takes several. Readers have threads of their own and never wait behind writers. Files have
theirs since a bucket may be slow; these give their connections back after each call.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connection, connections

from apps.mlflow_api.contracts import Lane

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
WRITERS = 3
FILERS = 4


class Threads:
    """The pools of one process. Made when the first request comes, closed when the server stops."""

    def __init__(self) -> None:
        writers = 1 if connection.vendor == "sqlite" else WRITERS
        self._pools = {
            Lane.READ: ThreadPoolExecutor(READERS, thread_name_prefix="mlflow-read"),
            Lane.WRITE: ThreadPoolExecutor(writers, thread_name_prefix="mlflow-write"),
            Lane.FILES: ThreadPoolExecutor(FILERS, thread_name_prefix="mlflow-files"),
        }

    async def run(self, lane: Lane, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the work, done in a thread of the lane."""
        loop = asyncio.get_running_loop()
        around = _with_a_connection if lane is Lane.FILES else _with_kept_connections
        return await loop.run_in_executor(self._pools[lane], lambda: around(work, *args, **kwargs))

    def close(self) -> None:
        """Finish what is under way and end the threads."""
        for pool in self._pools.values():
            pool.shutdown(wait=True)


def _with_kept_connections(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    # A connection that has failed is looked at before it is used again. `CONN_MAX_AGE` is not
    # consulted: these threads keep theirs for as long as they live.
    for used in connections.all(initialized_only=True):
        if used.errors_occurred:
            used.close_if_unusable_or_obsolete()
    return work(*args, **kwargs)


def _with_a_connection(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return work(*args, **kwargs)
    finally:
        connections.close_all()
