"""The command `naiad`, for people and for automation.

Every failure leaves one line on standard error that says what to do, and a non-zero exit code.
"""

import os
import sys
from collections.abc import Sequence

import click

from apps.config import env
from apps.core.errors import DomainError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def naiad() -> None:
    """Naiad: one self-hosted portal for a machine-learning team."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; the console script's entry point.

    Raises:
        SystemExit: the command failed, and has said so in one line.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
    from apps.config.cli import check, export, imports, members, processes, tokens, up, users

    for command in (
        up.up,
        users.user,
        members.project,
        members.member,
        tokens.token,
        check.check,
        imports.import_,
        export.export,
        *processes.COMMANDS,
    ):
        naiad.add_command(command)
    try:
        naiad.main(arguments, prog_name="naiad", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as exc:
        fail(exc.format_message(), code=exc.exit_code)
    except env.WrongSetting as exc:
        fail(str(exc), code=2)
    except DomainError as exc:
        fail(f"{exc.message} {exc.fix}".strip())


def fail(message: str, *, code: int = 1) -> None:
    """Say what is wrong in one line and end with this exit code."""
    click.echo(f"naiad: {' '.join(message.split())}", err=True)
    sys.exit(code)
