"""Doors of the REST API: jobs."""

from tests.access.people import CONTRIBUTORS, MAINTAINERS, THE_JOB, VIEWERS, Door, door

_PROJECT = "/api/v1/projects/{key}"
_JOB = "/api/v1/jobs/{job_id}"
_AGENT = "/api/v1/agent/attempts/{attempt_id}"
_NEW_JOB = {"name": "train", "command": ["true"], "target": "{target}"}

DOORS: tuple[Door, ...] = (
    door("GET", f"{_PROJECT}/jobs", VIEWERS),
    door("POST", f"{_PROJECT}/jobs", CONTRIBUTORS, _NEW_JOB),
    door("GET", f"{_PROJECT}/targets", VIEWERS),
    door(
        "POST",
        f"{_PROJECT}/code",
        CONTRIBUTORS,
        "print()",
        query="filename=a.py",
        content_type="text/x-python",
    ),
    door("GET", _JOB, VIEWERS),
    # Somebody else's job; one's own is a contributor's to steer
    door("POST", f"{_JOB}/cancel", MAINTAINERS),
    door("POST", f"{_JOB}/retry", MAINTAINERS),
    door("GET", f"{_AGENT}/code", THE_JOB),
    door(
        "POST",
        f"{_AGENT}/log",
        THE_JOB,
        "hello",
        query="offset=0",
        content_type="application/octet-stream",
    ),
    door("POST", f"{_AGENT}/status", THE_JOB, {"phase": "RUNNING"}),
)
