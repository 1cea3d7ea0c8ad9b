"""An executor that does what a test tells it to, at the port that the real ones stand at."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.jobs.contracts import (
    ExitReason,
    Handle,
    JobSpec,
    LogChunk,
    LogCursor,
    Observation,
    Phase,
    Resources,
    TargetReport,
)


class FakeExecutor:
    """Keeps what it was asked. What it runs is RUNNING until a test says otherwise."""

    def __init__(self, *, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.submitted: list[JobSpec] = []
        self.cancelled: list[Handle] = []
        self.forgotten: list[Handle] = []
        self.seen: dict[str, Observation] = {}
        self.printed: dict[str, bytes] = {}
        self.observe_calls = 0
        self.failure: Exception | None = None

    def submit(self, spec: JobSpec) -> Handle:
        """Start it, once."""
        self._fail()
        if spec.attempt_id not in self.seen:
            self.submitted.append(spec)
            self.seen[spec.attempt_id] = Observation(phase=Phase.RUNNING)
        return Handle(attempt_id=spec.attempt_id, external_name=spec.external_name)

    def observe(self, handles: Sequence[Handle]) -> Mapping[Handle, Observation]:
        """What the test said of each."""
        self._fail()
        self.observe_calls += 1
        lost = Observation(phase=Phase.LOST, reason=ExitReason.LOST, message="It has vanished.")
        return {handle: self.seen.get(handle.attempt_id, lost) for handle in handles}

    def cancel(self, handle: Handle) -> None:
        """Stop it at once."""
        self._fail()
        self.cancelled.append(handle)
        self.seen[handle.attempt_id] = Observation(
            phase=Phase.CANCELLED, reason=ExitReason.USER_CANCEL, message="The job was cancelled."
        )

    def logs(self, handle: Handle, *, after: LogCursor | None) -> LogChunk:
        """What the test said was printed, four bytes at a time."""
        offset = after.offset if after else 0
        data = self.printed.get(handle.attempt_id, b"")[offset : offset + 4]
        return LogChunk(data=data, cursor=LogCursor(offset=offset + len(data)))

    def forget(self, handle: Handle) -> None:
        """Keep that it was asked."""
        self._fail()
        self.forgotten.append(handle)

    def describe(self) -> TargetReport:
        """The capacity of the settings."""
        self._fail()
        return TargetReport(
            capacity=Resources(cpus=self.settings["cpus"], memory_mb=8000, gpus=2),
            enforced=("time",),
        )

    def end(
        self, phase: Phase, *, reason: ExitReason | None = None, code: int | None = None
    ) -> None:
        """Let the latest attempt end like this."""
        self.seen[self.submitted[-1].attempt_id] = Observation(
            phase=phase, reason=reason, exit_code=code, message=f"It ended: {phase}."
        )

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
