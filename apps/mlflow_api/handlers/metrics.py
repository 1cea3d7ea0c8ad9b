"""The history of metrics."""

from collections.abc import Iterable

import numpy as np

from apps.core.errors import Invalid
from apps.experiments.contracts import RunRef
from apps.experiments.selectors import runs, samples, series
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import metrics as messages
from apps.mlflow_api.wire import missing, number

MAX_BULK_RUNS = 100
MAX_BULK_POINTS = 25_000
MAX_INTERVAL_POINTS = 2_500


def get_history(call: Call, body: messages.GetMetricHistory) -> Json:
    if body.max_results is not None and body.max_results <= 0:
        raise Invalid(
            f"Invalid value {body.max_results} for parameter 'max_results' supplied: "
            "it must be a positive integer.",
            fix="Leave it out to get the whole history.",
        )
    page = series.read_history(
        runs.get_run_ref(actor=call.actor, run_id=body.run_id),
        body.metric_key,
        limit=body.max_results or 0,
        token=body.page_token,
    )
    answer: Json = {"metrics": _points(body.metric_key, page.points)}
    if page.next_token:
        answer["next_page_token"] = page.next_token
    return answer


def get_history_bulk(call: Call, body: messages.GetMetricHistoryBulk) -> Json:
    _check_run_count(body.run_id, "run_id")
    if body.max_results < 0:
        raise Invalid("max_results must not be negative.", fix="Leave it out to get all.")
    left = min(body.max_results, MAX_BULK_POINTS)
    found: list[Json] = []
    for run in _runs(call, sorted(set(body.run_id))):
        if left <= 0:
            break
        page = series.read_history(run, body.metric_key, limit=left)
        found += _points(body.metric_key, page.points, run_id=run.run_id)
        left -= len(page.points)
    return {"metrics": found}


def get_history_bulk_interval(call: Call, body: messages.GetMetricHistoryBulkInterval) -> Json:
    _check_run_count(body.run_ids, "run_ids")
    if not 1 <= body.max_results <= MAX_INTERVAL_POINTS:
        raise Invalid(
            f"max_results must be between 1 and {MAX_INTERVAL_POINTS}.", fix="Ask for fewer points."
        )
    sampled = samples.sample_runs(
        list(_runs(call, body.run_ids)),
        body.metric_key,
        max_points=body.max_results,
        steps=_interval(body.start_step, body.end_step),
    )
    found: list[Json] = []
    for run_id in body.run_ids:
        if run_id in sampled:
            found += _points(body.metric_key, sampled[run_id], run_id=run_id)
    return {"metrics": found}


def _runs(call: Call, run_ids: Iterable[str]) -> Iterable[RunRef]:
    return (runs.get_run_ref(actor=call.actor, run_id=run_id) for run_id in run_ids)


def _check_run_count(run_ids: list[str], name: str) -> None:
    if not run_ids:
        raise missing(name)
    if len(run_ids) > MAX_BULK_RUNS:
        raise Invalid(
            f"At most {MAX_BULK_RUNS} runs can be asked for at once, got {len(run_ids)}.",
            fix="Split the request.",
        )


def _interval(start: int | None, end: int | None) -> tuple[int, int] | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise Invalid(
            "If either start step or end step are specified, both must be specified.",
            fix="Send both, or neither.",
        )
    if start > end:
        raise Invalid(
            f"end_step must not be less than start_step; got {start} and {end}.",
            fix="Swap the two.",
        )
    return start, end


def _points(key: str, points: series.PointArrays, *, run_id: str = "") -> list[Json]:
    values: list[float] = points.value.tolist()
    # Looked at as a whole first, for nearly every series is finite.
    written: list[float | str] = (
        list(values) if np.isfinite(points.value).all() else [number(value) for value in values]
    )
    columns = zip(written, points.timestamp_ms.tolist(), points.step.tolist(), strict=True)
    if run_id:
        return [
            {"key": key, "value": value, "timestamp": timestamp, "step": step, "run_id": run_id}
            for value, timestamp, step in columns
        ]
    return [
        {"key": key, "value": value, "timestamp": timestamp, "step": step}
        for value, timestamp, step in columns
    ]
