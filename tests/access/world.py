"""One private project with everything in it, and one person for each relation to it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor, Scope
from apps.accounts.models import User
from apps.accounts.services import tokens
from apps.core import clock
from apps.projects.models import Membership
from apps.projects.services import projects, service_accounts
from tests.access.people import Door, Person
from tests.accounts.make import make_admin, make_group, make_token, make_token_text, make_user
from tests.projects.make import Cast, admin, make_cast, make_member, make_service_account

SECRET = "zanzibar"
"""Stands in every name of the project, and in no answer to a stranger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The project's people, and the names that stand in braces in the tables."""

    cast: Cast
    admin: User
    job_token: str
    names: Mapping[str, Any]

    def user(self, person: Person) -> User | None:
        """Who that is; nobody when they are anonymous."""
        if person is Person.ANONYMOUS:
            return None
        if person is Person.JOB:
            return self.cast.contributor
        return self.admin if person is Person.ADMIN else getattr(self.cast, str(person))

    def token(self, person: Person) -> str:
        """A token of that person; of a job its own, which may do less."""
        if person is Person.JOB:
            return self.job_token
        user = self.user(person)
        return make_token_text(user) if user else ""

    def actor(self, person: Person) -> Actor | None:
        """The actor of that person."""
        if person is Person.JOB:
            return accounts.authenticate_token(self.job_token)
        user = self.user(person)
        return accounts.actor_for(user) if user else None

    def tells_of_itself(self, answer: str, *, asked: str) -> bool:
        """Whether something of the project stands in an answer, besides what was asked."""
        for words in sorted(re.findall(r"[\w.-]+", asked), key=len, reverse=True):
            answer = answer.replace(words, "")
        return SECRET in answer.lower()

    def asked_at(self, door: Door) -> str:
        """All that somebody says who knocks at the door."""
        parts = (door.knock or door.path, door.query, door.body)
        return " ".join(json.dumps(self.fill(part)) for part in parts)

    def fill(self, template: Any) -> Any:
        """The template with this world's names in its braces."""
        match template:
            case str():
                return _filled(template, self.names)
            case dict():
                return {key: self.fill(value) for key, value in template.items()}
            case list():
                return [self.fill(value) for value in template]
            case _:
                return template


def _filled(template: str, names: Mapping[str, Any]) -> Any:
    for name, value in names.items():
        if template == f"{{{name}}}":
            return value
        template = template.replace(f"{{{name}}}", str(value))
    return template


def make_world() -> World:
    """Everything that a door needs on its other side."""
    cast = make_cast(f"{SECRET}-room")
    projects.update_project(cast.project, name=f"The {SECRET} project")
    _, job_token = tokens.create_run_token(
        user_id=cast.contributor.pk,
        run_id="f" * 32,
        project_key=cast.project.key,
        expires_at=clock.now() + timedelta(hours=1),
    )
    return World(
        cast=cast,
        admin=make_admin(),
        job_token=job_token,
        names={**_accounts(), **_projects(cast)},
    )


def _accounts() -> dict[str, Any]:
    user = make_user()
    return {
        "user_id": user.pk,
        "user_email": user.email,
        "group_id": make_group(members=[user]).pk,
        "token_id": make_token(user)[0].pk,
    }


def _projects(cast: Cast) -> dict[str, Any]:
    account = make_service_account(cast.project)
    token, _ = service_accounts.create_service_token(
        account, actor=admin(), name="ci", scopes=[Scope.READ]
    )
    guest = make_member(cast.project)
    return {
        "key": cast.project.key,
        "member_id": Membership.objects.get(project=cast.project, user=guest).pk,
        "account_id": account.user_id,
        "account_token_id": token.pk,
    }
