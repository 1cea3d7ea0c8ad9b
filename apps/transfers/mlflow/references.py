"""Addresses of files that stay where they are, as clients of ours can use them. Pure."""

from collections.abc import Callable
from urllib.parse import urlsplit

_PROXY = "mlflow-artifacts"
_SERVED_AT = "api/2.0/mlflow-artifacts/artifacts"


def reference_maker(source: str, files_from: str) -> Callable[[str], str]:
    """What rewrites an address: those that a server hands out name that server from now on.

    A client of ours reads `mlflow-artifacts:` from us, so such an address must say whose it is.
    """
    servers = [url for url in (files_from, source) if url.startswith(("http://", "https://"))]

    def refer(uri: str) -> str:
        parts = urlsplit(uri)
        if parts.scheme != _PROXY:
            return uri
        if parts.netloc:
            return f"https://{parts.netloc}/{_SERVED_AT}/{parts.path.lstrip('/')}"
        if servers:
            return f"{servers[0].rstrip('/')}/{_SERVED_AT}/{parts.path.lstrip('/')}"
        return uri

    return refer
