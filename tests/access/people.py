"""Who knocks, and what may happen to each of them."""

from dataclasses import dataclass
from enum import StrEnum

from apps.projects.permissions import Role


class Person(StrEnum):
    """A relation to the project whose doors are tried."""

    ANONYMOUS = "anonymous"
    STRANGER = "stranger"
    VIEWER = "viewer"
    ANNOTATOR = "annotator"
    CONTRIBUTOR = "contributor"
    MAINTAINER = "maintainer"
    OWNER = "owner"
    ADMIN = "admin"
    JOB = "job"
    """The token of a contributor's job, which writes that job's run and nothing else."""


ALLOWED = 0
"""Let through the gate; see `described`."""

Outcomes = dict[Person, int]


def members(role: Role) -> Outcomes:
    """Members from this role on; the weaker get 403, a stranger 404, nobody 401.

    A job reads what its person reads. What else it may do, a line says of itself.
    """
    outcomes = {Person(each): ALLOWED if each.covers(role) else 403 for each in Role}
    return {
        Person.ANONYMOUS: 401,
        Person.STRANGER: 404,
        **outcomes,
        Person.ADMIN: ALLOWED,
        Person.JOB: ALLOWED if role is Role.VIEWER else 403,
    }


def signed_in(status: int = ALLOWED) -> Outcomes:
    """Whoever is signed in, all alike; a stranger's answer must not tell of the project."""
    return dict.fromkeys(Person, status) | {Person.ANONYMOUS: 401}


VIEWERS = members(Role.VIEWER)
ANNOTATORS = members(Role.ANNOTATOR)
CONTRIBUTORS = members(Role.CONTRIBUTOR)
MAINTAINERS = members(Role.MAINTAINER)
OWNERS = members(Role.OWNER)
SIGNED_IN = signed_in()
BY_HAND = signed_in() | {Person.JOB: 403}
"""Whoever is signed in, but no job."""
ADMINS = signed_in(403) | {Person.ADMIN: ALLOWED}
ANYBODY = dict.fromkeys(Person, ALLOWED)
NOTHING_THERE = dict.fromkeys(Person, 404)
THE_JOB = signed_in(404) | {Person.JOB: ALLOWED}
"""The job itself, and nobody else."""


def and_jobs(outcomes: Outcomes) -> Outcomes:
    """The same, and jobs as well."""
    return outcomes | {Person.JOB: ALLOWED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """A route with one method, who may pass, and what to knock with.

    Braces in the path, the query and the body are filled from the `World`.
    """

    method: str
    path: str
    outcomes: Outcomes
    query: str = ""
    body: object = None
    content_type: str = "application/json"
    knock: str = ""
    """The address to call, where the path is an expression and not a template."""

    @property
    def name(self) -> str:
        """As a test's id."""
        return f"{self.method} {self.path}"


def door(method: str, path: str, outcomes: Outcomes, body: object = None, **more: str) -> Door:
    """A line of the table."""
    return Door(method=method, path=path, outcomes=outcomes, body=body, **more)


def described(status: int) -> str:
    """A status as the tables speak of it: let through, or the refusal's number.

    A conflict, what this installation cannot do (501) and what is not there at the moment (503)
    come after the gate; 400 may come before it, and says that the line's body is wrong.
    """
    return "allowed" if status < 400 or status in {409, 501, 503} else str(status)
