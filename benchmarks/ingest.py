"""What is written: W1, W2, W3 and W7.

batch   W1   one client, 1,000 points a call (10 metrics, 100 steps)
live    W2   eight clients, five points a call, a run each
wide    W3   one client, 1,000 metrics a call, one step
runs    W7   create a run, log 20 params, finish it
"""

import json
import random
import threading

from benchmarks.client import T0, Client, Meter, Outcome
from benchmarks.servers import Server


def batch(server: Server, size: float = 1) -> Outcome:
    """W1. `size` 1 is what a round takes when there is time."""
    client = Client(server)
    run_id = client.run(client.experiment())
    bodies = [
        _points(
            run_id,
            [
                (f"m{key}", step)
                for step in range(call * 100, call * 100 + 100)
                for key in range(10)
            ],
        )
        for call in range(int(60 * size))
    ]
    return _send(server, client, bodies)


def wide(server: Server, size: float = 1) -> Outcome:
    """W3."""
    client = Client(server)
    run_id = client.run(client.experiment())
    bodies = [
        _points(run_id, [(f"wide/{key}", call) for key in range(1000)])
        for call in range(int(30 * size))
    ]
    return _send(server, client, bodies)


def live(server: Server, size: float = 1) -> Outcome:
    """W2."""
    clients = [Client(server) for _ in range(8)]
    experiment_id = clients[0].experiment()
    bodies = []
    for client in clients:
        run_id = client.run(experiment_id)
        bodies.append(
            [
                _points(run_id, [(f"m{key}", step) for key in range(5)])
                for step in range(int(100 * size))
            ]
        )
    threads = [
        threading.Thread(target=_post_all, args=(client, own))
        for client, own in zip(clients, bodies, strict=True)
    ]
    with Meter(server=server, clients=clients) as meter:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return meter.result


def runs(server: Server, size: float = 1) -> Outcome:
    """W7."""
    client = Client(server)
    experiment_id = client.experiment()
    params = [{"key": f"p{number}", "value": f"value {number}"} for number in range(20)]
    with Meter(server=server, clients=[client]) as meter:
        for _ in range(int(60 * size)):
            run_id = client.run(experiment_id)
            client.post("/runs/log-batch", {"run_id": run_id, "params": params})
            client.post("/runs/update", {"run_id": run_id, "status": "FINISHED", "end_time": 2})
    return meter.result


def _points(run_id: str, places: list[tuple[str, int]]) -> bytes:
    metrics = [
        {"key": key, "value": random.random(), "timestamp": T0 + step, "step": step}
        for key, step in places
    ]
    return json.dumps({"run_id": run_id, "metrics": metrics}).encode()


def _send(server: Server, client: Client, bodies: list[bytes]) -> Outcome:
    with Meter(server=server, clients=[client]) as meter:
        _post_all(client, bodies)
    return meter.result


def _post_all(client: Client, bodies: list[bytes]) -> None:
    for body in bodies:
        client.post("/runs/log-batch", body)
