"""Ingest through MLflow's protocol: Naiad beside MLflow's own server, in one sitting.

    .venv/bin/python benchmarks/ingest.py                        # every workload, three rounds
    .venv/bin/python benchmarks/ingest.py --only batch --rounds 5 --peer ""

Both servers start with an empty SQLite database in a temporary folder and stay up; the rounds
alternate between them, so that a busy machine disturbs both alike. Printed are the medians: calls a
second, the server's CPU a call, and the ratios. The CPU is the steadier figure.

    batch   one client, 1,000 points a call (10 metrics, 100 steps)
    live    eight clients, five points a call, a run each
    wide    one client, 1,000 metrics a call, one step
    runs    create a run, log 20 params, finish it
"""

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.naiad_process import NaiadProcess
from tests.services import free_port

API = "/api/2.0/mlflow"


def main() -> None:
    """Run the workloads and print what came out."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="naiad-bench-") as folder,
        start_naiad(Path(folder) / "naiad") as ours,
        start_peer(Path(folder), options.peer) as theirs,
    ):
        for name, workload in WORKLOADS.items():
            if options.only in {"", name}:
                _compare(name, workload, ours, theirs, options.rounds)


@dataclass(frozen=True, kw_only=True)
class Server:
    """One of the two that are compared."""

    url: str
    process: psutil.Process
    token: str = ""

    def cpu(self) -> float:
        """CPU seconds of the process and all that it started."""
        total = 0.0
        for process in (self.process, *self.process.children(recursive=True)):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
        return total


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One round of one server."""

    calls_per_second: float
    cpu_ms_per_call: float
    latencies_ms: list[float]


class Client:
    """One connection that is kept open."""

    def __init__(self, server: Server) -> None:
        place = urlsplit(server.url)
        self._connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=300)
        self._headers = {"Content-Type": "application/json"}
        if server.token:
            self._headers["Authorization"] = f"Bearer {server.token}"
        self.latencies_ms: list[float] = []

    def post(self, path: str, body: bytes | dict[str, object]) -> dict[str, object]:
        """The JSON answer; an error ends the benchmark."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        start = time.perf_counter()
        self._connection.request("POST", API + path, data, self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self.latencies_ms.append(1000 * (time.perf_counter() - start))
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {text[:300]!r}")
        return dict(json.loads(text or b"{}"))

    def experiment(self) -> str:
        """The id of a new experiment."""
        name = f"bench-{time.time_ns()}-{random.random()}"
        return str(self.post("/experiments/create", {"name": name})["experiment_id"])

    def run(self, experiment_id: str) -> str:
        """The id of a new run."""
        body: dict[str, object] = {"experiment_id": experiment_id, "start_time": 1}
        run: dict[str, dict[str, str]] = self.post("/runs/create", body)["run"]  # type: ignore[assignment]
        return run["info"]["run_id"]


@dataclass(kw_only=True)
class Meter:
    """What a workload took, from entering to leaving."""

    server: Server
    clients: list[Client]
    outcome: Outcome | None = field(default=None, init=False)

    def __enter__(self) -> "Meter":
        for client in self.clients:
            client.latencies_ms.clear()
        self._cpu = self.server.cpu()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        wall = time.perf_counter() - self._start
        latencies = [latency for client in self.clients for latency in client.latencies_ms]
        self.outcome = Outcome(
            calls_per_second=len(latencies) / wall,
            cpu_ms_per_call=1000 * (self.server.cpu() - self._cpu) / len(latencies),
            latencies_ms=sorted(latencies),
        )


def batch(server: Server) -> Outcome:
    client = Client(server)
    run_id = client.run(client.experiment())
    bodies = [
        _points(
            run_id,
            [
                (f"m{key}", step)
                for step in range(call * 100, call * 100 + 100)
                for key in range(10)
            ],
        )
        for call in range(60)
    ]
    return _send(server, client, bodies)


def wide(server: Server) -> Outcome:
    client = Client(server)
    run_id = client.run(client.experiment())
    bodies = [_points(run_id, [(f"wide/{key}", call) for key in range(1000)]) for call in range(30)]
    return _send(server, client, bodies)


def live(server: Server) -> Outcome:
    clients = [Client(server) for _ in range(8)]
    experiment_id = clients[0].experiment()
    bodies = []
    for client in clients:
        run_id = client.run(experiment_id)
        bodies.append(
            [_points(run_id, [(f"m{key}", step) for key in range(5)]) for step in range(100)]
        )
    threads = [
        threading.Thread(target=_post_all, args=(client, own))
        for client, own in zip(clients, bodies, strict=True)
    ]
    with Meter(server=server, clients=clients) as meter:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return _outcome(meter)


def runs(server: Server) -> Outcome:
    client = Client(server)
    experiment_id = client.experiment()
    params = [{"key": f"p{number}", "value": f"value {number}"} for number in range(20)]
    with Meter(server=server, clients=[client]) as meter:
        for _ in range(60):
            run_id = client.run(experiment_id)
            client.post("/runs/log-batch", {"run_id": run_id, "params": params})
            client.post("/runs/update", {"run_id": run_id, "status": "FINISHED", "end_time": 2})
    return _outcome(meter)


WORKLOADS: dict[str, Callable[[Server], Outcome]] = {
    "batch": batch,
    "live": live,
    "wide": wide,
    "runs": runs,
}


def _points(run_id: str, places: list[tuple[str, int]]) -> bytes:
    metrics = [
        {"key": key, "value": random.random(), "timestamp": 1_700_000_000_000 + step, "step": step}
        for key, step in places
    ]
    return json.dumps({"run_id": run_id, "metrics": metrics}).encode()


def _send(server: Server, client: Client, bodies: list[bytes]) -> Outcome:
    with Meter(server=server, clients=[client]) as meter:
        _post_all(client, bodies)
    return _outcome(meter)


def _post_all(client: Client, bodies: list[bytes]) -> None:
    for body in bodies:
        client.post("/runs/log-batch", body)


def _outcome(meter: Meter) -> Outcome:
    assert meter.outcome is not None
    return meter.outcome


def _compare(
    name: str,
    workload: Callable[[Server], Outcome],
    ours: Server,
    theirs: Server | None,
    rounds: int,
) -> None:
    found: dict[str, list[Outcome]] = {"naiad": [], "mlflow": []}
    # The first round warms both up: imports, caches, worker processes that are still starting.
    for counted in [False] + [True] * rounds:
        for who, server in (("naiad", ours), ("mlflow", theirs)):
            outcome = workload(server) if server is not None else None
            if counted and outcome is not None:
                found[who].append(outcome)
    rates, costs = {}, {}
    for who, outcomes in found.items():
        if outcomes:
            rates[who] = statistics.median(outcome.calls_per_second for outcome in outcomes)
            costs[who] = statistics.median(outcome.cpu_ms_per_call for outcome in outcomes)
            latencies = sorted(latency for o in outcomes for latency in o.latencies_ms)
            print(
                f"{name:6} {who:7} {rates[who]:9.1f} calls/s  {costs[who]:8.2f} ms CPU a call  "
                f"p50 {_percentile(latencies, 50):7.1f}  p99 {_percentile(latencies, 99):7.1f} ms"
            )
    if theirs is not None:
        print(
            f"{name:6} ratio   {rates['naiad'] / rates['mlflow']:9.1f} x        "
            f"{costs['mlflow'] / costs['naiad']:8.1f} x less CPU",
            flush=True,
        )


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@contextmanager
def start_naiad(folder: Path) -> Iterator[Server]:
    naiad = NaiadProcess(data_dir=folder).start()
    assert naiad.process is not None
    try:
        yield Server(url=naiad.url, process=psutil.Process(naiad.process.pid), token=naiad.token())
    finally:
        naiad.kill()


@contextmanager
def start_peer(folder: Path, program: str) -> Iterator[Server | None]:
    if not program:
        yield None
        return
    port = free_port()
    command = [
        *program.split(),
        *("server", "--host", "127.0.0.1", "--port", str(port)),
        *("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"),
        *("--artifacts-destination", str(folder / "files")),
    ]
    with (folder / "mlflow.log").open("wb") as log:
        environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield Server(url=url, process=psutil.Process(process.pid))
    finally:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()


def _wait_for(url: str) -> None:
    place = urlsplit(url)
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"{url} did not come up")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["", *WORKLOADS], default="")
    parser.add_argument(
        "--peer",
        default=f"{sys.executable} -m mlflow",
        help="how to start MLflow; empty: not at all",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
