"""The people and projects that tabs listen for."""

import pytest

import workers.celery  # noqa: F401  # services ring at this app, as they do at run time
from apps.projects.models import Project
from apps.projects.permissions import Role
from tests.accounts.make import make_user
from tests.live.make import LiveCast
from tests.projects.make import make_member, make_project


@pytest.fixture
def cast(transactional_db: None) -> LiveCast:
    owner = make_user()
    project = make_project(owner=owner)
    return LiveCast(
        project=project,
        other_project=make_project(visibility=Project.Visibility.INTERNAL),
        owner=owner,
        viewer=make_member(project, Role.VIEWER),
        stranger=make_user(),
    )
