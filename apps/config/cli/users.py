"""`naiad user …`: people."""

import click
from django.conf import settings

from apps.config.cli import database


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command("create")
@click.argument("email")
@click.option("--admin", is_flag=True, help="An admin of the whole installation.")
@click.option("--name", default="", help="What to call them.")
def create(email: str, *, admin: bool, name: str) -> None:
    """Create the person EMAIL and print a link that signs them in once."""
    database.prepare()
    from apps.accounts.services import sign_in, users

    person = users.create_user(email=email, display_name=name, is_admin=admin)
    click.echo(f"Created {person.email}{', an admin' if admin else ''}.")
    click.echo(
        f"{settings.NAIAD_PUBLIC_URL}/signin/link?token={sign_in.create_sign_in_link(person)}"
    )


@user.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a new one-time sign-in link for EMAIL."""
    database.prepare()
    from apps.accounts import selectors
    from apps.accounts.services import sign_in

    person = selectors.find_user(email=email)
    if person is None:
        raise click.ClickException(f"nobody has the email {email}; see `naiad user create`.")
    click.echo(
        f"{settings.NAIAD_PUBLIC_URL}/signin/link?token={sign_in.create_sign_in_link(person)}"
    )
