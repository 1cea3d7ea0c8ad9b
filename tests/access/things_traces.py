"""A trace with a span, an assessment and a file, as the owner's client makes them."""

from typing import Any

from apps.artifacts.contracts import Owner
from apps.artifacts.services import uploads
from tests.mlflow_api.make import Client
from tests.traces.make import Otlp, export, otlp_span

TRACE = "5a" * 16


def make_traces(client: Client, experiment_id: str, run_id: str, secret: str) -> dict[str, Any]:
    """What stands behind the doors of traces, with the secret in everything that has a name."""
    trace_id = f"tr-{TRACE}"
    span = otlp_span(trace=TRACE, name=secret, attributes={"mlflow.spanInputs": secret})
    export(client, experiment_id, Otlp([span]))
    info = {
        "trace_id": trace_id,
        "trace_location": {"mlflow_experiment": {"experiment_id": experiment_id}},
        "request_time": "2026-01-01T00:00:00Z",
        "execution_duration": "1s",
        "state": "OK",
        "tags": {"mlflow.traceName": secret, "team": secret},
        "trace_metadata": {"mlflow.sourceRun": run_id, "secret": secret},
        "request_preview": secret,
    }
    client.post("/api/3.0/mlflow/traces", trace={"trace_info": info})
    judged = client.post(
        f"/api/3.0/mlflow/traces/{trace_id}/assessments",
        assessment={
            "assessment_name": "good",
            "source": {"source_type": "HUMAN", "source_id": secret},
            "feedback": {"value": secret},
        },
    )
    uploads.put(owner=Owner("trace", trace_id), path="notes.txt", chunks=[secret.encode()])
    return {
        "trace_id": trace_id,
        "assessment_id": judged["assessment"]["assessment_id"],
    }
