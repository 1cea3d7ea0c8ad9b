"""What a transaction that was rolled back said about roles is forgotten; races leave an owner."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from apps.projects import selectors
from apps.projects.errors import LastOwner
from apps.projects.models import Membership, Project
from apps.projects.permissions import Role
from apps.projects.services import members, projects
from tests.accounts.make import make_actor
from tests.projects.make import admin, make_member, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_role_that_was_rolled_back_is_forgotten() -> None:
    project = make_project()
    actor = make_actor()
    with transaction.atomic():
        members.add_person(project, actor=admin(), email=actor.email, role=Role.OWNER)
        assert selectors.role_of(actor=actor, project_id=project.pk) is Role.OWNER
        transaction.set_rollback(True)
    assert selectors.role_of(actor=actor, project_id=project.pk) is None


def test_a_project_that_was_rolled_back_leaves_its_number_to_another() -> None:
    first, second = make_actor(), make_actor()
    with transaction.atomic():
        undone = projects.create_project(actor=first, key="undone")
        assert selectors.role_of(actor=first, project_id=undone.pk) is Role.OWNER
        transaction.set_rollback(True)
    project = projects.create_project(actor=second, key="done")
    assert selectors.role_of(actor=first, project_id=project.pk) is None


def test_of_two_last_owners_who_leave_at_once_one_stays() -> None:
    project = make_project()
    make_member(project, Role.OWNER)
    outcomes: list[str] = []
    leaving = [leave(member, outcomes) for member in Membership.objects.filter(project=project)]
    threads = [threading.Thread(target=each) for each in leaving]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["left", "stayed"]
    assert Project.objects.get(pk=project.pk).memberships.count() == 1


def leave(member: Membership, outcomes: list[str]) -> Callable[[], None]:
    def run() -> None:
        try:
            members.remove_member(member, actor=admin())
            outcomes.append("left")
        except LastOwner:
            outcomes.append("stayed")
        finally:
            connections.close_all()

    return run
