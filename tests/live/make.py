"""Tabs that listen, for tests."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.config.asgi import application
from apps.core.events import Event
from apps.experiments.events import ExperimentChanged
from apps.projects.models import Project
from apps.projects.permissions import Role

Params = ParamSpec("Params")
Result = TypeVar("Result")

HOST = "naiad.example.org"


@dataclass(frozen=True, kw_only=True)
class LiveCast:
    """A private project with a viewer, and another one that everybody may read."""

    project: Project
    other_project: Project
    owner: User
    viewer: User
    stranger: User
    role: Role = Role.VIEWER

    @property
    def topic(self) -> str:
        return f"project:{self.project.key}"

    @property
    def other_topic(self) -> str:
        return f"project:{self.other_project.key}"

    @property
    def over_redis(self) -> bool:
        return bool(settings.NAIAD_REDIS_URL)


async def in_database(
    function: Callable[Params, Result], *args: Params.args, **kwargs: Params.kwargs
) -> Result:
    """Call something that uses the database, beside the loop."""
    result: Result = await database_sync_to_async(function)(*args, **kwargs)
    return result


class Tab:
    """The browser's end of a socket."""

    def __init__(self, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {"type": "websocket", "path": "/ws/live", "headers": headers, "query_string": b""}
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._server = asyncio.create_task(application(scope, self._sent.get, self._received.put))

    async def connect(self) -> bool:
        """Whether the server accepts."""
        await self._sent.put({"type": "websocket.connect"})
        return bool((await self._next())["type"] == "websocket.accept")

    async def disconnect(self) -> None:
        """Go away, and wait until the server has noticed."""
        await self._sent.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self._server, 5)

    async def send_text(self, text: str) -> None:
        await self._sent.put({"type": "websocket.receive", "text": text})

    async def send(self, **message: Any) -> None:
        await self.send_text(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        """The next frame, without the version that every one has."""
        output = await self._next()
        frame: dict[str, Any] = json.loads(output["text"])
        assert frame.pop("v") == 1
        return frame

    async def subscribe(self, *topics: str) -> list[dict[str, Any]]:
        """The answers, one for each topic."""
        await self.send(t="subscribe", topics=list(topics))
        return [await self.hear() for _ in topics]

    async def closed_with(self) -> int:
        """The code that the server closes the socket with."""
        output = await self._next()
        assert output["type"] == "websocket.close"
        code: int = output["code"]
        return code

    async def _next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._received.get(), 5)


def session_cookie(user: User) -> str:
    """The cookie of a browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def make_tab(*, cookie: str = "", token: str = "", origin: str = f"http://{HOST}") -> Tab:
    """A tab that is not connected yet."""
    headers = {"host": HOST, "origin": origin, "cookie": cookie}
    if token:
        headers["authorization"] = f"Bearer {token}"
    return Tab([(name.encode(), value.encode()) for name, value in headers.items() if value])


@asynccontextmanager
async def open_tab(
    user: User | None = None, *, cookie: str = "", token: str = "", origin: str = f"http://{HOST}"
) -> AsyncIterator[Tab]:
    """A connected tab: of a person, of a session, or of a token."""
    cookie = cookie or (await in_database(session_cookie, user) if user else "")
    tab = make_tab(cookie=cookie, token=token, origin=origin)
    assert await tab.connect()
    try:
        yield tab
    finally:
        await tab.disconnect()


def changed(project: Project, number: int = 1) -> Event:
    """An event that the project's listeners hear."""
    return ExperimentChanged(experiment_id=number, project_key=project.key)


def heard(project: Project, number: int = 1) -> dict[str, Any]:
    """What a tab hears of `changed`."""
    return {"t": "experiment.changed", "experiment_id": number, "project_key": project.key}
