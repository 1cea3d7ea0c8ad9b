"""Workspaces by MLflow's client."""

from typing import Any

import mlflow

from tests.conformance.differential import differences
from tests.conformance.differential.both import WORKSPACES, Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL


def shown(workspace: Any) -> dict[str, Any]:
    return {"name": workspace.name, "description": workspace.description}


def test_a_workspace_is_made_described_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        name = here.unique("extra")
        here.see("create", lambda: shown(mlflow.create_workspace(name, description="d")))
        here.see("again", lambda: shown(mlflow.create_workspace(name)))
        here.see("get", lambda: shown(mlflow.get_workspace(name)))
        here.see("update", lambda: shown(mlflow.update_workspace(name, description="new")))
        here.note("listed", name in [each.name for each in mlflow.list_workspaces()])
        here.see("delete", lambda: mlflow.delete_workspace(name))
        here.see("deleted twice", lambda: mlflow.delete_workspace(name))
        here.see("get deleted", lambda: shown(mlflow.get_workspace(name)))
        here.see("update deleted", lambda: shown(mlflow.update_workspace(name, description="x")))

    both(scenario)


def test_what_is_in_a_workspace_is_not_lost_by_the_way(both: Both) -> None:
    def scenario(here: Here) -> None:
        name = here.unique("extra")
        mlflow.create_workspace(name)
        mlflow.set_workspace(name)
        here.client.create_experiment("kept")
        here.see("restrict", lambda: mlflow.delete_workspace(name))
        here.request(
            "restrict by request",
            "DELETE",
            f"{WORKSPACES}/{name}",
            differs=differences.INVALID_STATE,
        )
        here.see("still there", lambda: here.client.get_experiment_by_name("kept") is not None)
        here.see("cascade", lambda: mlflow.delete_workspace(name, mode="CASCADE"))
        here.see("gone", here.client.search_experiments)

    both(scenario)


def test_a_workspace_that_is_not_there_is_no_place_to_work_in(both: Both) -> None:
    def scenario(here: Here) -> None:
        mlflow.set_workspace(here.unique("nowhere"))
        here.see("create", lambda: here.client.create_experiment("e"))
        here.see("search", here.client.search_experiments)

    both(scenario)


BAD: tuple[dict[str, object], ...] = (
    {},
    {"name": ""},
    {"name": "a"},
    {"name": "Upper"},
    {"name": "under_score"},
    {"name": "-ab"},
    {"name": "ab-"},
    {"name": "a" * 64},
    {"name": "default"},
    {"name": "workspaces"},
    {"name": "api"},
    {"name": "static-files"},
    {"name": 5},
)


def test_bad_workspaces_are_refused_alike(both: Both) -> None:
    def scenario(here: Here) -> None:
        for number, body in enumerate(BAD):
            here.post(f"create {number}", WORKSPACES, body)
        name = here.unique("extra")
        mlflow.create_workspace(name)
        here.request("update nothing", "PATCH", f"{WORKSPACES}/{name}", json={})
        here.request("no such mode", "DELETE", f"{WORKSPACES}/{name}?mode=ALL")
        here.request("default", "DELETE", f"{WORKSPACES}/default")
        here.request(
            "to the default one",
            "DELETE",
            f"{WORKSPACES}/{name}?mode=SET_DEFAULT",
            differs=differences.NO_DEFAULT_WORKSPACE,
        )

    both(scenario)
