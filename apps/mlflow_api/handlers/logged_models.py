"""Logged models: models as objects of their own, before anybody registers them."""

from apps.experiments.contracts import ModelDataset, ModelOrder, ModelSearch, NewModel
from apps.experiments.selectors import logged_models as selectors
from apps.experiments.services import logged_models as services
from apps.mlflow_api import rendering
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import logged_models as messages
from apps.mlflow_api.messages.common import Empty, as_dict
from apps.mlflow_api.wire import missing
from apps.mlflow_api.words import model_status_of
from apps.projects.permissions import Role

MAX_SEARCH = 100
"""Of logged models, if a search says nothing, or zero."""


def create(call: Call, body: messages.CreateLoggedModel) -> Json:
    model = services.create_model(
        actor=call.actor,
        experiment=call.experiment(body.experiment_id, Role.CONTRIBUTOR),
        new=NewModel(
            name=body.name,
            model_type=body.model_type,
            source_run_id=body.source_run_id,
            params=as_dict(body.params),
            tags=as_dict(body.tags),
        ),
    )
    return {"model": rendering.logged_model(model)}


def get(call: Call, body: messages.GetLoggedModel) -> Json:
    model = selectors.get_model(
        actor=call.actor, model_id=call.path["model_id"], deleted_too=body.allow_deleted
    )
    return {"model": rendering.logged_model(model)}


def finalize(call: Call, body: messages.FinalizeLoggedModel) -> Json:
    if body.status is None:
        raise missing("status")
    model = services.finalize_model(
        actor=call.actor, model_id=call.path["model_id"], status=model_status_of(body.status)
    )
    return {"model": rendering.logged_model(model)}


def delete(call: Call, _body: Empty) -> None:
    services.delete_model(actor=call.actor, model_id=call.path["model_id"])


def log_params(call: Call, body: messages.ModelParams) -> None:
    services.log_params(
        actor=call.actor, model_id=call.path["model_id"], params=as_dict(body.params)
    )


def set_tags(call: Call, body: messages.ModelTags) -> Json:
    model_id = call.path["model_id"]
    services.set_tags(actor=call.actor, model_id=model_id, tags=as_dict(body.tags))
    model = selectors.get_model(actor=call.actor, model_id=model_id)
    return {"model": rendering.logged_model(model)}


def delete_tag(call: Call, _body: Empty) -> None:
    services.remove_tag(actor=call.actor, model_id=call.path["model_id"], key=call.path["tag_key"])


def search(call: Call, body: messages.SearchLoggedModels) -> Json:
    page = selectors.search_models(
        actor=call.actor,
        experiment_ids=call.experiment_ids(body.experiment_ids or []),
        search=ModelSearch(
            filter=body.filter,
            datasets=[
                ModelDataset(name=d.dataset_name, digest=d.dataset_digest) for d in body.datasets
            ],
            order_by=[
                ModelOrder(
                    field_name=order.field_name,
                    ascending=order.ascending,
                    dataset_name=order.dataset_name,
                    dataset_digest=order.dataset_digest,
                )
                for order in body.order_by
            ],
            limit=body.max_results or MAX_SEARCH,
            page_token=body.page_token,
        ),
    )
    answer: Json = {"models": [rendering.logged_model(model) for model in page.models]}
    if page.next_page_token:
        answer["next_page_token"] = page.next_page_token
    return answer
