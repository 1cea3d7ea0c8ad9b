"""Worker and beat inside one process: over memory, and over Redis where there is one."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from django.db import connection

from apps.core.queue import TaskName, enqueue
from apps.jobs.constants import JobState
from apps.jobs.models import Job
from tests.jobs.make import EXECUTORS, fake_of, make_job, make_target
from tests.services import free_port
from tests.workers.polling import eventually
from workers import beat, inprocess
from workers.celery import app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.broker]


@pytest.fixture
def running(settings: Any) -> Iterator[inprocess.Running]:
    settings.NAIAD_EXECUTORS = EXECUTORS
    running = inprocess.start()
    yield running
    assert running.stop(timeout=20)
    connection.close()


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def test_a_job_starts_soon_after_it_was_asked_for(running: inprocess.Running) -> None:
    job = make_job()
    eventually(lambda: state_of(job) == JobState.RUNNING)
    assert len(fake_of(job.target).submitted) == 1


def test_a_job_whose_message_was_lost_is_found_by_the_beat(running: inprocess.Running) -> None:
    job = make_job()
    # A row that nobody rang for.
    job.pk, job.state = uuid4(), JobState.QUEUED
    job.save(force_insert=True)
    eventually(lambda: state_of(job) == JobState.RUNNING)


def test_what_waited_while_nobody_worked_starts_with_the_worker(settings: Any) -> None:
    settings.NAIAD_EXECUTORS = EXECUTORS
    target = make_target()
    job = make_job(target)
    running = inprocess.start()
    eventually(lambda: state_of(job) == JobState.RUNNING)
    assert running.stop(timeout=20)


def test_it_stops_cleanly_and_starts_again(settings: Any) -> None:
    settings.NAIAD_EXECUTORS = EXECUTORS
    for _ in range(2):
        running = inprocess.start()
        job = make_job()
        eventually(partial(_runs, job))
        assert running.stop(timeout=20)


def _runs(job: Job) -> bool:
    return state_of(job) == JobState.RUNNING


def test_every_periodic_task_is_registered() -> None:
    app.loader.import_default_modules()
    assert {str(entry.task) for entry in beat.TABLE} <= set(app.tasks)


def test_every_task_name_is_registered() -> None:
    app.loader.import_default_modules()
    assert {str(name) for name in TaskName} <= set(app.tasks)


def test_ringing_needs_nobody_to_listen() -> None:
    enqueue(TaskName.SCHEDULE_JOBS)


def test_a_broker_that_is_away_costs_the_message_only() -> None:
    away = Celery("away", broker=f"redis://127.0.0.1:{free_port()}/0")
    try:
        enqueue(TaskName.SCHEDULE_JOBS)
    finally:
        away.close()
        app.set_current()
