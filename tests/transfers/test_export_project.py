"""A project on its way out, into a database that MLflow made."""

import json

import pytest

from apps.artifacts.contracts import Owner
from apps.projects.errors import ProjectNotFound
from apps.transfers.mlflow.export.errors import TargetRefused
from tests.accounts.make import make_actor
from tests.artifacts.make import make_artifact
from tests.projects.make import make_project
from tests.registry.make import make_boss, make_model
from tests.transfers.leaving import Leaving, make_runs, make_whole_project

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.xdist_group("transfers")]


def test_a_project_leaves_whole(leaving: Leaving) -> None:
    project, experiment_id, run_id = make_whole_project()

    report = leaving.run(project).report()

    assert [line for line in report if not line.matches] == []
    counts = {line.kind: line.read for line in report}
    kinds = ("runs", "points", "traces", "assessments", "model versions", "scorers", "files")
    assert [counts[kind] for kind in kinds] == [1, 3, 1, 2, 1, 1, 1]
    place = f"mlflow-artifacts:/{experiment_id}/{run_id}/artifacts"
    assert leaving.rows("SELECT artifact_uri FROM runs") == [(place,)]
    assert leaving.rows("SELECT source FROM model_versions") == [(f"{place}/model",)]
    copied = leaving.folder / "files" / str(experiment_id) / run_id / "artifacts/model/weights.bin"
    assert copied.read_bytes() == b"weights"


def test_what_searches_look_at_is_written_as_mlflow_writes_it(leaving: Leaving) -> None:
    project, _, _ = make_whole_project()

    leaving.run(project)

    ((content,),) = leaving.rows("SELECT content FROM spans")
    assert "вопрос" in content
    assert leaving.rows("SELECT input_tokens FROM trace_info") == [(3,)]
    # Kept in the column alone, and the run in the metadata alone.
    keys = leaving.rows("SELECT key FROM trace_request_metadata")
    assert ("mlflow.trace.tokenUsage",) not in keys
    assert leaving.rows("SELECT * FROM entity_associations WHERE source_type = 'trace'") == []
    errors = leaving.rows("SELECT error FROM assessments WHERE error IS NOT NULL")
    assert json.loads(errors[0][0]) == {
        "error_code": "E",
        "error_message": None,
        "stack_trace": None,
    }
    assert leaving.rows("SELECT profile FROM evaluation_datasets") == [('{"num_records": 2}',)]


def test_an_export_that_broke_off_is_completed(leaving: Leaving) -> None:
    project, _, _ = make_whole_project()
    make_artifact("log.txt", owner=Owner("run", "b" * 32))
    make_runs(project, "b" * 32, "c" * 32)

    def break_off(kind: str, count: int) -> None:
        if (kind, count) == ("runs", 1):
            raise KeyboardInterrupt

    leaving.told = break_off
    with pytest.raises(KeyboardInterrupt):
        leaving.run(project)
    assert leaving.rows("SELECT count(*) FROM runs") == [(1,)]
    assert "unfinished" in leaving.rows("SELECT version_num FROM alembic_version")[0][0]

    leaving.told = lambda *_: None
    assert all(line.matches for line in leaving.run(project).report())
    assert leaving.rows("SELECT count(*) FROM runs") == [(3,)]
    assert leaving.rows("SELECT count(*) FROM metrics") == [(9,)]
    assert "unfinished" not in leaving.rows("SELECT version_num FROM alembic_version")[0][0]


def test_all_is_the_same_when_it_is_gone_on_with_at_the_end(leaving: Leaving) -> None:
    project, _, _ = make_whole_project()
    leaving.run(project)

    again = leaving.run(project)

    assert all(line.matches for line in again.report())
    assert again.files.written == 0


def test_files_stay_and_are_referred_to(leaving: Leaving) -> None:
    project, experiment_id, run_id = make_whole_project()

    leaving.run(project, files_at="https://naiad.example.org")

    served = "https://naiad.example.org/api/2.0/mlflow-artifacts/artifacts"
    place = f"{served}/{experiment_id}/{run_id}/artifacts"
    assert leaving.rows("SELECT artifact_uri FROM runs") == [(place,)]
    assert leaving.rows("SELECT source FROM model_versions") == [(f"{place}/model",)]
    # What is logged later goes to the new server.
    (location,) = leaving.rows(
        f"SELECT artifact_location FROM experiments WHERE experiment_id = {experiment_id}"
    )
    assert location == (f"mlflow-artifacts:/{experiment_id}",)
    assert [each.name for each in (leaving.folder / "files").iterdir()] == ["naiad-export.json"]


def test_files_that_were_never_here_stay_where_they_are(leaving: Leaving) -> None:
    project = make_project()
    make_runs(project, "a" * 32, artifact_uri="s3://bucket/1/a/artifacts")

    report = leaving.run(project).report()

    assert leaving.rows("SELECT artifact_uri FROM runs") == [("s3://bucket/1/a/artifacts",)]
    assert all(line.matches for line in report)


def test_projects_become_workspaces(leaving: Leaving) -> None:
    projects = [make_project(), make_project()]
    for project, run_id in zip(projects, ("a" * 32, "b" * 32), strict=True):
        make_artifact("log.txt", owner=Owner("run", run_id))
        make_runs(project, run_id)
        make_model(make_boss(), project, "net")
        leaving.workspaces[project.pk] = f"ws-{run_id[0]}"

    report = leaving.run(*projects).report()

    assert all(line.matches for line in report)
    assert leaving.rows("SELECT workspace FROM registered_models ORDER BY 1") == [
        ("ws-a",),
        ("ws-b",),
    ]
    ((address,),) = leaving.rows(f"SELECT artifact_uri FROM runs WHERE run_uuid = '{'b' * 32}'")
    assert address.startswith("mlflow-artifacts:/workspaces/ws-b/")
    folder = address.removeprefix("mlflow-artifacts:/")
    assert (leaving.folder / "files" / folder / "log.txt").is_file()


def test_an_mlflow_without_workspaces_takes_one_project(leaving: Leaving) -> None:
    leaving.rows("DROP TABLE workspaces")
    project = make_project()
    leaving.workspaces[project.pk] = "vision"

    with pytest.raises(TargetRefused, match="knows no workspaces"):
        leaving.run(project)
    assert leaving.rows("SELECT * FROM experiments") == []


def test_a_stranger_takes_nothing(leaving: Leaving) -> None:
    project, _, _ = make_whole_project()

    with pytest.raises(ProjectNotFound):
        leaving.run(project, actor=make_actor())
    assert leaving.rows("SELECT * FROM experiments") == []
