"""Where the protocol's addresses begin."""

from tests.access.people import Door, Outcomes, door

V2 = "/api/2.0/mlflow"
V3 = "/api/3.0/mlflow"
FILES = "/api/2.0/mlflow-artifacts"


def get(path: str, outcomes: Outcomes, query: str = "", **more: str) -> Door:
    """A GET with its parameters in the query."""
    return door("GET", path, outcomes, query=query, **more)
