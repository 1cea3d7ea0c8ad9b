"""One attempt from its beginning to its end: code, environment, command, and how it went."""

import hashlib
import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from apps.jobs.contracts import CodeRef, ExitReason, JobSpec, Observation, Phase
from workers.agent import clock, console, fence, python_environment, unpack, variables
from workers.agent.console import ConsoleShipper
from workers.agent.endings import LOST_WITH_THE_MACHINE, describe, failed
from workers.agent.folder import AttemptFolder
from workers.agent.python_environment import Environment
from workers.agent.server import Server, ServerRefused, ServerUnreachable
from workers.agent.supervision import (
    CommandNotFound,
    Ended,
    MemoryWatch,
    Supervisor,
    Watch,
    deadline_watch,
    fence_watch,
    size_watch,
    stop_watch,
)
from workers.agent.system_metrics import Sampler, SystemMetrics

_CODE_SECONDS = 900.0
# What is not delivered in time is read from the disk by the server, through the executor.
_DELIVERY_SECONDS = 30.0


class Attempt:
    """Runs the attempt of a folder that this process has claimed."""

    def __init__(self, folder: AttemptFolder, spec: JobSpec, *, environments: Path) -> None:
        self._folder = folder
        self._spec = spec
        self._environments = environments
        self._server = Server(spec)
        self._stop = threading.Event()
        self._started_at_ms: int | None = None
        self._supervisor = Supervisor(console=folder.console, grace_seconds=spec.grace_seconds)

    def run(self) -> Observation:
        """Run to the end, whatever it is, and leave word of it."""
        signal.signal(signal.SIGTERM, lambda *_: self._stop.set())
        signal.signal(signal.SIGINT, lambda *_: self._stop.set())
        self._folder.console.touch(mode=0o600)
        shipper = ConsoleShipper(self._server, self._folder.console)
        shipper.start()
        ending = self._ending()
        console.say(self._folder.console, ending.message)
        shipper.finish(seconds=_DELIVERY_SECONDS)
        self._folder.write_status(ending)
        self._tell(ending.phase, ending.message)
        return ending

    def _ending(self) -> Observation:
        try:
            ending = self._work()
        except python_environment.Stopped:
            ending = describe(Ended(code=-signal.SIGTERM, stopped_for=ExitReason.USER_CANCEL))
        except unpack.BadCode as exc:
            ending = failed(ExitReason.CODE_FAILED, str(exc))
        except python_environment.EnvironmentFailed as exc:
            ending = failed(ExitReason.ENVIRONMENT_FAILED, str(exc))
        except CommandNotFound as exc:
            ending = failed(ExitReason.COMMAND_FAILED, str(exc))
        except Exception as exc:  # noqa: BLE001  # the top of this process: nothing may go unsaid
            traceback.print_exc()
            ending = failed(ExitReason.AGENT_FAILED, f"The agent failed: {exc!r}")
        if ending.reason is ExitReason.USER_CANCEL and self._folder.asked_to_stop_at() is None:
            ending = LOST_WITH_THE_MACHINE
        return clock.timed(ending, started_at_ms=self._started_at_ms)

    def _work(self) -> Observation:
        self._enter(Phase.STARTING, "Fetching the code.")
        self._folder.work.mkdir()
        if self._spec.code is not None:
            self._fetch(self._spec.code)
        self._enter(Phase.STARTING, "Preparing the Python environment.")
        environment = python_environment.prepare(
            self._spec,
            root=self._environments,
            supervisor=self._supervisor,
            stop=self._stop,
        )
        self._started_at_ms = clock.now_ms()
        self._enter(Phase.RUNNING, "Running.")
        return describe(self._run_command(environment))

    def _enter(self, phase: Phase, message: str) -> None:
        self._folder.write_status(
            Observation(phase=phase, message=message, started_at_ms=self._started_at_ms)
        )
        threading.Thread(target=self._tell, args=(phase, message), daemon=True).start()

    def _tell(self, phase: Phase, message: str) -> None:
        try:
            self._server.send_status(phase, message)
        except (ServerUnreachable, ServerRefused):
            return  # a doorbell; the status file is what counts

    def _fetch(self, code: CodeRef) -> None:
        archive = self._folder.path / "code.download"
        self._retry(lambda: self._server.fetch_code(archive))
        with archive.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != code.sha256:
                raise unpack.BadCode("The code that arrived is not the code that was submitted.")
        if code.filename:
            unpack.place(archive, code.filename, self._folder.work)
        else:
            unpack.unpack(archive, self._folder.work)
        archive.unlink()

    def _retry(self, call: Callable[[], None]) -> None:
        deadline = deadline_watch(_CODE_SECONDS)
        while True:
            try:
                return call()
            except ServerRefused as exc:
                raise unpack.BadCode(f"The server refused to hand over the code: {exc}") from exc
            except ServerUnreachable as exc:
                if deadline() is not None:
                    raise unpack.BadCode(f"The code could not be fetched: {exc}") from exc
            if self._stop.wait(1):
                raise python_environment.Stopped

    def _run_command(self, environment: Environment) -> Ended:
        spec = self._spec
        barrier = fence.build(spec.external_name, memory_mb=spec.resources.memory_mb)
        sampler = Sampler(disk=self._folder.work, gpu_devices=spec.gpu_devices)
        metrics = SystemMetrics(self._server, sampler.sample, since_ms=spec.created_at_ms)
        metrics.start()
        try:
            ended = self._supervisor.run(
                _argv(spec.command),
                cwd=self._folder.work,
                environment=variables.for_job(spec, source=os.environ, environment=environment),
                fence=barrier,
                watches=self._watches(barrier),
            )
            return _judged(ended, barrier)
        finally:
            metrics.finish(seconds=2)
            barrier.remove()

    def _watches(self, barrier: fence.Fence) -> list[Watch]:
        spec = self._spec
        watches: list[Watch] = [
            stop_watch(self._stop),
            size_watch(self._folder.console, spec.log_limit_bytes),
            fence_watch(barrier),
        ]
        if spec.time_limit_seconds is not None:
            watches.append(deadline_watch(spec.time_limit_seconds))
        if spec.resources.memory_mb and not barrier.limits_memory:
            watches.append(MemoryWatch(spec.resources.memory_mb))
        return watches


def _judged(ended: Ended, barrier: fence.Fence) -> Ended:
    """The kernel may have killed the command between two looks of ours."""
    if ended.code != 0 and ended.stopped_for is None and barrier.out_of_memory_kills():
        return replace(ended, stopped_for=ExitReason.OUT_OF_MEMORY)
    return ended


def _argv(command: tuple[str, ...] | str) -> list[str]:
    return ["/bin/sh", "-c", command] if isinstance(command, str) else list(command)
