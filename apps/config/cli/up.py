"""`naiad up`: everything in one process, from an empty folder to a portal that one can sign in to."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.conf import settings

from apps.config import lock
from apps.config.cli import database, server


@click.command()
@click.option("--host", help="Address to listen on (NAIAD_HOST, 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (NAIAD_PORT, 8700).")
@click.option("--data-dir", help="Folder of the database and the files (NAIAD_DATA_DIR).")
@click.option("--no-example", is_flag=True, help="Do not submit the example training job.")
def up(host: str | None, port: int | None, data_dir: str | None, *, no_example: bool) -> None:
    """Start Naiad: web server, worker and beat in one process."""
    started = time.monotonic()
    server.set_environment(host=host, port=port, data_dir=data_dir)
    _say("data", str(settings.NAIAD_DATA_DIR))
    with _alone_on(settings.NAIAD_DATA_DIR):
        applied = database.prepare()
        _say("database", f"ready, {applied} migrations applied" if applied else "ready")
        listener = server.listen()
        from workers import inprocess

        running = inprocess.start()
        try:
            _welcome(started, with_example=not no_example)
            server.serve(listener)
        finally:
            click.echo("\nStopping; jobs that run on this machine go on.")
            running.stop(timeout=server.GRACE_SECONDS)


def _welcome(started: float, *, with_example: bool) -> None:
    """Make what a first start lacks, and say how to get in."""
    from apps.accounts.services import sign_in
    from apps.config import first_start

    welcome = first_start.prepare()
    _say("admin", welcome.admin.email)
    _say("project", welcome.project_key)
    link = sign_in.create_sign_in_link(welcome.admin)
    click.echo(f"\nNaiad is at   {settings.NAIAD_PUBLIC_URL}  ({time.monotonic() - started:.1f} s)")
    click.echo(f"Sign in with  {settings.NAIAD_PUBLIC_URL}/signin/link?token={link}")
    click.echo("              (works once; the next start prints another)")
    if with_example and welcome.is_first:
        job = first_start.submit_example(welcome)
        click.echo(f"\nThe example job trains now: {settings.NAIAD_PUBLIC_URL}/jobs/{job.id}")
    click.echo("\nCtrl-C stops Naiad.")


def _say(what: str, state: str) -> None:
    click.echo(f"· {what:<9} {state}")


@contextmanager
def _alone_on(data_dir: Path) -> Iterator[None]:
    try:
        with lock.hold(data_dir):
            yield
    except lock.Taken as exc:
        raise click.ClickException(
            f"Naiad already runs on {data_dir} (process {exc.holder or 'unknown'}); "
            "stop it, or name another folder with --data-dir."
        ) from exc
