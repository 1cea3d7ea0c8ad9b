"""`manage.py export_openapi`: the REST API's document, which the portal's types come from."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from drf_spectacular.drainage import GENERATOR_STATS

from apps.core.api import schema


class Command(BaseCommand):
    help = "Write tests/contract/openapi.yaml, or with --check say whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check` writes nothing; `--file` is another place."""
        parser.add_argument("--check", action="store_true")
        parser.add_argument(
            "--file", type=Path, default=settings.BASE_DIR / "tests" / "contract" / "openapi.yaml"
        )

    def handle(self, *, check: bool, file: Path, **_: Any) -> None:
        """Write or compare. A warning of the generator fails as an error does."""
        GENERATOR_STATS.reset()
        document = schema.render()
        if GENERATOR_STATS:
            GENERATOR_STATS.emit_summary()
            raise CommandError("The schema has warnings; give the views what they miss.")
        if check:
            self._compare(file, document)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(document)

    def _compare(self, file: Path, document: str) -> None:
        if not file.exists() or file.read_text() != document:
            raise CommandError(f"{file} is out of date; run `manage.py export_openapi`.")
