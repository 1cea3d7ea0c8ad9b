"""`naiad check`: whether everything that Naiad stands on answers."""

import click
import django


@click.command()
def check() -> None:
    """Check settings, database, broker, blobs and workers: one line each."""
    django.setup()
    from apps.config import checks

    results = checks.run()
    for result in results:
        click.echo(f"{'ok  ' if result.ok else 'FAIL'}  {result.name:<9} {result.message}")
    failed = [result.name for result in results if not result.ok]
    if failed:
        raise click.ClickException(f"{', '.join(failed)}: see above for what to do.")
