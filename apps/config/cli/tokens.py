"""`naiad token …`: API tokens."""

from datetime import timedelta

import click

from apps.accounts.contracts import Scope
from apps.config.cli import database
from apps.config.cli.operator import person
from apps.core import clock

SCOPES = [str(scope) for scope in Scope]


@click.group()
def token() -> None:
    """API tokens, for scripts and automation."""


@token.command("create")
@click.option("--user", "email", required=True, help="Whose token: an email.")
@click.option("--project", "project_key", required=True, help="Where it logs by default: a key.")
@click.option("--scopes", default="read,write", show_default=True, help=f"Of {','.join(SCOPES)}.")
@click.option("--name", default="command line", show_default=True)
@click.option("--expires-in-days", type=click.IntRange(1, 3650), help="Never, by default.")
def create(
    email: str, project_key: str, scopes: str, name: str, expires_in_days: int | None
) -> None:
    """Print a new API token, and nothing else."""
    database.prepare()
    from apps.accounts import selectors as accounts
    from apps.accounts.services import tokens
    from apps.projects import selectors as projects

    owner = person(email)
    home = projects.get_project(actor=accounts.actor_for(owner), key=project_key)
    expires = clock.now() + timedelta(days=expires_in_days) if expires_in_days else None
    _, text = tokens.create_token(
        user_id=owner.pk,
        name=name,
        scopes=_parse(scopes),
        project_key=home.key,
        expires_at=expires,
    )
    click.echo(text)


def _parse(scopes: str) -> list[Scope]:
    names = [name.strip() for name in scopes.split(",") if name.strip()]
    unknown = [name for name in names if name not in SCOPES]
    if unknown or not names:
        raise click.BadParameter(
            f"{', '.join(unknown) or 'none'}: scopes are {', '.join(SCOPES)}.",
            param_hint="--scopes",
        )
    return [Scope(name) for name in names]
