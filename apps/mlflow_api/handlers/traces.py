"""Traces: kept, read, found, deleted, linked."""

import json

from apps.artifacts.contracts import DownloadRequest, Owner
from apps.artifacts.selectors import downloads
from apps.core.errors import Invalid
from apps.experiments.selectors import runs
from apps.mlflow_api import trace_rendering as rendering
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import Json, LaneResponse
from apps.mlflow_api.handlers.assessments import new_assessment
from apps.mlflow_api.messages import traces as messages
from apps.mlflow_api.messages.common import Empty, as_dict
from apps.mlflow_api.trace_words import duration_ms, state_of, time_ms
from apps.mlflow_api.wire import missing
from apps.projects.permissions import Role
from apps.traces.constants import DATA_FILE, MAX_BATCH, MAX_PAGE
from apps.traces.contracts import NewTrace, TracePage, TraceSearch
from apps.traces.selectors import content
from apps.traces.selectors import search as searches
from apps.traces.selectors import traces as selectors
from apps.traces.services import links, tags
from apps.traces.services import traces as services

ATTACHMENTS = "attachments"


def start(call: Call, body: messages.StartTrace) -> Json:
    sent = body.trace.trace_info if body.trace else None
    if sent is None:
        raise missing("trace.trace_info")
    place = sent.trace_location.mlflow_experiment if sent.trace_location else None
    if place is None or not place.experiment_id:
        raise missing("trace.trace_info.trace_location.mlflow_experiment")
    info = services.start_trace(
        actor=call.actor,
        experiment=call.experiment(place.experiment_id, Role.CONTRIBUTOR),
        new=_new(sent),
    )
    return {"trace": {"trace_info": rendering.info(info)}}


def get(call: Call, _body: Empty) -> Json:
    info = selectors.get_info(actor=call.actor, trace_id=call.path["trace_id"])
    return {"trace": {"trace_info": rendering.info(info)}}


def get_whole(call: Call, body: messages.GetTrace) -> Json:
    trace = content.get_whole(
        actor=call.actor, trace_id=body.trace_id, allow_partial=body.allow_partial
    )
    return {"trace": rendering.whole(trace)}


def batch_get(call: Call, body: messages.BatchGet) -> Json:
    found = content.list_whole(
        actor=call.actor, trace_ids=_checked_ids(body), experiment_ids=_experiment_ids(call, body)
    )
    return {"traces": [rendering.whole(trace) for trace in found]}


def batch_get_infos(call: Call, body: messages.BatchGet) -> Json:
    found = selectors.list_infos(
        actor=call.actor, trace_ids=_checked_ids(body), experiment_ids=_experiment_ids(call, body)
    )
    return {"trace_infos": [rendering.info(info) for info in found]}


def search(call: Call, body: messages.SearchTraces) -> Json:
    places = [each.mlflow_experiment for each in body.locations]
    ids = [place.experiment_id for place in places if place is not None]
    if not body.locations:
        raise missing("locations")
    page = _found(call, ids, body)
    return {"traces": [rendering.info(info) for info in page.traces], **_token(page)}


def search_of_two(call: Call, body: messages.SearchTracesOfTwo) -> Json:
    if not body.experiment_ids:
        raise missing("experiment_ids")
    page = _found(call, body.experiment_ids, body)
    return {"traces": [rendering.info_of_two(info) for info in page.traces], **_token(page)}


def begin(call: Call, body: messages.BeginTrace) -> Json:
    info = services.begin_trace(
        actor=call.actor,
        experiment=call.experiment(body.experiment_id, Role.CONTRIBUTOR),
        new=NewTrace(
            trace_id="",
            request_time_ms=body.timestamp_ms,
            state="IN_PROGRESS",
            tags=as_dict(body.tags),
            metadata=as_dict(body.request_metadata),
        ),
    )
    return {"trace_info": rendering.info_of_two(info)}


def end(call: Call, body: messages.EndTrace) -> Json:
    info = services.end_trace(
        actor=call.actor,
        row=selectors.get_trace_row(
            actor=call.actor, trace_id=call.path["trace_id"], role=Role.CONTRIBUTOR
        ),
        end_time_ms=body.timestamp_ms,
        state=state_of(body.status),
        tags=as_dict(body.tags),
        metadata=as_dict(body.request_metadata),
    )
    return {"trace_info": rendering.info_of_two(info)}


def get_of_two(call: Call, _body: Empty) -> Json:
    info = selectors.get_info(actor=call.actor, trace_id=call.path["trace_id"])
    return {"trace_info": rendering.info_of_two(info)}


def set_tag(call: Call, body: messages.SetTag) -> None:
    row = selectors.get_trace_row(
        actor=call.actor, trace_id=call.path["trace_id"], role=Role.ANNOTATOR
    )
    tags.set_tags(actor=call.actor, trace=row, tags={body.key: body.value})


def delete_tag(call: Call, body: messages.DeleteTag) -> None:
    row = selectors.get_trace_row(
        actor=call.actor, trace_id=call.path["trace_id"], role=Role.ANNOTATOR
    )
    tags.remove_tags(actor=call.actor, trace=row, keys=[body.key])


def delete(call: Call, body: messages.DeleteTraces) -> Json:
    count = services.delete_traces(
        actor=call.actor,
        experiment=call.experiment(body.experiment_id, Role.MAINTAINER),
        trace_ids=body.request_ids,
        max_time_ms=body.max_timestamp_millis,
        most=body.max_traces,
    )
    return {"traces_deleted": count}


def link_to_run(call: Call, body: messages.LinkToRun) -> None:
    run = runs.get_run_ref(actor=call.actor, run_id=body.run_id, role=Role.CONTRIBUTOR)
    links.link_to_run(run=run, trace_ids=body.trace_ids)


def link_prompts(call: Call, body: messages.LinkPrompts) -> None:
    row = selectors.get_trace_row(
        actor=call.actor, trace_id=body.trace_id, role=Role.CONTRIBUTOR, only_adds=True
    )
    prompts = [(each.name, str(each.version)) for each in body.prompt_versions]
    links.link_prompts(trace=row, prompts=prompts)


def download(call: Call, body: messages.TraceFile) -> LaneResponse:
    """The spans as a file, or a file that was attached to one of them."""
    if body.path:
        return _attachment(call, body)
    trace = content.get_whole(actor=call.actor, trace_id=body.request_id, allow_partial=True)
    return LaneResponse(
        body=json.dumps({"spans": trace.spans}).encode(),
        content_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{DATA_FILE}"'},
    )


def _attachment(call: Call, body: messages.TraceFile) -> LaneResponse:
    row = selectors.get_trace_row(actor=call.actor, trace_id=body.request_id)
    file = downloads.open_download(
        owner=Owner("trace", row.trace_id),
        path=f"{ATTACHMENTS}/{body.path}",
        request=DownloadRequest.of_headers(call.request.headers, attachment=True),
    )
    headers = {name.lower(): value for name, value in file.headers.items()}
    content_type = headers.pop("content-type", "application/octet-stream")
    return LaneResponse(
        status=file.status, content_type=content_type, headers=headers, stream=file.chunks
    )


def _new(sent: messages.Info) -> NewTrace:
    if not sent.trace_id:
        raise missing("trace.trace_info.trace_id")
    return NewTrace(
        trace_id=sent.trace_id,
        request_time_ms=time_ms(sent.request_time, "request_time"),
        duration_ms=duration_ms(sent.execution_duration),
        state=state_of(sent.state),
        client_request_id=sent.client_request_id,
        request_preview=sent.request_preview,
        response_preview=sent.response_preview,
        tags=sent.tags,
        metadata=sent.trace_metadata,
        assessments=[new_assessment(each) for each in sent.assessments],
    )


def _found(
    call: Call, ids: list[str], body: messages.SearchTraces | messages.SearchTracesOfTwo
) -> TracePage:
    if not 1 <= body.max_results <= MAX_PAGE:
        raise Invalid(
            f"Invalid value {body.max_results} for parameter 'max_results' supplied: "
            f"it must be from 1 to {MAX_PAGE}.",
            fix="Ask for fewer, and follow next_page_token.",
        )
    return searches.search_traces(
        actor=call.actor,
        experiment_ids=call.experiment_ids(ids),
        search=TraceSearch(
            filter=body.filter,
            order_by=tuple(body.order_by),
            limit=body.max_results,
            page_token=body.page_token,
        ),
    )


def _token(page: TracePage) -> Json:
    return {"next_page_token": page.next_page_token} if page.next_page_token else {}


def _checked_ids(body: messages.BatchGet) -> list[str]:
    if not body.trace_ids:
        raise missing("trace_ids")
    if len(body.trace_ids) > MAX_BATCH:
        raise Invalid(
            f"At most {MAX_BATCH} traces at once, got {len(body.trace_ids)}.", fix="Ask in parts."
        )
    return body.trace_ids


def _experiment_ids(call: Call, body: messages.BatchGet) -> list[int] | None:
    return None if body.experiment_ids is None else call.experiment_ids(body.experiment_ids)
