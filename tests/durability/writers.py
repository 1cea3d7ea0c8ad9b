"""Clients that log until they are told to stop, and repeat what was not acknowledged."""

import random
import threading
from collections.abc import Callable
from typing import Any

import httpx

from tests.durability.ledger import KEYS, Ledger, as_json, value_of

RUN_ENDS_AFTER = 60
"""Calls of a run, at most: then the writer ends it, which folds it, and begins another."""
PATIENCE = 0.05


class Writer(threading.Thread):
    """One client. It follows the server's address, which may be another after a restart.

    It sends a call again until it is answered, as MLflow's client does, so a call whose answer
    was lost is stored by the first attempt or by a later one, and must not be there twice.
    """

    def __init__(self, address: Callable[[], str], token: str, seed: int) -> None:
        super().__init__(daemon=True)
        self.ledgers: list[Ledger] = []
        self.refused: list[str] = []
        self.calls = 0
        self._address = address
        self._token = token
        self._chance = random.Random(seed)
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Runs, one after another."""
        with httpx.Client(timeout=20, trust_env=False) as http:
            self._http = http
            while not self._stop_asked.is_set():
                self._one_run()

    def stop(self) -> None:
        """Finish the call that is under way, and end."""
        self._stop_asked.set()

    def _one_run(self) -> None:
        made = self._insist("runs/create", {"experiment_id": "0", "start_time": 1})
        if made is None:
            return
        ledger = Ledger(run_id=made["run"]["info"]["run_id"])
        self.ledgers.append(ledger)
        for number in range(self._chance.randint(1, RUN_ENDS_AFTER)):
            if not self._log(ledger, number):
                return
        if self._insist(
            "runs/update", {"run_id": ledger.run_id, "status": "FINISHED", "end_time": 2}
        ):
            ledger.ended = True

    def _log(self, ledger: Ledger, number: int) -> bool:
        """One call of points, and now and then params and tags with them; whether it was done."""
        steps = range(
            ledger.acknowledged_steps,
            ledger.acknowledged_steps + self._chance.choice((1, 1, 1, 20, 200)),
        )
        params = {f"p{number}": f"value {number}"} if number % 7 == 0 else {}
        tags = {"progress": str(number)} if number % 5 == 0 else {}
        ledger.sent_steps = steps.stop
        body = {
            "run_id": ledger.run_id,
            "metrics": [
                {
                    "key": key,
                    "value": as_json(value_of(key, step)),
                    "timestamp": 1_000 + step,
                    "step": step,
                }
                for step in steps
                for key in KEYS
            ],
            "params": _pairs(params),
            "tags": _pairs(tags),
        }
        if tags:
            # Until it is acknowledged the tag may have either value.
            ledger.tags.pop("progress", None)
        if self._insist("runs/log-batch", body) is None:
            return False
        ledger.acknowledged_steps = steps.stop
        ledger.params |= params
        ledger.tags |= tags
        return True

    def _insist(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The answer, however often it has to be asked for; None once the writer is to stop."""
        while True:
            try:
                answer = self._http.post(
                    f"{self._address()}/api/2.0/mlflow/{path}",
                    json=body,
                    headers={"Authorization": f"Bearer {self._token}"},
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code == 200:
                self.calls += 1
                return dict(answer.json())
            if answer is not None and answer.status_code < 500 and answer.status_code != 429:
                self.refused.append(f"{path}: {answer.status_code} {answer.text[:200]}")
            if self._stop_asked.wait(PATIENCE):
                return None


def _pairs(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in values.items()]
