"""Requests about runs that are not as they should be, and what each server says to them."""

from typing import Any

import pytest

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

WRITES: dict[str, dict[str, Any]] = {
    "runs/create": {"experiment_id": "<experiment>", "run_name": "n", "start_time": 1},
    "runs/update": {"run_id": "<run>", "status": "FINISHED", "end_time": 2},
    "runs/delete": {"run_id": "<run>"},
    "runs/restore": {"run_id": "<run>"},
    "runs/log-metric": {"run_id": "<run>", "key": "m", "value": 1.0, "timestamp": 1, "step": 1},
    "runs/log-parameter": {"run_id": "<run>", "key": "p", "value": "1"},
    "runs/set-tag": {"run_id": "<run>", "key": "t", "value": "1"},
    "runs/delete-tag": {"run_id": "<run>", "key": "t"},
    "runs/log-batch": {"run_id": "<run>"},
    "runs/log-inputs": {"run_id": "<run>"},
    "runs/outputs": {"run_id": "<run>"},
    "runs/search": {"experiment_ids": ["<experiment>"]},
    "experiments/create": {"name": "<name>"},
    "experiments/update": {"experiment_id": "<experiment>", "new_name": "<name>"},
    "experiments/delete": {"experiment_id": "<experiment>"},
    "experiments/restore": {"experiment_id": "<experiment>"},
    "experiments/set-experiment-tag": {"experiment_id": "<experiment>", "key": "k", "value": "v"},
    "experiments/delete-experiment-tag": {"experiment_id": "<experiment>", "key": "k"},
    "experiments/search": {"max_results": 1},
}
WRONG: list[Any] = [None, "", "x", 5, 1.5, True, [], {}, ["x"]]


def filled(body: dict[str, Any], here: Here) -> dict[str, Any]:
    """The body with a new experiment and a new run."""
    word = f"of {len(here.notes)}"
    experiment_id = here.experiment(word)
    run_id = here.run(experiment_id) if "<run>" in body.values() else ""
    names = {
        "<run>": run_id,
        "<experiment>": experiment_id,
        "<name>": here.unique(f"{word} again"),
    }
    return {
        name: [names.get(v, v) for v in value]
        if isinstance(value, list)
        else names.get(value, value)
        for name, value in body.items()
    }


def verdict(_answer: Any) -> str:
    """That it was taken; what came of it, others look at."""
    return "taken"


@pytest.mark.parametrize("path", WRITES)
def test_each_field_wrong_or_missing(both: Both, path: str) -> None:
    def scenario(here: Here) -> None:
        body = filled(WRITES[path], here)
        for name in body:
            less = {key: value for key, value in body.items() if key != name}
            here.post(f"without {name}", path, less, shown=verdict)
            for wrong in WRONG:
                here.post(f"{name}={wrong!r}", path, {**body, name: wrong}, shown=verdict)
        here.post("unknown field", path, {**filled(WRITES[path], here), "zz": 1}, shown=verdict)

    # Only the workspace that is nobody's own has an experiment "0".
    both(scenario, own_workspace=path != "runs/create", may=LOOSE.get(path, ()))


_TYPES = (differences.STRICT_INPUT, differences.SERVER_FAILS)
LOOSE = {
    "runs/create": (*_TYPES, differences.LENIENT_INPUT),
    "runs/update": _TYPES,
    "runs/log-metric": _TYPES,
    "experiments/search": (differences.LENIENT_INPUT, differences.SERVER_FAILS),
}


BODIES: list[tuple[str, bytes, str | None]] = [
    ("no JSON", b"{", "application/json"),
    ("half", b'{"run_id": "', "application/json"),
    ("empty", b"", "application/json"),
    ("null", b"null", "application/json"),
    ("list", b"[]", "application/json"),
    ("text", b'"x"', "application/json"),
    ("number", b"5", "application/json"),
    ("JSON in JSON", b'"{\\"run_id\\": \\"x\\"}"', "application/json"),
    ("not UTF-8", b'{"run_id": "\xff"}', "application/json"),
    ("trailing", b"{} x", "application/json"),
    ("deep", b"[" * 2000 + b"]" * 2000, "application/json"),
    ("twice the same key", b'{"run_id": "a", "run_id": "b"}', "application/json"),
    ("form", b"run_id=x", "application/x-www-form-urlencoded"),
    ("plain", b'{"run_id": "x"}', "text/plain"),
    ("no type", b'{"run_id": "x"}', None),
    ("charset", b'{"run_id": "x"}', "application/json; charset=utf-8"),
    ("upper case", b'{"run_id": "x"}', "Application/JSON"),
    ("surrogate", b'{"run_id": "\\ud800"}', "application/json"),
]


@pytest.mark.parametrize("path", ["runs/log-batch", "runs/search", "runs/delete"])
def test_bodies(both: Both, path: str) -> None:
    def scenario(here: Here) -> None:
        for name, content, kind in BODIES:
            headers = {"Content-Type": kind} if kind else {}
            here.request(name, "POST", path, content=content, headers=headers, shown=verdict)

    cased = differences.LENIENT_INPUT if path == "runs/search" else differences.CONTENT_TYPE
    both(scenario, may=(differences.STRICT_INPUT, differences.SERVER_FAILS, cased))


KEYS = [
    *("a", "a b", "a/b", "a.b", "a-b", "a_b", "a:b", "a@b", "a=b", "a+b", "a$b", "a%b", "a#b"),
    *(
        "a\\b",
        "a'b",
        'a"b',
        "a`b",
        "a\nb",
        "a\tb",
        " a",
        "a ",
        "é",
        "\U0001f600",
        "..",
        ".",
        "../a",
    ),
    *("a/..", "a/../b", "./a", "a/./b", "/a", "a/", "a//b", "//", "", "k" * 250, "k" * 251),
    *(
        "a,b",
        "a;b",
        "a(b)",
        "a[b]",
        "a{b}",
        "a|b",
        "a?b",
        "a*b",
        "a<b>",
        "a&b",
        "a!b",
        "a~b",
        "a^b",
    ),
]


@pytest.mark.parametrize(
    ("path", "body", "listed"),
    [
        ("runs/log-metric", {"value": 1, "timestamp": 1}, ""),
        ("runs/log-parameter", {"value": "1"}, ""),
        ("runs/set-tag", {"value": "1"}, ""),
        ("runs/delete-tag", {}, ""),
        ("runs/log-batch", {"value": 1, "timestamp": 1}, "metrics"),
        ("runs/log-batch", {"value": "1"}, "params"),
        ("runs/log-batch", {"value": "1"}, "tags"),
    ],
)
def test_keys(both: Both, path: str, body: dict[str, Any], listed: str) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        for key in KEYS:
            keyed = {"key": key, **body}
            sent = {listed: [keyed]} if listed else keyed
            here.post(f"key {key!r:.20}", path, {"run_id": run_id, **sent}, shown=verdict)
        if path != "runs/delete-tag":
            here.see("kept", here.client.get_run, run_id)

    both(scenario)


VALUES: dict[str, list[Any]] = {
    "value": [
        *(None, "", "x", "1", "1e3", "NaN", "nan", "Infinity", "-Infinity", "inf", 10**400, True),
        *([], {}, 1e308, -0.0, 2**63, "0x10", " 1 "),
    ],
    "timestamp": [
        None,
        "",
        "x",
        "5",
        0,
        -1,
        1.5,
        1.0,
        2**63 - 1,
        2**63,
        "9223372036854775807",
        True,
    ],
    "step": [None, "", "x", "5", 0, -1, 1.5, 1.0, 2**63 - 1, -(2**63), 2**63, "-5", True, []],
}


@pytest.mark.parametrize("path", ["runs/log-metric", "runs/log-batch"])
@pytest.mark.parametrize("field", VALUES)
def test_numbers_of_a_metric(both: Both, path: str, field: str) -> None:
    def scenario(here: Here) -> None:
        for number, value in enumerate(VALUES[field]):
            run_id = here.run(here.experiment(f"e{number}"))
            metric = {"key": "m", "value": 1.0, "timestamp": 1, "step": 1, field: value}
            sent = metric if path == "runs/log-metric" else {"metrics": [metric]}
            query = {"run_id": run_id, "metric_key": "m"}

            def kept(_answer: Any, query: dict[str, str] = query) -> Any:
                return here.send("GET", "metrics/get-history", params=query).json()

            here.post(f"{value!r:.30}", path, {"run_id": run_id, **sent}, shown=kept)

    apart = [differences.STRICT_INPUT]
    if field == "value":
        apart += [differences.INFINITY, differences.SERVER_FAILS]
    elif field == "step" and path == "runs/log-metric":
        apart += [differences.SERVER_FAILS]
    both(scenario, may=tuple(apart))


LONG = [
    ("runs/log-parameter", "value", (500, 6_000, 6_001, 8_001), ()),
    ("runs/set-tag", "value", (5_000, 8_000, 8_001), ()),
    ("runs/create", "run_name", (250, 251, 5_000), (differences.COLUMNS, differences.UNSAID)),
    ("runs/update", "run_name", (250, 251, 5_000), (differences.COLUMNS,)),
    ("runs/create", "user_id", (256, 257), (differences.COLUMNS,)),
]


@pytest.mark.parametrize(("path", "field", "lengths", "apart"), LONG)
def test_long_texts(
    both: Both,
    path: str,
    field: str,
    lengths: tuple[int, ...],
    apart: tuple[differences.Difference, ...],
) -> None:
    def scenario(here: Here) -> None:
        for length in lengths:
            body = filled(WRITES[path], here) | {field: "x" * length}

            def kept(answer: Any, run_id: str = body.get("run_id", "")) -> Any:
                known = run_id or answer["run"]["info"]["run_id"]
                return here.send("GET", "runs/get", params={"run_id": known}).json()

            here.post(f"{length}", path, body, shown=kept)

    both(scenario, may=apart)


STATUSES = [
    *("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED", "running", "DONE", ""),
    *(0, 1, 2, 3, 4, 5, 6, "3", None, True),
]


def test_statuses(both: Both) -> None:
    def scenario(here: Here) -> None:
        for status in STATUSES:
            run_id = here.run(here.experiment(f"s {status!r}"))
            body: dict[str, object] = {"run_id": run_id, "status": status, "end_time": 5}
            here.post(f"{status!r}", "runs/update", body)
        run_id = here.run()
        for end in (None, "", "x", "7", 0, -1, 1.5, 2**63):
            here.post(f"end {end!r}", "runs/update", {"run_id": run_id, "end_time": end})
        for start in (None, "", "x", "7", 0, -1, 1.5, 2**63):
            body = {"experiment_id": here.experiment(f"t {start!r}"), "start_time": start}
            here.post(f"start {start!r}", "runs/create", body)

    both(scenario, may=(differences.STRICT_INPUT, differences.UNSAID))


def test_a_deleted_run(both: Both) -> None:
    def scenario(here: Here) -> None:
        for path, body in WRITES.items():
            if "<run>" in body.values():
                sent = filled(body, here)
                here.client.delete_run(sent["run_id"])
                here.post(path, path, sent, shown=verdict)
        run_id = here.run()
        here.post("restore what is active", "runs/restore", {"run_id": run_id})
        query = {"run_id": run_id, "metric_key": "m"}
        here.client.delete_run(run_id)
        here.get("history", "metrics/get-history", params=query)
        here.get("files", "artifacts/list", params={"run_id": run_id})

    both(scenario)


def test_limits_of_a_search(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        for number in range(3):
            here.client.create_run(experiment_id, start_time=number + 1, run_name=str(number))

        def search(label: str, **asked: Any) -> Any:
            body = {"experiment_ids": [experiment_id], **asked}
            return here.post(label, "runs/search", body)

        for limit in (0, -1, 1, "2", 50_000, 50_001, 2**63, "x", 1.5, None):
            search(f"limit {limit!r}", max_results=limit)
        for view in ("ACTIVE_ONLY", "DELETED_ONLY", "ALL", 0, 1, 2, 3, 4, "active", "", None):
            search(f"view {view!r}", run_view_type=view)
        for token in ("", "x", "e30=", "eyJvZmZzZXQiOiAiYSJ9", 5, None):
            search(f"token {token!r}", page_token=token)
        odd: tuple[object, ...] = (
            ["0"],
            ["99999999"],
            ["x"],
            [""],
            [],
            None,
            experiment_id,
            [experiment_id] * 2,
        )
        for number, ids in enumerate(odd):
            search(f"experiments {number}", experiment_ids=ids)
        search("order as text", order_by="start_time")
        search("filter as a list", filter=["x"])
        here.get("by GET", "runs/search", params={"experiment_ids": experiment_id})

    both(scenario, may=(differences.STRICT_INPUT, differences.SERVER_FAILS))


def test_pages_of_runs(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        for number in range(7):
            run = here.client.create_run(experiment_id, start_time=number, run_name=str(number))
            if number % 2:
                here.client.log_metric(run.info.run_id, "m", number % 3, timestamp=1)
        for order in ([], ["metrics.m DESC"], ["metrics.m ASC", "start_time ASC"]):
            for limit in (1, 3, 7):
                token: str | None = None
                pages: list[object] = []
                while len(pages) < 9:
                    page = here.client.search_runs(
                        [experiment_id], max_results=limit, order_by=order, page_token=token
                    )
                    pages.append([run.info.run_name for run in page])
                    if not (token := page.token):
                        break
                here.note(f"{order} by {limit}", pages)

    both(scenario)
