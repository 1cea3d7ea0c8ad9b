"""The rooms of runs and jobs: who may enter, and what is heard there."""

import time

import pytest
from pytest_django.fixtures import Settings

from apps.core.realtime.publisher import publish
from apps.experiments.models import Experiment, Run
from apps.experiments.selectors import runs
from apps.experiments.services import ingest
from apps.jobs.events import JobChanged
from apps.projects.models import Project
from tests.jobs.make import EXECUTORS, make_job
from tests.live.make import LiveCast, in_database, open_tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.broker]

RUN_ID = "4f" * 16
ROOM = f"run:{RUN_ID}"


def make_run(project: Project) -> Run:
    experiment = Experiment.objects.create(project=project, name="digits")
    return Run.objects.create(
        project=project, experiment=experiment, run_id=RUN_ID, start_time_ms=0
    )


def log(*keys: str) -> None:
    """What a training script does at each step."""
    ref = runs.find_run_ref(RUN_ID)
    assert ref is not None
    points = ingest.PointColumns(
        keys=keys,
        steps=[1] * len(keys),
        timestamps_ms=[1] * len(keys),
        values=[0.5] * len(keys),
    )
    ingest.log_batch(ref, points=points)


async def test_a_logged_point_rings_within_a_second(cast: LiveCast) -> None:
    await in_database(make_run, cast.project)
    async with open_tab(cast.viewer) as tab:
        assert await tab.subscribe(ROOM) == [{"t": "subscribed", "topic": ROOM}]
        started = time.monotonic()

        await in_database(log, "loss", "accuracy")

        frame = await tab.hear()
        assert (frame["t"], frame["run_id"]) == ("run.series", RUN_ID)
        assert sorted(frame["keys"]) == ["accuracy", "loss"]
        assert time.monotonic() - started < 1


async def test_a_point_of_very_many_metrics_names_none_of_them(cast: LiveCast) -> None:
    await in_database(make_run, cast.project)
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(ROOM)

        await in_database(log, *(f"metric{number}" for number in range(200)))

        assert (await tab.hear())["keys"] is None


async def test_a_stranger_may_not_listen_to_a_run(cast: LiveCast) -> None:
    await in_database(make_run, cast.project)
    async with open_tab(cast.stranger) as tab:
        strange, missing = await tab.subscribe(ROOM, f"run:{'0' * 32}")

        assert strange["code"] == missing["code"] == "run_not_found"


async def test_a_jobs_listeners_hear_of_it_and_strangers_do_not(
    cast: LiveCast, settings: Settings
) -> None:
    settings.NAIAD_EXECUTORS = EXECUTORS
    job = await in_database(lambda: make_job(project=cast.project))
    room = f"job:{job.pk}"
    event = JobChanged(job_id=str(job.pk), project_key=cast.project.key, state="RUNNING")
    async with open_tab(cast.viewer) as tab, open_tab(cast.stranger) as stranger:
        assert await tab.subscribe(room) == [{"t": "subscribed", "topic": room}]
        refused = await stranger.subscribe(room, "job:none")
        assert [answer["code"] for answer in refused] == ["job_not_found"] * 2

        publish(event)

        assert (await tab.hear())["state"] == "RUNNING"
