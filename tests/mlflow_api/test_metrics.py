"""The history of metrics."""

from typing import Any

import pytest

from tests.mlflow_api.make import Client, Refused, make_client, make_run, point

pytestmark = pytest.mark.django_db


def log(client: Client, count: int, key: str = "loss") -> str:
    """A run with that many points, of which the value is the step."""
    run_id = make_run(client)
    points = [point(key, step, step=step, at=1000 + step) for step in range(count)]
    for start in range(0, count, 1000):
        client.post("runs/log-batch", run_id=run_id, metrics=points[start : start + 1000])
    return run_id


def steps(answer: Any) -> list[int]:
    return [metric["step"] for metric in answer["metrics"]]


def test_the_history_is_read_whole() -> None:
    client = make_client()
    answer = client.get("metrics/get-history", run_id=log(client, 1500), metric_key="loss")
    assert steps(answer) == list(range(1500))
    assert "next_page_token" not in answer


def test_the_history_is_read_in_pages() -> None:
    client = make_client()
    run_id = log(client, 25)
    found: list[int] = []
    query = {"run_id": run_id, "metric_key": "loss", "max_results": 10}
    while True:
        answer = client.get("metrics/get-history", **query)
        found += steps(answer)
        if "next_page_token" not in answer:
            break
        query["page_token"] = answer["next_page_token"]
    assert found == list(range(25))


def test_a_metric_that_was_never_logged_has_no_history() -> None:
    client = make_client()
    run_id = make_run(client)
    assert client.get("metrics/get-history", run_id=run_id, metric_key="none") == {"metrics": []}


@pytest.mark.parametrize("query", [{"max_results": 0}, {"max_results": -1}, {"page_token": "x"}])
def test_a_page_that_makes_no_sense_is_refused(query: dict[str, Any]) -> None:
    client = make_client()
    run_id = log(client, 2)
    with pytest.raises(Refused) as refused:
        client.get("metrics/get-history", run_id=run_id, metric_key="loss", **query)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_several_runs_are_read_at_once() -> None:
    client = make_client()
    runs = [log(client, 3), log(client, 2)]
    answer = client.get("metrics/get-history-bulk", run_id=runs, metric_key="loss")
    counts = dict.fromkeys(runs, 0)
    for metric in answer["metrics"]:
        counts[metric["run_id"]] += 1
    assert list(counts.values()) == [3, 2]


def test_at_most_a_hundred_runs_are_read_at_once() -> None:
    client = make_client()
    for runs in ([], ["x"] * 101):
        with pytest.raises(Refused):
            client.get("metrics/get-history-bulk", run_id=runs, metric_key="loss")


def test_an_interval_is_sampled_with_both_ends() -> None:
    client = make_client()
    run_id = log(client, 2000)
    answer = client.get(
        "metrics/get-history-bulk-interval", run_ids=[run_id], metric_key="loss", max_results=50
    )
    found = steps(answer)
    assert found[0] == 0
    assert found[-1] == 1999
    assert found == sorted(found)
    assert 25 <= len(found) <= 75


def test_an_interval_may_be_narrowed_to_steps() -> None:
    client = make_client()
    run_id = log(client, 100)
    answer = client.get(
        "metrics/get-history-bulk-interval",
        run_ids=[run_id],
        metric_key="loss",
        start_step=10,
        end_step=20,
    )
    assert steps(answer) == list(range(10, 21))


@pytest.mark.parametrize(
    "query",
    [
        {"start_step": 5},
        {"end_step": 5},
        {"start_step": 5, "end_step": 4},
        {"max_results": 0},
        {"max_results": 2501},
        {"start_step": "x", "end_step": 4},
    ],
)
def test_an_interval_that_makes_no_sense_is_refused(query: dict[str, Any]) -> None:
    client = make_client()
    run_id = make_run(client)
    with pytest.raises(Refused) as refused:
        client.get(
            "metrics/get-history-bulk-interval", run_ids=[run_id], metric_key="loss", **query
        )
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
