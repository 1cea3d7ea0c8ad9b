"""MLflow's client puts and gets files; the server's memory stays flat."""

from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import mlflow
import psutil
import pytest
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from tests.conformance.portal import Portal, experiment

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("portal"), pytest.mark.any_database]

MEBIBYTE = 2**20


def test_files_are_logged_listed_and_downloaded(tmp_path: Path) -> None:
    experiment()
    folder = tmp_path / "out"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (folder / "deep" / "b ü.txt").write_text("b")
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(folder / "a.txt"))
        mlflow.log_artifacts(str(folder), artifact_path="all")
    listed = MlflowClient().list_artifacts(run.info.run_id, "all")
    assert [(file.path, file.is_dir) for file in listed] == [
        ("all/a.txt", False),
        ("all/deep", True),
    ]
    got = Path(mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="all"))
    assert (got / "deep" / "b ü.txt").read_text() == "b"


def test_text_dictionaries_figures_images_and_tables_are_logged() -> None:
    mpl.use("Agg")
    from matplotlib import pyplot

    experiment()
    figure, axes = pyplot.subplots()
    axes.plot([1, 2])
    with mlflow.start_run() as run:
        mlflow.log_text("hello", "notes.txt")
        mlflow.log_dict({"a": [1]}, "config.json")
        mlflow.log_figure(figure, "plots/loss.png")
        mlflow.log_image(pyplot.imread(_png(figure)), "image.png")
        for _ in range(2):
            mlflow.log_table({"x": [1]}, "table.json")
    pyplot.close(figure)
    uri = run.info.artifact_uri
    assert mlflow.artifacts.load_text(f"{uri}/notes.txt") == "hello"
    assert mlflow.artifacts.load_dict(f"{uri}/config.json") == {"a": [1]}
    assert len(mlflow.load_table("table.json", run_ids=[run.info.run_id])) == 2
    names = {file.path for file in MlflowClient().list_artifacts(run.info.run_id)}
    assert names >= {"notes.txt", "config.json", "plots", "image.png", "table.json"}


def _png(figure: object) -> str:
    path = Path("figure.png").resolve()
    figure.savefig(path)  # type: ignore[attr-defined]
    return str(path)


def test_a_file_that_is_not_there_is_refused() -> None:
    experiment()
    with mlflow.start_run() as run:
        pass
    with pytest.raises(MlflowException):
        mlflow.artifacts.load_text(f"{run.info.artifact_uri}/none.txt")


def test_half_a_gigabyte_goes_up_and_down_with_flat_memory(portal: Portal) -> None:
    _there_and_back(portal, 512)


@pytest.mark.timeout(600)
def test_two_gigabytes_go_up_and_down_with_flat_memory(portal: Portal) -> None:
    _there_and_back(portal, 2048)


def _there_and_back(portal: Portal, mebibytes: int) -> None:
    run_id = portal.make_run()
    with portal.http as http:
        info = http.get("/api/2.0/mlflow/runs/get", params={"run_id": run_id}).json()["run"]["info"]
        path = info["artifact_uri"].removeprefix("mlflow-artifacts:/")
        address = f"/api/2.0/mlflow-artifacts/artifacts/{path}/large.bin"
        http.put(address, content=b"x").raise_for_status()
        before = _memory(portal)
        peak = before
        http.put(address, content=_zeros(mebibytes)).raise_for_status()
        received = 0
        with http.stream("GET", address) as answer:
            assert int(answer.headers["content-length"]) == mebibytes * MEBIBYTE
            for piece in answer.iter_raw(MEBIBYTE):
                received += len(piece)
                if received % (64 * MEBIBYTE) < MEBIBYTE:
                    peak = max(peak, _memory(portal))
    assert received == mebibytes * MEBIBYTE
    assert peak - before < 48 * MEBIBYTE


def _zeros(mebibytes: int) -> Iterator[bytes]:
    piece = bytes(MEBIBYTE)
    for _ in range(mebibytes):
        yield piece


def _memory(portal: Portal) -> int:
    """The greatest resident memory that the server has had."""
    assert portal.naiad.process is not None
    status = Path(f"/proc/{portal.naiad.process.pid}/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return int(psutil.Process(portal.naiad.process.pid).memory_info().rss)
