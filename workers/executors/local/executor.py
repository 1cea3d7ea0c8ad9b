"""Attempts as processes of this machine.

Each has a detached agent that outlives the server; all that is asked or told goes through the
attempt's folder, so a server that was restarted knows as much as the one before.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from apps.jobs.contracts import (
    ExitReason,
    Handle,
    JobSpec,
    LogChunk,
    LogCursor,
    Observation,
    PermanentExecutorError,
    Phase,
    TargetReport,
    TemporaryExecutorError,
)
from workers.agent import fence, processes, python_environment, variables
from workers.agent.folder import AttemptFolder, Claim
from workers.executors.local import machine

# The folder that `workers` is imported from: a checkout, or site-packages.
_ROOT = Path(__file__).resolve().parents[3]
_CLAIM_SECONDS = 30.0
_FORCE_AFTER_SECONDS = 30.0
_ENVIRONMENT_KEPT_SECONDS = 30 * 24 * 3600.0
_LOG_PIECE = 4 * 2**20
_NOBODY = Claim(pid=0, identity="")


class LocalExecutor:
    """The executor of a `local` target. `settings` may name a capacity; the rest is detected."""

    def __init__(self, *, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._root = Path(settings["data_dir"]) / "jobs"
        # Kept only to bury agents that end before we do.
        self._started: list[subprocess.Popen[bytes]] = []

    def submit(self, spec: JobSpec) -> Handle:
        """Make the attempt's folder and start its agent, unless that has happened."""
        handle = Handle(attempt_id=spec.attempt_id, external_name=spec.external_name)
        folder = self._folder(handle)
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.create(spec)
            if folder.read_claim() is None:
                self._start_agent(folder)
        except OSError as exc:
            raise TemporaryExecutorError(f"The agent could not be started: {exc}") from exc
        return handle

    def observe(self, handles: Sequence[Handle]) -> Mapping[Handle, Observation]:
        """Read each attempt's status; one whose agent has vanished is lost, and cleared away."""
        self._bury_agents()
        return {handle: self._observe(handle) for handle in handles}

    def cancel(self, handle: Handle) -> None:
        """Ask the agent to stop the job; asked again after its grace, kill them all."""
        folder = self._folder(handle)
        if not folder.path.is_dir() or _has_ended(folder):
            return
        first = folder.ask_to_stop()
        if folder.claim(_NOBODY):
            folder.drop_spec()
            folder.write_status(_cancelled())
            return
        claim = folder.read_claim()
        if claim is None or not processes.is_running(claim.pid, claim.identity):
            return
        if first or not self._overdue(folder):
            os.kill(claim.pid, signal.SIGTERM)
        else:
            os.kill(claim.pid, signal.SIGKILL)
            self._clear_away(handle)
            folder.write_status(_cancelled())

    def logs(self, handle: Handle, *, after: LogCursor | None) -> LogChunk:
        """A piece of the console file."""
        cursor = after or LogCursor()
        try:
            with self._folder(handle).console.open("rb") as file:
                file.seek(cursor.offset)
                data = file.read(_LOG_PIECE)
        except FileNotFoundError:
            data = b""
        return LogChunk(data=data, cursor=LogCursor(offset=cursor.offset + len(data)))

    def forget(self, handle: Handle) -> None:
        """Remove the attempt's folder, and environments that no job has used for a month."""
        folder = self._folder(handle)
        if folder.path.is_dir() and not _has_ended(folder) and self._lives(folder):
            raise PermanentExecutorError("The attempt still runs.")
        shutil.rmtree(folder.path, ignore_errors=True)
        environments = Path(self._settings["data_dir"]) / "environments"
        python_environment.remove_unused(environments, unused_for=_ENVIRONMENT_KEPT_SECONDS)

    def describe(self) -> TargetReport:
        """What this machine has and holds."""
        return machine.describe(self._settings)

    def _folder(self, handle: Handle) -> AttemptFolder:
        name = handle.external_name
        if Path(name).name != name or name.startswith("."):
            raise PermanentExecutorError(f"{name!r} is not the name of an attempt.")
        return AttemptFolder(self._root / name)

    def _start_agent(self, folder: AttemptFolder) -> None:
        with folder.agent_log.open("ab") as log:
            agent = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-m", "workers.agent", str(folder.path)],
                cwd=_ROOT,
                env=variables.inherited(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started.append(agent)

    def _bury_agents(self) -> None:
        self._started = [agent for agent in self._started if agent.poll() is None]

    def _observe(self, handle: Handle) -> Observation:
        folder = self._folder(handle)
        if not folder.path.is_dir():
            return _lost("The attempt's folder is gone.")
        # Alive is asked before the status is read: an agent writes its last word, then ends.
        lives = self._lives(folder)
        status = folder.read_status()
        if status is not None and status.phase.is_final:
            return status
        if lives:
            return status or Observation(phase=Phase.STARTING, message="The agent is starting.")
        if folder.asked_to_stop_at() is not None:
            return self._conclude(handle, _cancelled())
        return self._conclude(handle, _lost("The job's agent has vanished."))

    def _lives(self, folder: AttemptFolder) -> bool:
        claim = folder.read_claim()
        if claim is not None:
            return processes.is_running(claim.pid, claim.identity)
        if time.time() - folder.path.stat().st_mtime < _CLAIM_SECONDS:
            return True
        # Nobody came: shut the door, so that a very late agent cannot start it any more.
        return not folder.claim(_NOBODY)

    def _conclude(self, handle: Handle, ending: Observation) -> Observation:
        self._clear_away(handle)
        folder = self._folder(handle)
        folder.drop_spec()
        folder.write_status(ending)
        return ending

    def _clear_away(self, handle: Handle) -> None:
        """Kill what an agent left behind: a retried job must not run beside its ghost."""
        barrier = fence.find(handle.external_name)
        barrier.kill()
        processes.kill_marked(handle.attempt_id)
        barrier.remove()

    def _overdue(self, folder: AttemptFolder) -> bool:
        asked = folder.asked_to_stop_at()
        grace = float(self._settings.get("force_after_seconds", _FORCE_AFTER_SECONDS))
        return asked is not None and time.time() - asked > grace


def _has_ended(folder: AttemptFolder) -> bool:
    status = folder.read_status()
    return status is not None and status.phase.is_final


def _cancelled() -> Observation:
    return Observation(
        phase=Phase.CANCELLED, reason=ExitReason.USER_CANCEL, message="The job was cancelled."
    )


def _lost(message: str) -> Observation:
    return Observation(phase=Phase.LOST, reason=ExitReason.LOST, message=message)
