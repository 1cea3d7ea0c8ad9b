"""Whether a socket was opened by our own page: no other site may ride on a visitor's session."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings


def is_ours(scope: Mapping[str, Any]) -> bool:
    """Whether the connection's Origin is this server, by the name it was called or by its public
    one. A program has no Origin; then only a token counts, which no browser adds by itself.
    """
    headers: dict[bytes, bytes] = dict(scope.get("headers", []))
    given = headers.get(b"origin", b"").decode("latin-1")
    if not given:
        return b"authorization" in headers
    called = headers.get(b"host", b"").decode("latin-1")
    public: str = settings.NAIAD_PUBLIC_URL
    return given == public or (called != "" and urlsplit(given).netloc == called)
