"""Spans by OpenTelemetry's own protocol."""

from apps.experiments.selectors import runs
from apps.mlflow_api.call import Call
from apps.mlflow_api.contracts import LaneResponse
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.wire import missing
from apps.projects.permissions import Role
from apps.traces.constants import MAX_LINKED_TRACES
from apps.traces.services import links, spans
from apps.traces.spans import otlp

EXPERIMENT_HEADER = "x-mlflow-experiment-id"
RUN_HEADER = "x-mlflow-run-id"


def export(call: Call, _body: Empty) -> LaneResponse:
    headers = call.request.headers
    experiment_id = headers.get(EXPERIMENT_HEADER, "").strip()
    if not experiment_id:
        raise missing(EXPERIMENT_HEADER)
    content_type = headers.get("content-type", "")
    experiment = call.experiment(experiment_id, Role.CONTRIBUTOR)
    run_id = headers.get(RUN_HEADER, "")
    run = (
        runs.get_run_ref(actor=call.actor, run_id=run_id, role=Role.CONTRIBUTOR) if run_id else None
    )
    records = otlp.read(
        call.request.body,
        content_type=content_type,
        encoding=headers.get("content-encoding", ""),
    )
    ended = spans.log_spans(actor=call.actor, experiment=experiment, records=records)
    if run is not None:
        for start in range(0, len(ended), MAX_LINKED_TRACES):
            part = ended[start : start + MAX_LINKED_TRACES]
            links.link_to_run(run=run, trace_ids=part)
    if content_type.startswith(otlp.JSON):
        return LaneResponse(body=b"{}")
    return LaneResponse(body=b"", content_type=otlp.PROTOBUF)
