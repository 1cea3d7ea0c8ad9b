"""Keyset page tokens: opaque, versioned by content, refused when tampered with."""

import base64
import binascii
from typing import Any

import msgspec

from apps.core import errors


class BadPageToken(errors.Invalid):
    code = "bad_page_token"


def encode(position: list[Any]) -> str:
    """An opaque token for a position in an ordered listing."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def decode(token: str, *, length: int) -> list[Any]:
    """The position that `encode` made the token from.

    Raises:
        BadPageToken: the token is not one of ours or is of another listing.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        position = msgspec.json.decode(raw, type=list)
    except (binascii.Error, ValueError, msgspec.DecodeError) as exc:
        raise BadPageToken("The page token is not valid.", fix=_FIX) from exc
    if len(position) != length:
        raise BadPageToken("The page token belongs to another listing.", fix=_FIX)
    return position


_FIX = "Use `next_page_token` of the previous answer as it came, or leave it out."
