"""Rows of the registry: models and prompts, their versions, aliases and tags."""

from collections.abc import Mapping

from apps.registry.contracts import StoredModel, StoredVersion
from apps.transfers.mlflow.export.places import Places
from apps.transfers.mlflow.export.target import Row, Target

# How MLflow keeps the number of a version that is gone from being used again
_DELETED = "Deleted_Internal"


def add_registered(target: Target, places: Places, model: StoredModel) -> None:
    """A registered model with everything below it."""
    own = {"workspace": places.workspace, "name": model.name}
    target.add(
        "registered_models",
        [
            {
                **own,
                "creation_time": model.created_at_ms,
                "last_updated_time": model.updated_at_ms,
                "description": model.description,
            }
        ],
    )
    target.add("registered_model_tags", _tags(own, model.tags))
    target.add("model_versions", [_version(own, places, each) for each in model.versions])
    for version in model.versions:
        numbered = {**own, "version": version.number}
        target.add("model_version_tags", _tags(numbered, version.tags))
    there = {each.number for each in model.versions}
    if model.last_number and model.last_number not in there:
        gone = {**own, "version": model.last_number, "current_stage": _DELETED, "status": "READY"}
        target.add("model_versions", [gone])
    target.add(
        "registered_model_aliases",
        [{**own, "alias": alias, "version": number} for alias, number in model.aliases.items()],
    )


def _version(own: Mapping[str, str], places: Places, version: StoredVersion) -> Row:
    source, location = places.moved(version.source), places.moved(version.location)
    return {
        **own,
        "version": version.number,
        "creation_time": version.created_at_ms,
        "last_updated_time": version.updated_at_ms,
        "description": version.description,
        "current_stage": version.stage,
        "source": source,
        "storage_location": location or source,
        "run_id": version.run_id,
        "run_link": version.run_link,
        "status": "READY",
    }


def _tags(own: Mapping[str, object], tags: Mapping[str, str]) -> list[Row]:
    return [{**own, "key": key, "value": value} for key, value in tags.items()]


def row_count(model: StoredModel) -> int:
    """How many rows of versions the model has over there."""
    there = {each.number for each in model.versions}
    return len(there) + (1 if model.last_number and model.last_number not in there else 0)
