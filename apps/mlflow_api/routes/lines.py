"""How a line of the tables is written: where an address lies, and in which lane it is answered."""

from apps.mlflow_api.contracts import Handler, Lane, Route
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.wire import Message

API = "/api/2.0/mlflow"
API_3 = "/api/3.0/mlflow"
FILES = "/api/2.0/mlflow-artifacts"


def read(method: str, template: str, handler: Handler, body: type[Message]) -> Route:
    """A call that changes nothing."""
    return Route(method=method, template=template, handler=handler, body=body, lane=Lane.READ)


def write(method: str, template: str, handler: Handler, body: type[Message]) -> Route:
    """A call that changes rows."""
    return Route(method=method, template=template, handler=handler, body=body, lane=Lane.WRITE)


def transfer(method: str, template: str, handler: Handler, body: type[Message]) -> Route:
    """A call that waits for the store of files, or for another server."""
    return Route(method=method, template=template, handler=handler, body=body, lane=Lane.FILES)


def public(template: str, handler: Handler) -> Route:
    """A read that needs no token."""
    return Route(method="GET", template=template, handler=handler, body=Empty, public=True)


def upload(template: str, handler: Handler) -> Route:
    """A PUT whose body is a file."""
    return Route(
        method="PUT",
        template=template,
        handler=handler,
        body=Empty,
        lane=Lane.FILES,
        upload=True,
    )


def raw(method: str, template: str, handler: Handler) -> Route:
    """A write whose body is not JSON: the handler reads `call.request.body` itself."""
    return Route(
        method=method,
        template=template,
        handler=handler,
        body=Empty,
        lane=Lane.WRITE,
        raw=True,
    )
