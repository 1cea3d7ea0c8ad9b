"""The local executor: conformance, and the faults of processes on one machine."""

import os
import signal
import threading
from pathlib import Path

import psutil
import pytest

from apps.jobs.contracts import ExitReason, Handle, JobSpec, PermanentExecutorError, Phase
from tests.workers.executor_conformance import (
    ExecutorConformance,
    ending_of,
    log_of,
    submit_running,
)
from tests.workers.naiad_server import NaiadServer
from tests.workers.polling import eventually
from tests.workers.specs import make_spec, python
from workers.agent import processes
from workers.agent.folder import AttemptFolder
from workers.executors.local.executor import LocalExecutor

IGNORES_TERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(600)
"""
ESCAPES = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print("up", os.getpid(), flush=True)
        time.sleep(600)
    os._exit(0)
time.sleep(600)
"""


@pytest.fixture
def executor(tmp_path: Path) -> LocalExecutor:
    return LocalExecutor(settings={"data_dir": tmp_path, "force_after_seconds": 0})


def agent_of(executor: LocalExecutor, handle: Handle) -> psutil.Process:
    claim = AttemptFolder(executor._root / handle.external_name).read_claim()
    assert claim is not None
    return psutil.Process(claim.pid)


def escaped_pid(executor: LocalExecutor, handle: Handle) -> int:
    line = next(line for line in log_of(executor, handle).splitlines() if line.startswith(b"up"))
    return int(line.split()[1])


class TestLocalExecutor(ExecutorConformance):
    """Conformance of the local executor."""


def test_crash_leaves_its_traceback_and_reason(executor: LocalExecutor) -> None:
    handle = executor.submit(make_spec(python("raise ValueError('broken')")))
    assert ending_of(executor, handle).exit_code == 1
    assert b"ValueError: broken" in log_of(executor, handle)


def test_signal_is_named(executor: LocalExecutor) -> None:
    handle = executor.submit(make_spec(python("import os; os.kill(os.getpid(), 11)")))
    ending = ending_of(executor, handle)
    assert (ending.reason, ending.exit_code) == (ExitReason.SIGNAL, 139)
    assert "SIGSEGV" in ending.message


def test_missing_program_is_named(executor: LocalExecutor) -> None:
    ending = ending_of(executor, executor.submit(make_spec(("no-such-program",))))
    assert ending.reason is ExitReason.COMMAND_FAILED
    assert "no-such-program" in ending.message


def test_job_that_ignores_sigterm_is_killed_after_its_grace(executor: LocalExecutor) -> None:
    handle = submit_running(executor, make_spec(python(IGNORES_TERM), grace_seconds=0.2))
    executor.cancel(handle)
    assert ending_of(executor, handle).phase is Phase.CANCELLED


def test_cancelling_again_after_the_grace_kills_a_stuck_agent(executor: LocalExecutor) -> None:
    handle = submit_running(executor, make_spec(python(ESCAPES), grace_seconds=600))
    escaped, agent = escaped_pid(executor, handle), agent_of(executor, handle)
    agent.suspend()
    executor.cancel(handle)
    executor.cancel(handle)
    assert executor.observe([handle])[handle].phase is Phase.CANCELLED
    eventually(lambda: processes.identity_of(escaped) is None)


def test_child_that_left_the_session_dies_with_its_job(executor: LocalExecutor) -> None:
    handle = submit_running(executor, make_spec(python(ESCAPES)))
    executor.cancel(handle)
    ending_of(executor, handle)
    assert processes.identity_of(escaped_pid(executor, handle)) is None


def test_child_left_behind_dies_when_its_job_ends(executor: LocalExecutor) -> None:
    source = ESCAPES.removesuffix("time.sleep(600)\n") + "time.sleep(0.3)\n"
    handle = executor.submit(make_spec(python(source)))
    assert ending_of(executor, handle).phase is Phase.SUCCEEDED
    assert processes.identity_of(escaped_pid(executor, handle)) is None


def test_killed_agent_is_lost_and_its_job_is_cleared_away(executor: LocalExecutor) -> None:
    handle = submit_running(executor, make_spec(python(ESCAPES)))
    agent_of(executor, handle).send_signal(signal.SIGKILL)
    assert ending_of(executor, handle).phase is Phase.LOST
    assert processes.identity_of(escaped_pid(executor, handle)) is None


def test_machine_that_stops_the_agent_loses_the_job(executor: LocalExecutor) -> None:
    handle = submit_running(executor, make_spec(python(IGNORES_TERM), grace_seconds=0.1))
    agent_of(executor, handle).terminate()
    assert ending_of(executor, handle).phase is Phase.LOST


def test_pid_of_another_process_is_not_taken_for_the_agent(executor: LocalExecutor) -> None:
    assert processes.is_running(os.getpid(), processes.identity_of(os.getpid()) or "")
    assert not processes.is_running(os.getpid(), "ticks:1")


def test_many_submits_at_once_start_one_agent(executor: LocalExecutor) -> None:
    spec = make_spec("echo started")
    threads = [threading.Thread(target=executor.submit, args=(spec,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handle = executor.submit(spec)
    ending_of(executor, handle)
    assert log_of(executor, handle).count(b"started\n") == 1


def test_cancel_before_the_agent_shuts_the_door(executor: LocalExecutor) -> None:
    spec = make_spec("echo started")
    handle = Handle(attempt_id=spec.attempt_id, external_name=spec.external_name)
    AttemptFolder(executor._root / spec.external_name).create(spec)
    executor.cancel(handle)
    assert executor.observe([handle])[handle].phase is Phase.CANCELLED
    executor.submit(spec)
    assert b"started" not in log_of(executor, handle)


def test_agent_that_never_came_is_lost_for_good(executor: LocalExecutor) -> None:
    spec = make_spec("echo started")
    folder = AttemptFolder(executor._root / spec.external_name)
    folder.create(spec)
    os.utime(folder.path, (1, 1))
    handle = Handle(attempt_id=spec.attempt_id, external_name=spec.external_name)
    assert executor.observe([handle])[handle].phase is Phase.LOST
    executor.submit(spec)
    assert executor.observe([handle])[handle].phase is Phase.LOST


def test_job_outlives_the_executor_that_started_it(tmp_path: Path) -> None:
    first = LocalExecutor(settings={"data_dir": tmp_path})
    handle = submit_running(first, make_spec("echo up; sleep 0.5; echo done"))
    second = LocalExecutor(settings={"data_dir": tmp_path})
    assert second.observe([handle])[handle].phase is Phase.RUNNING
    # The first one is the agent's parent here and buries it.
    ending_of(first, handle)
    assert second.observe([handle])[handle].phase is Phase.SUCCEEDED


def test_running_attempt_is_not_forgotten(executor: LocalExecutor) -> None:
    handle = submit_running(executor, make_spec(python(IGNORES_TERM), grace_seconds=0.1))
    with pytest.raises(PermanentExecutorError):
        executor.forget(handle)
    executor.cancel(handle)
    ending_of(executor, handle)


def test_name_that_is_a_path_is_refused(executor: LocalExecutor) -> None:
    with pytest.raises(PermanentExecutorError):
        executor.logs(Handle(attempt_id="a", external_name="../secrets"), after=None)


def test_spec_with_its_token_does_not_stay_on_disk(executor: LocalExecutor) -> None:
    handle = executor.submit(make_spec(token="nai_secret-token"))
    ending_of(executor, handle)
    folder = executor._root / handle.external_name
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert not [file for file in files if b"nai_secret-token" in file.read_bytes()]


def test_spec_is_readable_by_its_owner_only(executor: LocalExecutor) -> None:
    spec = make_spec()
    folder = AttemptFolder(executor._root / spec.external_name)
    folder.create(spec)
    assert (folder.path / "spec.json").stat().st_mode & 0o777 == 0o600


def test_hundred_megabytes_of_output_arrive_whole_in_pieces(
    executor: LocalExecutor, naiad: NaiadServer
) -> None:
    source = "for i in range(1024): print('x' * (100 * 1024 - 1))"
    spec: JobSpec = make_spec(python(source), server_url=naiad.url)
    handle = executor.submit(spec)
    assert ending_of(executor, handle).phase is Phase.SUCCEEDED
    assert len(naiad.log) > 100 * 2**20
    assert naiad.largest_piece <= 2**20


def test_output_past_its_limit_stops_the_job(executor: LocalExecutor) -> None:
    spec = make_spec("while :; do echo yes yes yes; done", log_limit_bytes=100_000)
    assert ending_of(executor, executor.submit(spec)).reason is ExitReason.LOG_LIMIT
