"""Files up and down: Naiad's artifact proxy beside plain nginx and MLflow's own server, in one sitting.

    .venv/bin/python benchmarks/artifacts.py                       # 2 GB three times, 1,000 small files
    .venv/bin/python benchmarks/artifacts.py --megabytes 256 --rounds 1 --files 100 --peer ""

nginx (`apt-get install nginx-light`) takes files by the PUT of its dav module and gives them with
sendfile; both write below one folder. The rounds alternate. The client is the same, sends and takes
without looking at the bytes, and waits until the disk is quiet before each transfer. Printed are the
medians, the ratio, and the most memory that our process held. The small files go through MLflow's
client (`log_artifacts`), to us and to MLflow's server.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.ingest import Client, Server, start_naiad, start_peer
from tests.services import free_port

PIECE = 4 * 2**20
NGINX = """
daemon off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log;
events {{}}
http {{
    access_log off; sendfile on; tcp_nopush on; client_max_body_size 0;
    client_body_temp_path {root}/temp; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
    uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
    server {{
        listen 127.0.0.1:{port};
        location / {{ root {root}/files; dav_methods PUT DELETE; create_full_put_path on; }}
    }}
}}
"""
LOG_FILES = """
import sys, time, mlflow
folder = sys.argv[1]
mlflow.set_experiment("files")
with mlflow.start_run() as run:
    began = time.perf_counter()
    mlflow.log_artifacts(folder)
    print(time.perf_counter() - began)
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a file is put, got and deleted."""

    url: str
    path: str
    token: str = ""


def main() -> None:
    """Compare and print."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="naiad-bench-", dir=options.folder) as name,
        start_naiad(Path(name) / "naiad") as ours,
    ):
        folder = Path(name)
        if options.megabytes:
            _compare_large(ours, folder, options)
        if options.files:
            _compare_small(ours, folder, options)


def _compare_large(ours: Server, folder: Path, options: argparse.Namespace) -> None:
    source = folder / "source"
    _write(source, options.megabytes)
    with start_nginx(folder / "nginx", options.nginx) as url:
        client = Client(ours)
        experiment_id = client.experiment()
        root = f"/api/2.0/mlflow-artifacts/artifacts/{experiment_id}/{client.run(experiment_id)}"
        places = {"nginx": Place(url=url, path="/a/large.bin")}
        places["naiad"] = Place(url=ours.url, path=f"{root}/artifacts/large.bin", token=ours.token)
        took: dict[tuple[str, str], list[float]] = {}
        with Watch(ours.process) as watch:
            for _ in range(options.rounds):
                for who, place in places.items():
                    # Equal bytes are kept once: each round brings others.
                    _touch(source)
                    _settle()
                    took.setdefault(("up", who), []).append(put(place, source))
                    took.setdefault(("down", who), []).append(get(place, source.stat().st_size))
                    _delete(place)
    for way in ("up", "down"):
        speeds = {
            who: options.megabytes / statistics.median(took[way, who]) for who in ("naiad", "nginx")
        }
        print(
            f"{way:5} naiad {speeds['naiad']:8.0f} MiB/s  nginx {speeds['nginx']:8.0f} MiB/s  "
            f"{speeds['naiad'] / speeds['nginx']:5.2f} x   {_all(took, way)}",
            flush=True,
        )
    print(f"most memory of naiad {watch.most / 2**20:.0f} MiB, before {watch.before / 2**20:.0f}")


def _all(took: dict[tuple[str, str], list[float]], way: str) -> str:
    return "  ".join(
        f"{who} " + "/".join(f"{seconds:.2f}" for seconds in took[way, who]) + " s"
        for who in ("naiad", "nginx")
    )


def _compare_small(ours: Server, folder: Path, options: argparse.Namespace) -> None:
    files = folder / "small"
    for number in range(options.files):
        file = files / f"{number % 10}" / f"file {number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.urandom(options.bytes))
    with start_peer(folder, options.peer) as theirs:
        took: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            for who, server in (("naiad", ours), ("mlflow", theirs)):
                if server is not None:
                    took.setdefault(who, []).append(_log_files(server, files))
        for who, seconds in took.items():
            rate = options.files / statistics.median(seconds)
            print(f"small {who:6} {rate:8.0f} files/s  of {options.bytes} bytes")


def _log_files(server: Server, files: Path) -> float:
    environment = {**os.environ, "MLFLOW_TRACKING_URI": server.url, "MLFLOW_DISABLE_TELEMETRY": "1"}
    if server.token:
        environment["MLFLOW_TRACKING_TOKEN"] = server.token
    command = [sys.executable, "-c", LOG_FILES, str(files)]
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return float(answer.stdout.splitlines()[-1])


def put(place: Place, source: Path) -> float:
    """Seconds for the file to go up, until the answer."""
    with source.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
        began = time.perf_counter()
        connection = _connect(place)
        connection.putrequest("PUT", place.path)
        connection.putheader("Content-Length", str(source.stat().st_size))
        _authorize(connection, place)
        connection.endheaders()
        connection.sock.sendfile(file)
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
    if answer.status not in {200, 201, 204}:
        raise SystemExit(f"PUT {place.path}: {answer.status}")
    connection.close()
    return took


def get(place: Place, size: int) -> float:
    """Seconds for the file to come down."""
    buffer = memoryview(bytearray(PIECE))
    began = time.perf_counter()
    connection = _connect(place)
    connection.putrequest("GET", place.path)
    _authorize(connection, place)
    connection.endheaders()
    answer = connection.getresponse()
    came = 0
    while count := answer.readinto(buffer):
        came += count
    took = time.perf_counter() - began
    connection.close()
    if came != size:
        raise SystemExit(f"GET {place.path}: {came} of {size} bytes")
    return took


class Watch:
    """Looks at the memory of a process ten times a second."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.before = self.most = process.memory_info().rss

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.most = max(self.most, self._process.memory_info().rss)


@contextmanager
def start_nginx(root: Path, program: str) -> Iterator[str]:
    """A plain nginx on a free port, its files below the folder."""
    (root / "files").mkdir(parents=True)
    port = free_port()
    config = root / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""
    config.write_text(user + NGINX.format(root=root, port=port))
    process = subprocess.Popen([program, "-p", str(root), "-c", str(config)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.connect()
        except OSError:
            time.sleep(0.05)
            continue
        connection.close()
        return
    raise SystemExit("nginx did not come up")


def _connect(place: Place) -> http.client.HTTPConnection:
    address = urlsplit(place.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=600)
    connection.connect()
    return connection


def _authorize(connection: http.client.HTTPConnection, place: Place) -> None:
    if place.token:
        connection.putheader("Authorization", f"Bearer {place.token}")


def _delete(place: Place) -> None:
    connection = _connect(place)
    connection.putrequest("DELETE", place.path)
    _authorize(connection, place)
    connection.endheaders()
    connection.getresponse().read()
    connection.close()


def _write(file: Path, megabytes: int) -> None:
    block = os.urandom(2**20)
    with file.open("wb") as target:
        for _ in range(megabytes):
            target.write(block)


def _touch(file: Path) -> None:
    with file.open("r+b") as target:
        target.write(os.urandom(64))


def _settle() -> None:
    """What earlier transfers left to be written is on the disk."""
    os.sync()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=2048, help="0: no large file")
    parser.add_argument("--files", type=int, default=1000, help="small ones; 0: none")
    parser.add_argument("--bytes", type=int, default=2000, help="of a small file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=None, help="where all of it lies; default: TMPDIR")
    parser.add_argument("--nginx", default="/usr/sbin/nginx")
    parser.add_argument(
        "--peer", default=f"{sys.executable} -m mlflow", help="how to start MLflow; empty: not"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
