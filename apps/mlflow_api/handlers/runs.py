"""Runs: made, changed, read, found."""

from apps.core.errors import Invalid
from apps.experiments.constants import MAX_TAG_VALUE
from apps.experiments.contracts import NewRun, RunInfo, RunSearch
from apps.experiments.selectors import inputs
from apps.experiments.selectors import runs as selectors
from apps.experiments.selectors import search as searches
from apps.experiments.services import runs as services
from apps.experiments.services import tags
from apps.mlflow_api import rendering
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json
from apps.mlflow_api.messages import runs as messages
from apps.mlflow_api.messages.common import RunMessage, as_dict
from apps.mlflow_api.words import run_status_of, view_of
from apps.projects.permissions import Role

MAX_SEARCH = 50_000


def create(call: Call, body: messages.CreateRun) -> Json:
    run = services.create_run(
        actor=call.actor,
        experiment=call.experiment(body.experiment_id, Role.CONTRIBUTOR),
        new=NewRun(
            name=body.run_name,
            start_time_ms=body.start_time or None,
            user_name=body.user_id,
            tags=as_dict(body.tags),
        ),
    )
    values = selectors.values_of([run.pk])[run.pk]
    return {"run": rendering.run(selectors.infos_of([run.pk])[0], values)}


def get(call: Call, body: RunMessage) -> Json:
    return {"run": _whole(selectors.get_run_info(actor=call.actor, run_id=body.run_id))}


def update(call: Call, body: messages.UpdateRun) -> Json:
    only_renamed = body.status is None and body.end_time is None
    role = Role.ANNOTATOR if only_renamed else Role.CONTRIBUTOR
    info = services.update_run(
        actor=call.actor,
        run=selectors.get_run_ref(actor=call.actor, run_id=body.run_id, role=role),
        status=None if body.status is None else run_status_of(body.status),
        # Zero is what an unset number of the protocol reads as.
        end_time_ms=body.end_time or None,
        name=body.run_name or None,
    )
    return {"run_info": rendering.run_info(info)}


def delete(call: Call, body: RunMessage) -> None:
    run = selectors.get_run(actor=call.actor, run_id=body.run_id, role=Role.MAINTAINER)
    services.delete_run(actor=call.actor, run=run)


def restore(call: Call, body: RunMessage) -> None:
    run = selectors.get_run(actor=call.actor, run_id=body.run_id, role=Role.MAINTAINER)
    services.restore_run(actor=call.actor, run=run)


def set_tag(call: Call, body: messages.KeyValue) -> None:
    run = selectors.get_run(actor=call.actor, run_id=body.run_id, role=Role.ANNOTATOR)
    tags.set_tags(actor=call.actor, run=run, tags={body.key: body.value[:MAX_TAG_VALUE]})


def delete_tag(call: Call, body: messages.DeleteTag) -> None:
    run = selectors.get_run(actor=call.actor, run_id=body.run_id, role=Role.ANNOTATOR)
    tags.remove_tags(actor=call.actor, run=run, keys=[body.key])


def search(call: Call, body: messages.SearchRuns) -> Json:
    if not 1 <= body.max_results <= MAX_SEARCH:
        raise Invalid(
            f"Invalid value {body.max_results} for parameter 'max_results' supplied: "
            f"it must be from 1 to {MAX_SEARCH}.",
            fix="Ask for fewer, and follow next_page_token.",
        )
    page = searches.search_runs(
        actor=call.actor,
        experiment_ids=call.experiment_ids(body.experiment_ids),
        search=RunSearch(
            filter=body.filter,
            order_by=tuple(body.order_by),
            view=view_of(body.run_view_type),
            limit=body.max_results,
            page_token=body.page_token,
        ),
    )
    ids = [info.id for info in page.runs]
    values, links = selectors.values_of(ids), inputs.links_of(ids)
    found = [rendering.run(info, values.get(info.id), links.get(info.id)) for info in page.runs]
    answer: Json = {"runs": found}
    if page.next_page_token:
        answer["next_page_token"] = page.next_page_token
    return answer


def _whole(info: RunInfo) -> Json:
    values, links = selectors.values_of([info.id]), inputs.links_of([info.id])
    return rendering.run(info, values.get(info.id), links.get(info.id))
