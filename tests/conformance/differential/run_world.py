"""An experiment whose runs have a bit of everything, and searches of it."""

from collections.abc import Iterable
from typing import Any

from tests.conformance.differential.here import Here, Question


def search(here: Here, experiment_id: str, questions: Iterable[Question]) -> None:
    """Note the names of the runs that each search finds, in their order."""
    place = {"experiment_ids": [experiment_id]}
    asked = [Question(each.label, {**place, **each.asks}, each.differs) for each in questions]
    here.ask("runs/search", asked, shown=names)


def names(answer: Any) -> list[str]:
    """The names of the runs in an answer."""
    return [run["info"]["run_name"] for run in answer.get("runs", ())]


def make_runs(here: Here) -> tuple[str, dict[str, str]]:
    """An experiment whose runs have a bit of everything; the runs' ids by their names."""
    experiment_id = here.experiment()
    ids = {}
    for number, (name, text) in enumerate(TEXTS_OF.items(), start=1):
        made = here.send(
            "POST",
            "runs/create",
            json={
                "experiment_id": experiment_id,
                "run_name": name,
                "start_time": number * 1000,
                "user_id": "bob" if number % 2 else "eve",
            },
        ).json()
        run_id = ids[name] = made["run"]["info"]["run_id"]
        pairs = [] if text is None else [{"key": k, "value": text} for k in ("p", "t")]
        extra = [{"key": key, "value": "1"} for key in ODD_KEYS] if name == "b" else []
        here.send(
            "POST",
            "runs/log-batch",
            json={
                "run_id": run_id,
                "metrics": [metric(key, value) for key, value in METRICS_OF.get(name, {}).items()],
                "params": [*(p for p in pairs if p["key"] == "p"), *extra],
                "tags": [p for p in pairs if p["key"] == "t"],
            },
        ).raise_for_status()
        if number % 3 == 0:
            end = {"run_id": run_id, "status": "FINISHED", "end_time": number * 2000}
            here.send("POST", "runs/update", json=end).raise_for_status()
        if number <= 3:
            used = {"run_id": run_id, "datasets": DATASETS_OF[:number]}
            here.send("POST", "runs/log-inputs", json=used).raise_for_status()
    return experiment_id, ids


def metric(key: str, value: float | str) -> dict[str, Any]:
    """A metric as a batch carries it."""
    return {"key": key, "value": value, "timestamp": 1, "step": 0}


TEXTS_OF: dict[str, str | None] = {
    "a": "abc",
    "b": "ABC",
    "c": "5",
    "d": None,
    "e": "it's",
    "f": "École",
    "g": "100%",
    "h": "a AND b",
    "A": "abd",
    "i": "[a]*",
}
METRICS_OF: dict[str, dict[str, float | str]] = {
    "a": {"loss": 0.1, "odd": "NaN", "a b": 1},
    "b": {"loss": 0.5, "odd": "Infinity", "train/loss": 1},
    "c": {"loss": 0.9, "odd": "-Infinity", "a.b": 1, "a-b": 1},
    "d": {"loss": 100, "odd": 0},
    "e": {"loss": 0.5, "odd": -0.0},
    "g": {"loss": -3, "odd": "NaN"},
}
ODD_KEYS = (
    *("a b", "a.b", "a/b", "a-b", "a:b", "é", "2x", "select", "and", "key", "value", "name"),
    *("user", "date", "type", "count", "order", "group", "in", "null", "like", "is", "not"),
    *("timestamp", "P2"),
)
DATASETS_OF = [
    {
        "tags": [{"key": "mlflow.data.context", "value": context}],
        "dataset": {"name": name, "digest": digest, "source_type": "local", "source": "x"},
    }
    for name, digest, context in (
        ("iris", "d1", "train"),
        ("wine", "d2", "test"),
        ("iris", "d3", "Train"),
    )
]
