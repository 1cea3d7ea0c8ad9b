"""System metrics of a job and its machine, named as MLflow's client names its own."""

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from workers.agent import gpu, processes
from workers.agent.server import Server, ServerRefused, ServerUnreachable

_FIRST_MINUTE_PAUSE = 2.0
_PAUSE = 10.0
_LONGEST_BATCH = 1000
_KEPT_POINTS = 100_000  # some three hours of a server that is away


class Sampler:
    """Reads the machine and the processes below this one."""

    def __init__(self, *, disk: Path, gpu_devices: tuple[int, ...]) -> None:
        self._disk = disk
        self._gpu_devices = gpu_devices
        self._network = psutil.net_io_counters()
        self._busy: dict[int, float] = {}
        self._looked_at = time.monotonic()
        psutil.cpu_percent()  # the first call only begins the interval

    def sample(self) -> dict[str, float]:
        """The values of now."""
        return self._machine() | self._job() | gpu.sample(self._gpu_devices)

    def _machine(self) -> dict[str, float]:
        memory = psutil.virtual_memory()
        disk = psutil.disk_usage(str(self._disk))
        network = psutil.net_io_counters()
        return {
            "cpu_utilization_percentage": psutil.cpu_percent(),
            "system_memory_usage_megabytes": memory.used / 1e6,
            "system_memory_usage_percentage": 100 * memory.used / memory.total,
            "disk_usage_percentage": disk.percent,
            "disk_usage_megabytes": disk.used / 1e6,
            "disk_available_megabytes": disk.free / 1e6,
            "network_receive_megabytes": (network.bytes_recv - self._network.bytes_recv) / 1e6,
            "network_transmit_megabytes": (network.bytes_sent - self._network.bytes_sent) / 1e6,
        }

    def _job(self) -> dict[str, float]:
        busy: dict[int, float] = {}
        resident = 0
        for process in processes.descendants():
            try:
                times = process.cpu_times()
                resident += process.memory_info().rss
            except psutil.Error:
                continue
            busy[process.pid] = times.user + times.system
        now = time.monotonic()
        spent = sum(max(0.0, used - self._busy.get(pid, 0.0)) for pid, used in busy.items())
        share = 100 * spent / max(now - self._looked_at, 1e-3)
        self._busy, self._looked_at = busy, now
        return {
            "job_cpu_utilization_percentage": share,
            "job_memory_usage_megabytes": resident / 1e6,
            "job_process_count": float(len(busy)),
        }


class SystemMetrics:
    """A thread that samples and logs, and keeps what the server cannot take yet."""

    def __init__(
        self, server: Server, take: Callable[[], dict[str, float]], *, since_ms: int
    ) -> None:
        self._server = server
        self._take = take
        self._since_ms = since_ms
        self._points: deque[dict[str, Any]] = deque(maxlen=_KEPT_POINTS)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="metrics", daemon=True)

    def start(self) -> None:
        """Begin to sample."""
        self._thread.start()

    def finish(self, *, seconds: float) -> None:
        """Stop sampling; what was sampled is sent within this time, or not at all."""
        self._stop.set()
        self._thread.join(seconds)

    def _work(self) -> None:
        began = time.monotonic()
        while not self._stop.is_set():
            self._keep(self._take())
            try:
                self._send()
            except ServerUnreachable:
                pass  # kept for the next time
            except ServerRefused:
                return
            early = time.monotonic() - began < 60
            self._stop.wait(_FIRST_MINUTE_PAUSE if early else _PAUSE)

    def _keep(self, values: dict[str, float]) -> None:
        now = time.time_ns() // 1_000_000
        # Seconds since the job was asked for: a second attempt goes on where the first stopped.
        step = max(0, (now - self._since_ms) // 1000)
        self._points.extend(
            {"key": f"system/{key}", "value": round(value, 3), "timestamp": now, "step": step}
            for key, value in values.items()
        )

    def _send(self) -> None:
        while self._points:
            batch = [self._points[i] for i in range(min(_LONGEST_BATCH, len(self._points)))]
            self._server.log_metrics(batch)
            for _ in batch:
                self._points.popleft()
