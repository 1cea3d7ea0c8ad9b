"""No event reaches a tab whose person may not read what it is about, at the moment it is sent."""

import pytest
from django.contrib.sessions.models import Session

from apps.accounts.contracts import Scope
from apps.accounts.services import tokens, users
from apps.core.realtime import consumer
from apps.core.realtime.publisher import publish
from apps.core.realtime.subscriptions import MOST_TOPICS
from apps.projects.errors import ProjectNotFound
from apps.projects.models import Membership
from apps.projects.services import members
from tests.accounts.make import make_token, make_token_text
from tests.live.make import (
    LiveCast,
    changed,
    heard,
    in_database,
    make_tab,
    open_tab,
    session_cookie,
)
from tests.projects.make import admin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.broker]


async def test_a_stranger_is_refused_and_hears_nothing(cast: LiveCast) -> None:
    async with open_tab(cast.stranger) as tab:
        answers = await tab.subscribe(cast.topic, cast.other_topic)
        assert answers == [
            {"t": "subscribed", "topic": cast.other_topic},
            {"t": "refused", "topic": cast.topic, "code": ProjectNotFound.code},
        ]

        publish(changed(cast.project))
        publish(changed(cast.other_project))

        assert await tab.hear() == heard(cast.other_project)


async def test_a_missing_project_looks_like_a_strange_one(cast: LiveCast) -> None:
    async with open_tab(cast.stranger) as tab:
        strange, missing = await tab.subscribe(cast.topic, "project:missing")

        assert strange["code"] == missing["code"] == ProjectNotFound.code


@pytest.mark.parametrize(
    "topic", ["", "project", "users:1", "project:", "project:a b", "project:*"]
)
async def test_a_topic_that_is_none_is_refused(cast: LiveCast, topic: str) -> None:
    async with open_tab(cast.owner) as tab:
        assert await tab.subscribe(topic) == [
            {"t": "refused", "topic": topic, "code": "unknown_topic"}
        ]


async def test_a_member_who_was_removed_is_told_so_and_hears_nothing_more(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic, cast.other_topic)
        publish(changed(cast.project, 1))
        assert await tab.hear() == heard(cast.project, 1)

        await in_database(remove_member, cast)
        publish(changed(cast.project, 2))
        publish(changed(cast.other_project))

        frames = [await tab.hear(), await tab.hear()]
        assert {"t": "refused", "topic": cast.topic, "code": ProjectNotFound.code} in frames
        assert heard(cast.other_project) in frames


async def test_a_removed_member_is_told_without_any_event(
    cast: LiveCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "HEARTBEAT", 0.02)
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)

        await in_database(remove_member, cast)

        assert (await tab.hear())["t"] == "refused"


async def test_a_member_may_come_back(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)
        await in_database(remove_member, cast)
        publish(changed(cast.project, 1))
        assert (await tab.hear())["t"] == "refused"

        await in_database(
            lambda: members.add_person(
                cast.project, actor=admin(), email=cast.viewer.email, role=cast.role
            )
        )
        await tab.subscribe(cast.topic)
        publish(changed(cast.project, 2))

        assert await tab.hear() == heard(cast.project, 2)


async def test_nobody_is_shown_the_door(cast: LiveCast) -> None:
    async with open_tab() as tab:
        assert await tab.closed_with() == consumer.SIGNED_OUT


async def test_a_session_that_ended_is_closed_in_place_of_an_event(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)

        await in_database(Session.objects.all().delete)
        publish(changed(cast.project))

        assert await tab.closed_with() == consumer.SIGNED_OUT


async def test_somebody_deactivated_is_closed(cast: LiveCast) -> None:
    async with open_tab(cast.viewer) as tab:
        await tab.subscribe(cast.topic)

        await in_database(users.deactivate, cast.viewer)
        publish(changed(cast.project))

        assert await tab.closed_with() == consumer.SIGNED_OUT


async def test_a_token_may_listen_without_an_origin(cast: LiveCast) -> None:
    token = await in_database(make_token_text, cast.viewer)

    async with open_tab(token=token, origin="") as tab:
        await tab.subscribe(cast.topic)
        publish(changed(cast.project))

        assert await tab.hear() == heard(cast.project)


async def test_a_token_that_may_not_read_may_not_listen(cast: LiveCast) -> None:
    token = await in_database(lambda: make_token_text(cast.viewer, scopes=[Scope.WRITE]))

    async with open_tab(token=token, origin="") as tab:
        assert (await tab.subscribe(cast.topic))[0]["t"] == "refused"


async def test_a_revoked_token_is_closed(cast: LiveCast) -> None:
    token, text = await in_database(make_token, cast.viewer)
    async with open_tab(token=text, origin="") as tab:
        await tab.subscribe(cast.topic)

        await in_database(tokens.revoke_token, token)
        publish(changed(cast.project))

        assert await tab.closed_with() == consumer.SIGNED_OUT


async def test_another_site_cannot_ride_on_a_session(cast: LiveCast) -> None:
    cookie = await in_database(session_cookie, cast.viewer)

    tab = make_tab(cookie=cookie, origin="http://evil.example.org")
    is_open = await tab.connect()
    await tab.disconnect()

    assert not is_open


async def test_a_tab_listens_to_so_many_topics_and_no_more(
    cast: LiveCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = [f"project:missing-{number}" for number in range(MOST_TOPICS)]
    async with open_tab(cast.viewer) as tab:
        answers = await tab.subscribe(*topics, cast.topic)

        assert answers[-1] == {"t": "refused", "topic": cast.topic, "code": "too_many_topics"}


def remove_member(cast: LiveCast) -> None:
    membership = Membership.objects.get(project=cast.project, user=cast.viewer)
    members.remove_member(membership, actor=admin())
