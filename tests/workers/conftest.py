from collections.abc import Iterator

import pytest

from tests.workers.naiad_server import NaiadServer


@pytest.fixture
def naiad() -> Iterator[NaiadServer]:
    """A server for agents."""
    server = NaiadServer()
    yield server
    server.stop()
