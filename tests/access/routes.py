"""What there is: every address of Django's resolver with every method it answers."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
_METHODS = ("get", "post", "put", "patch", "delete")

Found = tuple[str, str]


def all_routes() -> set[Found]:
    """Method and path of everything but Django's own admin, which has a test of its own."""
    return {
        (method, path)
        for path, pattern in _patterns(get_resolver().url_patterns, "/")
        if not path.startswith("/admin/")
        for method in _methods(pattern)
    }


def admin_routes() -> list[str]:
    """Addresses of Django's admin, with 1 wherever a variable stands."""
    paths = [path for path, _ in _patterns(get_resolver().url_patterns, "/")]
    return [re.sub(r"\{\w+\}", "1", path) for path in paths if path.startswith("/admin/")]


def _patterns(
    entries: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        path = prefix + _text(entry)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, path)
        else:
            yield path, entry


def _text(entry: URLPattern | URLResolver) -> str:
    text = str(entry.pattern)
    return _CONVERTER.sub(r"{\1}", text) if isinstance(entry.pattern, RoutePattern) else text


def _methods(pattern: URLPattern) -> list[str]:
    view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
    if view is None:
        return ["GET"]
    return [method.upper() for method in _METHODS if hasattr(view, method)]
