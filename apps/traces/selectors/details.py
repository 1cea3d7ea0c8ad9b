"""A trace as its own page shows it."""

from apps.accounts.contracts import Actor
from apps.projects import selectors as projects
from apps.projects.permissions import Role
from apps.traces.contracts import TraceDetails, WholeTrace
from apps.traces.models import TracePrompt
from apps.traces.selectors import content, traces


def get_details(*, actor: Actor, trace_id: str) -> TraceDetails:
    """The trace as its own page shows it.

    Raises:
        TraceNotFound: there is none, or the actor is a stranger to it.
    """
    row = traces.get_trace_row(actor=actor, trace_id=trace_id)
    role = projects.role_of(actor=actor, project_id=row.project_id) or Role.VIEWER
    own = actor.run_id in {"", row.origin_run_id}

    def may(needed: Role) -> bool:
        return own and role.covers(needed) and needed.scope in actor.scopes

    prompts = TracePrompt.objects.filter(trace=row.pk).order_by("prompt")
    return TraceDetails(
        trace=WholeTrace(info=traces.infos_of([row.pk])[0], spans=content.spans_of_trace(row)),
        prompts=list(prompts.values_list("prompt", flat=True)),
        project_key=row.project.key,
        project_name=row.project.name,
        role=role,
        can_annotate=may(Role.ANNOTATOR),
        can_delete=may(Role.MAINTAINER),
    )
