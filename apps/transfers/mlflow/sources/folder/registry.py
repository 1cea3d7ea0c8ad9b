"""Registered models of a folder: one folder a model, one in it a version."""

from pathlib import Path

from apps.transfers.mlflow.conventions import text
from apps.transfers.mlflow.records import RegisteredRecord, VersionRecord
from apps.transfers.mlflow.sources.folder.reading import (
    Broken,
    folders,
    number,
    read_meta,
    read_texts,
)

_VERSION = "version-"
_DELETED = "Deleted_Internal"


def read_registered(folder: Path) -> RegisteredRecord:
    """The registered model in this folder.

    Raises:
        Broken: something of it cannot be read.
    """
    meta = read_meta(folder)
    created = number(meta.get("creation_timestamp")) or 0
    homes = [each for each in folders(folder) if each.name.startswith(_VERSION)]
    numbers = [each.name.removeprefix(_VERSION) for each in homes]
    return RegisteredRecord(
        name=folder.name,
        last_number=max((int(each) for each in numbers if each.isdecimal()), default=0),
        description=text(meta.get("description")),
        created_at_ms=created,
        updated_at_ms=number(meta.get("last_updated_timestamp")) or created,
        tags=read_texts(folder / "tags"),
        aliases=_aliases(folder / "aliases"),
        versions=[version for each in homes for version in _version(each)],
    )


def _aliases(folder: Path) -> dict[str, int]:
    try:
        return {alias: int(value) for alias, value in read_texts(folder).items()}
    except ValueError as error:
        raise Broken(f"an alias names no version: {error}") from error


def _version(folder: Path) -> list[VersionRecord]:
    """The version, unless it was deleted, which leaves its folder."""
    meta = read_meta(folder)
    if meta.get("current_stage") == _DELETED:
        return []
    created = number(meta.get("creation_timestamp")) or 0
    status = meta.get("status")
    return [
        VersionRecord(
            number=number(meta.get("version")) or int(folder.name.removeprefix(_VERSION)),
            source=text(meta.get("source")),
            location=text(meta.get("storage_location")),
            run_id=text(meta.get("run_id")),
            run_link=text(meta.get("run_link")),
            model_id=text(meta.get("model_id")),
            description=text(meta.get("description")),
            stage=text(meta.get("current_stage")) or "None",
            status=status if isinstance(status, str) else "READY",
            user_name=text(meta.get("user_id")),
            created_at_ms=created,
            updated_at_ms=number(meta.get("last_updated_timestamp")) or created,
            tags=read_texts(folder / "tags"),
        )
    ]
