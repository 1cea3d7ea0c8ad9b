"""A real MLflow, imported from each of its shapes, looks the same through MLflow's own client."""

import os
import signal
import subprocess
from typing import Any

import pytest

from tests.transfers import snapshot
from tests.transfers.conftest import Filled, Home, counts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("transfers"),
]

# MLflow reads a point that names a dataset without its step; the file has it, and so have we.
# Ids of a folder's experiments have 18 digits, which no browser reads exactly. Its searches know
# fewer conditions than a database's, and letters of other alphabets in either case.
OF_FOLDERS = ("/history/accuracy/", "/id: ", "/searches/")


def _seen(home: Home) -> dict[str, object]:
    home.process.start()
    try:
        return snapshot.take(home.process.url, token=home.process.token(project="demo"))
    finally:
        home.process.stop()


def test_database_comes_over_whole_and_twice_is_once(
    served: Filled, served_seen: dict[str, Any], moved: Home
) -> None:
    arguments = ("--from", served.database, "--artifacts-from", str(served.files))
    first = moved.imported
    again = moved.import_(*arguments)
    assert (first["code"], first["matches"], again["code"]) == (0, True, 0)
    assert counts(first)["runs"]["imported"] == served.made["runs"]
    assert first["report"]["points"] == served.made["points"]
    assert counts(again)["runs"]["skipped"] == served.made["runs"]
    assert sum(each["imported"] for each in counts(again).values()) == 0
    assert snapshot.differences(served_seen, _seen(moved)) == []


def test_server_comes_over_whole(served: Filled, served_seen: dict[str, Any], home: Home) -> None:
    ended = home.import_("--from", served.url)
    found = snapshot.differences(served_seen, _seen(home))
    assert (ended["code"], ended["matches"]) == (0, True)
    # A server does not tell of logged models that were deleted, so a run's link to one is lost.
    assert [line for line in found if "/model_outputs" not in line] == []
    assert len(found) <= 1


def test_folder_comes_over_whole(foldered: Filled, home: Home) -> None:
    root = str(foldered.folder / "mlruns")
    ended = home.import_("--from", root)
    assert (ended["code"], ended["matches"]) == (0, True)
    assert counts(ended)["runs"]["imported"] == foldered.made["runs"]
    theirs = snapshot.take(root)
    # A folder has neither evaluation datasets nor scorers to compare.
    ours = {kind: things for kind, things in _seen(home).items() if kind in theirs}
    found = snapshot.differences(theirs, ours)
    assert [line for line in found if not any(part in line for part in OF_FOLDERS)] == []


def test_killed_import_goes_on_and_ends_with_equal_counts(served: Filled, home: Home) -> None:
    arguments = ["--from", served.database, "--artifacts-from", str(served.files)]
    process = subprocess.Popen(
        [*home.program, *arguments, "--json", "--workers", "1"],
        env=home.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [line for line in process.stdout if _kill_at_runs(line, process)]
    process.wait(timeout=30)
    assert process.returncode == -signal.SIGKILL, lines
    ended = home.import_(*arguments, "--take-over")
    assert (ended["code"], ended["matches"]) == (0, True)
    assert counts(ended)["runs"]["imported"] == served.made["runs"]
    assert counts(ended)["runs"]["skipped"] == 0
    assert ended["report"]["points"] == served.made["points"]


def test_files_that_stay_are_referred_to(
    served: Filled, served_seen: dict[str, Any], home: Home
) -> None:
    ended = home.import_("--from", served.url, "--artifacts", "reference")
    seen = _seen(home)
    assert (ended["code"], "run_files" in counts(ended)) == (0, False)
    # The client reads them from the server that has them.
    theirs = {id_: run["files"] for id_, run in served_seen["runs"].items()}
    assert {id_: run["files"] for id_, run in seen["runs"].items()} == theirs  # type: ignore[attr-defined]


def _kill_at_runs(line: str, process: "subprocess.Popen[str]") -> bool:
    if '"kind": "runs"' in line:
        os.kill(process.pid, signal.SIGKILL)
    return True
