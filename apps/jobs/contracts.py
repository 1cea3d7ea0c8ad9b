"""The port between jobs and what runs them. Pure: importable beside a job, without Django."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol, Self
from uuid import UUID


class Phase(StrEnum):
    """Where an attempt stands, as its executor sees it."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    LOST = "LOST"

    @property
    def is_final(self) -> bool:
        """Whether nothing follows."""
        return self not in {Phase.STARTING, Phase.RUNNING}


class ExitReason(StrEnum):
    """Why an attempt ended."""

    COMPLETED = "COMPLETED"
    EXIT_CODE = "EXIT_CODE"
    SIGNAL = "SIGNAL"
    OUT_OF_MEMORY = "OUT_OF_MEMORY"
    TIME_LIMIT = "TIME_LIMIT"
    LOG_LIMIT = "LOG_LIMIT"
    USER_CANCEL = "USER_CANCEL"
    CODE_FAILED = "CODE_FAILED"
    ENVIRONMENT_FAILED = "ENVIRONMENT_FAILED"
    COMMAND_FAILED = "COMMAND_FAILED"
    SUBMIT_FAILED = "SUBMIT_FAILED"
    AGENT_FAILED = "AGENT_FAILED"
    LOST = "LOST"


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """What a job needs, or what a target has. Memory of 0 means no limit."""

    cpus: float = 1
    memory_mb: int = 0
    gpus: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class NewJob:
    """What somebody asks for. An empty experiment means the project's default one."""

    name: str
    command: tuple[str, ...] | str
    target: str = "local"
    code_id: UUID | None = None
    experiment: str = ""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    requirements: str = ""
    resources: Resources = field(default_factory=Resources)
    priority: int = 0
    max_retries: int = 0
    time_limit_seconds: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRef:
    """The job's code: a zip, or one file when `filename` is given."""

    sha256: str
    size: int
    filename: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobSpec:
    """One attempt of a job: everything an executor needs, and the token that goes with it."""

    job_id: str
    attempt_id: str
    attempt_number: int
    external_name: str
    run_id: str
    project_key: str
    name: str
    command: tuple[str, ...] | str
    server_url: str
    created_at_ms: int
    token: str = field(default="", repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    requirements: str = ""
    code: CodeRef | None = None
    resources: Resources = field(default_factory=Resources)
    gpu_devices: tuple[int, ...] = ()
    time_limit_seconds: float | None = None
    log_limit_bytes: int = 2**30
    grace_seconds: float = 10

    def to_json(self) -> str:
        """The spec as text, the token and the variables included."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The spec that `to_json` wrote."""
        raw: dict[str, Any] = json.loads(text)
        command = raw["command"]
        return cls(
            **raw
            | {
                "command": command if isinstance(command, str) else tuple(command),
                "code": CodeRef(**raw["code"]) if raw["code"] else None,
                "resources": Resources(**raw["resources"]),
                "gpu_devices": tuple(raw["gpu_devices"]),
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Handle:
    """How an attempt is called by us and by its executor."""

    attempt_id: str
    external_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """What an executor sees of an attempt. The message is for people."""

    phase: Phase
    exit_code: int | None = None
    reason: ExitReason | None = None
    message: str = ""
    started_at_ms: int | None = None
    ended_at_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LogCursor:
    """A place in an attempt's log, in bytes from its beginning."""

    offset: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class LogChunk:
    """A piece of an attempt's log and the cursor behind it. Empty data: nothing new yet."""

    data: bytes
    cursor: LogCursor


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetReport:
    """What a compute target has, and which limits it truly enforces."""

    capacity: Resources
    enforced: tuple[str, ...] = ()
    message: str = ""


class Executor(Protocol):
    """Runs attempts on one compute target. Every implementation passes one conformance suite."""

    def submit(self, spec: JobSpec) -> Handle:
        """Start the attempt. Called twice with the same attempt id, starts it once."""

    def observe(self, handles: Sequence[Handle]) -> Mapping[Handle, Observation]:
        """Phase, exit code, reason of each. A vanished attempt is Phase.LOST, not an error."""

    def cancel(self, handle: Handle) -> None:
        """Stop the attempt, by force when asked again after its grace. An ended one is no error."""

    def logs(self, handle: Handle, *, after: LogCursor | None) -> LogChunk:
        """What was written since the cursor, at most some MiB. A vanished attempt has no more."""

    def forget(self, handle: Handle) -> None:
        """Remove what is kept of an ended attempt. One that is gone already is no error."""

    def describe(self) -> TargetReport:
        """The target's capacity and what it enforces, detected now."""


class ExecutorFactory(Protocol):
    """How an executor named in the settings is made for a target."""

    def __call__(self, *, settings: Mapping[str, Any]) -> Executor:
        """The executor; `settings` are the target's own, with `data_dir` added."""


class ExecutorError(Exception):
    """The executor could not do what was asked."""


class TemporaryExecutorError(ExecutorError):
    """It may work later: it is tried again."""


class PermanentExecutorError(ExecutorError):
    """It will never work: the attempt fails with this message."""
