"""A client of MLflow's protocol that costs next to nothing, and the meter of what it did."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.servers import Server

API = "/api/2.0/mlflow"
T0 = 1_700_000_000_000


class Client:
    """One connection that is kept open."""

    def __init__(self, server: Server) -> None:
        place = urlsplit(server.url)
        self._connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=600)
        self._headers = {"Content-Type": "application/json"}
        if server.token:
            self._headers["Authorization"] = f"Bearer {server.token}"
        self.latencies_ms: list[float] = []

    def post(self, path: str, body: "bytes | dict[str, object]") -> dict[str, object]:
        """The JSON answer of a POST to MLflow's protocol; an error ends the benchmark."""
        return dict(json.loads(self.ask("POST", API + path, body) or b"{}"))

    def get(self, path: str) -> dict[str, object]:
        """The JSON answer of a GET of MLflow's protocol."""
        return dict(json.loads(self.ask("GET", API + path)))

    def ask(self, method: str, path: str, body: "bytes | dict[str, object] | None" = None) -> bytes:
        """The bytes of the answer, and its time noted; an error ends the benchmark."""
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        start = time.perf_counter()
        self._connection.request(method, path, data, self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self.latencies_ms.append(1000 * (time.perf_counter() - start))
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {text[:300]!r}")
        return text

    def experiment(self) -> str:
        """The id of a new experiment."""
        name = f"bench-{time.time_ns()}-{random.random()}"
        return str(self.post("/experiments/create", {"name": name})["experiment_id"])

    def run(self, experiment_id: str) -> str:
        """The id of a new run."""
        body: dict[str, object] = {"experiment_id": experiment_id, "start_time": 1}
        run: dict[str, dict[str, str]] = self.post("/runs/create", body)["run"]  # type: ignore[assignment]
        return run["info"]["run_id"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One round of one server. `calls` is what the rate and the CPU are divided by."""

    calls: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    latencies_ms: list[float]


@dataclass(kw_only=True)
class Meter:
    """What a workload took, from entering to leaving."""

    server: Server
    clients: list[Client]
    outcome: Outcome | None = field(default=None, init=False)

    def __enter__(self) -> "Meter":
        for client in self.clients:
            client.latencies_ms.clear()
        self._memory = _Memory(self.server)
        self._memory.start()
        self._cpu = self.server.cpu()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        seconds = time.perf_counter() - self._start
        cpu = self.server.cpu() - self._cpu
        latencies = [latency for client in self.clients for latency in client.latencies_ms]
        self.outcome = Outcome(
            calls=len(latencies),
            seconds=seconds,
            cpu_seconds=cpu,
            peak_bytes=self._memory.stop(),
            latencies_ms=sorted(latencies),
        )

    @property
    def result(self) -> Outcome:
        """What was measured."""
        assert self.outcome is not None
        return self.outcome


class _Memory(threading.Thread):
    """Looks at the server's memory every quarter of a second."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._ended = threading.Event()
        self._peak = 0

    def run(self) -> None:
        while not self._ended.wait(0.25):
            self._peak = max(self._peak, self._server.resident())

    def stop(self) -> int:
        self._ended.set()
        self.join()
        return max(self._peak, self._server.resident())
