"""`manage.py export_events`: the live events as types of the portal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.core.realtime import typescript


class Command(BaseCommand):
    help = "Write frontend/src/api/events.gen.ts, or with --check say whether it is up to date."
    requires_system_checks = []  # the events need neither addresses nor a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check` writes nothing; `--file` is another place."""
        default = settings.BASE_DIR / "frontend" / "src" / "api" / "events.gen.ts"
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--file", type=Path, default=default)

    def handle(self, *, check: bool, file: Path, **_: Any) -> None:
        """Write or compare."""
        text = typescript.render()
        if not check:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            raise CommandError(f"{file} is out of date; run `manage.py export_events`.")
