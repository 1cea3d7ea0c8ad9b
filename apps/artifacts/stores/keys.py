"""The keys of blobs: random, and nothing else is taken for one."""

import re
import uuid

from apps.artifacts.contracts import BlobRefused

_KEY = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """A key that no blob has."""
    return uuid.uuid4().hex


def checked(key: str) -> str:
    """The key itself.

    Raises:
        BlobRefused: it is none.
    """
    if not is_key(key):
        raise BlobRefused(f"not a blob key: {key!r}")
    return key


def is_key(name: str) -> bool:
    """Whether a blob may have this key."""
    return _KEY.fullmatch(name) is not None
