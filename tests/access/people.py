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


ALLOWED = 0
"""Let through the gate: any answer but 401, 403, 404 and a failure of the server."""

Outcomes = dict[Person, int]


def members(role: Role) -> Outcomes:
    """Members from this role on; the weaker get 403, a stranger 404, nobody 401."""
    outcomes = {Person(each): ALLOWED if each.covers(role) else 403 for each in Role}
    return {Person.ANONYMOUS: 401, Person.STRANGER: 404, **outcomes, Person.ADMIN: ALLOWED}


def signed_in(status: int = ALLOWED) -> Outcomes:
    """Whoever is signed in, all alike; a stranger's answer must not tell of the project."""
    return dict.fromkeys(Person, status) | {Person.ANONYMOUS: 401}


VIEWERS = members(Role.VIEWER)
ANNOTATORS = members(Role.ANNOTATOR)
CONTRIBUTORS = members(Role.CONTRIBUTOR)
MAINTAINERS = members(Role.MAINTAINER)
OWNERS = members(Role.OWNER)
SIGNED_IN = signed_in()
ADMINS = signed_in(403) | {Person.ADMIN: ALLOWED}
ANYBODY = dict.fromkeys(Person, ALLOWED)
NOTHING_THERE = dict.fromkeys(Person, 404)
RUN_TOKENS = signed_in(403)
"""Nobody who comes without the token of the job itself."""


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
    """A status as the tables speak of it: let through, or refused so."""
    if status == ALLOWED or (status not in {401, 403, 404} and (status < 500 or status == 501)):
        return "allowed"
    return str(status)
