"""A few REST calls for arranging a journey; what a journey is about goes through the browser."""

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Client:
    """MLflow's and Naiad's API with one token."""

    url: str
    token: str

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The decoded answer of a call; an HTTP error raises."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def mlflow(self, path: str, body: object) -> Any:
        """A POST of MLflow's protocol."""
        return self.call("POST", f"/api/2.0/mlflow/{path}", body)

    def make_run(self, *, name: str, experiment: str = "e2e") -> str:
        """The id of a new running run."""
        body = {
            "experiment_id": self._experiment(experiment),
            "run_name": name,
            "start_time": int(time.time() * 1000),
        }
        return str(self.mlflow("runs/create", body)["run"]["info"]["run_id"])

    def log(self, run_id: str, step: int, **metrics: float) -> None:
        """One step's metrics."""
        now = int(time.time() * 1000)
        points = [
            {"key": key, "value": value, "timestamp": now, "step": step}
            for key, value in metrics.items()
        ]
        self.mlflow("runs/log-batch", {"run_id": run_id, "metrics": points})

    def _experiment(self, name: str) -> str:
        found = self.mlflow("experiments/search", {"filter": f"name = '{name}'", "max_results": 1})
        if found.get("experiments"):
            return str(found["experiments"][0]["experiment_id"])
        return str(self.mlflow("experiments/create", {"name": name})["experiment_id"])
