"""A tab hears of what it listens to, soon, whole and once."""

import asyncio
import threading
import time

import pytest
from django.db import transaction

from apps.core.events import publish_on_commit
from apps.core.realtime import consumer
from apps.core.realtime.publisher import Bridge, publish
from apps.experiments.events import RunChanged
from tests.live.make import LiveCast, changed, heard, in_database, open_tab
from tests.projects.make import make_project

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.broker]


async def test_a_committed_change_is_heard_within_a_second(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)
        started = time.monotonic()

        await in_database(publish_on_commit, changed(cast.project))

        assert await tab.hear() == heard(cast.project)
        assert time.monotonic() - started < 1


async def test_a_change_that_is_rolled_back_is_not_heard(cast: LiveCast) -> None:
    def roll_back() -> None:
        with transaction.atomic():
            publish_on_commit(changed(cast.project, 1))
            transaction.set_rollback(True)
        publish_on_commit(changed(cast.project, 2))

    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)

        await in_database(roll_back)

        assert await tab.hear() == heard(cast.project, 2)


async def test_a_change_in_any_thread_is_heard(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)

        threading.Thread(target=publish, args=[changed(cast.project)]).start()

        assert await tab.hear() == heard(cast.project)


async def test_a_burst_becomes_a_few_frames_and_its_last_is_heard(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)
        for number in range(500):
            publish(
                RunChanged(run_id="4f", project_key=cast.project.key, fields=(f"f{number % 9}",))
            )

        frames = [await tab.hear(), await tab.hear()]

        assert frames[0]["fields"] == ["f0"]
        assert sorted(frames[1]["fields"]) == [f"f{number}" for number in range(9)]
        publish(changed(cast.project))
        assert await tab.hear() == heard(cast.project)


async def test_every_tab_of_a_room_hears(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as one, open_tab(cast.owner) as other:
        await one.subscribe(cast.topic)
        await other.subscribe(cast.topic)

        publish(changed(cast.project))

        assert await one.hear() == await other.hear() == heard(cast.project)


async def test_what_happens_after_subscribed_is_never_missed(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        for number in range(20):
            assert await tab.subscribe(cast.topic) == [{"t": "subscribed", "topic": cast.topic}]
            publish(changed(cast.project, number))
            assert await tab.hear() == heard(cast.project, number)
            await tab.send(t="unsubscribe", topics=[cast.topic])


async def test_a_tab_that_comes_back_subscribes_again_and_hears(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)
    publish(changed(cast.project, 1))

    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)
        publish(changed(cast.project, 2))

        assert (await tab.hear())["experiment_id"] == 2


async def test_a_room_that_was_left_is_not_heard(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic, cast.other_topic)
        await tab.send(t="unsubscribe", topics=[cast.topic, "run:never-entered"])
        await tab.send(t="ping")
        assert await tab.hear() == {"t": "pong"}

        publish(changed(cast.project))
        publish(changed(cast.other_project))

        assert await tab.hear() == heard(cast.other_project)


@pytest.mark.parametrize(
    "text", ["", "rubbish", "[]", '{"t":"dance"}', '{"t":"subscribe"}', "[" * 20_000]
)
async def test_a_message_that_makes_no_sense_is_said_to(cast: LiveCast, text: str) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.send_text(text)

        assert await tab.hear() == {"t": "error", "code": "invalid_message"}


async def test_too_large_a_message_closes_the_socket(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.send_text("x" * (consumer.MOST_CHARACTERS + 1))

        assert await tab.closed_with() == consumer.TOO_BIG


async def test_a_heartbeat_keeps_a_quiet_tab(
    cast: LiveCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "HEARTBEAT", 0.01)
    monkeypatch.setattr(consumer, "REJOIN", 0.0)
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)
        await asyncio.sleep(0.1)

        publish(changed(cast.project))

        assert await tab.hear() == heard(cast.project)


async def test_a_process_without_a_server_reaches_the_tabs_over_redis(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)
        worker = Bridge()

        await asyncio.to_thread(worker.ring, changed(cast.project, 1))
        publish(changed(cast.project, 2))

        numbers = {(await tab.hear())["experiment_id"]}
        if cast.over_redis:
            numbers.add((await tab.hear())["experiment_id"])
        assert numbers == ({1, 2} if cast.over_redis else {2})


def test_a_change_that_nobody_listens_to_is_no_error() -> None:
    project = make_project()

    publish_on_commit(changed(project))
