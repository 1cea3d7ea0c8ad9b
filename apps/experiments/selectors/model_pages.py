"""A logged model as its own page shows it."""

from apps.accounts.contracts import Actor
from apps.experiments.contracts import LoggedModelDetails
from apps.experiments.models import Run
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
