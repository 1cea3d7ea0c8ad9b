"""From a method and a path to the route that answers them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from apps.core import errors
from apps.mlflow_api.contracts import Route
from apps.mlflow_api.errors import EndpointNotFound, MethodNotAllowed
from apps.mlflow_api.routes import ROUTES

_NAME = re.compile(r"\{(\w+)(:path)?\}")


@dataclass(frozen=True, slots=True)
class Match:
    """A route and the variable parts of the address that led to it."""

    route: Route
    path: Mapping[str, str]


def find(method: str, path: str) -> Match:
    """The route for a request.

    Raises:
        EndpointNotFound: nothing of the protocol stands at this address.
        MethodNotAllowed: something does, but not for this method.
    """
    method = "GET" if method == "HEAD" else method
    route = _FIXED.get((method, path))
    if route is not None:
        return Match(route, {})
    for pattern, candidate in _VARIABLE:
        if candidate.method == method and (found := pattern.fullmatch(path)):
            return Match(candidate, found.groupdict())
    raise _not_found(path)


def _not_found(path: str) -> errors.DomainError:
    methods = sorted(
        {method for method, fixed in _FIXED if fixed == path}
        | {route.method for pattern, route in _VARIABLE if pattern.fullmatch(path)}
    )
    if methods:
        return MethodNotAllowed(
            f"{path} answers {' and '.join(methods)} only.", fix="Use another method."
        )
    return EndpointNotFound(
        f"Naiad has no endpoint {path}.", fix="See docs/mlflow.md for what is supported."
    )


def _pattern(template: str) -> re.Pattern[str]:
    """The expression for a template; ``{name:path}`` takes slashes, ``{name}`` does not."""
    parts, end = [], 0
    for name in _NAME.finditer(template):
        parts.append(re.escape(template[end : name.start()]))
        parts.append(f"(?P<{name[1]}>{'.+' if name[2] else '[^/]+'})")
        end = name.end()
    return re.compile("".join(parts) + re.escape(template[end:]), re.DOTALL)


_FIXED = {
    (route.method, path): route
    for route in ROUTES
    if "{" not in route.template
    for path in route.paths
}
_VARIABLE = [
    (_pattern(path), route) for route in ROUTES if "{" in route.template for path in route.paths
]
