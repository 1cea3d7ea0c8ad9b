"""What travels through the lane: a request, its answer, and the routes between the two."""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.artifacts.contracts import Owner
from apps.artifacts.sockets import LocalSpan
from apps.mlflow_api.wire import Message

Json = dict[str, Any]


class Lane(StrEnum):
    """Which threads answer: a reader never waits behind writers, and neither behind a bucket."""

    READ = "read"
    WRITE = "write"
    FILES = "files"


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneRequest:
    """An HTTP request. Header names are lower case; the body of an upload is not read yet."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = ""
    """Of the client, as far as the server knows it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LaneResponse:
    """The answer: a body, or the pieces of a file whose size the headers tell."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: AsyncGenerator[bytes, None] | None = None
    local: LocalSpan | None = None
    """The stream's bytes as a file of this machine, where they are one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadTarget:
    """Where a body that has passed the gate is to be kept."""

    owner: Owner
    path: str


Handler = Callable[..., Json | LaneResponse | UploadTarget | None]
"""Answers a call and its message; None is an empty object."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One address of the protocol: what it needs and who answers it."""

    method: str
    template: str
    handler: Handler
    body: type[Message]
    lane: Lane = Lane.READ
    public: bool = False
    raw: bool = False
    """The body is not JSON: the handler reads it from the request."""
    upload: bool = False
    """The body is a file: the handler answers an `UploadTarget` before a byte of it is read."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every spelling of the address: the stock UI says ``/ajax-api`` for ``/api``."""
        if self.template.startswith("/api/"):
            return (self.template, f"/ajax-api/{self.template.removeprefix('/api/')}")
        return (self.template,)
