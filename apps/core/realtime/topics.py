"""What a tab may listen to, and who decides: each app registers the topics of its nouns."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from apps.core.errors import DomainError, Invalid

# Somebody as `accounts` sees them; this side only hands them on.
Visitor = Any
Scope = Mapping[str, Any]
Authorise = Callable[[Visitor, str], None]
Identify = Callable[[Scope], Visitor]

_TOPIC = re.compile(r"([a-z]{1,16}):([A-Za-z0-9_.-]{1,80})")

_authorisers: dict[str, Authorise] = {}
_identifiers: list[Identify] = []


class UnknownTopic(Invalid):
    code = "unknown_topic"


def register(prefix: str, authorise: Authorise) -> None:
    """Let tabs listen to ``<prefix>:<key>`` for every key for which `authorise` does not raise.

    It is asked when a tab subscribes and again before each delivery, so it should be cheap.
    """
    _authorisers[prefix] = authorise


def identify_by(identify: Identify) -> None:
    """Register how a connection says who it is. Raises NotAuthenticated when it does not."""
    _identifiers[:] = [identify]


def prefixes() -> set[str]:
    """The topics that are registered."""
    return set(_authorisers)


def identify(scope: Scope) -> Visitor:
    """Who is at the other end, as of now.

    Raises:
        NotAuthenticated: nobody, or nobody any more.
    """
    return _identifiers[0](scope)


def refusal_of(visitor: Visitor, topic: str) -> str:
    """Why the visitor may not listen to the topic, as a code; "" when they may."""
    try:
        prefix, key = split(topic)
        _authorisers[prefix](visitor, key)
    except DomainError as exc:
        return exc.code
    return ""


def split(topic: str) -> tuple[str, str]:
    """The topic's prefix and key.

    Raises:
        UnknownTopic: no app knows it.
    """
    match = _TOPIC.fullmatch(topic)
    if not match or match[1] not in _authorisers:
        raise UnknownTopic(f"There is no topic {topic!r}.")
    return match[1], match[2]


def group_of(topic: str) -> str:
    """The topic's name in the channel layer, which allows no colon."""
    return f"live.{topic.replace(':', '.', 1)}"
