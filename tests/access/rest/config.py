"""Doors of the REST API: config."""

from tests.access.people import ANYBODY, NOTHING_THERE, SIGNED_IN, Door, door

DOORS: tuple[Door, ...] = (
    door("GET", "/health", ANYBODY),
    door("GET", "/ready", ANYBODY),
    door("GET", "/static-files/lib/notebook-trace-renderer/index.html", ANYBODY),
    door("GET", "/api/v1/schema", SIGNED_IN),
    door("GET", "/api/v1/^.*$", NOTHING_THERE, knock="/api/v1/nothing"),
    door("GET", "/^(?!api/|ajax-api/|static/|ws/).*$", ANYBODY, knock="/projects/{key}"),
)
