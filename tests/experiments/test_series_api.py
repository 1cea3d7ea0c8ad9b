"""Metrics, charts and the console over REST."""

import math
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.experiments.models import Run
from apps.experiments.services import console
from tests.accounts.make import make_client
from tests.experiments.make import log_metrics, make_experiment, make_run
from tests.projects.make import Cast, make_cast

pytestmark = pytest.mark.django_db


def make_cast_with_run() -> tuple[Cast, Run]:
    cast = make_cast()
    run = make_run(make_experiment(cast.project))
    for step, value in enumerate([1.0, 0.5, math.nan, math.inf, 0.25]):
        log_metrics(run, {"loss": value, "acc": step / 10}, step=step)
    return cast, run


def series(cast: Cast, **body: Any) -> dict[str, Any]:
    answer = make_client(cast.viewer).post("/api/v1/runs/series", body, format="json")
    return {"status_code": answer.status_code, **answer.json()}


def test_a_metric_is_listed_by_its_latest_point() -> None:
    cast, run = make_cast_with_run()
    address = f"/api/v1/runs/{run.run_id}/metrics"
    listed = make_client(cast.viewer).get(f"{address}?search=LOSS").json()
    (metric,) = listed["results"]
    assert listed["total"] == 1
    assert (metric["key"], metric["value"], metric["step"], metric["count"]) == ("loss", 0.25, 4, 5)
    page = make_client(cast.viewer).get(f"{address}?limit=1&offset=1").json()
    assert ([each["key"] for each in page["results"]], page["total"]) == (["loss"], 2)


def test_a_chart_has_every_point_while_they_fit() -> None:
    cast, run = make_cast_with_run()
    answer = series(cast, run_ids=[run.run_id], keys=["loss", "unknown"])
    (line,) = answer["series"]
    assert (line["key"], line["exact"], line["total"], line["error"]) == ("loss", True, 5, "")
    assert line["x"] == [0, 1, 2, 3, 4]
    assert line["y"] == [1.0, 0.5, None, None, 0.25]
    assert line["nonfinite"] == [{"x": 2, "value": "NaN"}, {"x": 3, "value": "Infinity"}]
    assert answer["as_of_ms"] > 0


def test_a_chart_is_cut_to_its_window() -> None:
    cast, run = make_cast_with_run()
    wanted = {"run_ids": [run.run_id], "keys": ["acc"], "from": 1, "to": 2}
    (line,) = series(cast, **wanted)["series"]
    assert line["x"] == [1, 2]
    (line,) = series(cast, run_ids=[run.run_id], keys=["acc"], x="time", buckets=1)["series"]
    assert (line["exact"], line["min"], line["max"]) == (False, [0.0], [0.4])


def test_charts_of_many_runs_cost_the_same(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    cast, run = make_cast_with_run()
    runs = [run, *(make_run(run.experiment) for _ in range(19))]
    for each in runs[1:]:
        log_metrics(each, {"loss": 1.0})
    client = make_client(cast.viewer)
    for some in (runs[:1], runs):
        body = {"run_ids": [each.run_id for each in some], "keys": ["loss"]}
        client.post("/api/v1/runs/series", body, format="json")
        # Session, person, access epoch, runs; the series, their chunks and tails, read as one.
        with django_assert_max_num_queries(9):
            answer = client.post("/api/v1/runs/series", body, format="json")
        assert len(answer.json()["series"]) == len(some)


def test_a_chart_with_a_run_that_one_cannot_see_is_not_found() -> None:
    cast, run = make_cast_with_run()
    _, foreign = make_cast_with_run()
    answer = series(cast, run_ids=[run.run_id, foreign.run_id], keys=["loss"])
    assert (answer["status_code"], answer["code"]) == (404, "run_not_found")


BAD: list[dict[str, Any]] = [
    {}, {"run_ids": []}, {"keys": []}, {"keys": ["x"] * 201}, {"run_ids": ["0" * 32] * 51},
    {"keys": ["nul\0"]}, {"keys": [""]}, {"keys": [5.5, {}]}, {"buckets": 0}, {"buckets": 5001},
    {"x": "age"}, {"from": "soon"}, {"to": []}, {"run_ids": "x"},
]  # fmt: skip


@pytest.mark.parametrize("body", BAD, ids=str)
def test_a_bad_chart_is_refused(body: dict[str, Any]) -> None:
    cast, run = make_cast_with_run()
    good = {"run_ids": [run.run_id], "keys": ["loss"]} if body else {}
    assert series(cast, **{**good, **body})["status_code"] == 400


def test_a_console_is_read_on_from_its_end_or_backwards() -> None:
    cast, run = make_cast_with_run()
    console.append_console(run_id=run.run_id, offset=0, data=b"one\ntwo\nthree\n")
    client, address = make_client(cast.viewer), f"/api/v1/runs/{run.run_id}/console"
    first = client.get(f"{address}?after=4").json()
    assert (first["text"], first["start"], first["end"], first["size"]) == (
        "two\nthree\n",
        4,
        14,
        14,
    )
    assert not first["complete"]
    assert client.get(f"{address}?tail=16").json()["text"] == "one\ntwo\nthree\n"
    download = client.get(f"{address}/download")
    assert b"".join(download) == b"one\ntwo\nthree\n"
    assert "attachment" in download.headers["Content-Disposition"]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=2000000", "tail=0"])
def test_a_bad_piece_of_a_console_is_refused(query: str) -> None:
    cast, run = make_cast_with_run()
    answer = make_client(cast.viewer).get(f"/api/v1/runs/{run.run_id}/console?{query}")
    assert answer.status_code == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "offset=-1", "search=%00"])
def test_a_bad_page_of_metrics_is_refused(query: str) -> None:
    cast, run = make_cast_with_run()
    answer = make_client(cast.viewer).get(f"/api/v1/runs/{run.run_id}/metrics?{query}")
    assert answer.status_code == 400
