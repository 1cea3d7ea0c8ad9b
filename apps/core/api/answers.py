"""Answers that are too long, or hold too much, for a serializer."""

from typing import Any

import msgspec
from django.http import HttpResponse


def json_response(body: Any, status: int = 200) -> HttpResponse:
    """The body as JSON, quickly; a float that is not finite becomes null."""
    return HttpResponse(msgspec.json.encode(body), content_type="application/json", status=status)
