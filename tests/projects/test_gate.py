"""The one gate: who gets into a project, and what the others are told."""

import pytest
from django.contrib.auth import get_user_model
from guardian.shortcuts import get_objects_for_user, get_perms
from pytest_django import DjangoAssertNumQueries

from apps.accounts.contracts import Scope
from apps.accounts.errors import MissingScope
from apps.accounts.models import User
from apps.accounts.services import groups, users
from apps.projects import selectors
from apps.projects.errors import ProjectNotFound, RoleTooWeak
from apps.projects.models import Project
from apps.projects.permissions import Role, implied
from apps.projects.services import members, projects
from tests.accounts.make import make_actor, make_group, make_token_actor, make_user
from tests.projects.make import admin, make_cast, make_group_member, make_member, make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_a_member_passes_up_to_their_role(role: Role) -> None:
    project = make_project()
    actor = make_actor(make_member(project, role))
    for needed in Role:
        if role.covers(needed):
            selectors.require_role(actor=actor, project_id=project.pk, role=needed)
        else:
            with pytest.raises(RoleTooWeak):
                selectors.require_role(actor=actor, project_id=project.pk, role=needed)


def test_a_stranger_is_told_the_same_as_if_there_were_no_project() -> None:
    make_project("secret")
    stranger = make_actor()
    with pytest.raises(ProjectNotFound) as hidden:
        selectors.get_project(actor=stranger, key="secret")
    with pytest.raises(ProjectNotFound) as missing:
        selectors.get_project(actor=stranger, key="missing")
    assert hidden.value.message == missing.value.message
    assert hidden.value.details == missing.value.details == {}


def test_a_weak_member_is_told_the_needed_role_and_who_can_grant_it() -> None:
    project = make_project(owner=make_user("olga@example.org"))
    viewer = make_actor(make_member(project, Role.VIEWER))
    with pytest.raises(RoleTooWeak, match="needs the role contributor") as refusal:
        selectors.get_project(actor=viewer, key=project.key, role=Role.CONTRIBUTOR)
    assert refusal.value.details == {"needed_role": "contributor", "role": "viewer"}
    assert "olga@example.org" in refusal.value.fix


def test_only_owners_are_named_where_only_owners_can_grant() -> None:
    cast = make_cast()
    with pytest.raises(RoleTooWeak) as refusal:
        selectors.get_project(actor=make_actor(cast.viewer), key=cast.project.key, role=Role.OWNER)
    assert cast.owner.email in refusal.value.fix
    assert cast.maintainer.email not in refusal.value.fix


def test_an_admin_is_owner_everywhere() -> None:
    project = make_project()
    actor = make_actor(is_admin=True)
    assert selectors.role_of(actor=actor, project_id=project.pk) is Role.OWNER
    assert selectors.get_project(actor=actor, key=project.key, role=Role.OWNER) == project


def test_an_internal_project_is_open_to_read_for_everybody_signed_in() -> None:
    project = make_project(visibility="internal")
    actor = make_actor()
    assert selectors.get_project(actor=actor, key=project.key) == project
    with pytest.raises(RoleTooWeak, match="yours is viewer"):
        selectors.get_project(actor=actor, key=project.key, role=Role.ANNOTATOR)


def test_a_group_gives_its_people_the_role() -> None:
    project, user = make_project(), make_user()
    make_group_member(project, make_group(members=[user]), Role.MAINTAINER)
    assert selectors.role_of(actor=make_actor(user), project_id=project.pk) is Role.MAINTAINER


def test_the_strongest_of_several_roles_counts() -> None:
    project, user = make_project(visibility="internal"), make_user()
    make_member(project, Role.ANNOTATOR, user)
    make_group_member(project, make_group(members=[user]), Role.CONTRIBUTOR)
    make_group_member(project, make_group(members=[user]), Role.VIEWER)
    assert selectors.role_of(actor=make_actor(user), project_id=project.pk) is Role.CONTRIBUTOR


@pytest.mark.parametrize(
    ("scope", "role"),
    [(Scope.READ, Role.VIEWER), (Scope.WRITE, Role.CONTRIBUTOR), (Scope.MANAGE, Role.OWNER)],
)
def test_a_token_needs_the_scope_of_what_it_does(scope: Scope, role: Role) -> None:
    owner = make_user()
    project = make_project(owner=owner)
    selectors.get_project(actor=make_token_actor(owner, scopes=[scope]), key=project.key, role=role)
    others = [other for other in Scope if other is not scope]
    with pytest.raises(MissingScope, match=f"lacks the scope “{scope}”"):
        selectors.get_project(
            actor=make_token_actor(owner, scopes=others), key=project.key, role=role
        )


def test_a_tokens_scope_tells_a_stranger_nothing() -> None:
    project = make_project()
    with pytest.raises(ProjectNotFound):
        selectors.get_project(actor=make_token_actor(scopes=[]), key=project.key)


def test_visible_projects_are_those_with_a_role() -> None:
    user = make_user()
    make_project("hidden")
    make_project("open", visibility="internal")
    make_member(make_project("mine"), Role.VIEWER, user)
    make_group_member(make_project("ours"), make_group(members=[user]))
    visible = selectors.visible_project_ids(actor=make_actor(user))
    assert set(Project.objects.filter(pk__in=visible).values_list("key", flat=True)) == {
        "open",
        "mine",
        "ours",
    }


def test_an_admin_sees_every_project() -> None:
    project = make_project()
    assert project.pk in selectors.visible_project_ids(actor=admin())


def test_a_token_that_may_not_read_sees_no_list() -> None:
    actor = make_token_actor(scopes=[Scope.WRITE])
    with pytest.raises(MissingScope):
        selectors.visible_project_ids(actor=actor)
    with pytest.raises(MissingScope):
        selectors.find_project(actor=actor, key="any")


def test_finding_a_project_answers_none_to_a_stranger() -> None:
    project = make_project()
    assert selectors.find_project(actor=make_actor(), key=project.key) is None
    assert selectors.find_project(actor=admin(), key=project.key) == project


def test_a_role_is_read_once_while_nobodys_access_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    project = make_project()
    actor = make_actor(make_member(project, Role.VIEWER))
    selectors.role_of(actor=actor, project_id=project.pk)
    with django_assert_num_queries(1):  # the access epoch
        selectors.role_of(actor=actor, project_id=project.pk)


def test_every_change_of_access_is_seen_at_once() -> None:
    cast = make_cast()
    project_id, actor = cast.project.pk, make_actor(cast.viewer)
    member = cast.project.memberships.select_related("user", "project").get(user=cast.viewer)
    assert selectors.role_of(actor=actor, project_id=project_id) is Role.VIEWER
    members.change_role(member, actor=admin(), role=Role.OWNER)
    assert selectors.role_of(actor=actor, project_id=project_id) is Role.OWNER
    members.remove_member(member, actor=admin())
    assert selectors.role_of(actor=actor, project_id=project_id) is None
    projects.update_project(cast.project, visibility="internal")
    assert selectors.role_of(actor=actor, project_id=project_id) is Role.VIEWER


def test_leaving_a_group_takes_its_role() -> None:
    project, user = make_project(), make_user()
    group = make_group(members=[user])
    make_group_member(project, group)
    assert selectors.role_of(actor=make_actor(user), project_id=project.pk) is Role.VIEWER
    groups.remove_member(group, user=user)
    assert selectors.role_of(actor=make_actor(user), project_id=project.pk) is None


def test_deleting_a_group_takes_its_role() -> None:
    project, user = make_project(), make_user()
    group = make_group(members=[user])
    make_group_member(project, group)
    assert selectors.role_of(actor=make_actor(user), project_id=project.pk) is Role.VIEWER
    groups.delete_group(group)
    assert selectors.role_of(actor=make_actor(user), project_id=project.pk) is None


def test_guardian_itself_says_the_same() -> None:
    cast = make_cast()
    for role in Role:
        user: User = getattr(cast, str(role))
        assert set(get_perms(user, cast.project)) == set(implied(role))
        assert list(get_objects_for_user(user, "projects.be_viewer")) == [cast.project]
    assert get_perms(cast.stranger, cast.project) == []


def test_django_itself_answers_by_guardian() -> None:
    cast = make_cast()
    assert cast.contributor.has_perm("projects.be_contributor", cast.project)
    assert not cast.contributor.has_perm("projects.be_maintainer", cast.project)


def test_a_deactivated_owner_keeps_no_permission_by_django() -> None:
    project = make_project()
    user = make_member(project, Role.OWNER)
    users.deactivate(user)
    assert not get_user_model().objects.get(pk=user.pk).has_perm("projects.be_viewer", project)
