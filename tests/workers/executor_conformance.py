"""What every executor promises. A test class of an executor inherits this and gives `executor`."""

from apps.jobs.contracts import (
    Executor,
    ExitReason,
    Handle,
    JobSpec,
    LogCursor,
    Observation,
    Phase,
    Resources,
)
from tests.workers.polling import eventually
from tests.workers.specs import make_spec, python

_FOREVER = "print('up', flush=True); import time; time.sleep(600)"


def ending_of(executor: Executor, handle: Handle) -> Observation:
    """The last observation of an attempt."""

    def ended() -> Observation | None:
        seen = executor.observe([handle])[handle]
        return seen if seen.phase.is_final else None

    found = eventually(ended)
    assert found is not None
    return found


def log_of(executor: Executor, handle: Handle) -> bytes:
    """All that was written so far, read piece by piece."""
    data, cursor = b"", LogCursor()
    while True:
        chunk = executor.logs(handle, after=cursor)
        if not chunk.data:
            return data
        data, cursor = data + chunk.data, chunk.cursor


def submit_running(executor: Executor, spec: JobSpec) -> Handle:
    """Submit, and wait until the command has printed its first line."""
    handle = executor.submit(spec)
    eventually(lambda: b"up" in log_of(executor, handle))
    return handle


class ExecutorConformance:
    """Inherit, and give a fixture `executor`."""

    def test_command_that_ends_well_succeeds(self, executor: Executor) -> None:
        handle = executor.submit(make_spec(python("print('hello')")))
        ending = ending_of(executor, handle)
        assert (ending.phase, ending.exit_code) == (Phase.SUCCEEDED, 0)
        assert b"hello\n" in log_of(executor, handle)

    def test_exit_code_is_kept(self, executor: Executor) -> None:
        ending = ending_of(executor, executor.submit(make_spec("echo no >&2; exit 7")))
        assert (ending.phase, ending.reason, ending.exit_code) == (
            Phase.FAILED,
            ExitReason.EXIT_CODE,
            7,
        )

    def test_times_are_in_order(self, executor: Executor) -> None:
        spec = make_spec()
        ending = ending_of(executor, executor.submit(spec))
        assert ending.started_at_ms is not None
        assert ending.ended_at_ms is not None
        assert spec.created_at_ms <= ending.started_at_ms <= ending.ended_at_ms

    def test_submitting_twice_starts_once(self, executor: Executor) -> None:
        spec = make_spec("echo started")
        assert executor.submit(spec) == executor.submit(spec)
        handle = executor.submit(spec)
        ending_of(executor, handle)
        executor.submit(spec)
        assert log_of(executor, handle).count(b"started\n") == 1

    def test_unknown_attempt_is_lost_not_an_error(self, executor: Executor) -> None:
        handle = Handle(attempt_id="a" * 32, external_name="naiad-" + "a" * 32)
        assert executor.observe([handle])[handle].phase is Phase.LOST
        executor.cancel(handle)
        executor.forget(handle)
        assert executor.logs(handle, after=None).data == b""

    def test_many_are_observed_in_one_call(self, executor: Executor) -> None:
        handles = [executor.submit(make_spec(f"exit {code}")) for code in (0, 3)]
        for handle in handles:
            ending_of(executor, handle)
        seen = executor.observe(handles)
        assert [seen[handle].exit_code for handle in handles] == [0, 3]

    def test_cancelled_job_stops(self, executor: Executor) -> None:
        handle = submit_running(executor, make_spec(python(_FOREVER)))
        executor.cancel(handle)
        ending = ending_of(executor, handle)
        assert (ending.phase, ending.reason) == (Phase.CANCELLED, ExitReason.USER_CANCEL)

    def test_cancelling_an_ended_job_changes_nothing(self, executor: Executor) -> None:
        handle = executor.submit(make_spec())
        ending = ending_of(executor, handle)
        executor.cancel(handle)
        assert executor.observe([handle])[handle] == ending

    def test_job_over_its_memory_is_stopped(self, executor: Executor) -> None:
        spec = make_spec(
            python("x = bytearray(400 * 2**20); import time; time.sleep(60)"),
            resources=Resources(memory_mb=128),
        )
        assert ending_of(executor, executor.submit(spec)).reason is ExitReason.OUT_OF_MEMORY

    def test_job_over_its_time_is_stopped(self, executor: Executor) -> None:
        spec = make_spec(python(_FOREVER), time_limit_seconds=0.5)
        assert ending_of(executor, executor.submit(spec)).reason is ExitReason.TIME_LIMIT

    def test_log_is_read_on_from_a_cursor(self, executor: Executor) -> None:
        handle = executor.submit(make_spec("echo one; echo two"))
        ending_of(executor, handle)
        whole = log_of(executor, handle)
        assert executor.logs(handle, after=LogCursor(offset=4)).data == whole[4:]

    def test_forgotten_attempt_is_gone(self, executor: Executor) -> None:
        handle = executor.submit(make_spec())
        ending_of(executor, handle)
        executor.forget(handle)
        assert executor.observe([handle])[handle].phase is Phase.LOST

    def test_capacity_is_told(self, executor: Executor) -> None:
        report = executor.describe()
        assert report.capacity.cpus > 0
        assert report.enforced
