"""The files of a project go with it."""

import pytest

from apps.artifacts.contracts import Owner
from apps.artifacts.models import Artifact
from apps.projects.services import projects
from tests.artifacts.make import make_artifact
from tests.experiments.make import make_run
from tests.projects.make import make_project

pytestmark = pytest.mark.django_db


def test_deleted_project_gives_its_files_up() -> None:
    run, other = make_run(), make_run()
    for one in (run, other):
        make_artifact("model.bin", owner=Owner("run", one.run_id))
    projects.delete_project(run.project)
    left = [artifact.owner_key for artifact in Artifact.objects.all()]
    assert left == [Owner("run", other.run_id).key]


def test_project_without_files_can_be_deleted() -> None:
    projects.delete_project(make_project())
