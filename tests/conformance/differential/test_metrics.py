"""Metrics: what is the latest, what is twice, and every way to read a history."""

import math

from mlflow.entities import Metric, Param, RunTag

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL_IN_SQL

pytestmark = DIFFERENTIAL_IN_SQL

POINTS = {
    "later step": [(1.0, 10, 0), (2.0, 5, 1)],
    "earlier step last": [(2.0, 5, 1), (1.0, 10, 0)],
    "later time": [(1.0, 10, 0), (2.0, 11, 0)],
    "earlier time last": [(2.0, 11, 0), (1.0, 10, 0)],
    "greater value": [(1.0, 1, 0), (2.0, 1, 0)],
    "smaller value last": [(2.0, 1, 0), (1.0, 1, 0)],
    "twice": [(1.0, 1, 0), (1.0, 1, 0)],
    "negative step": [(1.0, 1, -5), (2.0, 1, -6)],
    "zero time": [(1.0, 0, 0)],
    "nan": [(1.0, 1, 0), (math.nan, 2, 1)],
    "nan before": [(math.nan, 1, 0), (1.0, 2, 1)],
    "nan beside": [(math.nan, 1, 0), (1.0, 1, 0)],
    "nan beside last": [(-1.0, 1, 0), (math.nan, 1, 0)],
    "nan twice": [(math.nan, 1, 0), (math.nan, 1, 0)],
    "infinite": [(math.inf, 1, 0), (-math.inf, 2, 0)],
    "tiny": [(5e-324, 1, 0), (1e-300, 2, 0)],
    "minus zero": [(-0.0, 1, 0), (0.0, 1, 0)],
    "zero, minus zero": [(0.0, 1, 0), (-0.0, 1, 0)],
    "huge": [(1.7976931348623157e308, 1, 0)],
    "far steps": [(1.0, 1, 2**63 - 1), (2.0, 1, -(2**63))],
    "far times": [(1.0, 2**62, 0)],
}


def test_the_latest_and_the_history(both: Both) -> None:
    def scenario(here: Here) -> None:
        for name, points in POINTS.items():
            one, many = here.run(here.experiment(f"one {name}")), here.run(here.experiment(name))
            for value, time, step in points:
                here.see(f"{name} log", here.client.log_metric, one, "m", value, time, step)
            metrics = [Metric("m", value, time, step) for value, time, step in points]
            here.see(f"{name} batch", here.client.log_batch, many, metrics)
            for run_id in (one, many):
                here.get(f"{name} latest", "runs/get", params={"run_id": run_id}, shown=_metrics)
                query = {"run_id": run_id, "metric_key": "m"}
                differs = differences.MINUS_ZERO if "minus zero" in name else ()
                here.get(
                    f"{name} history",
                    "metrics/get-history",
                    params=query,
                    shown=_set,
                    differs=differs,
                )

    both(scenario, may=(differences.INFINITY,))


def _metrics(answer: dict[str, dict[str, dict[str, object]]]) -> object:
    return answer["run"]["data"].get("metrics")


def _set(answer: dict[str, list[dict[str, object]]]) -> object:
    # What belongs to one time and step comes in no order.
    return sorted(
        answer.get("metrics", []), key=lambda m: (m["step"], m["timestamp"], str(m["value"]))
    )


def test_pages_of_a_history(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        points = [Metric("m", float(n), 1_000 + n, n % 7) for n in range(25)]
        here.client.log_batch(run_id, points)
        here.see("whole", here.client.get_metric_history, run_id, "m")
        token = ""
        for number in range(4):
            query = {"run_id": run_id, "metric_key": "m", "max_results": 10, "page_token": token}
            answer = here.get(f"page {number}", "metrics/get-history", params=query)
            token = answer.get("next_page_token", "")
            if not token:
                break
        for limit in (
            "0",
            "-1",
            "x",
            "25",
            "26",
            "25000",
            "25001",
            "9999999999999999999999",
            "1.5",
            "",
        ):
            query = {"run_id": run_id, "metric_key": "m", "max_results": limit}
            here.get(f"limit {limit}", "metrics/get-history", params=query)
        for token in ("x", "e30=", "eyJvZmZzZXQiOiAiYSJ9"):
            query = {"run_id": run_id, "metric_key": "m", "max_results": 5, "page_token": token}
            here.get(f"token {token}", "metrics/get-history", params=query)
        here.get("nobody's", "metrics/get-history", params={"run_id": run_id, "metric_key": "x"})
        here.get("no key", "metrics/get-history", params={"run_id": run_id})
        here.get("no run", "metrics/get-history", params={"metric_key": "m"})
        here.get("old name", "metrics/get-history", params={"run_uuid": run_id, "metric_key": "m"})
        query = {"run_id": "0" * 32, "metric_key": "m"}
        here.get("unknown run", "metrics/get-history", params=query)

    both(scenario, may=(differences.STRICT_INPUT,))


BULK = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"
INTERVALS = (
    "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval",
    "/api/2.0/mlflow/metrics/get-history-bulk-interval",
)


def test_histories_of_many_runs(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        runs = [here.run(experiment_id) for _ in range(3)]
        for number, run_id in enumerate(runs[:2]):
            points = [Metric("m", float(n), 1_000 + n, n) for n in range(10 + number)]
            here.client.log_batch(run_id, [*points, Metric("k", 1.0, 1, 0)])
        both_runs = [("run_id", run_id) for run_id in runs]
        key = ("metric_key", "m")
        by_run = lambda answer: sorted(map(repr, _places(answer, runs)))  # noqa: E731
        here.get("bulk", BULK, params=[*both_runs, key], shown=by_run)
        here.get("bulk of one", BULK, params=[("run_id", runs[0]), key])
        here.get("bulk twice", BULK, params=[("run_id", runs[0])] * 2 + [key], shown=by_run)
        here.get("bulk without key", BULK, params=both_runs)
        here.get("bulk without runs", BULK, params=[key])
        nobody, differs = [("run_id", "0" * 32), key], differences.UNKNOWN_RUN
        here.get("bulk of nobody", BULK, params=nobody, differs=differs)
        here.get("bulk too many", BULK, params=[("run_id", runs[0])] * 101 + [key])
        for limit in ("5", "0", "-1", "x"):
            query = [("run_id", runs[0]), key, ("max_results", limit)]
            here.get(f"bulk limit {limit}", BULK, params=query)
        for address in INTERVALS:
            ours = [("run_ids", run_id) for run_id in runs]
            here.get(f"{address} all", address, params=[*ours, key], shown=by_run)
            for extra in (
                {"start_step": "2", "end_step": "5"},
                {"start_step": "2"},
                {"end_step": "2"},
                {"start_step": "5", "end_step": "2"},
                {"start_step": "-3", "end_step": "0"},
                {"max_results": "4"},
                {"max_results": "2"},
                {"max_results": "1"},
                {"max_results": "0"},
                {"max_results": "2501"},
                {"max_results": "x"},
                {"start_step": "x", "end_step": "5"},
            ):
                query = [("run_ids", runs[0]), key, *extra.items()]
                here.get(f"{address} {extra}", address, params=query)
            here.get(f"{address} no key", address, params=ours)
            here.get(f"{address} no runs", address, params=[key])
            here.get(f"{address} nobody", address, params=[("run_ids", "0" * 32), key])
            here.get(f"{address} old", address, params=[("run_id", runs[0]), key])

    both(scenario, may=(differences.STRICT_INPUT, differences.SERVER_FAILS))


def _places(answer: dict[str, list[dict[str, object]]], runs: list[str]) -> list[object]:
    """The points, with runs by their number: which comes first is by their ids."""
    return [
        [runs.index(str(m["run_id"])), m["step"], m["value"], m["timestamp"], m["key"]]
        for m in answer["metrics"]
    ]


def test_limits_of_a_batch(both: Both) -> None:
    def scenario(here: Here) -> None:
        metrics = [{"key": f"m{n}", "value": 1, "timestamp": 1, "step": 0} for n in range(1001)]
        params = [{"key": f"p{n}", "value": "1"} for n in range(101)]
        tags = [{"key": f"t{n}", "value": "1"} for n in range(101)]
        batches: dict[str, dict[str, object]] = {
            "1000 metrics": {"metrics": metrics[:1000]},
            "1001 metrics": {"metrics": metrics},
            "100 params": {"params": params[:100]},
            "101 params": {"params": params},
            "100 tags": {"tags": tags[:100]},
            "101 tags": {"tags": tags},
            "1000 in all": {"metrics": metrics[:850], "params": params[:75], "tags": tags[:75]},
            "1001 in all": {"metrics": metrics[:850], "params": params[:75], "tags": tags[:76]},
            "nothing": {},
            "a param twice": {"params": [params[0], {"key": "p0", "value": "2"}]},
            "a param twice alike": {"params": [params[0], params[0]]},
            "a tag twice": {"tags": [tags[0], {"key": "t0", "value": "2"}]},
            "a metric twice": {"metrics": [metrics[0], metrics[0]]},
        }
        for name, batch in batches.items():
            run_id = here.run(here.experiment(name))
            here.post(name, "runs/log-batch", {"run_id": run_id, **batch})
            here.get(f"{name} kept", "runs/get", params={"run_id": run_id}, shown=_counts)

    both(scenario)


def _counts(answer: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> object:
    data = answer["run"]["data"]
    return {
        "metrics": len(data.get("metrics", [])),
        "params": [len(data.get("params", [])), *(p["value"] for p in data.get("params", [])[:1])],
        "tags": len(data.get("tags", [])),
    }


def test_a_batch_is_all_or_nothing(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        run_id = here.run()
        client.log_param(run_id, "p", "1")
        metric, tag = Metric("m", 1.0, 1, 0), RunTag("t", "1")
        here.see("same again", client.log_batch, run_id, [metric], [Param("p", "1")], [tag])
        other = Metric("n", 1.0, 1, 0)
        params = [Param("q", "1"), Param("p", "2")]
        here.see("another value", client.log_batch, run_id, [other], params, [RunTag("u", "1")])
        here.see("kept", client.get_run, run_id)
        here.see("param", client.log_param, run_id, "p", "1")
        here.see("param changed", client.log_param, run_id, "p", "2")

    both(scenario)
