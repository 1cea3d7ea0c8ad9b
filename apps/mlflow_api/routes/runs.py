"""Runs, what is logged to them, and the history of their metrics."""

from apps.mlflow_api.contracts import Route
from apps.mlflow_api.handlers import ingest, metrics, runs
from apps.mlflow_api.messages import metrics as m
from apps.mlflow_api.messages import runs as r
from apps.mlflow_api.messages.common import RunMessage
from apps.mlflow_api.routes.lines import API, read, write

ROUTES: tuple[Route, ...] = (
    read("GET", f"{API}/runs/get", runs.get, RunMessage),
    read("POST", f"{API}/runs/search", runs.search, r.SearchRuns),
    read("GET", f"{API}/metrics/get-history", metrics.get_history, m.GetMetricHistory),
    read(
        "GET", f"{API}/metrics/get-history-bulk", metrics.get_history_bulk, m.GetMetricHistoryBulk
    ),
    read(
        "GET",
        f"{API}/metrics/get-history-bulk-interval",
        metrics.get_history_bulk_interval,
        m.GetMetricHistoryBulkInterval,
    ),
    write("POST", f"{API}/runs/create", runs.create, r.CreateRun),
    write("POST", f"{API}/runs/update", runs.update, r.UpdateRun),
    write("POST", f"{API}/runs/delete", runs.delete, RunMessage),
    write("POST", f"{API}/runs/restore", runs.restore, RunMessage),
    write("POST", f"{API}/runs/set-tag", runs.set_tag, r.KeyValue),
    write("POST", f"{API}/runs/delete-tag", runs.delete_tag, r.DeleteTag),
    write("POST", f"{API}/runs/log-batch", ingest.log_batch, r.LogBatch),
    write("POST", f"{API}/runs/log-metric", ingest.log_metric, r.LogMetric),
    write("POST", f"{API}/runs/log-parameter", ingest.log_parameter, r.KeyValue),
    write("POST", f"{API}/runs/log-inputs", ingest.log_inputs, r.LogInputs),
    write("POST", f"{API}/runs/outputs", ingest.log_outputs, r.LogOutputs),
    write("POST", f"{API}/runs/log-model", ingest.log_model, r.LogModel),
)
