"""Registered models of a source, their versions pointing at where the files are now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from apps.experiments.selectors.addresses import model_addresses, run_addresses
from apps.registry.contracts import ImportCount, StoredModel, StoredVersion
from apps.registry.services import imports
from apps.transfers.constants import FileMode
from apps.transfers.mlflow.records import RegisteredRecord, VersionRecord

_LOGGED = "models:/m-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Where files are now, by run and by logged model; and how else an address is kept."""

    runs: dict[str, str]
    models: dict[str, str]
    as_reference: Callable[[str], str]

    def moved(self, version: VersionRecord, uri: str) -> str:
        """The address as it is now: files of a run or a logged model went where that went."""
        model_id = logged_model_of(version)
        for id_, root, folder in (
            (model_id, self.models.get(model_id, ""), f"/models/{model_id}/artifacts"),
            (version.run_id, self.runs.get(version.run_id, ""), f"/{version.run_id}/artifacts"),
        ):
            _, there, rest = uri.partition(folder)
            if id_ and root and there and (not rest or rest.startswith("/")):
                return root + rest
        return self.as_reference(uri)


def write_registered(
    project_id: int,
    record: RegisteredRecord,
    files: FileMode,
    as_reference: Callable[[str], str],
) -> ImportCount:
    """Write the model with what of it is not here yet."""
    addresses = Addresses(
        runs=run_addresses(project_id=project_id, run_ids=_ids(v.run_id for v in record.versions))
        if files is FileMode.COPY
        else {},
        models=model_addresses(
            project_id=project_id, model_ids=_ids(logged_model_of(v) for v in record.versions)
        ),
        as_reference=as_reference,
    )
    stored = StoredModel(
        name=record.name,
        description=record.description,
        created_at_ms=record.created_at_ms,
        updated_at_ms=record.updated_at_ms,
        last_number=max([record.last_number, *(v.number for v in record.versions)], default=0),
        tags=record.tags,
        aliases=record.aliases,
        versions=[_stored(version, addresses) for version in record.versions],
    )
    return imports.import_models(project_id=project_id, created_by_id=None, models=[stored])


def logged_model_of(version: VersionRecord) -> str:
    """The logged model that the version is of, from its source if it does not say."""
    if version.model_id:
        return version.model_id
    return version.source.removeprefix("models:/") if version.source.startswith(_LOGGED) else ""


def _stored(version: VersionRecord, addresses: Addresses) -> StoredVersion:
    model_id = logged_model_of(version)
    symbolic = version.source.startswith(("runs:/", "models:/"))
    source = version.source if symbolic else addresses.moved(version, version.source)
    location = version.location or source
    if version.source.startswith(_LOGGED):
        location = addresses.models.get(model_id, location)
    elif not location.startswith("runs:/"):
        location = addresses.moved(version, location)
    return StoredVersion(
        number=version.number,
        source=source,
        location=location,
        run_id=version.run_id,
        run_link=version.run_link,
        model_id=model_id,
        description=version.description,
        stage=version.stage,
        created_at_ms=version.created_at_ms,
        updated_at_ms=version.updated_at_ms,
        tags=version.tags,
    )


def _ids(found: Iterable[str]) -> list[str]:
    return sorted(set(found) - {""})
