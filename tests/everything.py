"""Every check of the project, in the order in which a failure is cheapest to learn of.

`make test` runs it in a prepared virtual environment; `--only NAME…` runs the steps named.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests import services
from tests.bytecode import keeping_bytecode

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
BIN = Path(sys.executable).parent

# What behaves differently on another database or broker; the rest runs once, on SQLite.
NOT_IN_BROWSER = "not e2e and not wheel and not clients"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One command of the suite. `needs` names the servers it is given."""

    name: str
    command: list[str]
    folder: Path = ROOT
    needs: tuple[str, ...] = ()


def python(*arguments: str) -> list[str]:
    """A command of this virtual environment's Python."""
    return [sys.executable, *arguments]


def tool(name: str, *arguments: str) -> list[str]:
    """A command line tool installed beside this Python."""
    return [str(BIN / name), *arguments]


def pytest(*arguments: str) -> list[str]:
    """A pytest run over both cores."""
    return python("-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *arguments)


STEPS = [
    Step(name="lint", command=tool("ruff", "check", ".")),
    Step(name="format", command=tool("ruff", "format", "--check", "-q", ".")),
    Step(name="imports", command=tool("lint-imports", "--no-cache")),
    Step(name="types", command=tool("mypy")),
    Step(name="schema", command=python("manage.py", "export_openapi", "--check")),
    Step(name="events", command=python("manage.py", "export_events", "--check")),
    Step(name="portal-types", command=["npm", "run", "-s", "check:api"], folder=FRONTEND),
    Step(name="portal-check", command=["npm", "run", "-s", "check"], folder=FRONTEND),
    Step(name="portal-tests", command=["npm", "test", "-s"], folder=FRONTEND),
    Step(name="sqlite", command=pytest("-m", NOT_IN_BROWSER, "--cov", "--cov-report=")),
    Step(
        name="postgresql",
        command=pytest("-m", f"{NOT_IN_BROWSER} and not any_database"),
        needs=("postgres",),
    ),
    Step(name="redis", command=pytest("-m", "broker"), needs=("redis",)),
    Step(name="browser", command=python("-m", "pytest", "-q", "-m", "e2e")),
    Step(name="clients", command=python("-m", "pytest", "-q", "-m", "clients")),
    Step(name="wheel", command=python("-m", "pytest", "-q", "-m", "wheel")),
]


def main() -> int:
    """Run the steps; the exit code is the number of those that failed."""
    names = [step.name for step in STEPS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="STEP")
    chosen = set(parser.parse_args().only)
    services.install_missing("postgres", "redis-server", "chromium")
    failed = [step.name for step in STEPS if step.name in chosen and not _run(step)]
    print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


def _run(step: Step) -> bool:
    print(f"── {step.name}", flush=True)
    started = time.monotonic()
    with ExitStack() as stack:
        environment = keeping_bytecode({**os.environ, **dict(_servers(step, stack))})
        result = subprocess.run(step.command, cwd=step.folder, env=environment, check=False)
    verdict = "ok" if result.returncode == 0 else f"FAILED ({result.returncode})"
    print(f"── {step.name}: {verdict} in {time.monotonic() - started:.0f} s", flush=True)
    return result.returncode == 0


def _servers(step: Step, stack: ExitStack) -> Iterator[tuple[str, str]]:
    if "postgres" in step.needs:
        yield "NAIAD_TEST_DATABASE_URL", stack.enter_context(services.postgres())
    if "redis" in step.needs:
        yield "NAIAD_TEST_REDIS_URL", stack.enter_context(services.redis())


if __name__ == "__main__":
    sys.exit(main())
