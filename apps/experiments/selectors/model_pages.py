"""Logged models as the portal shows them."""

from collections.abc import Sequence

from apps.accounts.contracts import Actor
from apps.experiments.contracts import LoggedModelDetails, LoggedModelListing, ModelSearch
from apps.experiments.models import Experiment, Run
from apps.experiments.selectors import logged_models
from apps.projects import selectors as projects
from apps.projects.permissions import Role


def get_model_details(*, actor: Actor, model_id: str) -> LoggedModelDetails:
    """The model with where it belongs, and what the actor may do to it.

    Raises:
        ModelNotFound: there is none, or the actor is a stranger to it.
    """
    model = logged_models.get_model_row(actor=actor, model_id=model_id)
    info = logged_models.info_of(model)
    role = projects.role_of(actor=actor, project_id=model.project_id) or Role.VIEWER
    run = model.source_run
    own = not actor.run_id or (run is not None and actor.run_id in {run.run_id, run.origin_run_id})
    concerned = {info.source_run_id, *(metric.run_id for metric in info.metrics)} - {""}
    names = Run.objects.filter(run_id__in=concerned).values_list("run_id", "name")
    return LoggedModelDetails(
        info=info,
        project_key=model.project.key,
        project_name=model.project.name,
        role=role,
        experiment_name=model.experiment.name,
        run_names=dict(names),
        can_annotate=own and role.covers(Role.ANNOTATOR) and Role.ANNOTATOR.scope in actor.scopes,
    )


def list_project_models(
    *, actor: Actor, project_key: str, experiment_ids: Sequence[int] | None, search: ModelSearch
) -> LoggedModelListing:
    """A page of a project's logged models: of all its experiments, or of those named.

    Raises:
        ProjectNotFound: the actor is a stranger to it.
        InvalidFilter, InvalidOrder, BadPageToken: the search is not well put.
    """
    project = projects.get_project(actor=actor, key=project_key)
    own = Experiment.objects.filter(project=project, deleted_at=None)
    if experiment_ids is not None:
        own = own.filter(pk__in=experiment_ids)
    names = dict(own.values_list("pk", "name"))
    page = logged_models.search_models(actor=actor, experiment_ids=sorted(names), search=search)
    runs = Run.objects.filter(run_id__in={info.source_run_id for info in page.models} - {""})
    return LoggedModelListing(
        page=page,
        experiment_names=names,
        run_names=dict(runs.values_list("run_id", "name")),
    )
