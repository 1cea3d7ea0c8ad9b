"""Requests about webhooks."""

import msgspec

from apps.mlflow_api.wire import Int64, Message


class Event(msgspec.Struct):
    """What a webhook is told of, each half as a word or as its number."""

    entity: str | int = 0
    action: str | int = 0


class CreateWebhook(Message):
    name: str = ""
    description: str = ""
    url: str = ""
    events: list[Event] = []
    secret: str = ""
    status: str | int = "ACTIVE"
    required = ("name", "url")


class UpdateWebhook(Message):
    """What is left out stays; an empty description or secret is none."""

    name: str = ""
    description: str | None = None
    url: str = ""
    events: list[Event] = []
    secret: str | None = None
    status: str | int | None = None


class ListWebhooks(Message):
    max_results: Int64 = 100
    page_token: str = ""


class TestWebhook(Message):
    event: Event | None = None
