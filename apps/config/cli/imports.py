"""`naiad import …`: moving in from another server."""

import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from apps.config.cli import database
from apps.config.cli.operator import operator

if TYPE_CHECKING:
    from apps.accounts.contracts import Actor
    from apps.transfers.contracts import Report, Request
    from apps.transfers.models import Transfer, TransferStep


@click.group("import")
def import_() -> None:
    """Move in from another server."""


@import_.command("mlflow")
@click.option("--from", "address", required=True, help="Its URL, its database's URL, or a folder.")
@click.option("--project", "key", default="", help="Into which project; made if it is not there.")
@click.option(
    "--artifacts",
    type=click.Choice(["copy", "reference"]),
    default="copy",
    show_default=True,
    help="Copy files here, or leave them where they are and refer to them.",
)
@click.option(
    "--artifacts-from",
    default="",
    help="Where files behind mlflow-artifacts: are: the server's URL, or its folder of them.",
)
@click.option("--workspace", default="", help="Which workspace of the source.")
@click.option("--workers", type=click.IntRange(1, 16), default=4, show_default=True)
@click.option("--take-over", is_flag=True, help="Go on with an import whose process is dead.")
@click.option("--json", "as_json", is_flag=True, help="Progress and report as JSON lines.")
def mlflow(**options: object) -> None:
    """Import an MLflow server, its database, or an mlruns folder.

    Run it again after it was interrupted: it goes on where it was. What is here already is left
    as it is. Credentials are read from MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and
    MLFLOW_TRACKING_PASSWORD, or from the address.
    """
    database.prepare()
    from apps.transfers.contracts import Request

    request = Request(
        address=str(options["address"]),
        files=str(options["artifacts"]),
        files_from=str(options["artifacts_from"]),
        workspace=str(options["workspace"]),
        workers=int(str(options["workers"])),
        local=True,
    )
    as_json = bool(options["as_json"])
    actor = operator()
    transfer = _transfer(actor, _project(actor, str(options["key"])), request)
    _run(transfer, request, as_json=as_json, force=bool(options["take_over"]))


def _project(actor: "Actor", key: str) -> str:
    """The key of the project to import into, made where it is new."""
    from apps.projects import selectors
    from apps.projects.services import projects

    known = [project.key for project in selectors.list_projects(actor=actor)]
    if not key:
        if len(known) == 1:
            return known[0]
        raise click.ClickException(
            f"say with --project into which project; there are: {', '.join(known) or 'none yet'}."
        )
    if key not in known:
        projects.create_project(actor=actor, key=key)
    return key


def _transfer(actor: "Actor", key: str, request: "Request") -> "Transfer":
    """The import that was interrupted, or a new one."""
    from apps.projects import selectors as projects
    from apps.transfers import selectors
    from apps.transfers.services import opening, transfers

    project = projects.get_project(actor=actor, key=key)
    found = selectors.find_resumable(
        project_id=project.pk, source=opening.public_address(request.address), files=request.files
    )
    return found or transfers.create_transfer(actor=actor, project_key=key, request=request)


def _run(transfer: "Transfer", request: "Request", *, as_json: bool, force: bool) -> None:
    from apps.transfers import selectors
    from apps.transfers.constants import State
    from apps.transfers.services import lease, opening, running, transfers

    held = lease.take(transfer.pk, force=force) or transfers.reopen(transfer)
    if held is None:
        raise click.ClickException(
            "this import is running already; if its process is dead, wait a minute or say "
            "--take-over."
        )
    transfer.refresh_from_db()
    source = opening.open_source(request, opening.credentials_of(request.address))
    printer = _Printer(as_json=as_json)
    printer.begin(transfer)
    state = running.run(transfer, source, held, printer.told)
    transfer.refresh_from_db()
    report = selectors.report(transfer)
    printer.end(state, transfer.message, report)
    if state is not State.DONE or not report.matches:
        raise SystemExit(1)


class _Printer:
    """Tells of progress: a line a second at most, and the report."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._began, self._worked = time.monotonic(), time.process_time()
        self._next = 0.0

    def begin(self, transfer: "Transfer") -> None:
        if self._as_json:
            self._line({"event": "begin", "transfer": str(transfer.pk), "source": transfer.source})
        else:
            resumed = " (going on where it was)" if transfer.steps.exists() else ""
            click.echo(f"Importing {transfer.source} into {transfer.project.key}{resumed}")

    def told(self, step: "TransferStep") -> None:
        if time.monotonic() < self._next and not step.is_done:
            return
        self._next = time.monotonic() + 1
        moved = step.imported + step.skipped + step.failed
        if self._as_json:
            numbers = {
                name: getattr(step, name)
                for name in ("found", "imported", "skipped", "failed", "points", "bytes")
            }
            self._line({"event": "progress", "kind": step.kind, "scope": step.scope, **numbers})
        elif step.found and step.kind != "model_links":
            scope = f" of experiment {step.scope}" if step.scope else ""
            click.echo(f"· {_words(step.kind)}{scope}: {moved:,} of {step.found:,}")

    def end(self, state: str, message: str, report: "Report") -> None:
        seconds = time.monotonic() - self._began
        if self._as_json:
            worked = round(time.process_time() - self._worked, 1)
            numbers = {
                "seconds": round(seconds, 1),
                "cpu_seconds": worked,
                "matches": report.matches,
            }
            ending = {"event": "end", "state": str(state), "message": message, **numbers}
            self._line({**ending, "report": asdict(report)})
            return
        self._table(report)
        click.echo(f"{report.points:,} points, {report.bytes:,} bytes of files, {seconds:.1f} s.")
        moved = [each for each in report.experiments if each.source_id != str(each.target_id)]
        for each in moved:
            click.echo(f"  experiment {each.source_id} is {each.target_id} here: {each.name}")
        for failure in report.failures:
            click.echo(f"  not moved: {_words(failure.kind)} {failure.item}: {failure.message}")
        click.echo(message or ("Everything is here." if report.matches else "Not all is here."))

    @staticmethod
    def _table(report: "Report") -> None:
        heads = ("", "source", "imported", "skipped", "failed")
        click.echo(f"\n{heads[0]:<22}" + "".join(f"{head:>11}" for head in heads[1:]))
        for each in report.counts:
            numbers = (each.found, each.imported, each.skipped, each.failed)
            click.echo(f"{_words(each.kind):<22}" + "".join(f"{n:>11,}" for n in numbers))

    @staticmethod
    def _line(content: dict[str, object]) -> None:
        click.echo(json.dumps(content, ensure_ascii=False, default=str))


def _words(kind: str) -> str:
    return kind.replace("_", " ")
