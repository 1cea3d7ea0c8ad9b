"""Every topic is declared, and everybody is let into or kept out of its room as declared."""

import pytest

from apps.core.realtime import topics
from tests.access.live_table import TOPICS
from tests.access.people import ALLOWED
from tests.access.world import World

pytestmark = pytest.mark.django_db

CODES = {ALLOWED: {""}, 404: {"not_found", "run_not_found", "job_not_found"}}


def test_every_topic_is_declared() -> None:
    assert {topic.split(":")[0] for topic in TOPICS} == topics.prefixes()


@pytest.mark.parametrize("topic", TOPICS)
def test_everybody_is_admitted_as_declared(topic: str, world: World) -> None:
    for person, outcome in TOPICS[topic].items():
        if actor := world.actor(person):
            assert topics.refusal_of(actor, world.fill(topic)) in CODES[outcome], person
