"""Files by the client: every function that keeps, lists, gets and deletes them."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import matplotlib as mpl
import mlflow
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def test_files_of_every_kind(both: Both) -> None:
    mpl.use("Agg")

    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        Path("one.txt").write_text("one")
        Path("folder/deep").mkdir(parents=True)
        Path("folder/deep/two.txt").write_text("two")
        here.see("artifact", client.log_artifact, run_id, "one.txt", "files")
        here.see("artifacts", client.log_artifacts, run_id, "folder", "more")
        here.see("a folder by the other name", client.log_artifact, run_id, "folder", "both")
        here.see("text", client.log_text, run_id, "text", "text.txt")
        here.see("dict", client.log_dict, run_id, {"a": [1, 2]}, "d.json")
        here.see("yaml", client.log_dict, run_id, {"a": [1, 2]}, "d.yaml")
        figure = Figure()
        figure.add_subplot().plot([1, 2])
        here.see("figure", client.log_figure, run_id, figure, "figure.png")
        image = np.zeros((2, 2, 3), dtype=np.uint8)
        here.see("image", client.log_image, run_id, image, "image.png")
        here.see("image of a step", client.log_image, run_id, image, key="shot", step=1)
        here.see("table", client.log_table, run_id, {"x": [1, 2]}, "table.json")
        here.see("more table", client.log_table, run_id, pd.DataFrame({"x": [3]}), "table.json")
        experiment_id = client.get_run(run_id).info.experiment_id
        here.see("load table", client.load_table, experiment_id, "table.json", [run_id])
        for path in (
            None,
            "",
            "files",
            "more",
            "more/",
            "more/deep",
            "nowhere",
            "text.txt",
            "../x",
        ):
            here.see(f"list {path}", client.list_artifacts, run_id, path)
        here.see("log nothing", client.log_artifact, run_id, "nothing.txt")
        here.see("log outside", client.log_text, run_id, "x", "../x.txt")

    both(scenario)


NAMES = [
    *("a b.txt", "trail ", "é.txt", "日本語.txt", "😀.txt", "e\u0301.txt", "ﬁ.txt"),
    *("a?b", "a%b", "a%20b", "a&b", "a+b", "a=b", "a;b", "a,b", "a@b", "aa:b", "a*b", "a|b"),
    *("a'b", 'a"b', "a<b>", "a(b)", "a[b]", "a{b}", "a~b", "a!b", "a$b", "a^b", "a`b"),
    *(".hidden", "a.", "a..b", "...", "-a", "~", "con", "NUL", "a.tar.gz", "A", "x" * 255),
    *("deep/er/and/deep er/é/file", "a.b/c.d", "d" * 200 + "/" + "e" * 200 + "/f"),
]
REFUSED = ["a#b", "..", "a/../b", "/abs", "x" * 256, "a\nb", "", ".", "a/./b"]


def test_names_of_files(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        repository = get_artifact_repository(client.get_run(run_id).info.artifact_uri)
        Path("file").write_text("x")
        for name in NAMES:
            folder, _, last = name.rpartition("/")
            local = Path(f"{len(name)}") / last
            local.parent.mkdir(exist_ok=True)
            local.write_text(name)
            here.see(f"log {name:.20}", repository.log_artifact, str(local), folder or None)
        here.note("listed", listed(here, run_id))
        got = client.download_artifacts(run_id, "", str(here.folder / "all"))
        here.note("all", files_below(Path(got)))
        for name in NAMES[::6]:
            (here.folder / "one").mkdir(exist_ok=True)
            one = here.see(f"get {name:.20}", read, run_id, name, here.folder / "one")
            here.note(f"right {name:.20}", one == name)

    both(scenario)


def test_names_that_are_refused(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        for name in REFUSED:
            here.see(f"log {name:.9}", client.log_text, run_id, "x", name)
            here.see(f"list {name:.9}", client.list_artifacts, run_id, name)

    known = (differences.UNSAFE_PATH, differences.NUMBER_SIGN, differences.SERVER_FAILS)
    both(scenario, may=known)


def test_every_way_to_download(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        client.log_text(run_id, "one", "one.txt")
        client.log_text(run_id, "two", "d/two.txt")
        client.log_text(run_id, "three", "d/e/three.txt")
        client.log_dict(run_id, {"a": [1]}, "d.json")
        client.log_image(run_id, np.zeros((2, 2, 3), dtype=np.uint8), "image.png")
        uri = client.get_run(run_id).info.artifact_uri
        here.see("load text", mlflow.artifacts.load_text, f"{uri}/one.txt")
        here.see("load dict", mlflow.artifacts.load_dict, f"runs:/{run_id}/d.json")
        here.see("load no dict", mlflow.artifacts.load_dict, f"{uri}/one.txt")
        here.see("load nothing", mlflow.artifacts.load_text, f"{uri}/nothing.txt")
        loaded = mlflow.artifacts.load_image(f"{uri}/image.png")
        here.note("load image", list(loaded.size))
        target = here.folder / "target"
        for label, asked in {
            "file": {"run_id": run_id, "artifact_path": "one.txt"},
            "folder": {"run_id": run_id, "artifact_path": "d"},
            "folder with a slash": {"run_id": run_id, "artifact_path": "d/"},
            "run": {"run_id": run_id},
            "by its uri": {"artifact_uri": f"{uri}/d/e"},
            "by the run's": {"artifact_uri": f"runs:/{run_id}/d/two.txt"},
            "nothing": {"run_id": run_id, "artifact_path": "nothing"},
            "nobody's": {"run_id": "0" * 32, "artifact_path": "one.txt"},
        }.items():
            here.note(label, downloaded(target / label, asked))
        here.see("list", mlflow.artifacts.list_artifacts, run_id=run_id, artifact_path="d")
        here.see("list by uri", mlflow.artifacts.list_artifacts, artifact_uri=uri)
        here.see("list a file", mlflow.artifacts.list_artifacts, artifact_uri=f"{uri}/one.txt")
        here.see("no such folder", client.download_artifacts, run_id, "one.txt", "/nowhere/at/all")

    both(scenario)


def test_files_change_and_go(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        repository = get_artifact_repository(client.get_run(run_id).info.artifact_uri)
        for name in ("a.txt", "d/b.txt", "d/e/c.txt", "f/g.txt"):
            client.log_text(run_id, name, name)
        here.see("again", client.log_text, run_id, "longer than before", "a.txt")
        here.note("changed", listed(here, run_id))
        here.see("below a file", client.log_text, run_id, "x", "a.txt/b.txt")
        here.see("delete", repository.delete_artifacts, "a.txt")
        here.see("delete again", repository.delete_artifacts, "a.txt")
        here.see("delete nothing", repository.delete_artifacts, "nobody/at/home")
        here.see("delete a folder", repository.delete_artifacts, "d")
        here.note("left", listed(here, run_id))
        here.see("delete the last", repository.delete_artifacts, "f/g.txt")
        here.note("empty", listed(here, run_id), differs=differences.EMPTY_FOLDER)
        Path("nothing/inside").mkdir(parents=True)
        here.see("log empty folders", client.log_artifacts, run_id, "nothing", "n")
        here.see("delete all", repository.delete_artifacts)
        here.note("at last", listed(here, run_id))

    both(scenario, may=(differences.SERVER_FAILS,))


def test_files_of_a_deleted_run(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        client.log_text(run_id, "x", "a.txt")
        client.delete_run(run_id)
        here.see("log", client.log_text, run_id, "y", "b.txt")
        here.see("change", client.log_text, run_id, "y", "a.txt")
        here.see("read", read, run_id, "a.txt", here.folder)
        here.note("listed", listed(here, run_id))
        client.restore_run(run_id)
        here.note("restored", listed(here, run_id))
        experiment_id = client.get_run(run_id).info.experiment_id
        client.delete_experiment(experiment_id)
        here.see("of a deleted experiment", client.log_text, run_id, "z", "c.txt")
        here.note("at last", listed(here, run_id))

    both(scenario)


def test_many_at_once_on_one_path(both: Both) -> None:
    """Whole is one of those that came; the folder beside them has each."""

    def scenario(here: Here) -> None:
        client, run_id = here.client, here.run()
        texts = [str(number) * 300_000 for number in range(8)]

        def log(number: int) -> None:
            client.log_text(run_id, texts[number], "same.txt")
            client.log_text(run_id, texts[number], f"own/{number}.txt")

        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(log, number) for number in range(8)]:
                here.see("logged", done.result)
        here.note("listed", listed(here, run_id))
        here.note("whole", read(run_id, "same.txt", here.folder) in texts)

    both(scenario)


def read(run_id: str, path: str, folder: Path) -> str:
    """The text of a file of the run, by way of a download."""
    got = mlflow.artifacts.download_artifacts(
        run_id=run_id, artifact_path=path, dst_path=str(folder)
    )
    return Path(got).read_text()


def downloaded(folder: Path, asked: dict[str, Any]) -> Any:
    """What a download into a folder leaves there, or the name of its refusal."""
    folder.mkdir(parents=True)
    try:
        got = mlflow.artifacts.download_artifacts(dst_path=str(folder), **asked)
    except (mlflow.MlflowException, OSError) as exc:
        return type(exc).__name__
    return [str(Path(got).relative_to(folder)), files_below(folder)]


def listed(here: Here, run_id: str, folder: str = "") -> list[tuple[str, int | None]]:
    """Every file and folder of the run, with sizes, level by level."""
    found = []
    for entry in here.client.list_artifacts(run_id, folder or None):
        found.append((entry.path, entry.file_size))
        if entry.is_dir:
            found += listed(here, run_id, entry.path)
    return found


def files_below(folder: Path) -> list[tuple[str, int]]:
    """Every file below a folder of this machine, by its path and its content's sum."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path.relative_to(folder)), zlib.crc32(path.read_bytes())) for path in files]
