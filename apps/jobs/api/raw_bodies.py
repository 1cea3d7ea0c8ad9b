"""Request bodies that are bytes, read in pieces and never parsed."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser
from rest_framework.request import Request

_PIECE = 2**18


class UnreadParser(BaseParser):
    """Takes every media type and leaves the body where it is."""

    media_type = "*/*"

    def parse(
        self,
        _stream: IO[Any],
        _media_type: str | None = None,
        _parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Nothing: the view reads the bytes itself."""
        return {}


def declared_size(request: Request) -> int | None:
    """What Content-Length says; None when the body comes in chunks."""
    value = request.META.get("CONTENT_LENGTH") or ""
    return int(value) if value.isdigit() else None


def chunks(request: Request) -> Iterator[bytes]:
    """The body, piece by piece."""
    while piece := request._request.read(_PIECE):  # noqa: SLF001  # DRF's own stream is None when empty
        yield piece
