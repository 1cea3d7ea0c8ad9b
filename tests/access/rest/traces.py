"""Doors of the REST API: traces."""

from tests.access.people import ANNOTATORS, MAINTAINERS, VIEWERS, Door, and_jobs, door

_EXPERIMENT = "/api/v1/experiments/{experiment_id}/traces"
_TRACE = "/api/v1/traces/{trace_id}"
_ASSESSMENT = f"{_TRACE}/assessments/{{assessment_id}}"

DOORS: tuple[Door, ...] = (
    door("POST", "/api/v1/projects/{key}/traces/search", VIEWERS, {}),
    door("POST", f"{_EXPERIMENT}/search", VIEWERS, {}),
    door("POST", f"{_EXPERIMENT}/delete", MAINTAINERS, {"trace_ids": ["{trace_id}"]}),
    door("GET", "/api/v1/runs/{run_id}/traces", VIEWERS),
    door("GET", _TRACE, VIEWERS),
    door("PATCH", _TRACE, ANNOTATORS, {"tags": {"k": "v"}}),
    door(
        "POST",
        f"{_TRACE}/assessments",
        and_jobs(ANNOTATORS),
        {"name": "n", "kind": "feedback", "value": True},
    ),
    door("PATCH", _ASSESSMENT, ANNOTATORS, {"rationale": "r"}),
    door("DELETE", _ASSESSMENT, ANNOTATORS),
)
