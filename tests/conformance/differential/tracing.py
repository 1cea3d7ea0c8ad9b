"""How the tests of traces tell them to a server, and read them."""

import uuid
from collections.abc import Callable
from typing import Any

from mlflow.entities import AssessmentSource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.conformance.differential.here import Here
from tests.traces.make import Otlp

V3 = "/api/3.0/mlflow"
PERSON = AssessmentSource("HUMAN", "ada")


def send(here: Here, label: str, experiment_id: str, *spans: Span, **more: Any) -> None:
    """Send spans by OTLP."""
    headers = {
        "x-mlflow-experiment-id": experiment_id,
        "Content-Type": "application/x-protobuf",
        **more.pop("headers", {}),
    }
    body = more.pop("content", None) or Otlp(spans, more.pop("resource", {})).body
    here.request(label, "POST", "/v1/traces", content=body, headers=headers, **more)


def info(experiment_id: str, **fields: Any) -> dict[str, Any]:
    """A trace as clients tell of it."""
    return {
        "trace_id": f"tr-{uuid.uuid4().hex}",
        "trace_location": {
            "type": "MLFLOW_EXPERIMENT",
            "mlflow_experiment": {"experiment_id": experiment_id},
        },
        "request_time": "2024-05-01T10:00:00.250Z",
        "execution_duration": "1.500s",
        "state": "OK",
        **fields,
    }


def without(*names: str) -> Callable[[Any], Any]:
    """An answer without the members of these names, at any depth."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(each) for key, each in value.items() if key not in names}
        return [strip(each) for each in value] if isinstance(value, list) else value

    return strip


# Ids in base64 are random, as the same ids in digits are, which are compared.
NO_IDS = without("trace_id")
NO_TIMES = without("create_time", "last_update_time")


def start(here: Here, label: str, told: dict[str, Any], **more: Any) -> str:
    here.post(label, f"{V3}/traces", {"trace": {"trace_info": told}}, **more)
    return str(told.get("trace_id", ""))


def read(here: Here, label: str, trace_id: str) -> None:
    """Both ways of reading a trace with its spans, which are in one order on both sides."""
    here.get(f"{label}: info", f"{V3}/traces/{trace_id}")
    asked = {"trace_id": trace_id, "allow_partial": "true"}
    here.get(label, f"{V3}/traces/get", params=asked, shown=NO_IDS)
