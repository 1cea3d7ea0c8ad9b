"""Metrics, charts and consoles over REST. What buckets hold, tests/experiments/store says."""

from functools import partial
from typing import Any

import pytest

from apps.experiments.models import Run
from apps.experiments.services import console
from tests.accounts.make import make_client
from tests.experiments.api.costs import queries_of
from tests.experiments.api.shapes import check_shape
from tests.experiments.make import log_metrics, make_experiment, make_run
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db

INFINITY = float("inf")


def make_cast_run(**fields: Any) -> tuple[Cast, Run]:
    cast = make_cast()
    return cast, make_run(make_experiment(cast.project), **fields)


def read(cast: Cast, run: Run, part: str, **query: Any) -> Any:
    return make_client(cast.viewer).get(f"/api/v1/runs/{run.run_id}{part}", query)


def chart(cast: Cast, runs: list[Run], keys: list[str], **body: Any) -> Any:
    body |= {"run_ids": [run.run_id for run in runs], "keys": keys}
    return make_client(cast.viewer).post("/api/v1/runs/series", body, format="json")


def test_a_metric_is_listed_in_its_latest_point() -> None:
    cast, run = make_cast_run()
    for step, loss in enumerate((0.5, 0.25, 0.75)):
        log_metrics(run, {"loss": loss}, step=step)

    body = read(cast, run, "/metrics").json()

    check_shape("MetricList", body)
    point = body["results"][0]
    assert (point["key"], point["value"], point["step"], point["count"]) == ("loss", 0.75, 2, 3)
    assert (point["min"], point["max"]) == (0.25, 0.75)


def test_a_metric_that_is_not_finite_is_sent_as_text() -> None:
    cast, run = make_cast_run(metrics={"a": float("nan"), "b": INFINITY})
    body = read(cast, run, "/metrics").json()
    check_shape("MetricList", body)
    assert [point["value"] for point in body["results"]] == ["NaN", "Infinity"]


def test_metrics_are_searched_and_paged() -> None:
    cast, run = make_cast_run(metrics={f"train/{n}": 1.0 for n in "abc"} | {"test/a": 1.0})
    body = read(cast, run, "/metrics", search="TRAIN", limit=2, offset=1).json()
    assert [point["key"] for point in body["results"]] == ["train/b", "train/c"]
    assert body["total"] == 3


def test_a_chart_has_a_line_for_each_run_and_key() -> None:
    cast, first = make_cast_run(metrics={"loss": 1.0, "acc": 0.5})
    second = make_run(first.experiment, metrics={"loss": 2.0})

    body = chart(cast, [first, second], ["loss", "acc"]).json()

    check_shape("SeriesPage", body)
    lines = {(line["run_id"], line["key"]): line for line in body["series"]}
    assert lines[first.run_id, "loss"]["y"] == [1.0]
    assert lines[first.run_id, "acc"]["y"] == [0.5]
    assert lines[second.run_id, "loss"]["exact"] is True


def test_points_off_the_line_are_named() -> None:
    cast, run = make_cast_run()
    for step, value in enumerate((1.0, float("nan"), INFINITY, -INFINITY)):
        log_metrics(run, {"loss": value}, step=step)

    body = chart(cast, [run], ["loss"]).json()

    check_shape("SeriesPage", body)
    assert body["series"][0]["nonfinite"] == [
        {"x": 1.0, "value": "NaN"},
        {"x": 2.0, "value": "Infinity"},
        {"x": 3.0, "value": "-Infinity"},
    ]


def test_a_chart_is_narrowed_to_a_window() -> None:
    cast, run = make_cast_run()
    for step in range(10):
        log_metrics(run, {"loss": float(step)}, step=step)
    line = chart(cast, [run], ["loss"], **{"from": 3, "to": 5}).json()["series"][0]
    assert line["x"] == [3.0, 4.0, 5.0]


def test_a_chart_costs_the_same_for_many_lines() -> None:
    cast, one = make_cast_run(metrics={"loss": 1.0})
    many = [make_run(one.experiment, metrics={"loss": 1.0, "acc": 1.0}) for _ in range(20)]
    client = make_client(cast.viewer)
    counts = []
    for runs in ([one], many):
        body = {"run_ids": [run.run_id for run in runs], "keys": ["loss", "acc"]}
        ask = partial(client.post, "/api/v1/runs/series", body, format="json")
        counts.append(queries_of(ask))
    # session, user, runs, access epoch, keys, starts, latest rows, chunks, appends
    assert counts[0] == counts[1] <= 9


@pytest.mark.parametrize(
    "body",
    [
        {"run_ids": []},
        {"keys": []},
        {"run_ids": ["0" * 32] * 51},
        {"keys": ["k"] * 201},
        {"buckets": 0},
        {"buckets": 5_001},
        {"x": "sideways"},
        {"from": "early"},
    ],
)
def test_a_chart_that_makes_no_sense_is_refused(body: dict[str, Any]) -> None:
    cast, run = make_cast_run()
    asked = {"run_ids": [run.run_id], "keys": ["loss"], **body}
    answer = make_client(cast.viewer).post("/api/v1/runs/series", asked, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_one_run_of_elsewhere_spoils_the_chart() -> None:
    cast, run = make_cast_run(metrics={"loss": 1.0})
    answer = chart(cast, [run, make_run(metrics={"loss": 1.0})], ["loss"])
    assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")


def test_a_console_is_read_from_a_byte_on_or_from_its_end() -> None:
    cast, run = make_cast_run()
    text = "".join(f"line {number} ✓\n" for number in range(10))
    console.append_console(run_id=run.run_id, offset=0, data=text.encode())

    first = read(cast, run, "/console", limit=20).json()
    rest = read(cast, run, "/console", after=first["end"]).json()
    tail = read(cast, run, "/console", tail=16).json()

    check_shape("Console", first)
    assert first["text"] + rest["text"] == text
    assert text.endswith(tail["text"])
    assert (rest["end"], rest["size"], rest["complete"]) == (len(text.encode()),) * 2 + (False,)


def test_a_console_is_downloaded_whole() -> None:
    cast, run = make_cast_run()
    console.append_console(run_id=run.run_id, offset=0, data=b"epoch 1\n")
    answer = read(cast, run, "/console/download")
    assert b"".join(answer.streaming_content) == b"epoch 1\n"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{run.run_id}.log"'


@pytest.mark.parametrize("query", [{"after": -1}, {"limit": 2**20 + 1}, {"tail": "x"}])
def test_a_piece_of_console_that_makes_no_sense_is_refused(query: dict[str, Any]) -> None:
    cast, run = make_cast_run()
    assert read(cast, run, "/console", **query).status_code == 400
