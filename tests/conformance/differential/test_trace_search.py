"""Searching traces: the same filters and orders find the same traces."""

import uuid
from typing import Any

import pytest

from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here, Question
from tests.conformance.differential.marks import DIFFERENTIAL_IN_SQL
from tests.conformance.differential.tracing import V3, info
from tests.traces.make import Otlp, otlp_span

pytestmark = DIFFERENTIAL_IN_SQL

FILTERS = [
    "trace.status = 'OK'",
    "status != 'OK'",
    "attributes.status IN ('OK', 'ERROR')",
    "status NOT IN ('OK')",
    "attributes.timestamp_ms > 1714555800000",
    "timestamp_ms >= 1714555800000 AND execution_time_ms < 2000",
    "execution_time > 500",
    "end_time >= 1714555802000",
    "trace.name = 'alpha'",
    "name LIKE 'al%'",
    "name ILIKE 'AL%'",
    "name RLIKE '^(al|be)'",
    "tags.team = 'vision'",
    "tag.team != 'vision'",
    "tags.team LIKE '%s%'",
    "tags.`two words` = 'x y'",
    "tags.team IS NULL",
    "tags.team IS NOT NULL",
    "metadata.custom = 'one'",
    "request_metadata.custom != 'one'",
    "metadata.`mlflow.trace.session` = 's1'",
    "metadata.`mlflow.trace.session` IS NULL",
    "metadata.`mlflow.trace.tokenUsage` IS NOT NULL",
    "metadata.`mlflow.trace.user` = 'ada'",
    "client_request_id = 'r-1'",
    "client_request_id LIKE 'r-%'",
    "feedback.score > 0.4",
    "feedback.score <= 0.4",
    "feedback.verdict = 'yes'",
    "feedback.verdict != 'yes'",
    "feedback.verdict LIKE '%e%'",
    "feedback.passed = 'true'",
    "feedback.score IS NULL",
    "feedback.score IS NOT NULL",
    "expectation.answer = '42'",
    "expectation.answer IS NOT NULL",
    "span.name = 'retrieve'",
    "span.name LIKE 'ret%' AND span.type = 'RETRIEVER'",
    "span.name = 'retrieve' AND span.type = 'LLM'",
    "span.status = 'ERROR'",
    "span.type IN ('LLM', 'TOOL')",
    "span.attributes.color LIKE '%blue%'",
    "span.content LIKE '%blue%'",
    "trace.text LIKE '%penguin%'",
    "tags.team = 'vision' AND trace.status = 'OK' AND span.name = 'retrieve'",
]
BAD_FILTERS = [
    "status > 'OK'",
    "nothing = 'x'",
    "params.a = 'x'",
    "tags.team > 'x'",
    "name = 5",
    "status = 'OK' OR status = 'ERROR'",
    "span.color = 'x'",
    "span.content = 'x'",
    "feedback.score > 'x'",
    "prompt LIKE 'x/1'",
    "prompt = 'x'",
    "status =",
]
ORDERS = [
    ["timestamp_ms ASC"],
    ["execution_time_ms DESC"],
    ["status ASC", "timestamp_ms DESC"],
    ["name ASC"],
    ["tags.team DESC"],
    ["metadata.custom ASC"],
    ["end_time DESC"],
]
BAD_ORDERS = [["nothing ASC"], ["span.name"], ["feedback.score"], ["timestamp_ms UPWARDS"]]


def told(number: int, experiment_id: str) -> dict[str, Any]:
    """One of six traces that differ in all that can be searched."""
    metadata = {"custom": ("one", "two", "three")[number % 3]} if number else {}
    tags = {"mlflow.traceName": ("alpha", "beta", "gamma", "Alpine", "delta", "alps")[number]}
    if number % 2:
        tags |= {"team": ("", "vision", "", "speech", "", "Vision")[number], "two words": "x y"}
    if number in {1, 2}:
        metadata |= {"mlflow.trace.session": "s1", "mlflow.trace.user": "ada"}
        metadata |= {
            "mlflow.trace.tokenUsage": '{"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}'
        }
    judgements: dict[int, list[tuple[str, str, Any]]] = {
        0: [("score", "feedback", 0.2), ("verdict", "feedback", "yes")],
        1: [("score", "feedback", 0.9), ("passed", "feedback", True)],
        2: [("verdict", "feedback", "no"), ("answer", "expectation", "42")],
        3: [("answer", "expectation", 42)],
    }
    judged = judgements.get(number, [])
    return info(
        experiment_id,
        request_time=f"2024-05-01T09:3{number}:00Z",
        execution_duration=f"{number + 0.5}s",
        state=("OK", "OK", "ERROR", "IN_PROGRESS", "OK", "STATE_UNSPECIFIED")[number],
        client_request_id=f"r-{number}" if number < 3 else None,
        tags=tags,
        trace_metadata=metadata,
        assessments=[
            {
                "assessment_id": f"a-{uuid.uuid4().hex}",
                "assessment_name": name,
                "source": {"source_type": "CODE", "source_id": "c"},
                kind: {"value": value},
                "create_time": "2024-05-01T10:00:00Z",
                "last_update_time": "2024-05-01T10:00:00Z",
            }
            for name, kind, value in judged
        ],
    )


def arrange(here: Here) -> tuple[str, dict[str, int]]:
    """The six traces, with spans; which number each id has."""
    experiment_id = here.experiment()
    numbers = {}
    for number in range(6):
        trace = told(number, experiment_id)
        trace = {key: value for key, value in trace.items() if value is not None}
        digits = str(trace["trace_id"]).removeprefix("tr-")
        kind = ("RETRIEVER", "LLM", "TOOL")[number % 3]
        attributes = {"mlflow.spanType": kind, "color": ("red", "blue", "green")[number % 3]}
        if number == 4:
            attributes["mlflow.spanOutputs"] = "a Penguin and a penguin"
        spans = [
            otlp_span(trace=digits, span=1, name="root"),
            otlp_span(
                trace=digits,
                span=2,
                parent=1,
                name=("retrieve", "think")[number % 2],
                attributes=attributes,
                error="no" if number == 2 else "",
            ),
        ]
        headers = {
            "x-mlflow-experiment-id": experiment_id,
            "Content-Type": "application/x-protobuf",
        }
        here.send("POST", "/v1/traces", content=Otlp(spans).body, headers=headers)
        here.send("POST", f"{V3}/traces", json={"trace": {"trace_info": trace}})
        numbers[trace["trace_id"]] = number
    return experiment_id, numbers


def test_searches_find_the_same_traces(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, numbers = arrange(here)
        place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": experiment_id}}
        asked: list[dict[str, Any]] = [{"filter": text} for text in (*FILTERS, *BAD_FILTERS)]
        asked += [{"order_by": order} for order in (*ORDERS, *BAD_ORDERS)]
        here.ask(
            f"{V3}/traces/search",
            [Question(str(each), {"locations": [place], **each}) for each in asked],
            shown=lambda answer: [numbers[each["trace_id"]] for each in answer.get("traces", [])],
        )

    both(scenario)


def test_pages_follow_each_other(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, numbers = arrange(here)
        place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": experiment_id}}
        body: dict[str, Any] = {"locations": [place], "max_results": 4}
        first = here.send("POST", f"{V3}/traces/search", json=body).json()
        body["page_token"] = first["next_page_token"]
        second = here.send("POST", f"{V3}/traces/search", json=body).json()
        pages = [[numbers[t["trace_id"]] for t in page["traces"]] for page in (first, second)]
        here.note("pages", str(pages))
        here.note("end", "next_page_token" in second)
        search = f"{V3}/traces/search"
        here.post("too many", search, {"locations": [place], "max_results": 501})
        here.post("too few", search, {"locations": [place], "max_results": 0})
        here.post("no place", search, {})
        here.post(
            "bad token",
            search,
            {"locations": [place], "page_token": "nonsense"},
        )

    both(scenario)


METRICS: list[dict[str, Any]] = [
    {
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
    },
    {
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "dimensions": ["trace_status"],
    },
    {
        "view_type": "TRACES",
        "metric_name": "session_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
    },
    {
        "view_type": "TRACES",
        "metric_name": "latency",
        "aggregations": [
            {"aggregation_type": "AVG"},
            {"aggregation_type": "PERCENTILE", "percentile_value": 90},
            {"aggregation_type": "MAX"},
        ],
    },
    {
        "view_type": "TRACES",
        "metric_name": "total_tokens",
        "aggregations": [{"aggregation_type": "SUM"}, {"aggregation_type": "MIN"}],
    },
    {
        "view_type": "SPANS",
        "metric_name": "span_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "dimensions": ["span_type", "span_status"],
    },
    {
        "view_type": "SPANS",
        "metric_name": "latency",
        "aggregations": [{"aggregation_type": "AVG"}],
        "dimensions": ["span_name"],
    },
    {
        "view_type": "ASSESSMENTS",
        "metric_name": "assessment_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "dimensions": ["assessment_name", "assessment_value"],
    },
    {
        "view_type": "ASSESSMENTS",
        "metric_name": "assessment_value",
        "aggregations": [{"aggregation_type": "AVG"}],
        "dimensions": ["assessment_name"],
    },
    {
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "time_interval_seconds": 120,
        "start_time_ms": 1714555800000,
        "end_time_ms": 1714556100000,
    },
    {
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "filters": ["trace.status = 'OK'", "trace.metadata.custom = 'two'"],
    },
    {
        "view_type": "SPANS",
        "metric_name": "span_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "filters": ["span.name = 'retrieve'", "trace.tag.team = 'vision'"],
    },
    {
        "view_type": "TRACES",
        "metric_name": "nothing",
        "aggregations": [{"aggregation_type": "COUNT"}],
    },
    {
        "view_type": "TRACES",
        "metric_name": "latency",
        "aggregations": [{"aggregation_type": "COUNT"}],
    },
    {
        "view_type": "TRACES",
        "metric_name": "latency",
        "aggregations": [{"aggregation_type": "AVG"}],
        "dimensions": ["span_name"],
    },
    {
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "time_interval_seconds": 60,
    },
    {
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "filters": ["span.name = 'a'"],
    },
    {
        "view_type": "TRACES",
        "metric_name": "trace_count",
        "aggregations": [{"aggregation_type": "COUNT"}],
        "filters": ["trace.color = 'a'"],
    },
]


def test_numbers_add_up_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id, _ = arrange(here)
        questions = (
            Question(
                f"{number} {asked['metric_name']}", {"experiment_ids": [experiment_id], **asked}
            )
            for number, asked in enumerate(METRICS)
        )
        here.ask(f"{V3}/traces/metrics", questions)

    both(scenario)


def rounded(answer: dict[str, float]) -> dict[str, float]:
    """The numbers as far as the order of adding up does not show; 0 is not -0."""
    return {key: round(value, 9) + 0.0 for key, value in answer.items()}


@pytest.mark.parametrize("base", ["", "status = 'OK'"])
def test_filters_go_together_alike(both: Both, base: str) -> None:
    def scenario(here: Here) -> None:
        experiment_id, _ = arrange(here)
        pairs = [
            ("tags.team IS NOT NULL", "feedback.score IS NOT NULL"),
            ("name LIKE 'al%'", "name LIKE 'al%'"),
            ("name = 'alpha'", "name = 'beta'"),
            ("name = 'nobody'", "name = 'beta'"),
        ]
        for first, second in pairs:
            body = {
                "experiment_ids": [experiment_id],
                "filter_string1": first,
                "filter_string2": second,
            }
            body |= {"base_filter": base} if base else {}
            address = f"{V3}/traces/calculate-filter-correlation"
            here.post(f"{first} + {second}", address, body, shown=rounded)

    both(scenario)
