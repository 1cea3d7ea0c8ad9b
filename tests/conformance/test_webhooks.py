"""A server that is killed while it tells a receiver tells it again."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.portal import Portal, environment
from tests.naiad_process import NaiadProcess
from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.slow

EVENT = {"entity": "REGISTERED_MODEL", "action": "CREATED"}


def wait_for(receiver: Receiver, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(receiver.told) < count:
        assert time.monotonic() < deadline, f"told {len(receiver.told)} times"
        time.sleep(0.02)


def test_a_delivery_survives_kill_9_under_its_own_id(tmp_path: Path) -> None:
    receiver = Receiver()
    receiver.start()
    settings = {**environment(), "NAIAD_WEBHOOK_ALLOW_PRIVATE": "true"}
    naiad = NaiadProcess(data_dir=tmp_path / "data", environment=settings).start()

    killed = threading.Event()

    def kill(handler: Any) -> None:
        naiad.kill()
        handler.connection.close()
        killed.set()

    try:
        portal = Portal(naiad=naiad, token=naiad.run("token", "create", *ADMINS))
        portal.post("webhooks", name="ci", url=receiver.url, events=[EVENT])
        receiver.plan.append(kill)
        portal.post("registered-models/create", name="digits")
        assert killed.wait(60)
        naiad.start()
        wait_for(receiver, 2)
        first, second = (told.headers["X-MLflow-Delivery-Id"] for told in receiver.told)
        assert first == second
        assert receiver.told[0].body == receiver.told[1].body
    finally:
        naiad.kill()
        receiver.stop()


ADMINS = (
    *("--user", "admin@naiad.local"),
    *("--project", "demo"),
    *("--scopes", "read,write,manage"),
)
