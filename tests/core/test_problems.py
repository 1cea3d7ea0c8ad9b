"""Every refusal of the REST API has one shape."""

import pytest
from django.http import Http404
from rest_framework import exceptions

from apps.core import errors
from apps.core.api import problems
from tests.accounts.make import make_client, make_user

SHAPE = {"type", "title", "status", "code", "detail", "fix"}

RAISED = [
    (errors.NotFound("No.", run_id="a"), 404, "not_found"),
    (errors.Conflict("No."), 409, "conflict"),
    (errors.StorageFull("No."), 507, "storage_full"),
    (exceptions.ValidationError({"name": ["No."]}), 400, "invalid"),
    (exceptions.ParseError(), 400, "invalid"),
    (exceptions.NotAuthenticated(), 401, "not_authenticated"),
    (exceptions.AuthenticationFailed(), 401, "not_authenticated"),
    (exceptions.PermissionDenied(), 403, "permission_denied"),
    (exceptions.NotFound(), 404, "not_found"),
    (Http404(), 404, "not_found"),
    (exceptions.Throttled(wait=3), 429, "rate_limited"),
    (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
    (exceptions.UnsupportedMediaType("text/x"), 415, "unsupported_media_type"),
]


@pytest.mark.parametrize(
    ("raised", "status", "code"), RAISED, ids=lambda value: type(value).__name__
)
def test_whatever_is_raised_becomes_a_problem(raised: Exception, status: int, code: str) -> None:
    answer = problems.handle_exception(raised, {})
    assert answer is not None
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.data is not None
    assert answer.data.keys() >= SHAPE
    assert (answer.data["status"], answer.data["code"]) == (status, code)


def test_a_bug_is_no_problem_of_the_clients() -> None:
    assert problems.handle_exception(ZeroDivisionError(), {}) is None


def test_details_stand_beside_the_rest() -> None:
    assert problems.problem(errors.NotFound("No.", run_id="a"))["run_id"] == "a"


@pytest.mark.parametrize(
    ("error", "header"),
    [
        (errors.RateLimited("Slow down.", retry_after=7), ("Retry-After", "7")),
        (errors.NotAuthenticated("Who?"), ("WWW-Authenticate", 'Bearer realm="naiad"')),
        (exceptions.NotAuthenticated(), ("WWW-Authenticate", 'Bearer realm="naiad"')),
    ],
)
def test_headers_go_with_the_refusal(error: Exception, header: tuple[str, str]) -> None:
    answer = problems.handle_exception(error, {})
    assert answer is not None
    assert answer.headers.get(header[0]) == header[1]


def test_nested_messages_are_named_by_their_place() -> None:
    detail = {"resources": {"cpus": ["Too many."]}, "items": [{}, {"key": ["Odd."]}], "name": "No."}
    assert problems.field_errors(detail) == {
        "resources.cpus": ["Too many."],
        "items[1].key": ["Odd."],
        "name": ["No."],
    }
    assert problems.field_errors(["Wrong."]) == {"non_field_errors": ["Wrong."]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nowhere", 404),
        ("put", "/api/v1/me", 405),
        ("get", "/api/v1/projects/unknown", 404),
    ],
)
def test_every_door_of_the_api_answers_with_a_problem(method: str, path: str, status: int) -> None:
    answer = getattr(make_client(make_user()), method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json().keys() >= SHAPE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [("{", "application/json", 400), ("a=1", "text/plain", 415), ("NaN", "application/json", 400)],
)
def test_a_bad_body_is_a_problem(body: str, content_type: str, status: int) -> None:
    answer = make_client(make_user()).post("/api/v1/projects", body, content_type=content_type)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
