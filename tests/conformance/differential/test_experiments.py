"""Experiments: made, found, renamed, tagged, deleted and restored, by the client and below it."""

from typing import Any

import pytest
from mlflow.entities import ViewType

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here, Question
from tests.conformance.differential.marks import DIFFERENTIAL_IN_SQL

pytestmark = DIFFERENTIAL_IN_SQL


def test_the_life_of_an_experiment(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        made = here.see("create", client.create_experiment, "e", tags={"a": "1"})
        here.see("again", client.create_experiment, "e")
        here.see("get", client.get_experiment, made)
        here.see("by name", client.get_experiment_by_name, "e")
        here.see("by no name", client.get_experiment_by_name, "nobody")
        here.see("rename", client.rename_experiment, made, "f")
        here.see("rename to itself", client.rename_experiment, made, "f")
        here.see("get renamed", client.get_experiment, made)
        client.create_experiment("taken")
        differs = differences.WRITTEN_TWICE
        here.see(
            "rename to another's name", client.rename_experiment, made, "taken", differs=differs
        )
        here.see("old name", client.get_experiment_by_name, "e")
        here.see("restore what is active", client.restore_experiment, made)
        here.see("delete", client.delete_experiment, made)
        here.see("delete again", client.delete_experiment, made)
        here.see("get deleted", client.get_experiment, made)
        here.see("deleted by name", client.get_experiment_by_name, "f")
        here.see("name of a deleted one", client.create_experiment, "f")
        here.see("rename a deleted one", client.rename_experiment, made, "g")
        here.see("tag a deleted one", client.set_experiment_tag, made, "x", "1")
        here.see("run in a deleted one", client.create_run, made)
        here.see("restore", client.restore_experiment, made)
        here.see("get restored", client.get_experiment, made)
        here.see("nobody", client.get_experiment, "99999999")

    both(scenario)


def test_tags_come_and_go(both: Both) -> None:
    def scenario(here: Here) -> None:
        client, made = here.client, here.experiment()
        here.see("set tag", client.set_experiment_tag, made, "b", "2")
        here.see("set tag anew", client.set_experiment_tag, made, "b", "3")
        here.see("empty tag", client.set_experiment_tag, made, "c", "")
        here.see("get", client.get_experiment, made)
        here.see("delete tag", client.delete_experiment_tag, made, "b")
        here.see("delete tag again", client.delete_experiment_tag, made, "b")
        here.see("get at last", client.get_experiment, made)

    both(scenario)


def test_a_deleted_experiment_takes_its_runs_along(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        experiment_id = here.experiment()
        kept = client.create_run(experiment_id, start_time=1).info.run_id
        gone = client.create_run(experiment_id, start_time=2).info.run_id
        client.delete_run(gone)
        client.delete_experiment(experiment_id)
        here.see("run", client.get_run, kept)
        here.see("active", client.search_runs, [experiment_id])
        here.see(
            "deleted", client.search_runs, [experiment_id], run_view_type=ViewType.DELETED_ONLY
        )
        here.see("log there", client.log_metric, kept, "x", 1.0, timestamp=1)
        differs = differences.RUN_OF_A_DELETED_EXPERIMENT
        here.see("restore the run alone", client.restore_run, kept, differs=differs)
        client.restore_experiment(experiment_id)
        here.see("all", client.search_runs, [experiment_id], run_view_type=ViewType.ALL)

    both(scenario)


NAMES = ["", " ", "a/b", "a.b", "..", "ä ö", "x" * 500, "x" * 501, "'; --", "1", "%", "a\nb", "\t"]


def test_names_of_experiments(both: Both) -> None:
    def scenario(here: Here) -> None:
        for name in NAMES:
            here.post(f"create {name!r:.20}", "experiments/create", {"name": name})
        experiment_id = here.experiment()
        for name in NAMES:
            body = {"experiment_id": experiment_id, "new_name": name and f"{name}."}
            here.post(f"rename {name!r:.20}", "experiments/update", body)

    both(scenario)


PLACES = [
    *("s3://bucket/a", "file:///tmp/x", "/tmp/x", "x", "mlflow-artifacts:/x", "runs:/x/y"),
    *("s3://b/a?x=1", "s3://b/a#x", "s3://b/../a", "http://h/x", "mlflow-artifacts://h/x"),
]


def test_places_of_files(both: Both) -> None:
    def scenario(here: Here) -> None:
        for number, place in enumerate(PLACES):
            body = {"name": f"at {number}", "artifact_location": place}
            here.post(f"location {place}", "experiments/create", body)

    both(scenario, may=(differences.PLACE_OF_ONES_OWN,))


TAGS = [
    ("", "x"),
    ("k", None),
    ("k" * 250, "x"),
    ("k" * 251, "x"),
    ("a/b.c-d e", "x"),
    ("a:b", "x"),
    ("a$b", "x"),
    ("../x", "x"),
    ("/x", "x"),
    ("a//b", "x"),
    ("é", "é"),
    ("v", "x" * 5_000),
    ("v", "x" * 5_001),
    ("v", "x" * 8_001),
    ("n", 5),
    ("n", True),
]


def test_tags_of_experiments(both: Both) -> None:
    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        for number, (key, value) in enumerate(TAGS):
            body = {"experiment_id": experiment_id, "key": key, "value": value}
            here.post(f"tag {number}", "experiments/set-experiment-tag", body)
        tags = [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]
        here.post("twice", "experiments/create", {"name": "twice", "tags": tags})
        tags = [{"key": "a$", "value": "1"}]
        here.post("bad key", "experiments/create", {"name": "bad", "tags": tags})
        here.see("nothing was made", here.client.get_experiment_by_name, "bad")

    both(scenario, may=(differences.TAG_TWICE,))


FILTERS = [
    *(f"name {rest}" for rest in ("= 'a1'", "!= 'a1'", "LIKE 'a%'", "ILIKE 'A%'", "= ''", "= 5")),
    *("attribute.name = 'a1'", "attributes.name = 'a1'", "attr.name = 'a1'", "`name` = 'a1'"),
    *("name IN ('a1')", "name > 'a'", "NAME = 'a1'", "name IS NULL", "name = a1"),
    *("tag.t = 'x'", "tags.t = 'x'", "tags.t != 'x'", "tags.t LIKE 'X%'", "tags.t ILIKE 'X%'"),
    *(
        "tags.t IS NULL",
        "tags.t IS NOT NULL",
        "tags.`a b` = '1'",
        "tags.t > 'a'",
        "tags.t IN ('x')",
    ),
    *("tags.a.b = '1'", "tags.nobody != 'x'", "tags.t = 'x' AND name = 'a1'"),
    *("metrics.x > 1", "params.x = '1'", "datasets.name = 'x'", "experiment_id = 'x'"),
    *("experiment_id = '0'", "experiment_id IN ('0', 'x')", "experiment_id LIKE '1'"),
    *("experiment_id = 1", "experiment_id != '99999999'", "experiment_id NOT IN ('99999999')"),
    *("creation_time > 0", "creation_time < 0", "creation_time = '1'", "creation_time > 1.5"),
    *("last_update_time > 0", "last_update_time LIKE '1'", "creation_time IS NULL"),
    *(
        "creation_time > 99999999999999999999",
        "lifecycle_stage = 'active'",
        "artifact_location = 'x'",
    ),
    *("name = 'a1' OR name = 'b'", "", " ", "AND", "name", "name = 'a1';", "name = 'a1'; x"),
]
ORDERS = [
    *(
        ["name"],
        ["name ASC"],
        ["name DESC"],
        ["NAME"],
        ["attribute.name"],
        ["attributes.name DESC"],
    ),
    *(["creation_time"], ["creation_time DESC", "name"], ["last_update_time DESC"], []),
    *(
        ["tags.t"],
        ["nonsense"],
        ["name up"],
        [""],
        ["name", "name"],
        ["name DESC", "experiment_id"],
    ),
    *(["experiment_id"], ["experiment_id DESC"], ["lifecycle_stage"], ["`name` DESC"]),
]


ASKED: dict[str, list[Any]] = {
    "filter": FILTERS,
    "order_by": ORDERS,
    "view_type": ["ACTIVE_ONLY", "DELETED_ONLY", "ALL", 1, 2, 3, 0, 4, "active", ""],
    "max_results": [-1, 0, 1, "2", 50_000, 50_001, 2**63, "x", 1.5, None],
    "page_token": ["", "x", "{}", 5],
}


def test_searches_of_experiments(both: Both) -> None:
    def scenario(here: Here) -> None:
        tags = {"a1": {"t": "x"}, "a2": {"t": "Xy", "a b": "1"}, "b": {"a.b": "1"}, "B": {}}
        for name, own in tags.items():
            here.client.create_experiment(name, tags=own)
        here.client.delete_experiment(here.client.create_experiment("z", tags={"t": "x"}))
        questions = (
            Question(f"{field} {value!r}", {"max_results": 10, "order_by": ["name"], field: value})
            for field, values in ASKED.items()
            for value in values
        )
        here.ask("experiments/search", questions, shown=names)
        query = {"max_results": "2", "filter": "name LIKE 'a%'", "order_by": "name DESC"}
        here.get("by GET", "experiments/search", params=query, shown=names)
        here.get("by GET without a limit", "experiments/search", shown=names)

    both(
        scenario,
        may=(
            differences.STRICT_INPUT,
            differences.LENIENT_INPUT,
            differences.LENIENT_FILTER,
            differences.SERVER_FAILS,
        ),
    )


def names(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    """The names found, but for the default experiment that every workspace of ours begins with."""
    return [each["name"] for each in answer.get("experiments", []) if each["name"] != "Default"]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_experiments(both: Both, limit: int) -> None:
    def scenario(here: Here) -> None:
        for name in "abcde":
            here.client.create_experiment(name)
        token: str | None = None
        pages: list[object] = []
        while len(pages) < 7:
            page = here.client.search_experiments(
                filter_string="name != 'Default'",
                max_results=limit,
                order_by=["name DESC"],
                page_token=token,
            )
            pages.append([each.name for each in page])
            if not (token := page.token):
                break
        here.note("pages", pages)

    both(scenario)


def test_the_default_experiment(both: Both) -> None:
    def scenario(here: Here) -> None:
        client = here.client
        here.note("name", client.get_experiment("0").name)
        run = client.create_run("0", run_name=here.unique("r"))
        found = client.search_runs(["0"], f"attributes.run_name = '{here.unique('r')}'")
        here.note("found", [each.info.run_id == run.info.run_id for each in found])
        here.note("by name", client.get_experiment_by_name("Default") is not None)
        differs = differences.DEFAULT_EXPERIMENT
        here.see("delete", client.delete_experiment, "0", differs=differs)
        if here.name == "mlflow":
            client.restore_experiment("0")

    both(scenario, own_workspace=False)
