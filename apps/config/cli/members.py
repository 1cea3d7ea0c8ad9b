"""`naiad project …` and `naiad member …`: projects and who belongs to them."""

import click
from django.conf import settings

from apps.config.cli import database
from apps.config.cli.operator import operator

# Named here, since Django is not set up yet when the command line is read; a test compares.
ROLES = ("viewer", "annotator", "contributor", "maintainer", "owner")


@click.group()
def project() -> None:
    """Projects."""


@project.command("create")
@click.argument("key")
@click.option("--name", default="", help="What to call it; the key by default.")
@click.option("--description", default="")
@click.option("--internal", is_flag=True, help="Everybody who is signed in may view it.")
def create(key: str, name: str, description: str, *, internal: bool) -> None:
    """Create the project KEY, owned by the first admin."""
    database.prepare()
    from apps.projects.services import projects

    made = projects.create_project(
        actor=operator(),
        key=key,
        name=name,
        description=description,
        visibility="internal" if internal else "private",
    )
    click.echo(f"Created {made.key}: {settings.NAIAD_PUBLIC_URL}/projects/{made.key}")


@click.group()
def member() -> None:
    """Who belongs to a project, with which role."""


@member.command("add")
@click.argument("project_key", metavar="PROJECT")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
def add(project_key: str, email: str, role: str) -> None:
    """Give the person EMAIL the ROLE in PROJECT; a member gets it in place of their role."""
    database.prepare()
    from apps.projects import selectors
    from apps.projects.permissions import Role
    from apps.projects.services import members

    actor = operator()
    home = selectors.get_project(actor=actor, key=project_key, role=Role.OWNER)
    present = selectors.list_members(actor=actor, key=home.key)
    mine = [one for one in present if one.user and one.user.email == email.lower()]
    if mine:
        members.change_role(mine[0], actor=actor, role=Role(role))
    else:
        members.add_person(home, actor=actor, email=email, role=Role(role))
    click.echo(f"{email} is {role} of {home.key}.")
