"""Traces: what is told of them, tags, links and their end."""

import uuid

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL
from tests.conformance.differential.tracing import (
    V3,
    info,
    start,
    without,
)

pytestmark = DIFFERENTIAL


def test_a_told_trace_is_answered_as_it_was_told(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        told = info(
            experiment_id,
            client_request_id="r-1",
            request_preview="q",
            response_preview="a",
            tags={"mlflow.traceName": "n", "team": "a", "mlflow.artifactLocation": "file:///etc"},
            trace_metadata={
                "mlflow.trace.session": "s",
                "mlflow.trace.tokenUsage": '{"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}',
                "mlflow.trace.cost": '{"input_cost": 0.5, "output_cost": 0.25, "total_cost": 0.75}',
                "custom": "x",
            },
            assessments=[
                {
                    "assessment_id": f"a-{uuid.uuid4().hex}",
                    "assessment_name": "good",
                    "source": {"source_type": "CODE", "source_id": "c"},
                    "feedback": {"value": [1, "a", None]},
                    "create_time": "2024-05-01T10:00:00Z",
                    "last_update_time": "2024-05-01T10:00:00Z",
                }
            ],
        )
        trace_id = start(here, "start", told)
        start(here, "again", told)
        here.get("read", f"{V3}/traces/{trace_id}")
        start(
            here,
            "changed",
            {
                **told,
                "state": "ERROR",
                "tags": {"more": "1"},
                "request_preview": "q2",
                "trace_metadata": {"other": "y"},
            },
            # MLflow's answer lacks the tags that are new; who reads them finds them.
            shown=without("tags"),
        )
        here.get("merged", f"{V3}/traces/{trace_id}")
        here.get(
            "partial",
            f"{V3}/traces/get",
            params={"trace_id": trace_id, "allow_partial": "true"},
            differs=differences.SPANS_OF_FILES,
        )
        start(
            here,
            "elsewhere",
            {**told, "trace_location": info(here.experiment("f"))["trace_location"]},
        )

    both(scenario)


def test_bad_traces_are_refused(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        here.post("nothing", f"{V3}/traces", {})
        start(here, "path", info(experiment_id, trace_id="a/b"))
        start(here, "query", info(experiment_id, trace_id="a?b"))
        start(here, "nowhere", info("987654321"))
        here.get("unknown", f"{V3}/traces/tr-0")
        here.get("unknown whole", f"{V3}/traces/get", params={"trace_id": "tr-0"})
        here.get("no id", f"{V3}/traces/get")
        here.get("unknown batch", f"{V3}/traces/batchGet", params={"trace_ids": "tr-0"})
        here.post("unknown infos", f"{V3}/traces/batchGetInfos", {"trace_ids": ["tr-0"]})
        here.post("no infos", f"{V3}/traces/batchGetInfos", {})

    both(scenario)


def test_tags_are_set_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        trace_id = start(here, "start", info(here.experiment(), tags={"a": "1"}))
        client = here.client
        here.see("set", client.set_trace_tag, trace_id, "b", "2")
        here.see("over", client.set_trace_tag, trace_id, "b", "3")
        here.see("name", client.set_trace_tag, trace_id, "mlflow.traceName", "n")
        here.see("long", client.set_trace_tag, trace_id, "long", "x" * 9_000)
        here.get("read", f"{V3}/traces/{trace_id}")
        here.see("delete", client.delete_trace_tag, trace_id, "b")
        here.see("delete name", client.delete_trace_tag, trace_id, "mlflow.traceName")
        here.see("gone", client.delete_trace_tag, trace_id, "b")
        here.see("gone name", client.delete_trace_tag, trace_id, "mlflow.traceName")
        here.request(
            "ours",
            "PATCH",
            f"{V3}/traces/{trace_id}/tags",
            json={"key": "mlflow.artifactLocation", "value": "x"},
        )
        here.request("no key", "PATCH", f"{V3}/traces/{trace_id}/tags", json={"value": "x"})
        here.request(
            "bad key", "PATCH", f"{V3}/traces/{trace_id}/tags", json={"key": "a?*", "value": "x"}
        )
        here.request("unknown", "PATCH", f"{V3}/traces/tr-0/tags", json={"key": "k", "value": "x"})
        here.get("after", f"{V3}/traces/{trace_id}")

    both(scenario)


def test_old_clients_begin_and_end_traces(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        body = {
            "experiment_id": experiment_id,
            "timestamp_ms": 1_000,
            "request_metadata": [{"key": "mlflow.trace_schema.version", "value": "2"}],
            "tags": [{"key": "mlflow.traceName", "value": "old"}, {"key": "a", "value": "1"}],
        }
        begun = here.post("begin", "traces", body)
        trace_id = begun["trace_info"]["request_id"]
        here.get("open", f"traces/{trace_id}/info")
        ended = {
            "timestamp_ms": 3_500,
            "status": "OK",
            "request_metadata": [{"key": "k", "value": "v"}],
            "tags": [{"key": "b", "value": "2"}],
        }
        here.request("end", "PATCH", f"traces/{trace_id}", json=ended)
        here.get("ended", f"traces/{trace_id}/info")
        here.get("as today", f"{V3}/traces/{trace_id}")
        here.get(
            "search",
            "traces",
            params={"experiment_ids": experiment_id, "filter": "attributes.status = 'OK'"},
        )
        here.get("nothing", "traces/tr-0/info")
        here.get("no experiments", "traces")
        here.post("no experiment", "traces", {**body, "experiment_id": "987654321"})

    both(scenario)


def test_traces_are_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        ids = [
            start(here, f"start {n}", info(experiment_id, request_time=f"2024-05-0{n}T00:00:00Z"))
            for n in range(1, 6)
        ]
        client = here.client
        here.see("by id", client.delete_traces, experiment_id, trace_ids=[ids[4], "tr-0"])
        here.see(
            "oldest",
            client.delete_traces,
            experiment_id,
            max_timestamp_millis=1_714_694_400_000,
            max_traces=1,
        )
        here.see(
            "up to", client.delete_traces, experiment_id, max_timestamp_millis=1_714_694_400_000
        )
        here.see(
            "left",
            lambda: [
                t.info.trace_id
                for t in client.search_traces(locations=[experiment_id], include_spans=False)
            ],
        )
        here.post("nothing", "traces/delete-traces", {"experiment_id": experiment_id})
        here.post(
            "both",
            "traces/delete-traces",
            {"experiment_id": experiment_id, "request_ids": ids, "max_timestamp_millis": 1},
        )
        here.post(
            "none",
            "traces/delete-traces",
            {"experiment_id": experiment_id, "max_traces": 0, "max_timestamp_millis": 1},
        )
        here.post(
            "elsewhere",
            "traces/delete-traces",
            {"experiment_id": here.experiment("f"), "request_ids": ids},
        )

    both(scenario)


def test_traces_belong_to_runs_and_prompts(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        run_id = here.run(experiment_id)
        linked = start(here, "linked", info(experiment_id))
        start(
            here,
            "made in it",
            info(
                experiment_id,
                trace_metadata={"mlflow.sourceRun": run_id},
                request_time="2024-05-02T00:00:00Z",
            ),
        )
        start(here, "neither", info(experiment_id))
        here.post(
            "link", "traces/link-to-run", {"run_id": run_id, "trace_ids": [linked, linked, "tr-0"]}
        )
        found = here.client.search_traces
        here.see(
            "of run",
            lambda: [
                t.info.trace_id
                for t in found(locations=[experiment_id], run_id=run_id, include_spans=False)
            ],
        )
        here.post("too many", "traces/link-to-run", {"run_id": run_id, "trace_ids": ["t"] * 101})
        here.post("no run", "traces/link-to-run", {"run_id": "0" * 32, "trace_ids": [linked]})
        prompts = {"trace_id": linked, "prompt_versions": [{"name": "p", "version": "3"}]}
        here.post("prompt", "traces/link-prompts", prompts)
        here.post("prompt again", "traces/link-prompts", prompts)
        here.see(
            "of prompt",
            lambda: [
                t.info.trace_id
                for t in found(
                    locations=[experiment_id], filter_string='prompt = "p/3"', include_spans=False
                )
            ],
        )
        here.post("no trace", "traces/link-prompts", {**prompts, "trace_id": "tr-0"})

    both(scenario)
