"""Traces and their assessments, MLflow 3's addresses and 2's, and OpenTelemetry's."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import assessments, otlp, trace_numbers, traces
from apps.mlflow_api.messages import traces as t
from apps.mlflow_api.messages.common import Empty
from apps.mlflow_api.routes.lines import API, API_3, raw, read, transfer, write

_ONE = f"{API_3}/traces/{{trace_id}}"
_ASSESSED = f"{_ONE}/assessments"
_OF_TWO = f"{API}/traces/{{trace_id}}"

ROUTES: tuple[Route, ...] = (
    raw("POST", "/v1/traces", otlp.export),
    write("POST", f"{API_3}/traces", traces.start, t.StartTrace),
    transfer("GET", f"{API_3}/traces/get", traces.get_whole, t.GetTrace),
    read("GET", f"{API_3}/traces/batchGet", traces.batch_get, t.BatchGet),
    read("POST", f"{API_3}/traces/batchGetInfos", traces.batch_get_infos, t.BatchGet),
    read("POST", f"{API_3}/traces/search", traces.search, t.SearchTraces),
    write("POST", f"{API_3}/traces/delete-traces", traces.delete, t.DeleteTraces),
    read("POST", f"{API_3}/traces/metrics", trace_numbers.query, t.QueryMetrics),
    read(
        "POST",
        f"{API_3}/traces/calculate-filter-correlation",
        trace_numbers.correlate,
        t.Correlate,
    ),
    read("GET", _ONE, traces.get, Empty),
    write("PATCH", f"{_ONE}/tags", traces.set_tag, t.SetTag),
    write("DELETE", f"{_ONE}/tags", traces.delete_tag, t.DeleteTag),
    write("POST", _ASSESSED, assessments.create, t.CreateAssessment),
    read("GET", f"{_ASSESSED}/{{assessment_id}}", assessments.get, Empty),
    write("PATCH", f"{_ASSESSED}/{{assessment_id}}", assessments.update, t.UpdateAssessment),
    write("DELETE", f"{_ASSESSED}/{{assessment_id}}", assessments.delete, Empty),
    write("POST", f"{API}/traces/link-to-run", traces.link_to_run, t.LinkToRun),
    write("POST", f"{API}/traces/link-prompts", traces.link_prompts, t.LinkPrompts),
    write("POST", f"{API}/traces/delete-traces", traces.delete, t.DeleteTraces),
    # MLflow 2's
    read("GET", f"{API}/traces", traces.search_of_two, t.SearchTracesOfTwo),
    write("POST", f"{API}/traces", traces.begin, t.BeginTrace),
    write("PATCH", _OF_TWO, traces.end, t.EndTrace),
    read("GET", f"{_OF_TWO}/info", traces.get_of_two, Empty),
    write("PATCH", f"{_OF_TWO}/tags", traces.set_tag, t.SetTag),
    write("DELETE", f"{_OF_TWO}/tags", traces.delete_tag, t.DeleteTag),
    # The stock UI's
    transfer("GET", "/ajax-api/2.0/mlflow/get-trace-artifact", traces.download, t.TraceFile),
    transfer("GET", "/ajax-api/3.0/mlflow/get-trace-artifact", traces.download, t.TraceFile),
)
