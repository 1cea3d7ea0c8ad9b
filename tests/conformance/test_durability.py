"""A server that is killed has lost nothing that it had acknowledged, and stored nothing twice."""

import threading
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.conformance.portal import Portal, environment
from tests.naiad_process import NaiadProcess

pytestmark = pytest.mark.slow

WRITERS = 4


def test_every_acknowledged_point_survives_kill_9_exactly_once(tmp_path: Path) -> None:
    naiad = NaiadProcess(data_dir=tmp_path / "data", environment=environment()).start()
    try:
        portal = Portal(naiad=naiad, token=naiad.token())
        writers = [Writer(portal) for _ in range(WRITERS)]
        for kill_after in (60, 120, 200):
            threads = [threading.Thread(target=writer.write) for writer in writers]
            for thread in threads:
                thread.start()
            while max(len(writer.acknowledged) for writer in writers) < kill_after:
                writers[0].progress.wait(0.01)
            naiad.kill()
            for thread in threads:
                thread.join()
            naiad.start()
        for writer in writers:
            stored = Counter(writer.stored_steps())
            assert set(stored) >= set(writer.acknowledged)
            assert set(stored.values()) == {1}
            assert set(stored) <= set(writer.sent)
    finally:
        naiad.kill()


class Writer:
    """Logs step after step to a run of its own until the server is gone, then goes on from there.

    The step that was not acknowledged is sent again, as MLflow's client does.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.run_id = portal.make_run()
        self.sent: list[int] = []
        self.acknowledged: list[int] = []
        self.progress = threading.Event()

    def write(self) -> None:
        with self._portal.http as http:
            while True:
                step = len(self.acknowledged)
                self.sent.append(step)
                try:
                    self._log(http, step)
                except httpx.TransportError:
                    return
                self.acknowledged.append(step)

    def _log(self, http: httpx.Client, step: int) -> None:
        keys = ("loss", "acc", "lr")
        metrics = [{"key": k, "value": step / 7, "timestamp": step, "step": step} for k in keys]
        body = {"run_id": self.run_id, "metrics": metrics}
        http.post("/api/2.0/mlflow/runs/log-batch", json=body).raise_for_status()

    def stored_steps(self) -> list[int]:
        with self._portal.http as http:
            answer = http.get(
                "/api/2.0/mlflow/metrics/get-history",
                params={"run_id": self.run_id, "metric_key": "acc"},
            )
        return [metric["step"] for metric in answer.raise_for_status().json()["metrics"]]
