"""How many queries a request takes."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(request: Callable[[], Any]) -> int:
    """The number of queries, once what is remembered between requests is remembered."""
    assert request().status_code < 300
    with CaptureQueriesContext(connection) as queries:
        assert request().status_code < 300
    return len(queries)
