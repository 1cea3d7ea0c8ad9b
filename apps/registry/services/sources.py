"""Where a version's files come from: the source that a client names, checked and resolved.

A source within Naiad must lie in what its run or logged model holds, in the same project, or a
version would be a door around the gate. A source elsewhere (s3, gs, …) is kept as it was written.
"""

from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from apps.accounts.contracts import Actor
from apps.core.errors import NotFound
from apps.experiments.contracts import LoggedModelInfo, RunInfo
from apps.experiments.selectors import logged_models, runs
from apps.registry.constants import MAX_SOURCE, PROMPT_SOURCES
from apps.registry.contracts import NewVersion, Stage
from apps.registry.errors import InvalidSource
from apps.registry.models import ModelVersion
from apps.registry.selectors.models import is_prompt
from apps.registry.selectors.shown import shown_version
from apps.registry.selectors.versions import get_version, get_version_by_alias, latest_versions

_OURS = "/api/2.0/mlflow-artifacts/artifacts"
# Whoever loads such a version would connect to a host that its author chose.
_HOSTS = frozenset({"ftp", "sftp", "http", "https", "hdfs", "viewfs", "r2", "b2", "abfss"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """A source resolved: where the files are, and the run and logged model they belong to."""

    source: str
    location: str
    run_id: str = ""
    model_id: str = ""


def resolve(*, actor: Actor, project_id: int, new: NewVersion) -> Origin:
    """Where the version's files are.

    Raises:
        InvalidSource: the source lies outside what the run or the logged model holds, or is a
            path on somebody's disk.
    """
    if new.is_prompt:
        return _of_prompt(new)
    source = new.source
    if len(source) > MAX_SOURCE or _climbs(source):
        raise _invalid(source, "it is too long, or holds '..'")
    parts = urlsplit(source)
    scheme = parts.scheme.lower()
    if scheme in {"", "file"}:
        raise _invalid(source, "a path on a disk is not reachable from here")
    if scheme in {"models", "runs"} and parts.netloc:
        raise _invalid(source, "it cannot name a host")
    if scheme in _HOSTS and _OURS not in unquote(source):
        raise _invalid(source, f"the scheme {scheme!r} leads to a host of the author's choice")
    if scheme == "models" and set("/@") & set(_rest(source)):
        return _of_version(actor, project_id, new)
    origin = _resolved(actor, new, scheme)
    _require_in_project(actor, project_id, origin)
    return origin


def _resolved(actor: Actor, new: NewVersion, scheme: str) -> Origin:
    if scheme == "models":
        return _of_logged_model(actor, new, _rest(new.source))
    if scheme == "runs":
        return _of_run(actor, new)
    given = Origin(
        source=new.source,
        location=new.source,
        run_id=new.run_id or "",
        model_id=new.model_id or "",
    )
    if scheme == "mlflow-artifacts" or _OURS in unquote(new.source):
        return _within(actor, given)
    if given.model_id and not given.run_id:
        model = _model(actor, new.source, given.model_id)
        return replace(given, run_id=model.source_run_id)
    return given


def _of_prompt(new: NewVersion) -> Origin:
    if new.source not in PROMPT_SOURCES:
        raise _invalid(new.source, "a prompt has text and no files, hence a placeholder as source")
    return Origin(
        source=new.source,
        location=new.source,
        run_id=new.run_id or "",
        model_id=new.model_id or "",
    )


def _of_run(actor: Actor, new: NewVersion) -> Origin:
    run_id = new.source.removeprefix("runs:/").lstrip("/").partition("/")[0]
    if new.model_id:
        raise _invalid(
            new.source, "a logged model's files are not within a run: leave model_id out"
        )
    if new.run_id and new.run_id != run_id:
        raise _invalid(new.source, "run_id names another run")
    _run(actor, new.source, run_id)
    return Origin(source=new.source, location=new.source, run_id=run_id)


def _of_logged_model(actor: Actor, new: NewVersion, model_id: str) -> Origin:
    if new.model_id and new.model_id != model_id:
        raise _invalid(new.source, "model_id names another logged model")
    model = _model(actor, new.source, model_id)
    run_id = new.run_id or model.source_run_id
    return Origin(source=new.source, location=model.artifact_uri, run_id=run_id, model_id=model_id)


def _within(actor: Actor, given: Origin) -> Origin:
    """The origin, if its source lies in the files of its logged model or its run."""
    if given.model_id:
        model = _model(actor, given.source, given.model_id)
        given = replace(given, run_id=given.run_id or model.source_run_id)
        root = model.artifact_uri
    elif given.run_id:
        root = _run(actor, given.source, given.run_id).artifact_uri
    else:
        raise _invalid(given.source, "run_id or model_id must say whose files these are")
    if f"{given.source.rstrip('/')}/".startswith(f"{root.rstrip('/')}/"):
        return given
    raise _invalid(given.source, "it is not within the files of that run or logged model")


def _of_version(actor: Actor, project_id: int, new: NewVersion) -> Origin:
    """The origin of another version: a copy points at the same files."""
    row = _named_version(actor, project_id, new.source)
    if is_prompt(row.model):
        raise _invalid(new.source, "a prompt's version is no model")
    version = shown_version(row)
    for said, known in ((new.run_id, version.run_id), (new.model_id, version.model_id)):
        if said is not None and said != known:
            raise _invalid(new.source, "run_id and model_id must be those of that version")
    return Origin(
        source=f"models:/{version.name}/{version.number}",
        location=version.location,
        run_id=version.run_id,
        model_id=version.model_id,
    )


def _named_version(actor: Actor, project_id: int, source: str) -> ModelVersion:
    name, _, suffix = _rest(source).partition("/")
    if not suffix:
        name, _, alias = _rest(source).rpartition("@")
        return get_version_by_alias(actor=actor, project_id=project_id, name=name, alias=alias)
    if not suffix.isdigit():
        stages = tuple(Stage) if suffix.lower() == "latest" else (suffix,)
        newest = latest_versions(actor=actor, project_id=project_id, name=name, stages=stages)
        if not newest:
            raise _invalid(source, "that model has no such version")
        suffix = str(max(version.number for version in newest))
    return get_version(actor=actor, project_id=project_id, name=name, number=suffix)


def _require_in_project(actor: Actor, project_id: int, origin: Origin) -> None:
    """Refuse files, a run or a logged model of another project."""
    if origin.model_id:
        model = _model(actor, origin.source, origin.model_id)
        if model.project_id != project_id:
            raise _invalid(origin.source, "its logged model belongs to another project")
    if not origin.run_id:
        return
    try:
        run = runs.get_run_ref(actor=actor, run_id=origin.run_id)
    except NotFound as exc:
        if not origin.model_id:
            return  # files elsewhere, of a run that another server tracks
        raise _invalid(origin.source, "there is no such run") from exc
    if run.project_id != project_id:
        raise _invalid(origin.source, "its run belongs to another project")


def _run(actor: Actor, source: str, run_id: str) -> RunInfo:
    try:
        return runs.get_run_info(actor=actor, run_id=run_id)
    except NotFound as exc:
        raise _invalid(source, "there is no such run") from exc


def _model(actor: Actor, source: str, model_id: str) -> LoggedModelInfo:
    try:
        return logged_models.get_model(actor=actor, model_id=model_id)
    except NotFound as exc:
        raise _invalid(source, "there is no such logged model") from exc


def _rest(source: str) -> str:
    """What a ``models:/`` address names."""
    return source.partition(":")[2].strip("/")


def _climbs(source: str) -> bool:
    while (plain := unquote(source)) != source:
        source = plain
    return ".." in source.replace("\\", "/").split("/") or "\x00" in source


def _invalid(source: str, why: str) -> InvalidSource:
    return InvalidSource(
        f"Invalid model version source: {source[:200]!r}: {why}.",
        fix="Register runs:/<run id>/<path> or models:/<model id> of this project.",
    )
