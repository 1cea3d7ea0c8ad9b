"""`naiad export …`: moving out, to another server."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from apps.config.cli import database
from apps.config.cli.operator import operator

if TYPE_CHECKING:
    from apps.accounts.contracts import Actor
    from apps.projects.models import Project
    from apps.transfers.mlflow.export.running import Export


@click.group("export")
def export() -> None:
    """Move out, to another server."""


@export.command("mlflow")
@click.option("--project", "key", default="", help="Which project.")
@click.option("--all", "is_all", is_flag=True, help="All projects, each as a workspace.")
@click.option(
    "--to",
    required=True,
    help="A folder, for a database and the files; or a database's URL, as MLflow's server takes it.",
)
@click.option(
    "--artifacts-to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the files, for --artifacts-destination.",
)
@click.option(
    "--artifacts",
    "kept",
    type=click.Choice(["copy", "reference"]),
    default="copy",
    help="Copy files, or leave them here and refer to them.",
)
@click.option("--resume", is_flag=True, help="Go on with an export that broke off.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def mlflow(  # noqa: PLR0913  # one for each option
    *,
    key: str,
    is_all: bool,
    to: str,
    folder: Path | None,
    kept: str,
    resume: bool,
    as_json: bool,
) -> None:
    """Fill an empty database and a folder, for a plain MLflow server.

    Everything is read as it is while it is read: end what writes to the project before. The tables
    are made by MLflow itself, so it must be installed here or be reachable by uvx.
    """
    if bool(key) == is_all:
        raise click.ClickException("say either --project KEY or --all.")
    url, folder = _places(to, folder)
    database.prepare()
    from django.conf import settings

    from apps.transfers.mlflow.export.files import FileTarget
    from apps.transfers.mlflow.export.opening import open_targets
    from apps.transfers.mlflow.export.running import Export
    from apps.transfers.mlflow.export.target import Target

    actor = operator()
    chosen = _chosen(actor, key)
    began = time.monotonic()
    files, target = FileTarget(folder), Target(url)
    open_targets(target, files, of=key or "all projects", resume=resume)
    export_ = Export(
        target=target,
        files=files,
        told=_Printer(quiet=as_json).told,
        files_at=settings.NAIAD_PUBLIC_URL if kept == "reference" else "",
    )
    for project, workspace in chosen:
        export_.project(actor, project.pk, workspace)
    target.finish()
    report = _report(export_)
    files.finish(report)
    target.close()
    click.echo(json.dumps(report) if as_json else _as_table(report, time.monotonic() - began))
    if not report["matches"]:
        raise SystemExit(1)
    if not as_json:
        more = " --enable-workspaces" if is_all else ""
        click.echo(
            f"Start it: mlflow server --backend-store-uri {_hidden(url)} "
            f"--artifacts-destination {folder.resolve()}{more}"
        )


def _places(to: str, folder: Path | None) -> tuple[str, Path]:
    """The database's URL and the folder of files."""
    if "://" not in to:
        home = Path(to).resolve()
        home.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{home / 'mlflow.db'}", folder or home / "files"
    if folder is None:
        raise click.ClickException("say with --artifacts-to FOLDER where the files go.")
    return to, folder


def _chosen(actor: "Actor", key: str) -> list[tuple["Project", str]]:
    """The projects, each with its workspace."""
    from apps.projects import selectors
    from apps.transfers.mlflow.export.places import DEFAULT_WORKSPACE, workspace_of

    if key:
        return [(selectors.get_project(actor=actor, key=key), DEFAULT_WORKSPACE)]
    chosen = [
        (project, workspace_of(project.key)) for project in selectors.list_projects(actor=actor)
    ]
    names = [workspace for _, workspace in chosen]
    if twice := {name for name in names if names.count(name) > 1}:
        raise click.ClickException(
            f"several projects would become the workspace {min(twice)}; export them one by one."
        )
    return chosen


class _Printer:
    """Tells of progress: a line a second at most."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._next = 0.0

    def told(self, kind: str, count: int) -> None:
        if self._quiet or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 1
        click.echo(f"· {kind}: {count:,}")


def _report(export_: "Export") -> dict[str, Any]:
    lines = export_.report()
    return {
        "matches": all(line.matches for line in lines),
        "counts": [asdict(line) for line in lines],
        "points_merged": export_.merged,
        "shortened": {name: count for name, count in export_.target.shortened.items() if count},
    }


def _as_table(report: Mapping[str, Any], seconds: float) -> str:
    rows = [f"{'':<22}{'here':>14}{'there':>14}"]
    rows += [
        f"{line['kind']:<22}{line['read']:>14,}{line['there']:>14,}"
        f"{'' if line['read'] == line['there'] else '  differs'}"
        for line in report["counts"]
    ]
    if merged := report["points_merged"]:
        rows.append(f"{merged:,} points fell together: MLflow's steps are whole numbers.")
    for table, count in report["shortened"].items():
        rows.append(f"{count:,} values of {table} were shortened to what its column takes.")
    rows.append("Everything is there." if report["matches"] else "Not all is there.")
    return "\n".join([*rows, f"{seconds:.1f} s."])


def _hidden(url: str) -> str:
    """The address without its password."""
    import sqlalchemy as sa

    return sa.engine.make_url(url).render_as_string(hide_password=True)
