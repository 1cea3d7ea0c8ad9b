"""`naiad web`, `worker`, `beat`, `migrate`: the processes of `naiad up`, one at a time.

A team's server runs them apart, over PostgreSQL and Redis; `naiad up` runs all in one.
"""

import click
from django.conf import settings

from apps.config.cli import database, server


@click.command()
def migrate() -> None:
    """Bring the database to this version."""
    click.echo(f"{database.prepare()} migrations applied.")


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def web(host: str | None, port: int | None) -> None:
    """Serve the portal and the APIs; workers run elsewhere, over Redis."""
    server.set_environment(host=host, port=port)
    database.prepare()
    _need_redis("web")
    server.serve(server.listen())


@click.command()
def worker() -> None:
    """Run background tasks from Redis."""
    database.prepare()
    _need_redis("worker")
    from workers.celery import app

    app.worker_main(["worker", "--pool=threads", "--concurrency=4", "--loglevel=WARNING"])


@click.command()
def beat() -> None:
    """Ring for the periodic tasks; run exactly one."""
    database.prepare()
    _need_redis("beat")
    from workers.celery import app

    # In memory: the table is in code, and what a restart forgets is done a moment later.
    app.Beat(scheduler_cls="celery.beat:Scheduler", loglevel="WARNING").run()


COMMANDS: list[click.Command] = [migrate, web, worker, beat]


def _need_redis(process: str) -> None:
    if not settings.NAIAD_REDIS_URL:
        raise click.ClickException(
            f"NAIAD_REDIS_URL is not set: `naiad {process}` shares a broker with other processes. "
            "Set it, or run everything in one process with `naiad up`."
        )
