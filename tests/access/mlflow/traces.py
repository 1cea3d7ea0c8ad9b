"""Doors of MLflow's protocol: traces and what is thought of them."""

from tests.access.mlflow.addresses import V2, get
from tests.access.people import (
    ANNOTATORS,
    CONTRIBUTORS,
    MAINTAINERS,
    SIGNED_IN,
    VIEWERS,
    Door,
    and_jobs,
    door,
    signed_in,
)

V3 = "/api/3.0/mlflow"
_TRACE = f"{V3}/traces/{{trace_id}}"
_TWO = f"{V2}/traces/{{trace_id}}"
_ASSESSMENT = f"{_TRACE}/assessments/{{assessment_id}}"
_HERE = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "{experiment_id}"}}
_NEW = {
    "trace_id": "tr-0123456789abcdef0123456789abcdef",
    "trace_location": _HERE,
    "request_time": "2026-01-01T00:00:00Z",
    "state": "OK",
}
_TAG = {"key": "k", "value": "v"}
_FEEDBACK = {"assessment_name": "n", "source": {"source_type": "CODE"}, "feedback": {"value": 1}}
_DELETE = {"experiment_id": "{experiment_id}", "request_ids": ["{trace_id}"]}
_FILTERS = {"filter_string1": "status = 'OK'", "filter_string2": "name = 'a'"}
_METRICS = {
    "experiment_ids": ["{experiment_id}"],
    "view_type": "TRACES",
    "metric_name": "trace_count",
    "aggregations": [{"aggregation_type": "COUNT"}],
}

DOORS: tuple[Door, ...] = (
    # The experiment stands in a header, which doors do not send: tests/traces/test_otlp_gate.py
    # knocks with it.
    door("POST", "/v1/traces", signed_in(400), {}),
    # A job's script traces what it does.
    door("POST", f"{V3}/traces", and_jobs(CONTRIBUTORS), {"trace": {"trace_info": _NEW}}),
    get(f"{V3}/traces/get", VIEWERS, "trace_id={trace_id}"),
    get(f"{V3}/traces/batchGet", SIGNED_IN, "trace_ids={trace_id}"),
    door("POST", f"{V3}/traces/batchGetInfos", SIGNED_IN, {"trace_ids": ["{trace_id}"]}),
    door("POST", f"{V3}/traces/search", SIGNED_IN, {"locations": [_HERE]}),
    door("POST", f"{V3}/traces/delete-traces", MAINTAINERS, _DELETE),
    door(
        "POST",
        f"{V3}/traces/calculate-filter-correlation",
        SIGNED_IN,
        {"experiment_ids": ["{experiment_id}"], **_FILTERS},
    ),
    door("POST", f"{V3}/traces/metrics", SIGNED_IN, _METRICS),
    get(_TRACE, VIEWERS),
    door("PATCH", f"{_TRACE}/tags", ANNOTATORS, _TAG),
    door("DELETE", f"{_TRACE}/tags", ANNOTATORS, {"key": "team"}),
    # A job that evaluates says what it thinks of traces that it did not make.
    door("POST", f"{_TRACE}/assessments", and_jobs(ANNOTATORS), {"assessment": _FEEDBACK}),
    get(_ASSESSMENT, VIEWERS),
    door(
        "PATCH",
        _ASSESSMENT,
        ANNOTATORS,
        {"assessment": {"rationale": "r"}, "update_mask": "rationale"},
    ),
    door("DELETE", _ASSESSMENT, ANNOTATORS),
    door(
        "POST",
        f"{V2}/traces/link-to-run",
        CONTRIBUTORS,
        {"run_id": "{run_id}", "trace_ids": ["{trace_id}"]},
    ),
    door(
        "POST",
        f"{V2}/traces/link-prompts",
        and_jobs(CONTRIBUTORS),
        {"trace_id": "{trace_id}", "prompt_versions": [{"name": "p", "version": "1"}]},
    ),
    door("POST", f"{V2}/traces/delete-traces", MAINTAINERS, _DELETE),
    get(f"{V2}/traces", SIGNED_IN, "experiment_ids={experiment_id}"),
    door(
        "POST",
        f"{V2}/traces",
        and_jobs(CONTRIBUTORS),
        {"experiment_id": "{experiment_id}", "timestamp_ms": 1},
    ),
    door("PATCH", _TWO, CONTRIBUTORS, {"timestamp_ms": 1_800_000_000_000, "status": "OK"}),
    get(f"{_TWO}/info", VIEWERS),
    door("PATCH", f"{_TWO}/tags", ANNOTATORS, _TAG),
    door("DELETE", f"{_TWO}/tags", ANNOTATORS, {"key": "team"}),
    get("/ajax-api/2.0/mlflow/get-trace-artifact", VIEWERS, "request_id={trace_id}"),
    get("/ajax-api/3.0/mlflow/get-trace-artifact", VIEWERS, "request_id={trace_id}"),
)
