"""A server as a source: old ones, odd ones, and ones that tell half; against canned answers."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from apps.experiments.imported import ImportedRun
from apps.transfers.constants import StepKind
from apps.transfers.contracts import Credentials
from apps.transfers.errors import SourceUnreadable
from apps.transfers.mlflow.records import FileRoot
from apps.transfers.mlflow.sources.rest.source import RestSource

Query = dict[str, str]
Answer = Callable[[Query], Any]
ABSENT = {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "none"}
REFUSED = {"error_code": "INVALID_PARAMETER_VALUE", "message": "no such filter"}
API = "/api/2.0/mlflow"
PROXY = "/api/2.0/mlflow-artifacts/artifacts"
ONE = {"experiments": [{"experiment_id": "1", "name": "one", "lifecycle_stage": "deleted"}]}
RUN = {
    "info": {"run_uuid": "r1", "status": "FINISHED", "start_time": "5", "end_time": "0"},
    "data": {
        "metrics": [{"key": "loss"}],
        "params": [{"key": "lr", "value": "1"}],
        "tags": [{"key": "mlflow.runName", "value": "first"}],
    },
}


def _absent(_: Query) -> Any:
    return ABSENT


class Canned:
    """A server that answers what it was told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {f"{API}/experiments/search": lambda _: ONE}
        self.asked: list[str] = []
        canned = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {k: v[-1] for k, v in parse_qs(parts.query).items()}
                self._answer(unquote(parts.path), query)

            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._answer(self.path, told)

            def _answer(self, path: str, query: Query) -> None:
                canned.asked.append(path)
                found = canned.answers.get(path, _absent)(query)
                body = found if isinstance(found, bytes) else json.dumps(found).encode()
                status = {"RESOURCE_DOES_NOT_EXIST": 404, "INVALID_PARAMETER_VALUE": 400}
                code = found.get("error_code", "") if isinstance(found, dict) else ""
                self.send_response(status.get(code, 200))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def canned() -> Iterator[Canned]:
    made = Canned()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def source(canned: Canned) -> Iterator[RestSource]:
    made = RestSource(canned.url, credentials=Credentials(user="ada", password="p"))
    yield made
    made.close()


def read_run(source: RestSource) -> ImportedRun:
    [run] = source.read(StepKind.RUNS, "1", ["r1"])
    assert isinstance(run, ImportedRun)
    return run


def test_history_of_an_old_server_is_read_page_by_page(canned: Canned, source: RestSource) -> None:
    pages = {"": (range(3), "more"), "more": (range(3, 5), "")}

    def history(query: Query) -> Any:
        steps, token = pages[query.get("page_token", "")]
        points = [{"key": "loss", "step": str(n), "timestamp": n, "value": n / 2} for n in steps]
        return {"metrics": points, "next_page_token": token}

    canned.answers |= {
        f"{API}/runs/search": lambda query: REFUSED if "filter" in query else {"runs": [RUN]},
        f"{API}/runs/get": lambda _: {"run": RUN},
        f"{API}/metrics/get-history": history,
    }
    assert source.open().version == ""
    assert [each.deleted for each in source.experiments()] == [True]
    assert source.ids(StepKind.RUNS, "1") == ["r1"]
    run = read_run(source)
    assert (run.name, run.params, run.end_time_ms) == ("first", {"lr": "1"}, None)
    assert (run.series["loss"].count, run.series["loss"].latest.value) == (5, 2.0)


def test_old_server_has_nothing_that_came_later(source: RestSource) -> None:
    source.open()
    for kind in (
        StepKind.LOGGED_MODELS,
        StepKind.TRACES,
        StepKind.REGISTERED_MODELS,
        StepKind.EVALUATION_DATASETS,
        StepKind.SCORERS,
    ):
        assert list(source.ids(kind, "1")) == []


def test_runs_are_asked_for_together_where_no_model_can_be_linked(
    canned: Canned, source: RestSource
) -> None:
    point = {"key": "loss", "run_id": "r1", "step": 1, "timestamp": 2, "value": 3}
    canned.answers |= {
        "/version": lambda _: b"3.18.0",
        f"{API}/logged-models/search": lambda _: {},
        f"{API}/runs/search": lambda _: {"runs": [RUN]},
        "/ajax-api/2.0/mlflow/metrics/get-history-bulk": lambda _: {"metrics": [point]},
    }
    assert source.open().version == "3.18.0"
    source.experiments()
    assert read_run(source).point_count == 1
    assert f"{API}/runs/get" not in canned.asked


def test_each_run_is_asked_for_where_there_are_models(canned: Canned, source: RestSource) -> None:
    told = {**RUN, "inputs": {"model_inputs": [{"model_id": "m-1"}]}}
    canned.answers |= {
        "/version": lambda _: b"3.18.0",
        f"{API}/logged-models/search": lambda _: {"models": [{"info": {"model_id": "m-1"}}]},
        f"{API}/runs/get": lambda _: {"run": told},
        "/ajax-api/2.0/mlflow/metrics/get-history-bulk": lambda _: {"metrics": []},
    }
    source.open()
    source.experiments()
    run = read_run(source)
    assert (run.model_inputs, run.series) == (["m-1"], {})


def test_files_of_a_known_address_are_read_by_it(canned: Canned, source: RestSource) -> None:
    listed = {
        "1/models/m-1/artifacts": [
            {"path": "a b.txt", "file_size": "3"},
            {"path": "d", "is_dir": True},
        ],
        "1/models/m-1/artifacts/d": [{"path": "c.bin", "file_size": 1}],
    }
    canned.answers |= {
        PROXY: lambda query: {"files": listed[query["path"]]},
        f"{PROXY}/1/models/m-1/artifacts/a b.txt": lambda _: b"abc",
    }
    root = FileRoot(kind="model", id="m-1", uri="mlflow-artifacts:/1/models/m-1/artifacts")
    found = {each.path: each.size for each in source.files.list(root)}
    assert found == {"a b.txt": 3, "d/c.bin": 1}
    assert b"".join(source.files.read(root, "a b.txt")) == b"abc"
    with pytest.raises(SourceUnreadable, match="does not hand out"):
        list(source.files.read(root, "gone"))


@pytest.mark.parametrize("answer", [{"runs": [{}]}, {"runs": 5}, ABSENT, REFUSED])
def test_answer_that_is_none_is_told_in_our_words(
    canned: Canned, source: RestSource, answer: Any
) -> None:
    canned.answers[f"{API}/runs/search"] = lambda _: answer
    with pytest.raises(SourceUnreadable, match="does not answer as MLflow does"):
        source.ids(StepKind.RUNS, "1")
