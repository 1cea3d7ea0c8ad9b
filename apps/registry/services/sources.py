"""Where a version's files come from: the source that a client names, checked and resolved.

A source within Naiad must lie in what its run or logged model holds, in the same project, or a
version would be a door around the gate. A source elsewhere (s3, gs, …) is kept as it was written.
"""

import posixpath
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from apps.accounts.contracts import Actor
from apps.core.errors import NotFound
from apps.experiments.selectors import logged_models, runs
from apps.registry.constants import MAX_SOURCE
from apps.registry.contracts import NewVersion, Stage
from apps.registry.errors import InvalidSource
from apps.registry.models import ModelVersion
from apps.registry.selectors import get_version, get_version_by_alias, latest_versions, version_info

_OURS = "/api/2.0/mlflow-artifacts/artifacts"


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
    source = new.source
    if len(source) > MAX_SOURCE or "\x00" in source or _climbs(source):
        raise _invalid(source, "it is too long, or holds '..'")
    scheme = urlsplit(source).scheme.lower()
    if scheme in {"", "file"}:
        raise _invalid(source, "a path on a disk is not reachable from here")
    if scheme == "models" and "/" in source.removeprefix("models:/").strip("/@"):
        return _of_version(actor, project_id, new)
    if scheme == "models" and "@" in source:
        return _of_version(actor, project_id, new)
    origin = _resolved(actor, new, scheme)
    if origin.run_id:
        _require_in_project(actor, project_id, origin)
    return origin


def _resolved(actor: Actor, new: NewVersion, scheme: str) -> Origin:
    if scheme == "models":
        return _of_logged_model(actor, new, new.source.removeprefix("models:/").strip("/"))
    if scheme == "runs":
        return _of_run(actor, new)
    given = Origin(
        source=new.source,
        location=new.source,
        run_id=new.run_id or "",
        model_id=new.model_id or "",
    )
    if scheme != "mlflow-artifacts" and _OURS not in unquote(new.source):
        return given
    return _within(actor, given)


def _of_run(actor: Actor, new: NewVersion) -> Origin:
    run_id, _, path = new.source.removeprefix("runs:/").lstrip("/").partition("/")
    if new.run_id and new.run_id != run_id:
        raise _invalid(new.source, "run_id names another run")
    root = runs.get_run_info(actor=actor, run_id=run_id).artifact_uri
    location = posixpath.join(root, path) if path else root
    return Origin(source=new.source, location=location, run_id=run_id, model_id=new.model_id or "")


def _of_logged_model(actor: Actor, new: NewVersion, model_id: str) -> Origin:
    if new.model_id and new.model_id != model_id:
        raise _invalid(new.source, "model_id names another logged model")
    model = logged_models.get_model(actor=actor, model_id=model_id)
    run_id = new.run_id or model.source_run_id
    return Origin(source=new.source, location=model.artifact_uri, run_id=run_id, model_id=model_id)


def _within(actor: Actor, given: Origin) -> Origin:
    """The origin, if its source lies in the files of its logged model or its run."""
    if given.model_id:
        model = logged_models.get_model(actor=actor, model_id=given.model_id)
        given = replace(given, run_id=given.run_id or model.source_run_id)
        root = model.artifact_uri
    elif given.run_id:
        root = runs.get_run_info(actor=actor, run_id=given.run_id).artifact_uri
    else:
        raise _invalid(given.source, "run_id or model_id must say whose files these are")
    if f"{given.source.rstrip('/')}/".startswith(f"{root.rstrip('/')}/"):
        return given
    raise _invalid(given.source, "it is not within the files of that run or logged model")


def _of_version(actor: Actor, project_id: int, new: NewVersion) -> Origin:
    """The origin of another version: a copy points at the same files."""
    version = version_info(_named_version(actor, project_id, new.source))
    for said, known in ((new.run_id, version.run_id), (new.model_id, version.model_id)):
        if said and said != known:
            raise _invalid(new.source, "run_id and model_id must be those of that version")
    return Origin(
        source=f"models:/{version.name}/{version.number}",
        location=version.location,
        run_id=version.run_id,
        model_id=version.model_id,
    )


def _named_version(actor: Actor, project_id: int, source: str) -> ModelVersion:
    rest = source.removeprefix("models:/").strip("/")
    name, _, suffix = rest.partition("/")
    if not suffix:
        name, _, alias = rest.rpartition("@")
        return get_version_by_alias(actor=actor, project_id=project_id, name=name, alias=alias)
    if not suffix.isdigit():
        stages = tuple(Stage) if suffix.lower() == "latest" else (suffix,)
        newest = latest_versions(actor=actor, project_id=project_id, name=name, stages=stages)
        if not newest:
            raise _invalid(source, "that model has no such version")
        suffix = str(max(version.number for version in newest))
    return get_version(actor=actor, project_id=project_id, name=name, number=suffix)


def _require_in_project(actor: Actor, project_id: int, origin: Origin) -> None:
    try:
        run = runs.get_run_ref(actor=actor, run_id=origin.run_id)
    except NotFound:
        if origin.location == origin.source and not origin.model_id:
            return  # files elsewhere, of a run that another server tracks
        raise
    if run.project_id != project_id:
        raise _invalid(origin.source, "its run belongs to another project")


def _climbs(source: str) -> bool:
    while (plain := unquote(source)) != source:
        source = plain
    return ".." in source.replace("\\", "/").split("/") or "\x00" in source


def _invalid(source: str, why: str) -> InvalidSource:
    return InvalidSource(
        f"Invalid model version source: {source[:200]!r}: {why}.",
        fix="Register runs:/<run id>/<path> or models:/<model id> of this project.",
    )
