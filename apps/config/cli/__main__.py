"""`python -m apps.config.cli` is `naiad`."""

from apps.config.cli import main

main()
