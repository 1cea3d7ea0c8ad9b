"""A worker and a beat inside the web process: `naiad up` needs no second one."""

import threading
from dataclasses import dataclass

from celery.beat import Scheduler, Service
from celery.worker import WorkController
from celery.worker import state as worker_state

from apps.core.queue import TaskName, enqueue
from workers.celery import app

CONCURRENCY = 4
HOSTNAME = "naiad@in-process"


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A worker and a beat that run in threads of this process."""

    worker: WorkController
    beat: Service
    threads: tuple[threading.Thread, ...]

    def stop(self, timeout: float) -> bool:
        """Take no more tasks and let those that run end; whether all ended in time."""
        self.beat.stop(wait=False)
        worker_state.should_stop = 0  # type: ignore[assignment]  # only its default is known
        # A message wakes the worker from its wait for one.
        enqueue(TaskName.SCHEDULE_JOBS)
        for thread in self.threads:
            thread.join(timeout)
        stopped = not any(thread.is_alive() for thread in self.threads)
        worker_state.should_stop = None
        return stopped


def start() -> Running:
    """Start both, see to this machine's target, and look at once at what a restart left behind."""
    from apps.jobs.services import dispatching, targets
    from apps.webhooks.services import deliveries

    targets.ensure_default_target()
    if app.conf.broker_url.startswith("memory:"):
        # The only process there is: whoever dispatched or sent before it is dead.
        dispatching.end_leases()
        deliveries.end_claims()
    worker = WorkController(
        app=app,
        hostname=HOSTNAME,
        pool="threads",
        concurrency=CONCURRENCY,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
        loglevel="WARNING",
    )
    beat = Service(app, max_interval=1, scheduler_cls=Scheduler)
    threads = (
        threading.Thread(target=worker.start, name="naiad-worker", daemon=True),
        threading.Thread(target=beat.start, name="naiad-beat", daemon=True),
    )
    for thread in threads:
        thread.start()
    enqueue(TaskName.OBSERVE_JOBS)
    enqueue(TaskName.SCHEDULE_JOBS)
    enqueue(TaskName.SWEEP_BLOBS)
    return Running(worker=worker, beat=beat, threads=threads)
