"""On whose behalf the command line acts: whoever can start it may do what an admin may."""

from typing import TYPE_CHECKING

import click

from apps.accounts.contracts import Actor

if TYPE_CHECKING:
    from apps.accounts.models import User


def operator() -> Actor:
    """The first admin, as an actor.

    Raises:
        ClickException: nobody is an admin yet.
    """
    from apps.accounts import selectors

    admin = selectors.find_admin()
    if admin is None:
        raise click.ClickException(
            "there is no admin yet; create one with `naiad user create EMAIL --admin`."
        )
    return selectors.actor_for(admin)


def person(email: str) -> "User":
    """The user with this email.

    Raises:
        ClickException: nobody has it.
    """
    from apps.accounts import selectors

    found = selectors.find_user(email=email)
    if found is None:
        raise click.ClickException(
            f"nobody has the email {email}; create them with `naiad user create {email}`."
        )
    return found
