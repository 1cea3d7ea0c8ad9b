"""Versions of registered models."""

from apps.core.clock import to_ms
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import registry as messages
from apps.mlflow_api.messages.common import as_dict
from apps.mlflow_api.rendering import pairs
from apps.registry.contracts import NewVersion, RegistrySearch, VersionInfo
from apps.registry.selectors import searches
from apps.registry.selectors import versions as version_reads
from apps.registry.services import versions


def create(call: Call, body: messages.CreateModelVersion) -> Json:
    version = versions.create_version(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        new=NewVersion(
            source=body.source,
            run_id=body.run_id,
            model_id=body.model_id,
            run_link=body.run_link,
            description=body.description,
            tags=as_dict(body.tags),
        ),
    )
    return {"model_version": rendered(version_reads.version_info(version))}


def get(call: Call, body: messages.Version) -> Json:
    return {"model_version": rendered(_version(call, body))}


def get_download_uri(call: Call, body: messages.Version) -> Json:
    return {"artifact_uri": _version(call, body).location}


def update(call: Call, body: messages.UpdateModelVersion) -> Json:
    version = versions.describe_version(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        number=body.version,
        description=body.description or "",
    )
    return {"model_version": rendered(version_reads.version_info(version))}


def transition_stage(call: Call, body: messages.TransitionStage) -> Json:
    version = versions.move_version(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        number=body.version,
        to=body.stage,
        archive_existing=body.archive_existing_versions,
    )
    return {"model_version": rendered(version_reads.version_info(version))}


def delete(call: Call, body: messages.Version) -> None:
    versions.delete_version(
        actor=call.actor, project_id=call.project().pk, name=body.name, number=body.version
    )


def search(call: Call, body: messages.SearchVersions) -> Json:
    page = searches.search_versions(
        actor=call.actor,
        project_id=call.project().pk,
        search_for=RegistrySearch(
            filter=body.filter,
            order_by=tuple(body.order_by),
            limit=body.max_results,
            page_token=body.page_token,
        ),
    )
    answer: Json = {"model_versions": [rendered(version) for version in page.versions]}
    if page.next_page_token:
        answer["next_page_token"] = page.next_page_token
    return answer


def set_tag(call: Call, body: messages.SetVersionTag) -> None:
    versions.set_version_tags(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        number=body.version,
        tags={body.key: body.value},
    )


def delete_tag(call: Call, body: messages.DeleteVersionTag) -> None:
    versions.remove_version_tag(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        number=body.version,
        key=body.key,
    )


def rendered(version: VersionInfo) -> Json:
    """A version as the protocol writes it."""
    answer: Json = {
        "name": version.name,
        "version": str(version.number),
        "creation_timestamp": to_ms(version.created_at),
        "last_updated_timestamp": to_ms(version.updated_at),
        "user_id": version.created_by,
        "current_stage": str(version.stage),
        "description": version.description,
        "source": version.source,
        "run_id": version.run_id,
        "run_link": version.run_link,
        "status": "READY",
        "tags": pairs(version.tags),
        "aliases": version.aliases,
    }
    if version.model_id:
        answer["model_id"] = version.model_id
    return answer


def _version(call: Call, body: messages.Version) -> VersionInfo:
    version = version_reads.get_version(
        actor=call.actor, project_id=call.project().pk, name=body.name, number=body.version
    )
    return version_reads.version_info(version)
