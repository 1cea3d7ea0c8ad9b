"""Scorers: kept for the clients that run them."""

from apps.core.errors import Invalid
from apps.evaluation.contracts import OnlineScoring, ScorerInfo
from apps.evaluation.selectors import scorers as selectors
from apps.evaluation.services import scorers as services
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import evaluation as messages
from apps.mlflow_api.wire import missing
from apps.projects.permissions import Role


def register(call: Call, body: messages.RegisterScorer) -> Json:
    info = services.register_scorer(
        actor=call.actor,
        experiment_id=call.experiment(body.experiment_id, Role.CONTRIBUTOR).pk,
        name=body.name,
        serialized=body.serialized_scorer,
    )
    return {
        "version": info.version,
        "scorer_id": info.scorer_id,
        "experiment_id": str(info.experiment_id),
        "name": info.name,
        "serialized_scorer": info.serialized,
        "creation_time": info.created_at_ms,
    }


def list_newest(call: Call, body: messages.ListScorers) -> Json:
    if body.experiment_id and body.experiment_ids:
        raise Invalid(
            "Cannot specify both 'experiment_id' and 'experiment_ids'.", fix="Send one of them."
        )
    if body.experiment_ids:
        ids = call.experiment_ids(body.experiment_ids)
        found = selectors.list_scorers_of(actor=call.actor, experiment_ids=ids)
    elif body.experiment_id:
        experiment_id = call.experiment(body.experiment_id).pk
        found = selectors.list_scorers(actor=call.actor, experiment_id=experiment_id)
    else:
        project_id = call.project().pk
        found = selectors.list_scorers_of_project(actor=call.actor, project_id=project_id)
    return {"scorers": [_rendered(info) for info in found]}


def list_versions(call: Call, body: messages.NamedScorer) -> Json:
    experiment_id = call.experiment(body.experiment_id).pk
    found = selectors.list_versions(actor=call.actor, experiment_id=experiment_id, name=body.name)
    return {"scorers": [_rendered(info) for info in found]}


def get(call: Call, body: messages.NamedScorer) -> Json:
    info = selectors.get_version(
        actor=call.actor,
        experiment_id=call.experiment(body.experiment_id).pk,
        name=body.name,
        number=body.version,
    )
    return {"scorer": _rendered(info)}


def delete(call: Call, body: messages.NamedScorer) -> None:
    services.delete_scorer(
        actor=call.actor,
        experiment_id=call.experiment(body.experiment_id, Role.MAINTAINER).pk,
        name=body.name,
        number=body.version,
    )


def list_online(call: Call, body: messages.OnlineConfigs) -> Json:
    if not body.scorer_ids:
        raise missing("scorer_ids")
    found = selectors.list_online(actor=call.actor, scorer_ids=body.scorer_ids)
    return {"configs": [_online(each) for each in found]}


def set_online(call: Call, body: messages.OnlineConfig) -> Json:
    scoring = services.set_online(
        actor=call.actor,
        experiment_id=call.experiment(body.experiment_id, Role.CONTRIBUTOR).pk,
        name=body.name,
        sample_rate=body.sample_rate or 0.0,
        filter_string=body.filter_string,
    )
    return {"config": _online(scoring)}


def _rendered(info: ScorerInfo) -> Json:
    return {
        "experiment_id": info.experiment_id,
        "scorer_name": info.name,
        "scorer_version": info.version,
        "serialized_scorer": info.serialized,
        "creation_time": info.created_at_ms,
        "scorer_id": info.scorer_id,
    }


def _online(scoring: OnlineScoring) -> Json:
    rendered: Json = {
        "online_scoring_config_id": scoring.config_id,
        "scorer_id": scoring.scorer_id,
        "sample_rate": scoring.sample_rate,
        "experiment_id": str(scoring.experiment_id),
    }
    if scoring.filter_string is not None:
        rendered["filter_string"] = scoring.filter_string
    return rendered
