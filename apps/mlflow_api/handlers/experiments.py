"""Experiments."""

from typing import TYPE_CHECKING

from apps.core.errors import Invalid
from apps.experiments.contracts import RunSearch
from apps.experiments.errors import ExperimentNotFound, WrongState
from apps.experiments.selectors import experiments as selectors
from apps.experiments.selectors import inputs
from apps.experiments.services import experiments as services
from apps.experiments.services import tags
from apps.mlflow_api import rendering
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.handlers.scheduled import follow
from apps.mlflow_api.messages import experiments as messages
from apps.mlflow_api.messages.common import as_dict
from apps.mlflow_api.words import view_of
from apps.projects.permissions import Role

if TYPE_CHECKING:
    from apps.experiments.models import Experiment

MAX_SEARCH = 50_000
MAX_DATASET_EXPERIMENTS = 20


def create(call: Call, body: messages.CreateExperiment) -> Json:
    _check_location(body.artifact_location)
    experiment = services.create_experiment(
        actor=call.actor,
        project=call.project(Role.CONTRIBUTOR),
        name=body.name,
        artifact_location=body.artifact_location,
        tags=as_dict(body.tags),
    )
    follow(call.actor, experiment)
    return {"experiment_id": str(experiment.pk)}


def get(call: Call, body: messages.ExperimentMessage) -> Json:
    experiment = call.experiment(body.experiment_id)
    return {"experiment": rendering.experiment(selectors.get_info(experiment))}


def get_by_name(call: Call, body: messages.GetExperimentByName) -> Json:
    project = call.project()
    experiment = selectors.find_experiment(
        actor=call.actor, project_key=project.key, name=body.experiment_name
    )
    if experiment is None:
        raise ExperimentNotFound(
            f"Could not find experiment with name {body.experiment_name!r}.",
            fix=f"The project looked in is {project.key!r}.",
        )
    follow(call.actor, experiment)
    return {"experiment": rendering.experiment(selectors.get_info(experiment))}


def search(call: Call, body: messages.SearchExperiments) -> Json:
    if not 1 <= body.max_results <= MAX_SEARCH:
        raise Invalid(
            f"Invalid value {body.max_results} for parameter 'max_results' supplied: "
            f"it must be from 1 to {MAX_SEARCH}.",
            fix="Ask for fewer, and follow next_page_token.",
        )
    page = selectors.search_experiments(
        actor=call.actor,
        project_key=call.project().key,
        search=RunSearch(
            filter=body.filter,
            order_by=tuple(body.order_by),
            view=view_of(body.view_type),
            limit=body.max_results,
            page_token=body.page_token,
        ),
    )
    answer: Json = {"experiments": [rendering.experiment(info) for info in page.experiments]}
    if page.next_page_token:
        answer["next_page_token"] = page.next_page_token
    return answer


def update(call: Call, body: messages.UpdateExperiment) -> None:
    experiment = call.experiment(body.experiment_id, Role.ANNOTATOR)
    if experiment.deleted_at is not None:
        raise WrongState("A deleted experiment cannot be renamed.", fix="Restore it first.")
    services.rename_experiment(actor=call.actor, experiment=experiment, name=body.new_name)


def delete(call: Call, body: messages.ExperimentMessage) -> None:
    experiment = call.experiment(body.experiment_id, Role.MAINTAINER)
    if experiment.deleted_at is not None:
        raise _not_there(experiment, "active")
    services.delete_experiment(actor=call.actor, experiment=experiment)


def restore(call: Call, body: messages.ExperimentMessage) -> None:
    experiment = call.experiment(body.experiment_id, Role.MAINTAINER)
    if experiment.deleted_at is None:
        raise _not_there(experiment, "deleted")
    services.restore_experiment(actor=call.actor, experiment=experiment)


def set_tag(call: Call, body: messages.SetExperimentTag) -> None:
    experiment = call.experiment(body.experiment_id, Role.ANNOTATOR)
    tags.set_experiment_tags(actor=call.actor, experiment=experiment, tags={body.key: body.value})


def delete_tag(call: Call, body: messages.DeleteExperimentTag) -> None:
    experiment = call.experiment(body.experiment_id, Role.ANNOTATOR)
    tags.remove_experiment_tags(actor=call.actor, experiment=experiment, keys=[body.key])


def search_datasets(call: Call, body: messages.SearchDatasets) -> Json:
    if not 1 <= len(body.experiment_ids) <= MAX_DATASET_EXPERIMENTS:
        raise Invalid(
            f"Between 1 and {MAX_DATASET_EXPERIMENTS} experiment_ids are needed, "
            f"got {len(body.experiment_ids)}.",
            fix="Split the request.",
        )
    found = inputs.search_datasets(
        actor=call.actor, experiment_ids=call.experiment_ids(body.experiment_ids)
    )
    summaries = [
        {
            "experiment_id": str(dataset.experiment_id),
            "name": dataset.name,
            "digest": dataset.digest,
            **({"context": dataset.context} if dataset.context else {}),
        }
        for dataset in found
    ]
    return {"dataset_summaries": summaries}


def _not_there(experiment: "Experiment", state: str) -> ExperimentNotFound:
    """Who deletes or restores looks among the experiments of the other state only."""
    return ExperimentNotFound(
        f"There is no {state} experiment {experiment.pk}.", fix="Nothing is to be done."
    )


def _check_location(location: str) -> None:
    if location.startswith(("runs:", "mlflow-artifacts:")):
        raise Invalid(
            f"The artifact location cannot be {location!r}.",
            fix="Leave it out to keep files in Naiad, or name a bucket such as s3://….",
        )
