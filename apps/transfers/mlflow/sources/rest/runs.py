"""Runs as a server tells of them, with their full histories."""

from collections.abc import Iterator, Sequence
from typing import Any

from apps.experiments.contracts import DatasetInput, ModelOutput
from apps.experiments.imported import ImportedRun
from apps.experiments.series.whole import WholeSeries, encode_many
from apps.transfers.mlflow.conventions import PARENT_TAG, run_name, run_status, text
from apps.transfers.mlflow.sources.rest.wire import BadRequest, Json, NotThere, Server

_RUNS = "api/2.0/mlflow/runs"
_BULK = "ajax-api/2.0/mlflow/metrics/get-history-bulk"
_HISTORY = "api/2.0/mlflow/metrics/get-history"
_BULK_MOST = 25_000
_PAGE = 25_000

Points = tuple[list[int], list[int], list[float]]


class Runs:
    """Reads runs, and the histories of many runs by one call where the server can do that."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._has_bulk = True
        self._long: set[str] = set()
        self.has_links = True
        """Whether runs may have logged models as inputs, of which a search does not tell."""

    def ids(self, experiment_id: str) -> list[str]:
        """The ids of an experiment's runs, deleted ones too."""
        found: list[str] = []
        body: Json = {
            "experiment_ids": [experiment_id],
            "run_view_type": "ALL",
            "max_results": 1000,
        }
        while True:
            answer = self._server.post(f"{_RUNS}/search", body)
            found += [run_id_of(run["info"]) for run in answer.get("runs", [])]
            token = answer.get("next_page_token")
            if not token:
                return sorted(set(found))
            body["page_token"] = token

    def read(self, experiment_id: str, run_ids: Sequence[str]) -> Iterator[ImportedRun]:
        """These runs, whole."""
        runs = self._find(experiment_id, run_ids)
        series = self._series(runs)
        for run in runs:
            yield _run(run, series[run_id_of(run["info"])])

    def _find(self, experiment_id: str, run_ids: Sequence[str]) -> list[Json]:
        if self.has_links:
            return [run for run_id in run_ids for run in self._get(run_id)]
        listed = ", ".join(f"'{run_id}'" for run_id in run_ids)
        body = {
            "experiment_ids": [experiment_id],
            "run_view_type": "ALL",
            "max_results": len(run_ids),
            "filter": f"attributes.run_id IN ({listed})",
        }
        try:
            return list(self._server.post(f"{_RUNS}/search", body).get("runs", []))
        except BadRequest:
            # A server of before 2.2 cannot search by id.
            return [run for run_id in run_ids for run in self._get(run_id)]

    def _get(self, run_id: str) -> list[Json]:
        try:
            return [self._server.get(f"{_RUNS}/get", [("run_id", run_id)])["run"]]
        except NotThere:
            return []

    def _series(self, runs: Sequence[Json]) -> dict[str, dict[str, WholeSeries]]:
        having: dict[str, list[str]] = {}
        found: dict[str, dict[str, WholeSeries]] = {}
        for run in runs:
            run_id = run_id_of(run["info"])
            found[run_id] = {}
            for metric in run.get("data", {}).get("metrics", []):
                having.setdefault(metric["key"], []).append(run_id)
        for key, run_ids in having.items():
            all_ = self._histories(key, run_ids)
            histories = {run_id: points for run_id, points in all_.items() if points[0]}
            columns = (
                [n for each in histories.values() for n in each[place]] for place in range(3)
            )
            sizes = [len(steps) for steps, _, _ in histories.values()]
            for run_id, series in zip(histories, encode_many(sizes, *columns), strict=True):
                found[run_id][key] = series
        return found

    def _histories(self, key: str, run_ids: Sequence[str]) -> dict[str, Points]:
        """The histories of one metric, by run."""
        if self._has_bulk and key not in self._long:
            asked = [("run_id", run_id) for run_id in run_ids]
            query = [*asked, ("metric_key", key), ("max_results", str(_BULK_MOST))]
            try:
                found = self._server.get(_BULK, query).get("metrics", [])
            except (NotThere, BadRequest):
                self._has_bulk = False
            else:
                if len(found) < _BULK_MOST:
                    return _by_run(found)
                # There may be more: for this metric and the runs to come it is not tried again.
                self._long.add(key)
        return {run_id: self._history(key, run_id) for run_id in run_ids}

    def _history(self, key: str, run_id: str) -> Points:
        steps: list[int] = []
        times: list[int] = []
        values: list[float] = []
        query = [("run_id", run_id), ("metric_key", key), ("max_results", str(_PAGE))]
        token = ""
        while True:
            paged = [("page_token", token)] if token else []
            answer = self._server.get(_HISTORY, [*query, *paged])
            for point in answer.get("metrics", []):
                steps.append(int(point.get("step", 0)))
                times.append(int(point.get("timestamp", 0)))
                values.append(float(point.get("value", 0.0)))
            token = str(answer.get("next_page_token") or "")
            if not token:
                return steps, times, values


def run_id_of(info: Json) -> str:
    """The id of a run; old servers call it otherwise."""
    return str(info.get("run_id") or info.get("run_uuid"))


def pairs(found: Any) -> dict[str, str]:
    """Keys and values as the protocol lists them."""
    return {str(each["key"]): text(each.get("value")) for each in found or []}


def _by_run(found: Sequence[Json]) -> dict[str, Points]:
    series: dict[str, Points] = {}
    for point in found:
        steps, times, values = series.setdefault(str(point["run_id"]), ([], [], []))
        steps.append(int(point.get("step", 0)))
        times.append(int(point.get("timestamp", 0)))
        values.append(float(point.get("value", 0.0)))
    return series


def _run(run: Json, series: dict[str, WholeSeries]) -> ImportedRun:
    info, data = run["info"], run.get("data", {})
    tags = pairs(data.get("tags"))
    inputs, outputs = run.get("inputs", {}), run.get("outputs", {})
    ended = info.get("end_time")
    return ImportedRun(
        run_id=run_id_of(info),
        name=run_name(info.get("run_name"), tags),
        status=run_status(info.get("status")),
        start_time_ms=int(info.get("start_time", 0)),
        # An end of 0 is none, in the words of old servers.
        end_time_ms=int(ended) if ended not in {None, "0", 0} else None,
        deleted=info.get("lifecycle_stage") == "deleted",
        user_name=text(info.get("user_id")) or tags.get("mlflow.user", ""),
        source_type=tags.get("mlflow.source.type", ""),
        source_name=tags.get("mlflow.source.name", ""),
        parent_run_id=tags.get(PARENT_TAG, ""),
        artifact_uri=text(info.get("artifact_uri")),
        params=pairs(data.get("params")),
        tags=tags,
        series=series,
        datasets=[_dataset(each) for each in inputs.get("dataset_inputs", [])],
        model_inputs=[str(each["model_id"]) for each in inputs.get("model_inputs", [])],
        model_outputs=[
            ModelOutput(model_id=str(each["model_id"]), step=int(each.get("step", 0)))
            for each in outputs.get("model_outputs", [])
        ],
    )


def _dataset(told: Json) -> DatasetInput:
    dataset = told["dataset"]
    return DatasetInput(
        name=text(dataset.get("name")),
        digest=text(dataset.get("digest")),
        source_type=text(dataset.get("source_type")),
        source=text(dataset.get("source")),
        schema=text(dataset.get("schema")),
        profile=text(dataset.get("profile")),
        tags=pairs(told.get("tags")),
    )
