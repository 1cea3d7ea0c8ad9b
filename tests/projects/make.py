"""Projects and members for tests."""

import itertools
from dataclasses import dataclass

from django.contrib.auth.models import Group

from apps.accounts import selectors as accounts
from apps.accounts.contracts import Actor
from apps.accounts.models import User
from apps.projects.models import Membership, Project
from apps.projects.permissions import Role
from apps.projects.services import members, projects, service_accounts
from tests.accounts.make import make_actor, make_user

_numbers = itertools.count(1)


def make_project(
    key: str = "",
    *,
    owner: User | None = None,
    visibility: str = Project.Visibility.PRIVATE,
    name: str = "",
) -> Project:
    """A project; with a key and an owner of its own unless they are given."""
    key = key or f"project-{next(_numbers)}"
    actor = accounts.actor_for(owner or make_user())
    return projects.create_project(actor=actor, key=key, name=name, visibility=visibility)


def make_member(project: Project, role: Role = Role.CONTRIBUTOR, user: User | None = None) -> User:
    """A person with this role in the project."""
    user = user or make_user()
    members.add_person(project, actor=admin(), email=user.email, role=role)
    return user


def make_member_actor(project: Project, role: Role = Role.CONTRIBUTOR) -> Actor:
    """The actor of a new person with this role in the project."""
    return make_actor(make_member(project, role))


def make_group_member(project: Project, group: Group, role: Role = Role.VIEWER) -> Membership:
    """The membership of a group with this role in the project."""
    return members.add_group(project, actor=admin(), name=group.name, role=role)


def make_service_account(
    project: Project, role: Role = Role.CONTRIBUTOR, *, name: str = ""
) -> Membership:
    """The membership of a new service account of the project."""
    return service_accounts.create_service_account(
        project, actor=admin(), name=name or f"ci-{next(_numbers)}", role=role
    )


def admin() -> Actor:
    """An admin who exists nowhere: enough to be let through the gate while a test arranges."""
    return Actor(user_id=0, email="arranger@example.org", is_admin=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """One project and one person for each relation to it."""

    project: Project
    stranger: User
    viewer: User
    annotator: User
    contributor: User
    maintainer: User
    owner: User


def make_cast(key: str = "") -> Cast:
    """A private project with a member in each role, and somebody who is none."""
    owner = make_user()
    project = make_project(key, owner=owner)
    weaker = {str(role): make_member(project, role) for role in Role if role is not Role.OWNER}
    return Cast(project=project, stranger=make_user(), owner=owner, **weaker)
