"""What is read, of databases that `fill` filled alike: W4, W5 and W6.

search   W4   metrics.m3 > 0.5 and params.p2 = 'v7' ORDER BY metrics.m1 DESC, 100 a page:
              the first page and the thirtieth; and the newest runs, as a table opens
chart    W5   one metric of 1,000,000 points: a chart's points, and the whole history in pages
compare  W6   50 runs × 10,000 points of one metric
"""

from collections.abc import Callable
from urllib.parse import urlencode

from benchmarks.client import Client, Meter, Outcome
from benchmarks.servers import Server

FILTER = "metrics.m3 > 0.5 and params.p2 = 'v7'"
DEEP = 30
Read = Callable[[Server, Client], None]


def search_first(server: Server, size: float = 1) -> Outcome:
    """The first page of W4."""
    query = _query(Client(server))
    return _repeat(server, lambda client: _search(client, query), int(5 * size))


def search_deep(server: Server, size: float = 1) -> Outcome:
    """The thirtieth page of W4, by the server's own tokens; reaching it is not counted."""
    client = Client(server)
    query = _query(client)
    for _ in range(DEEP - 1):
        token = _search(client, query).get("next_page_token")
        if not token:
            break
        query = {**query, "page_token": token}
    return _repeat(server, lambda own: _search(own, query), int(5 * size))


def search_newest(server: Server, size: float = 1) -> Outcome:
    """The page that a table of runs opens with."""
    query = _query(Client(server))
    newest = {**query, "filter": "", "order_by": ["attributes.start_time DESC"]}
    return _repeat(server, lambda client: _search(client, newest), int(5 * size))


def chart(server: Server, size: float = 1) -> Outcome:
    """What the chart of a metric of 1,000,000 points asks for: 600 buckets of Naiad, which draws
    them exactly; 320 points of MLflow, as its own page asks for."""
    found = _runs(Client(server), "history")
    return _repeat(server, lambda client: _chart(server, client, found), int(5 * size))


def sample(server: Server, size: float = 1) -> Outcome:
    """2,500 points of it by the same call of MLflow's protocol on both."""
    found = _runs(Client(server), "history")
    return _repeat(server, lambda client: _sample(client, found, 2_500), int(5 * size))


def history(server: Server, size: float = 1) -> Outcome:
    """All of it, in pages of 25,000, as the client's get_metric_history does."""
    del size
    (run_id,) = _runs(Client(server), "history")
    client = Client(server)
    with Meter(server=server, clients=[client]) as meter:
        token = ""
        while True:
            asked = {"run_id": run_id, "metric_key": "loss", "max_results": 25_000}
            page = client.get(
                f"/metrics/get-history?{urlencode({**asked, **({'page_token': token} if token else {})})}"
            )
            token = str(page.get("next_page_token") or "")
            if not token:
                break
    return meter.result


def compare(server: Server, size: float = 1) -> Outcome:
    """50 runs in one chart."""
    found = _runs(Client(server), "compare")
    return _repeat(server, lambda client: _chart(server, client, found), max(1, int(2 * size)))


def _chart(server: Server, client: Client, run_ids: list[str]) -> None:
    if server.name == "naiad":
        body: dict[str, object] = {"run_ids": run_ids, "keys": ["loss"], "buckets": 600}
        client.ask("POST", "/api/v1/runs/series", body)
    else:
        _sample(client, run_ids, 320)


def _sample(client: Client, run_ids: list[str], points: int) -> None:
    query = [("run_ids", run_id) for run_id in run_ids]
    query += [("metric_key", "loss"), ("max_results", str(points))]
    client.ask("GET", f"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?{urlencode(query)}")


def _search(client: Client, query: dict[str, object]) -> dict[str, object]:
    answer = client.post("/runs/search", query)
    assert answer.get("runs"), "the search found nothing, so nothing was measured"
    return answer


def _query(client: Client) -> dict[str, object]:
    return {
        "experiment_ids": [_experiment(client, "search")],
        "filter": FILTER,
        "order_by": ["metrics.m1 DESC"],
        "max_results": 100,
    }


def _runs(client: Client, experiment: str) -> list[str]:
    body: dict[str, object] = {"experiment_ids": [_experiment(client, experiment)]}
    found: list[dict[str, dict[str, str]]] = client.post("/runs/search", body)["runs"]  # type: ignore[assignment]
    return [run["info"]["run_id"] for run in found]


def _experiment(client: Client, name: str) -> str:
    query = urlencode({"experiment_name": f"bench-{name}"})
    found: dict[str, str] = client.get(f"/experiments/get-by-name?{query}")["experiment"]  # type: ignore[assignment]
    return found["experiment_id"]


def _repeat(server: Server, work: Callable[[Client], object], times: int) -> Outcome:
    client = Client(server)
    work(client)
    with Meter(server=server, clients=[client]) as meter:
        for _ in range(max(1, times)):
            work(client)
    return meter.result
