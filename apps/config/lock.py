"""The data folder's lock: two servers with in-process queues must not share one folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "naiad.lock"


class Taken(Exception):
    """Another server holds the folder. `holder` is its process id."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@contextmanager
def hold(data_dir: Path) -> Iterator[None]:
    """Hold the folder; a process that dies lets go of it.

    Raises:
        Taken: another process holds it.
    """
    with (data_dir / _NAME).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise Taken(_read(data_dir)) from exc
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def holder(data_dir: Path) -> str:
    """The process id of the server that holds the folder; empty when there is none."""
    try:
        with (data_dir / _NAME).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return ""
    except OSError:
        return _read(data_dir)
    return ""


def _read(data_dir: Path) -> str:
    return (data_dir / _NAME).read_text().strip()
