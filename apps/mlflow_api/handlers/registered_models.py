"""Registered models and their aliases."""

from typing import TYPE_CHECKING

from apps.core.clock import to_ms
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.handlers import model_versions
from apps.mlflow_api.messages import registry as messages
from apps.mlflow_api.messages.common import as_dict
from apps.mlflow_api.rendering import pairs
from apps.registry.contracts import ModelInfo, RegistrySearch, Stage
from apps.registry.selectors import models as selectors
from apps.registry.selectors import searches
from apps.registry.selectors import versions as version_reads
from apps.registry.services import aliases, models

if TYPE_CHECKING:
    from apps.registry.models import RegisteredModel


def create(call: Call, body: messages.CreateRegisteredModel) -> Json:
    model = models.create_model(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        description=body.description,
        tags=as_dict(body.tags),
    )
    return _answer(model)


def get(call: Call, body: messages.Named) -> Json:
    return _answer(
        selectors.get_model(actor=call.actor, project_id=call.project().pk, name=body.name)
    )


def rename(call: Call, body: messages.RenameRegisteredModel) -> Json:
    model = models.rename_model(
        actor=call.actor, project_id=call.project().pk, name=body.name, new_name=body.new_name
    )
    return _answer(model)


def update(call: Call, body: messages.UpdateRegisteredModel) -> Json:
    model = models.describe_model(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        description=body.description,
    )
    return _answer(model)


def delete(call: Call, body: messages.Named) -> None:
    models.delete_model(actor=call.actor, project_id=call.project().pk, name=body.name)


def search(call: Call, body: messages.Search) -> Json:
    page = searches.search_models(
        actor=call.actor, project_id=call.project().pk, search_for=search_of(body)
    )
    answer: Json = {"registered_models": [_rendered(model) for model in page.models]}
    if page.next_page_token:
        answer["next_page_token"] = page.next_page_token
    return answer


def get_latest_versions(call: Call, body: messages.GetLatestVersions) -> Json:
    newest = version_reads.latest_versions(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        stages=body.stages or list(Stage),
    )
    return {"model_versions": [model_versions.rendered(version) for version in newest]}


def set_tag(call: Call, body: messages.SetModelTag) -> None:
    models.set_model_tags(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        tags={body.key: body.value},
    )


def delete_tag(call: Call, body: messages.DeleteModelTag) -> None:
    models.remove_model_tag(
        actor=call.actor, project_id=call.project().pk, name=body.name, key=body.key
    )


def set_alias(call: Call, body: messages.SetAlias) -> None:
    aliases.set_alias(
        actor=call.actor,
        project_id=call.project().pk,
        name=body.name,
        alias=body.alias,
        number=body.version,
    )


def delete_alias(call: Call, body: messages.Alias) -> None:
    aliases.remove_alias(
        actor=call.actor, project_id=call.project().pk, name=body.name, alias=body.alias
    )


def get_by_alias(call: Call, body: messages.Alias) -> Json:
    version = version_reads.get_version_by_alias(
        actor=call.actor, project_id=call.project().pk, name=body.name, alias=body.alias
    )
    return {"model_version": model_versions.rendered(version_reads.version_info(version))}


def search_of(body: messages.Search) -> RegistrySearch:
    """The search that a message asks for."""
    return RegistrySearch(
        filter=body.filter,
        order_by=tuple(body.order_by),
        limit=body.max_results,
        page_token=body.page_token,
    )


def _answer(model: "RegisteredModel") -> Json:
    return {"registered_model": _rendered(selectors.model_info(model))}


def _rendered(model: ModelInfo) -> Json:
    answer: Json = {
        "name": model.name,
        "creation_timestamp": to_ms(model.created_at),
        "last_updated_timestamp": to_ms(model.updated_at),
        "user_id": model.created_by,
        "latest_versions": [model_versions.rendered(v) for v in model.latest_versions],
        "tags": pairs(model.tags),
        "aliases": [
            {"alias": alias, "version": str(number)} for alias, number in model.aliases.items()
        ],
    }
    if model.description:
        answer["description"] = model.description
    return answer
