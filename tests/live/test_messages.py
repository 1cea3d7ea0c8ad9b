"""Doorbells that are merged say no less than each of them said."""

from typing import Any

import pytest

from apps.core.realtime.messages import MOST_NAMED, Message
from apps.core.realtime.subscriptions import MOST_TOPICS, Subscriptions
from apps.experiments.events import RunChanged, RunSeries

pytestmark = pytest.mark.any_database


def make_message(*, key: str = "1", **fields: Any) -> Message:
    return Message(type="run.series", merge_key=key, fields=fields)


def note(subscriptions: Subscriptions, topic: str, *messages: Message) -> None:
    subscriptions.note(topic, [message.to_json() for message in messages])


def test_a_frame_has_the_version_the_type_and_the_fields() -> None:
    event = RunChanged(run_id="4f", project_key="digits", fields=("status",))

    assert Message.of(event).frame == {
        "v": 1,
        "t": "run.changed",
        "run_id": "4f",
        "project_key": "digits",
        "fields": ["status"],
    }


def test_lists_unite_and_of_other_fields_the_newer_counts() -> None:
    merged = make_message(keys=["b", "a"], size=2).after(make_message(keys=["a"], size=1))

    assert merged.fields == {"keys": ["a", "b"], "size": 2}


@pytest.mark.parametrize(("earlier", "later"), [(None, ["a"]), (["a"], None), (None, None)])
def test_everything_and_something_is_everything(earlier: Any, later: Any) -> None:
    assert make_message(keys=later).after(make_message(keys=earlier)).fields == {"keys": None}


def test_too_many_names_are_everything() -> None:
    few = tuple(str(number) for number in range(MOST_NAMED))

    assert Message.of(RunSeries(run_id="4f", keys=few)).fields["keys"] == list(few)
    assert Message.of(RunSeries(run_id="4f", keys=(*few, "more"))).fields["keys"] is None
    assert make_message(keys=["more"]).after(make_message(keys=list(few))).fields["keys"] is None


def test_a_message_survives_the_channel_layer() -> None:
    message = make_message(keys=["a"])

    assert Message.of_json(message.to_json()) == message


def test_a_slow_tab_has_fuller_doorbells_waiting_and_no_longer_queue() -> None:
    subscriptions = Subscriptions(topics={"run:1"})

    for number in range(1000):
        note(subscriptions, "run:1", make_message(keys=[f"key{number % 3}"]))

    waiting = subscriptions.take()
    assert [message.fields["keys"] for message, _ in waiting] == [["key0", "key1", "key2"]]
    assert subscriptions.take() == []


def test_what_rings_in_two_rooms_waits_once() -> None:
    subscriptions = Subscriptions(topics={"run:1", "project:p"})

    note(subscriptions, "run:1", make_message())
    note(subscriptions, "project:p", make_message())

    assert [rooms for _, rooms in subscriptions.take()] == [{"run:1", "project:p"}]


def test_a_room_that_was_left_is_not_heard() -> None:
    subscriptions = Subscriptions()

    note(subscriptions, "run:1", make_message())

    assert subscriptions.take() == []


def test_a_tab_listens_to_so_many_topics_and_no_more() -> None:
    subscriptions = Subscriptions(topics={"run:known"})
    names = ["run:known", *(f"run:{number}" for number in range(MOST_TOPICS))]

    fresh, too_many = subscriptions.admissible(names)

    assert len(fresh) == MOST_TOPICS - 1
    assert too_many == [f"run:{MOST_TOPICS - 1}"]
