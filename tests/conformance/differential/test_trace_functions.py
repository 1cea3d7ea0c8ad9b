"""The functions that begin and end traces by hand, and those that link and group them."""

from typing import Any

import mlflow
import pytest
from mlflow.entities import Feedback, Trace

from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def told(trace: Trace | None) -> Any:
    """What a trace says that is no id and no time."""
    if trace is None:
        return None
    spans = [
        (span.name, span.inputs, span.outputs, span.status.status_code.name)
        for span in trace.data.spans
    ]
    return {
        "state": trace.info.state.name,
        "request": trace.info.request_preview,
        "response": trace.info.response_preview,
        "tags": {k: v for k, v in trace.info.tags.items() if not k.startswith("mlflow.")},
        "spans": spans,
    }


def test_traces_by_hand(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, experiment_id = here.client, here.experiment()
        mlflow.set_experiment(experiment_id=experiment_id)
        root = client.start_trace("root", inputs={"q": 1}, tags={"a": "1"})
        child = client.start_span("child", root.trace_id, root.span_id, inputs={"x": 1})
        client.end_span(root.trace_id, child.span_id, outputs={"y": 2}, status="ERROR")
        client.end_trace(root.trace_id, outputs={"a": 3})
        mlflow.flush_trace_async_logging()
        here.see("by the client", lambda: told(client.get_trace(root.trace_id)))
        free = mlflow.start_span_no_context("free", inputs={"q": 2})
        free.end(outputs={"a": 4})
        mlflow.flush_trace_async_logging()
        here.see("without a context", lambda: told(mlflow.get_trace(free.trace_id)))
        logged = mlflow.log_trace("told", request={"q": 3}, response={"a": 5}, tags={"b": "2"})
        mlflow.flush_trace_async_logging()
        here.see("told", lambda: told(mlflow.get_trace(logged)))
        whole = mlflow.get_trace(free.trace_id)
        assert whole is not None
        with mlflow.start_span("around") as span:
            mlflow.add_trace(whole)
            here.note("active", mlflow.get_active_trace_id() == span.trace_id)
        mlflow.flush_trace_async_logging()
        here.see("merged", lambda: told(mlflow.get_trace(span.trace_id)))
        here.see("tag", mlflow.set_trace_tag, logged, "c", "3")
        here.see("delete tag", mlflow.delete_trace_tag, logged, "b")
        here.see("delete no tag", mlflow.delete_trace_tag, logged, "b")
        here.see("tagged", lambda: told(mlflow.get_trace(logged)))
        here.see("assess", mlflow.log_assessment, logged, Feedback(name="good", value=True))

    both(scenario)


def test_links_of_traces(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, experiment_id = here.client, here.experiment()
        mlflow.set_experiment(experiment_id=experiment_id)
        traces = [mlflow.log_trace(f"t{number}", request=number) for number in range(3)]
        mlflow.flush_trace_async_logging()
        run_id = here.run(experiment_id)

        def linked() -> int:
            return len(client.search_traces(locations=[experiment_id], run_id=run_id))

        here.see("link", client.link_traces_to_run, traces[:2], run_id)
        here.see("link again", client.link_traces_to_run, traces[:2], run_id)
        here.see("linked", linked)
        with pytest.raises(NotImplementedError):
            # Of no server: the client knows how for Databricks only.
            client.unlink_traces_from_run(traces[:1], run_id)

    both(scenario)


def test_sessions(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        mlflow.set_experiment(experiment_id=experiment_id)

        @mlflow.trace
        def answer(session: str) -> str:
            mlflow.update_current_trace(metadata={"mlflow.trace.session": session})
            return session

        for session in ("one", "two", "one"):
            answer(session)
        mlflow.flush_trace_async_logging()
        found: Any = mlflow.search_sessions(locations=[experiment_id])
        here.note("sessions", sorted(len(session) for session in found))

    both(scenario)
