"""Versions of one registered model."""

import re
from collections.abc import Iterable

from apps.accounts.contracts import Actor
from apps.core import errors
from apps.experiments.selectors import runs
from apps.projects.permissions import Role
from apps.registry.constants import LATEST
from apps.registry.contracts import VersionInfo
from apps.registry.errors import AliasNotFound, ModelVersionNotFound
from apps.registry.models import ModelAlias, ModelVersion, RegisteredModel
from apps.registry.names import as_stage, check_alias_letters
from apps.registry.selectors.models import get_model
from apps.registry.selectors.shown import shown_version

_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,20}\s*")
_GREATEST = 2**31 - 1


def get_version(
    *, actor: Actor, project_id: int, name: str, number: str, role: Role = Role.VIEWER
) -> ModelVersion:
    """The version of the model.

    Raises:
        RegisteredModelNotFound, ModelVersionNotFound: there is none.
        Invalid: the number is not one.
    """
    model = get_model(actor=actor, project_id=project_id, name=name, role=role)
    return version_of(model, number)


def version_of(model: RegisteredModel, number: str) -> ModelVersion:
    """The version of a model that the caller has been let see.

    Raises:
        ModelVersionNotFound: there is none.
        Invalid: the number is not one.
    """
    wanted = _as_number(number)
    versions = ModelVersion.objects.filter(model=model, number=wanted)
    version = versions.with_all().first() if 0 < wanted <= _GREATEST else None
    if version is None:
        raise ModelVersionNotFound(
            f"Model Version (name={model.name}, version={wanted}) not found.",
            fix="Check the number.",
        )
    return version


def get_version_by_alias(*, actor: Actor, project_id: int, name: str, alias: str) -> ModelVersion:
    """The version that the alias names; ``latest`` is the newest.

    Raises:
        RegisteredModelNotFound, ModelVersionNotFound, AliasNotFound: there is none.
        InvalidAlias: none could have it.
    """
    check_alias_letters(alias)
    model = get_model(actor=actor, project_id=project_id, name=name)
    if alias.lower() == LATEST:
        return _latest(model)
    named = ModelAlias.objects.filter(model=model, alias=alias).first()
    if named is None:
        raise AliasNotFound(f"Registered model alias {alias} not found.", fix="Check the alias.")
    return ModelVersion.objects.with_all().get(pk=named.version_id)


def latest_versions(
    *, actor: Actor, project_id: int, name: str, stages: Iterable[str]
) -> list[VersionInfo]:
    """The newest version in each of the stages that has one.

    Raises:
        RegisteredModelNotFound: there is no such model.
        InvalidStage: one of the stages is none.
    """
    model = get_model(actor=actor, project_id=project_id, name=name)
    wanted = {as_stage(stage) for stage in stages}
    newest = ModelVersion.objects.filter(model=model).newest_in_stages().with_all()
    shown = [shown_version(version) for version in newest.order_by("number")]
    return [version for version in shown if version.stage in wanted]


def version_info(version: ModelVersion) -> VersionInfo:
    """What is to be shown of a version that the caller has been let see."""
    return shown_version(version)


def files_uri(*, actor: Actor, version: ModelVersion) -> str:
    """Where the version's files are, with a run's address replaced by that of its files.

    Raises:
        RunNotFound: the run is gone.
    """
    if not version.location.startswith("runs:/"):
        return version.location
    run_id, _, path = version.location.removeprefix("runs:/").partition("/")
    root = runs.get_run_info(actor=actor, run_id=run_id).artifact_uri
    return f"{root}/{path}" if path else root


def _latest(model: RegisteredModel) -> ModelVersion:
    versions = ModelVersion.objects.filter(model=model).with_all()
    latest = versions.order_by("-number").first()
    if latest is None:
        raise ModelVersionNotFound(
            f"Latest version not found for model {model.name}.", fix="Register a version first."
        )
    return latest


def _as_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise errors.Invalid(
            f"Parameter 'version' must be an integer, got {text[:80]!r}.",
            fix="Give a version's number.",
        )
    return int(text)
