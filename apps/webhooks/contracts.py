"""What webhooks hand to other apps and take from them. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class NewWebhook:
    """What somebody wants to be told of, and where."""

    name: str
    url: str
    events: Sequence[str]
    description: str = ""
    secret: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookChange:
    """What is to be another way; None stays as it is, an empty secret is none at all."""

    name: str | None = None
    url: str | None = None
    events: Sequence[str] | None = None
    description: str | None = None
    secret: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A request that is ready to be sent."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What came back: a status and the beginning of a body, or why nothing did."""

    status: int | None = None
    body: str = ""
    error: str = ""
    retry_after: int | None = None
    is_final: bool = False
    """Asking again would change nothing."""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300
