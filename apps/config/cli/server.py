"""The web server: which address it takes, and serving until it is told to stop."""

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path

import click
import uvicorn
from django.conf import settings

# How long open requests and sockets are given when the server stops.
GRACE_SECONDS = 3


def set_environment(
    *, host: str | None = None, port: int | None = None, data_dir: str | None = None
) -> None:
    """Let options of the command line stand above the environment, before settings are read."""
    if host:
        os.environ["NAIAD_HOST"] = host
    if port:
        os.environ["NAIAD_PORT"] = str(port)
    if data_dir:
        os.environ["NAIAD_DATA_DIR"] = str(Path(data_dir).resolve())


def listen() -> socket.socket:
    """The listening socket, so that a taken port is known before anything else starts.

    Raises:
        ClickException: the address cannot be had.
    """
    host, port = settings.ENV.host, settings.ENV.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as exc:
        listener.close()
        raise click.ClickException(
            f"cannot listen on {host}:{port} ({exc.strerror}); "
            "choose another with --port or NAIAD_PORT."
        ) from exc
    return listener


def serve(listener: socket.socket) -> None:
    """Serve on the socket until SIGINT or SIGTERM; open requests are given a moment to end."""
    from apps.config.asgi import application
    from apps.config.http.protocol import FileProtocol

    config = uvicorn.Config(
        application,
        http=FileProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
        ws_max_size=64 * 1024,
        h11_max_incomplete_event_size=64 * 1024,
    )
    # The server handles both signals itself, and repeats them once it has stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
