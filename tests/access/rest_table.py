"""Who may do what through the REST API and every other address. One line a door.

A route that is not here fails `test_access_matrix`. Names in braces are fields of `World`.
"""

from tests.access.people import (
    ADMINS,
    ALLOWED,
    ANNOTATORS,
    ANYBODY,
    BY_HAND,
    CONTRIBUTORS,
    MAINTAINERS,
    NOTHING_THERE,
    OWNERS,
    SIGNED_IN,
    THE_JOB,
    VIEWERS,
    Door,
    Person,
    door,
)

_SESSION = "/api/v1/session"
_GROUP = "/api/v1/groups/{group_id}"
_PROJECT = "/api/v1/projects/{key}"
_ACCOUNT = f"{_PROJECT}/service-accounts/{{user_id}}"
# A person of no importance, in whatever part the address names them.
_OTHER_USER = "/api/v1/users/{user_id}"

# Somebody else's: a person finds nothing there, a job may not even look
NOBODYS = NOTHING_THERE | {Person.ANONYMOUS: 401, Person.JOB: 403}

CONFIG: tuple[Door, ...] = (
    door("GET", "/health", ANYBODY),
    door("GET", "/ready", ANYBODY),
    door("GET", "/api/v1/schema", SIGNED_IN),
    door("GET", "/api/v1/^.*$", NOTHING_THERE, knock="/api/v1/nothing"),
    door("GET", "/^(?!api/|ajax-api/|static/|ws/).*$", ANYBODY, knock="/projects/{key}"),
)

ACCOUNTS: tuple[Door, ...] = (
    door("GET", _SESSION, ANYBODY),
    # 401 for the password, whoever sends it
    door("POST", _SESSION, dict.fromkeys(Person, 401), {"email": "a@b.org", "password": "x"}),
    door("DELETE", _SESSION, ANYBODY),
    door("POST", f"{_SESSION}/link", dict.fromkeys(Person, 401), {"token": "x"}),
    door("GET", "/api/v1/me", SIGNED_IN),
    door("PATCH", "/api/v1/me", BY_HAND, {"display_name": "A"}),
    door("POST", "/api/v1/me/password", BY_HAND, {"new_password": "a long new one"}),
    door("GET", "/api/v1/users", SIGNED_IN),
    door("POST", "/api/v1/users", ADMINS, {"email": "new@example.org"}),
    door("PATCH", _OTHER_USER, ADMINS, {"is_active": False}),
    door("POST", f"{_OTHER_USER}/sign-in-link", ADMINS),
    door("GET", "/api/v1/groups", SIGNED_IN),
    door("POST", "/api/v1/groups", ADMINS, {"name": "new"}),
    door("DELETE", _GROUP, ADMINS),
    door("POST", f"{_GROUP}/members", ADMINS, {"email": "{user_email}"}),
    door("DELETE", f"{_GROUP}/members/{{user_id}}", ADMINS),
    door("GET", "/api/v1/tokens", SIGNED_IN),
    door("POST", "/api/v1/tokens", BY_HAND, {"name": "t", "scopes": ["read"]}),
    door("DELETE", "/api/v1/tokens/{token_id}", NOBODYS),
)

PROJECTS: tuple[Door, ...] = (
    door("GET", "/api/v1/projects", SIGNED_IN),
    door("POST", "/api/v1/projects", BY_HAND, {"key": "brand-new"}),
    door("GET", _PROJECT, VIEWERS),
    door("PATCH", _PROJECT, OWNERS, {"description": "d"}),
    door("DELETE", _PROJECT, OWNERS),
    door("GET", f"{_PROJECT}/members", VIEWERS),
    door("POST", f"{_PROJECT}/members", MAINTAINERS, {"email": "{user_email}", "role": "viewer"}),
    door("PATCH", f"{_PROJECT}/members/{{member_id}}", MAINTAINERS, {"role": "annotator"}),
    door("DELETE", f"{_PROJECT}/members/{{member_id}}", MAINTAINERS),
    door("GET", f"{_PROJECT}/service-accounts", MAINTAINERS),
    door("POST", f"{_PROJECT}/service-accounts", MAINTAINERS, {"name": "new", "role": "viewer"}),
    door("DELETE", _ACCOUNT, MAINTAINERS, knock=_ACCOUNT.replace("user_id", "account_id")),
    door(
        "GET",
        f"{_ACCOUNT}/tokens",
        MAINTAINERS,
        knock=f"{_ACCOUNT}/tokens".replace("user_id", "account_id"),
    ),
    door(
        "POST",
        f"{_ACCOUNT}/tokens",
        MAINTAINERS,
        {"name": "t", "scopes": ["read"]},
        knock=f"{_ACCOUNT}/tokens".replace("user_id", "account_id"),
    ),
    door(
        "DELETE",
        f"{_ACCOUNT}/tokens/{{token_id}}",
        MAINTAINERS,
        knock=f"{_PROJECT}/service-accounts/{{account_id}}/tokens/{{account_token_id}}",
    ),
)

_RUN = "/api/v1/runs/{run_id}"

_EXPERIMENT = "/api/v1/experiments/{experiment_id}"
_RUN_IDS = {"run_ids": ["{run_id}"]}

EXPERIMENTS: tuple[Door, ...] = (
    door("GET", f"{_PROJECT}/experiments", VIEWERS),
    # A job's script may name an experiment that is not there yet.
    door("POST", f"{_PROJECT}/experiments", CONTRIBUTORS | {Person.JOB: ALLOWED}, {"name": "new"}),
    door("GET", _EXPERIMENT, VIEWERS),
    door("PATCH", _EXPERIMENT, ANNOTATORS, {"description": "d"}),
    door("DELETE", _EXPERIMENT, MAINTAINERS),
    door("POST", f"{_EXPERIMENT}/restore", MAINTAINERS),
    door("POST", f"{_PROJECT}/runs/search", VIEWERS, {}),
    door("POST", f"{_PROJECT}/runs/delete", MAINTAINERS, _RUN_IDS),
    door("POST", f"{_PROJECT}/runs/restore", MAINTAINERS, _RUN_IDS),
    door("GET", f"{_PROJECT}/attributes", VIEWERS),
    door("POST", "/api/v1/runs/series", VIEWERS, {"run_ids": ["{run_id}"], "keys": ["loss"]}),
    door("GET", _RUN, VIEWERS),
    door("PATCH", _RUN, ANNOTATORS, {"name": "n"}),
    door("GET", f"{_RUN}/params", VIEWERS),
    door("GET", f"{_RUN}/metrics", VIEWERS),
    door("GET", f"{_RUN}/console", VIEWERS),
    door("GET", f"{_RUN}/console/download", VIEWERS),
    door("GET", f"{_RUN}/models", VIEWERS),
    door("GET", f"{_RUN}/children", VIEWERS),
    door("GET", f"{_RUN}/artifacts", VIEWERS),
    door("GET", f"{_RUN}/artifacts/content", VIEWERS, query="path=notes.txt"),
)

_JOB = "/api/v1/jobs/{job_id}"
_AGENT = "/api/v1/agent/attempts/{attempt_id}"
_NEW_JOB = {"name": "train", "command": ["true"], "target": "{target}"}

JOBS: tuple[Door, ...] = (
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

DOORS: tuple[Door, ...] = (*CONFIG, *ACCOUNTS, *PROJECTS, *EXPERIMENTS, *JOBS)
