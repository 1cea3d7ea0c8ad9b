"""Registered models taken in from another registry as they were: numbers, times, stages, aliases.

What is here already stays as it is, so that an import may be repeated. Nobody is let in by this,
no source is checked, and no webhook hears of it: it is history, brought by whoever may import.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import transaction

from apps.core import clock
from apps.core.events import publish_on_commit
from apps.registry.contracts import ImportCount, StoredModel, StoredVersion
from apps.registry.events import RegisteredModelChanged
from apps.registry.models import (
    ModelAlias,
    ModelVersion,
    ModelVersionTag,
    RegisteredModel,
    RegisteredModelTag,
)
from apps.registry.names import as_stage, check_alias_letters, check_new_name, check_tags

_BATCH = 500


class _Place(NamedTuple):
    """A version by its model and number."""

    model_id: int
    number: int


@transaction.atomic
def import_models(
    *, project_id: int, created_by_id: int | None, models: Sequence[StoredModel]
) -> ImportCount:
    """Take in these models with all that belongs to them.

    Raises:
        InvalidModelName, InvalidAlias, InvalidTag, InvalidStage: one cannot be stored; none is.
    """
    _check(models)
    known = _known_models(project_id, models)
    RegisteredModel.objects.bulk_create(
        [
            _model_row(project_id, created_by_id, model)
            for model in models
            if model.name not in known
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    rows = _known_models(project_id, models)
    _write_model_tags(rows, models)
    made, kept = _write_versions(rows, models, created_by_id)
    for model in models:
        _raise_last_number(rows[model.name], model)
    _tell(rows)
    return ImportCount(
        models_made=len(rows) - len(known),
        models_kept=len(known),
        versions_made=made,
        versions_kept=kept,
    )


def _check(models: Sequence[StoredModel]) -> None:
    for model in models:
        check_new_name(model.name)
        check_tags(model.tags)
        for alias in model.aliases:
            check_alias_letters(alias)
        for version in model.versions:
            check_tags(version.tags)
            as_stage(version.stage)


def _known_models(project_id: int, models: Sequence[StoredModel]) -> dict[str, RegisteredModel]:
    names = [model.name for model in models]
    rows = RegisteredModel.objects.filter(project_id=project_id, name__in=names)
    return {row.name: row for row in rows.select_related("project")}


def _write_model_tags(rows: dict[str, RegisteredModel], models: Sequence[StoredModel]) -> None:
    RegisteredModelTag.objects.bulk_create(
        [
            RegisteredModelTag(model=rows[model.name], key=key, value=value)
            for model in models
            for key, value in model.tags.items()
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )


def _write_versions(
    rows: dict[str, RegisteredModel], models: Sequence[StoredModel], created_by_id: int | None
) -> tuple[int, int]:
    """How many versions were made, and how many were there."""
    before = _known_versions(rows)
    wanted = dict(_placed(rows, models))
    ModelVersion.objects.bulk_create(
        [
            _version_row(place, version, created_by_id)
            for place, version in wanted.items()
            if place not in before
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    ids = _known_versions(rows)
    ModelVersionTag.objects.bulk_create(
        [
            ModelVersionTag(version_id=ids[place], key=key, value=value)
            for place, version in wanted.items()
            for key, value in version.tags.items()
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    _write_aliases(rows, models, ids)
    kept = sum(1 for place in wanted if place in before)
    return len(wanted) - kept, kept


def _write_aliases(
    rows: dict[str, RegisteredModel], models: Sequence[StoredModel], ids: dict[_Place, int]
) -> None:
    ModelAlias.objects.bulk_create(
        [
            ModelAlias(model=rows[model.name], alias=alias, version_id=ids[place])
            for model in models
            for alias, number in model.aliases.items()
            # An alias of a version that is gone names nothing.
            if (place := _Place(rows[model.name].pk, number)) in ids
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )


def _known_versions(rows: dict[str, RegisteredModel]) -> dict[_Place, int]:
    of_these = ModelVersion.objects.filter(model__in=[row.pk for row in rows.values()])
    found = of_these.values_list("model_id", "number", "pk")
    return {_Place(model_id, number): pk for model_id, number, pk in found}


def _placed(
    rows: dict[str, RegisteredModel], models: Sequence[StoredModel]
) -> Iterator[tuple[_Place, StoredVersion]]:
    for model in models:
        for version in model.versions:
            yield _Place(rows[model.name].pk, version.number), version


def _raise_last_number(row: RegisteredModel, model: StoredModel) -> None:
    """Let no number that was used there be used again here."""
    highest = max([model.last_number, *(version.number for version in model.versions)])
    if highest > row.last_number:
        RegisteredModel.objects.filter(pk=row.pk, last_number__lt=highest).update(
            last_number=highest
        )


def _tell(rows: dict[str, RegisteredModel]) -> None:
    for row in rows.values():
        publish_on_commit(RegisteredModelChanged(project_key=row.project.key, name=row.name))


def _model_row(project_id: int, created_by_id: int | None, model: StoredModel) -> RegisteredModel:
    return RegisteredModel(
        project_id=project_id,
        name=model.name,
        description=model.description,
        created_by_id=created_by_id,
        created_at=clock.from_ms(model.created_at_ms),
        updated_at=clock.from_ms(model.updated_at_ms or model.created_at_ms),
    )


def _version_row(place: _Place, version: StoredVersion, created_by_id: int | None) -> ModelVersion:
    return ModelVersion(
        model_id=place.model_id,
        number=place.number,
        source=version.source,
        location=version.location or version.source,
        run_id=version.run_id,
        logged_model_id=version.model_id,
        run_link=version.run_link,
        description=version.description,
        stage=as_stage(version.stage),
        created_by_id=created_by_id,
        created_at=clock.from_ms(version.created_at_ms),
        updated_at=clock.from_ms(version.updated_at_ms or version.created_at_ms),
    )
