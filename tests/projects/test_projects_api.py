"""Projects over REST."""

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts import errors
from apps.accounts import selectors as accounts
from apps.accounts.contracts import Scope
from apps.experiments.models import Experiment, Run
from apps.projects.models import Project, ProjectUserPermission
from apps.projects.permissions import Role
from apps.projects.services import service_accounts
from tests.accounts.make import make_admin, make_client, make_group, make_token_text, make_user
from tests.projects.make import (
    admin,
    make_cast,
    make_group_member,
    make_member,
    make_project,
    make_service_account,
)

pytestmark = pytest.mark.django_db

PROJECTS = "/api/v1/projects"


def make_run(project: Project, number: int, *, deleted: bool = False) -> Run:
    experiment, _ = Experiment.objects.get_or_create(project=project, name="digits")
    return Run.objects.create(
        project=project,
        experiment=experiment,
        run_id=f"{project.pk:016x}{number:016x}",
        start_time_ms=number,
        deleted_at=project.created_at if deleted else None,
    )


def test_whoever_makes_a_project_owns_it() -> None:
    client = make_client(make_user())
    body = {"key": "digits", "name": "Digits", "description": "d", "visibility": "internal"}
    made = client.post(PROJECTS, body, format="json")
    assert made.status_code == 201
    assert made.json() == client.get(f"{PROJECTS}/digits").json()
    counts = {"run_count": 0, "experiment_count": 0, "member_count": 1}
    created_at = made.json()["created_at"]
    assert made.json() == {**body, "role": "owner", "created_at": created_at, **counts}


def test_a_project_without_a_name_is_called_by_its_key() -> None:
    made = make_client(make_user()).post(PROJECTS, {"key": "digits"}, format="json").json()
    assert (made["name"], made["visibility"]) == ("digits", "private")


@pytest.mark.parametrize("key", ["a", "-a", "A1", "a_b", "a" * 65, "ä1", "a b", "a\n", "new", "me"])
def test_a_bad_key_is_refused(key: str) -> None:
    answer = make_client(make_user()).post(PROJECTS, {"key": key}, format="json")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"key"}


@pytest.mark.parametrize("key", ["ab", "0a", "a-b", "a" * 63])
def test_a_good_key_is_accepted(key: str) -> None:
    assert make_client(make_user()).post(PROJECTS, {"key": key}, format="json").status_code == 201


def test_a_key_is_taken_once() -> None:
    make_project("digits")
    answer = make_client(make_user()).post(PROJECTS, {"key": "digits"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "project_exists")


def test_a_token_makes_projects_only_with_manage() -> None:
    client = make_client(token=make_token_text(scopes=[Scope.READ, Scope.WRITE]))
    answer = client.post(PROJECTS, {"key": "digits"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_one_lists_the_projects_one_has_a_role_in() -> None:
    user = make_user()
    make_project("hidden")
    make_project("b-open", visibility="internal")
    make_member(make_project("a-mine"), Role.CONTRIBUTOR, user)
    make_group_member(make_project("c-ours"), make_group(members=[user]), Role.ANNOTATOR)
    listed = make_client(user).get(PROJECTS).json()["results"]
    assert [(project["key"], project["role"]) for project in listed] == [
        ("a-mine", "contributor"),
        ("b-open", "viewer"),
        ("c-ours", "annotator"),
    ]


def test_an_admin_lists_every_project_as_owner() -> None:
    make_project("digits")
    (project,) = make_client(make_admin()).get(PROJECTS).json()["results"]
    assert project["role"] == "owner"


def test_counts_leave_out_what_is_deleted() -> None:
    owner = make_user()
    project = make_project("digits", owner=owner)
    make_run(project, 1)
    make_run(project, 2)
    make_run(project, 3, deleted=True)
    make_run(make_project("other"), 1)
    (listed,) = make_client(owner).get(PROJECTS).json()["results"]
    assert (listed["run_count"], listed["experiment_count"], listed["member_count"]) == (2, 1, 1)


def test_listing_projects_costs_the_same_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = make_user()
    client = make_client(user)
    make_project(owner=user)
    with django_assert_num_queries(4):  # session, user, projects, roles
        client.get(PROJECTS)
    for _ in range(19):
        make_run(make_project(owner=user), 1)
    with django_assert_num_queries(4):
        client.get(PROJECTS)


def test_a_stranger_does_not_learn_that_a_project_exists() -> None:
    make_project("secret")
    client = make_client(make_user())
    hidden, missing = client.get(f"{PROJECTS}/secret"), client.get(f"{PROJECTS}/missing")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()
    assert hidden.json()["code"] == "not_found"


def test_an_owner_changes_the_project() -> None:
    cast = make_cast("digits")
    client = make_client(cast.owner)
    body = {"name": "Digits", "description": "d", "visibility": "internal"}
    changed = client.patch(f"{PROJECTS}/digits", body, format="json").json()
    assert {name: changed[name] for name in body} == body
    assert make_client(cast.stranger).get(f"{PROJECTS}/digits").json()["role"] == "viewer"


def test_a_change_leaves_alone_what_it_does_not_name() -> None:
    owner = make_user()
    make_project("digits", owner=owner, name="Digits")
    answer = make_client(owner).patch(f"{PROJECTS}/digits", {"description": "d"}, format="json")
    assert (answer.json()["name"], answer.json()["description"]) == ("Digits", "d")


def test_an_unknown_visibility_is_refused() -> None:
    owner = make_user()
    make_project("digits", owner=owner)
    answer = make_client(owner).patch(f"{PROJECTS}/digits", {"visibility": "world"}, format="json")
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"visibility"})


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_maintainer_neither_changes_nor_deletes_the_project(method: str) -> None:
    cast = make_cast("digits")
    answer = getattr(make_client(cast.maintainer), method)(
        f"{PROJECTS}/digits", {"name": "x"}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "role_too_weak")
    assert answer.json()["needed_role"] == "owner"
    assert cast.owner.email in answer.json()["fix"]


def test_an_owner_deletes_the_project_with_everything_in_it() -> None:
    cast = make_cast("digits")
    make_run(cast.project, 1)
    assert make_client(cast.owner).delete(f"{PROJECTS}/digits").status_code == 204
    assert make_client(cast.owner).get(f"{PROJECTS}/digits").status_code == 404
    assert not Run.objects.exists()
    assert not ProjectUserPermission.objects.exists()


def test_deleting_a_project_ends_its_service_accounts() -> None:
    cast = make_cast("digits")
    account = make_service_account(cast.project)
    _, text = service_accounts.create_service_token(
        account, actor=admin(), name="ci", scopes=[Scope.READ]
    )
    make_client(cast.owner).delete(f"{PROJECTS}/digits")
    with pytest.raises(errors.RevokedToken):
        accounts.authenticate_token(text)
