"""Processes may be killed at any moment: what was acknowledged is there, once."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apps.experiments.contracts import RunRef
from apps.experiments.selectors.series import list_latest
from tests.experiments.store.make import database_url, fold, make_ref, rows_of, unfolded
from tests.experiments.store.worker import KEYS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(180)]


@contextmanager
def worker(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A process on the test's database, killed at the end."""
    environment = {
        **os.environ,
        "NAIAD_DATA_DIR": str(folder),
        "NAIAD_DATABASE_URL": database_url(),
        "NAIAD_REDIS_URL": "",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.experiments.store.worker", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def read_lines(process: "subprocess.Popen[str]", count: int) -> list[int]:
    """So many of the lines that a process prints."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(count)]
    assert all(lines), "the worker ended by itself"
    return [int(line) for line in lines]


def killed(process: "subprocess.Popen[str]", last: int) -> int:
    """Kill a process; the last line that it printed, `last` if there are no more whole ones."""
    process.kill()
    assert process.stdout is not None
    rest = process.stdout.read().splitlines(keepends=True)
    return int(([str(last)] + [line for line in rest if line.endswith("\n")])[-1])


def steps_of(run: RunRef, writer: int, key: str) -> list[int]:
    return [step for step, time, _ in rows_of(run, key) if time == writer]


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_writers_and_folds_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    run = make_ref()
    chance = random.Random(seed)
    writers = [(1, chance.randrange(20, 120)), (2, chance.randrange(20, 120))]
    acknowledged = {}
    with worker(tmp_path, "fold", run.run_id) as folder:
        for writer, calls in writers:
            with worker(tmp_path, "log", run.run_id, str(writer)) as process:
                last = read_lines(process, calls)[-1]
                if writer == 1:
                    read_lines(folder, 3)
                    folder.kill()
                acknowledged[writer] = killed(process, last)
    for writer, last in acknowledged.items():
        for key in KEYS:
            steps = steps_of(run, writer, key)
            # A call that was stored but not acknowledged any more is whole, too.
            assert steps in (list(range(last + 1)), list(range(last + 2)))
            assert steps == steps_of(run, writer, KEYS[0])


def test_processes_log_and_fold_at_once(tmp_path: Path) -> None:
    run = make_ref()
    with (
        worker(tmp_path, "fold", run.run_id) as one,
        worker(tmp_path, "fold", run.run_id) as other,
        worker(tmp_path, "log", run.run_id, "1") as first,
        worker(tmp_path, "log", run.run_id, "2") as second,
    ):
        for process in (one, other, first, second):
            read_lines(process, 40)
    fold(run)
    assert unfolded(run) == 0
    for key in KEYS:
        for writer in (1, 2):
            steps = steps_of(run, writer, key)
            assert len(steps) >= 40
            assert steps == list(range(len(steps)))
    assert {row.count for row in list_latest(run).results} == {len(rows_of(run, KEYS[0]))}
