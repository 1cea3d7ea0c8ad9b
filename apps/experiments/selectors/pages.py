"""Page tokens that belong to one search: a seal of what was asked, then the place in the answer."""

import hashlib
from typing import Any

import msgspec

from apps.core.api import paging


def seal(*asked: Any) -> str:
    """What a token and the search that it goes on with have in common."""
    return hashlib.blake2b(msgspec.json.encode(asked), digest_size=6).hexdigest()


def belongs_elsewhere() -> paging.BadPageToken:
    """The refusal of a token that came from another search."""
    return paging.BadPageToken(
        "The page token belongs to another search.",
        fix="Repeat the filter, the order and the view that the token came from.",
    )


def read_offset(token: str, mark: str) -> int:
    """How many rows come before the page; for listings so short that counting them is cheap.

    Raises:
        BadPageToken: the token is not of this search.
    """
    if not token:
        return 0
    found, offset = paging.decode(token, length=2)
    if found != mark or type(offset) is not int or not 0 <= offset < 2**62:
        raise belongs_elsewhere()
    return offset
