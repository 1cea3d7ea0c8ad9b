"""Files by plain requests: how an address may be written, and what is answered to which."""

import socket
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

PROXY = "/api/2.0/mlflow-artifacts"
TRAVERSALS = [
    *("../x", "..", "a/../b", "a/..", "../../../../etc/passwd", "....//x", ".../x"),
    *("%2e%2e/x", "..%2fx", "%2e%2e%2fx", "%252e%252e/x", "%252e%252e%252fx", "%25252e%25252e/x"),
    *("..%5cx", "..%255cx", "a%5cb", "%5cx", "%5c%5chost%5cshare", "..\\x"),
    *("%2fetc/passwd", "%252fetc/passwd", "//etc/passwd", "a//b", "C:/x", "C:%5cx", "c%3a/x", "C:"),
    *("file:/x", "file:///etc/passwd", "file:x", "FILE:/x", "http://127.0.0.1/x", "s3://b/x"),
    *("a%00b", "a%2500b", "a%0ab", "a%0d%0ab", "a%7fb", "%00"),
    *(".", "./a", "a/./b", "%2e", "a%23b", "a#b", "~/x", "$HOME/x", "%c0%ae%c0%ae/x", "a;b"),
]
IN_BODIES = [
    *("../x", "..", "%2e%2e/x", "%252e%252e/x", "a\\b", "/x", "//x", "C:\\x", "C:/x", "file:/x"),
    *("a\0b", "a\nb", ".", "./a", "a//b", "a/", "", "a#b", "nobody"),
]


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_addresses_that_lead_elsewhere(both: Both, method: str) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        root = root_of(here, run_id)
        for written in TRAVERSALS:
            body: dict[str, Any] = {"content": b"x"} if method == "PUT" else {}
            here.fetch(f"{method} {written}", method, f"{root}/{written}", shown=False, **body)

    known = {
        "PUT": (differences.UNSAFE_PATH, differences.SERVER_FAILS),
        "GET": (differences.UNSAFE_PATH, differences.NUMBER_SIGN),
        "DELETE": (differences.UNSAFE_PATH, differences.NUMBER_SIGN),
    }
    both(scenario, may=known[method])


@pytest.mark.parametrize("place", ["list", "proxy", "file", "presigned"])
def test_paths_that_lead_elsewhere(both: Both, place: str) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        folder = root_of(here, run_id).removeprefix(f"{PROXY}/artifacts/")
        put(here, f"{PROXY}/artifacts/{folder}/a/b.txt")
        for path in IN_BODIES:
            asked = quote(path, safe="")
            address = {
                "list": f"/api/2.0/mlflow/artifacts/list?run_id={run_id}&path={asked}",
                "proxy": f"{PROXY}/artifacts?path={quote(folder)}%2F{asked}",
                "file": f"/get-artifact?run_id={run_id}&path={asked}",
                "presigned": f"{PROXY}/presigned/{folder}/{asked}",
            }[place]
            here.fetch(f"{place} {path!r}", "GET", address)

    known = differences.PAST_THE_PROXY if place == "presigned" else differences.NUMBER_SIGN
    both(scenario, may=(differences.UNSAFE_PATH, known))


HEADS = ("content-length", "content-range", "accept-ranges", "x-content-type-options")
RANGES = [
    *("bytes=0-3", "bytes=0-0", "bytes=5-", "bytes=-2", "bytes=-99", "bytes=0-99", "bytes=9-9"),
    *("bytes=10-", "bytes=99-", "bytes=-0", "bytes=3-1", "bytes=0-1,4-5", "bytes=x", "lines=1-2"),
    *("", "bytes=", "bytes=-", "0-3", "BYTES=0-3", "bytes= 0-3", "bytes=0-3, 20-"),
]


def test_ranges(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        address = f"{root_of(here, run_id)}/ten.txt"
        put(here, address, b"0123456789")
        here.fetch("whole", "GET", address, heads=HEADS)
        here.fetch("head", "HEAD", address, heads=HEADS)
        here.fetch("head of nothing", "HEAD", f"{address}x")
        for wanted in RANGES:
            here.fetch(wanted, "GET", address, heads=HEADS, headers={"range": wanted})
        here.fetch("head of a range", "HEAD", address, headers={"range": "bytes=0-3"})
        by_run = f"/get-artifact?run_id={run_id}&path=ten.txt"
        here.fetch("by run", "GET", by_run, heads=HEADS)
        here.fetch("head by run", "HEAD", by_run, heads=HEADS)
        here.fetch("range by run", "GET", by_run, heads=HEADS, headers={"range": "bytes=2-3"})

    both(scenario, may=(differences.ODD_RANGE,))


TYPES = [
    *("a.txt", "a.json", "a.html", "a.svg", "a.png", "a.jpg", "a.css", "a.js", "a.csv", "a.md"),
    *("a.yaml", "MLmodel", "a.pkl", "a.bin", "a", ".hidden", "a.tar.gz", "a.xml", "a.pdf"),
    *("a.parquet", "a.log", "a.py", "a.ipynb", "a.mp4", "a.wav", "é.txt", 'a"b.txt'),
]


def test_types_of_files(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        root = root_of(here, run_id)
        for name in TYPES:
            written = quote(name)
            put(here, f"{root}/{written}")
            for place, address in (
                ("proxy", f"{root}/{written}"),
                ("run", f"/get-artifact?run_id={run_id}&path={written}"),
            ):
                answer = here.send("GET", address)
                here.note(f"{place} {name!r}", kind_of(answer.headers.get("content-type", "")))
                disposition = answer.headers.get("content-disposition", "")
                here.note(f"{place} {name!r} shown as", disposition.partition(";")[0])
        headers = {"content-type": "text/html"}
        put(here, f"{root}/page.txt", headers=headers)
        page = here.send("GET", f"{root}/page.txt")
        here.note("page", kind_of(page.headers["content-type"]))

    both(scenario, may=(differences.PRESENTATION,))


def test_files_of_nothing(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment = root_of(here, here.run()).rsplit("/", 2)[0]
        nobody = "0" * 32
        for name, place in {
            "run": f"{experiment}/{nobody}/artifacts/a.txt",
            "model": f"{experiment}/models/m-{nobody}/artifacts/a.txt",
            "trace": f"{experiment}/traces/tr-{nobody}/artifacts/a.txt",
            "no run": f"{experiment}/x/artifacts/a.txt",
            "experiment": f"{experiment}/a.txt",
            "no folder": f"{experiment}/{nobody}/a.txt",
            "root": f"{PROXY}/artifacts/a.txt",
        }.items():
            here.fetch(f"put to {name}", "PUT", place, content=b"x", shown=False)
            here.fetch(f"get of {name}", "GET", place)
            here.fetch(f"delete of {name}", "DELETE", place)
            listed = place.removeprefix(f"{PROXY}/artifacts/").rpartition("/")[0]
            here.fetch(f"list {name}", "GET", f"{PROXY}/artifacts?path={quote(listed)}")
        here.fetch("no path at all", "GET", f"{PROXY}/artifacts")

    both(scenario, may=(differences.NO_OWNER,))


def test_runs_that_are_none(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        for run in ("0" * 32, "x", ""):
            here.get(f"list {run!r:.9}", "artifacts/list", params={"run_id": run})
            here.get(f"get {run!r:.9}", "/get-artifact", params={"run_id": run, "path": "a.txt"})
        here.get("list of none", "artifacts/list")
        here.get("get of none", "/get-artifact", params={"path": "a.txt"})
        here.get("get no path", "/get-artifact", params={"run_id": run_id})
        here.get("old name", "artifacts/list", params={"run_uuid": run_id})
        here.get("old name of a file", "/get-artifact", params={"run_uuid": run_id, "path": "a"})

    both(scenario, may=(differences.MISSING_IS_INVALID,))


def test_files_and_folders_are_told_apart(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        root = root_of(here, run_id)
        here.fetch("a folder", "PUT", f"{root}/folder/", content=b"x")
        put(here, f"{root}/d/a.txt")
        here.fetch("get a folder", "GET", f"{root}/d")
        here.fetch("get a folder with a slash", "GET", f"{root}/d/")
        here.fetch("get a file with a slash", "GET", f"{root}/d/a.txt/")
        here.fetch("below a file", "GET", f"{root}/d/a.txt/b")
        here.fetch("put below a file", "PUT", f"{root}/d/a.txt/b", content=b"y")
        here.fetch("put on a folder", "PUT", f"{root}/d", content=b"y")
        here.fetch("post", "POST", f"{root}/d/a.txt", content=b"y")
        here.fetch("patch", "PATCH", f"{root}/d/a.txt", content=b"y")
        here.note("listed", walked(here, run_id))
        here.fetch("delete with a slash", "DELETE", f"{root}/d/a.txt/")
        here.note("then", walked(here, run_id), differs=differences.EMPTY_FOLDER)

    both(scenario, may=(differences.SERVER_FAILS,))


def test_transfers_past_the_proxy(both: Both) -> None:
    """Neither server's files lie where a client could put them by itself."""

    def scenario(here: Here) -> None:
        run_id = here.run()
        root = root_of(here, run_id).removeprefix(f"{PROXY}/artifacts/")
        put(here, f"{PROXY}/artifacts/{root}/a.txt")
        whole = {"path": "a.txt", "num_parts": 2, "upload_id": "u", "parts": []}
        for step in ("create", "complete", "abort"):
            here.post(step, f"{PROXY}/mpu/{step}/{root}", whole)
            here.post(f"{step} nothing", f"{PROXY}/mpu/{step}/{root}", {})
            here.post(f"{step} above", f"{PROXY}/mpu/{step}/{root}", {**whole, "path": "../a"})
        here.get("presigned", f"{PROXY}/presigned/{root}/a.txt")
        for way in ("download", "upload"):
            body = {"run_id": run_id, "path": "a.txt"}
            here.post(f"{way}", f"artifacts/presigned-{way}-url", body)
            here.post(f"{way} nothing", f"artifacts/presigned-{way}-url", {})
            here.post(f"{way} of nobody", f"artifacts/presigned-{way}-url", {**body, "run_id": "x"})
        here.note("listed", walked(here, run_id))

    both(scenario, may=(differences.PAST_THE_PROXY,))


@pytest.mark.parametrize("length", [100, 2 * 2**20, None], ids=["small", "large", "unsaid"])
def test_an_upload_that_is_cut_off_leaves_nothing(both: Both, length: int | None) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        root = root_of(here, run_id)
        put(here, f"{root}/kept.txt", b"before")
        for name in ("kept.txt", "new.txt", "folder/new.txt"):
            cut_off(here, f"{root}/{name}", length)
            here.fetch(f"get {name}", "GET", f"{root}/{name}")
        here.note("listed", walked(here, run_id), differs=differences.EMPTY_FOLDER)

    both(scenario)


def put(here: Here, target: str, content: bytes = b"x", **options: Any) -> None:
    """Keep a file, unnoted."""
    here.send("PUT", target, content=content, **options).raise_for_status()


def cut_off(here: Here, target: str, length: int | None) -> None:
    """Begin an upload of so many bytes, or of chunks without an end, and hang up in the middle."""
    server = urlsplit(here.url)
    size = {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
    half = b"8\r\nxxxxxxxx\r\n8\r\nxx" if length is None else b"x" * (length // 2)
    head = {**here.headers, "Host": server.netloc, **size}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    with socket.create_connection((str(server.hostname), server.port or 80), timeout=30) as wire:
        wire.sendall(f"PUT {target} HTTP/1.1\r\n{lines}\r\n".encode() + half)
        wire.shutdown(socket.SHUT_WR)
        # It hangs up as well when it has understood.
        while wire.recv(65_536):
            pass


def root_of(here: Here, run_id: str) -> str:
    """The address of the run's files in the proxy."""
    uri = here.client.get_run(run_id).info.artifact_uri
    return f"{PROXY}/artifacts/{uri.removeprefix('mlflow-artifacts:/')}"


def walked(here: Here, run_id: str, folder: str = "") -> list[tuple[str, int | None]]:
    """Every file and folder of the run, with sizes."""
    found = []
    for entry in here.client.list_artifacts(run_id, folder or None):
        found.append((entry.path, entry.file_size))
        if entry.is_dir:
            found += walked(here, run_id, entry.path)
    return found


def kind_of(content_type: str) -> str:
    """What a content type says but for the set of characters."""
    return content_type.partition(";")[0]
