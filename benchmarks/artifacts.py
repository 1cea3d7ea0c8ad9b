"""Files up and down: Naiad's artifact proxy beside plain nginx and MLflow's own server, in one sitting.

    python -m benchmarks.artifacts                       # 2 GiB and 1,000 small files, three times
    python -m benchmarks.artifacts --megabytes 256 --rounds 1 --files 100

nginx (`apt-get install nginx-light`) takes files by the PUT of its dav module and gives them with
sendfile; both write below one folder. The rounds alternate, and so does who begins. The client is the
same, sends and takes without looking at the bytes, and waits until the disk is quiet before each
transfer. A file comes down twice: out of the disk's cache, where the upload left it, and after the cache
was told to forget it. Printed are the medians, the ratio, every round, what the disk read and wrote
meanwhile (all of the machine's processes counted) and what the cache had not written yet at the end, and
the most memory that our process held. The small files go through MLflow's client (`log_artifacts`,
`download_artifacts`), to us and to MLflow's server.
"""

import argparse
import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import small_files
from benchmarks.client import Client
from benchmarks.nginx import start_nginx
from benchmarks.servers import SQLITE, Server, make_store, start_mlflow, start_naiad

PIECE = 4 * 2**20


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a file is put, got and deleted."""

    url: str
    path: str
    files: Path
    token: str = ""


def main() -> None:
    """Compare and print."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="naiad-bench-", dir=options.folder) as name,
        make_store(SQLITE, Path(name) / "naiad", "naiad.sqlite3") as store,
        start_naiad(store) as ours,
    ):
        if options.megabytes:
            _compare_large(ours, Path(name), options)
        if options.files:
            _compare_small(ours, Path(name), options)


def _compare_small(ours: Server, folder: Path, options: argparse.Namespace) -> None:
    with (
        make_store(SQLITE, folder / "mlflow", "mlflow.db") as store,
        start_mlflow(store) as theirs,
    ):
        small_files.compare(
            [ours, theirs],
            folder,
            files=options.files,
            size=options.bytes,
            rounds=options.rounds,
        )


def _compare_large(ours: Server, folder: Path, options: argparse.Namespace) -> None:
    source = folder / "source"
    _write(source, options.megabytes)
    with start_nginx(folder / "nginx", options.nginx) as url:
        client = Client(ours)
        experiment_id = client.experiment()
        root = f"/api/2.0/mlflow-artifacts/artifacts/{experiment_id}/{client.run(experiment_id)}"
        places = {
            "nginx": Place(url=url, path="/a/large.bin", files=folder / "nginx" / "files"),
            "naiad": Place(
                url=ours.url,
                path=f"{root}/artifacts/large.bin",
                files=folder / "naiad" / "blobs",
                token=ours.token,
            ),
        }
        seen = Seen()
        with Watch(ours.process) as watch:
            for number in range(options.rounds):
                # Who comes second finds a disk that is busier and a cache that is fuller.
                for who in ("nginx", "naiad") if number % 2 == 0 else ("naiad", "nginx"):
                    _one_round(who, places[who], source, seen)
    seen.print(options.megabytes)
    print(f"most memory of naiad {watch.most / 2**20:.0f} MiB, before {watch.before / 2**20:.0f}")


def _one_round(who: str, place: "Place", source: Path, seen: "Seen") -> None:
    # Equal bytes are kept once: each round brings others.
    _touch(source)
    size = source.stat().st_size
    for way, transfer in (
        ("up", lambda: put(place, source)),
        ("down, cached", lambda: get(place, size)),
        ("down, cold", lambda: get(place, size)),
    ):
        _settle()
        if way == "down, cold":
            _forget(place.files)
        seen.measure(way, who, transfer)
    _delete(place)


class Seen:
    """What each transfer took, and what the disk did meanwhile."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str], list[float]] = {}
        self._disk: dict[tuple[str, str], list[tuple[float, float, float]]] = {}

    def measure(self, way: str, who: str, transfer: Callable[[], float]) -> None:
        """Do it, and note."""
        before = psutil.disk_io_counters()
        self._seconds.setdefault((way, who), []).append(transfer())
        after = psutil.disk_io_counters()
        if before is None or after is None:
            return
        read = (after.read_bytes - before.read_bytes) / 2**20
        written = (after.write_bytes - before.write_bytes) / 2**20
        self._disk.setdefault((way, who), []).append((read, written, _waiting()))

    def print(self, megabytes: int) -> None:
        """Medians and their ratio; behind them every round, and the disk's part."""
        for way in ("up", "down, cached", "down, cold"):
            speeds = {
                who: megabytes / statistics.median(self._seconds[way, who])
                for who in ("naiad", "nginx")
            }
            ratio = speeds["naiad"] / speeds["nginx"]
            said = "  ".join(f"{who} {speed:6.0f} MiB/s" for who, speed in speeds.items())
            print(f"{way:13} {said}  {ratio:5.2f} x", flush=True)
            for who in speeds:
                rounds = "/".join(f"{seconds:.2f}" for seconds in self._seconds[way, who])
                print(f"{'':13}   {who} {rounds} s; {self._of_disk(way, who)}", flush=True)

    def _of_disk(self, way: str, who: str) -> str:
        noted = self._disk.get((way, who))
        if not noted:
            return "the disk does not tell"
        read, written, waiting = (statistics.median(each) for each in zip(*noted, strict=True))
        return (
            f"disk read {read:.0f}, wrote {written:.0f}, in the cache unwritten {waiting:.0f} MiB"
        )


def _waiting() -> float:
    """MiB that the cache has still to write."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return 0.0
    fields = dict(line.split(":", 1) for line in lines)
    return sum(int(fields[name].split()[0]) for name in ("Dirty", "Writeback")) / 1024


def _forget(folder: Path) -> None:
    """Let the cache forget what lies in the folder; it has been written before."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
    return parser.parse_args()


if __name__ == "__main__":
    main()
