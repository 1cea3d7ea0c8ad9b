"""Evaluation datasets, by the client and below it."""

import json
from typing import Any

from mlflow.genai import datasets as genai

from tests.conformance.differential import differences
from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

V3 = "/api/3.0/mlflow/datasets"
USER = {"mlflow.user": "ann"}


def test_a_dataset_lives_and_dies(both: Both) -> None:
    def scenario(here: Here) -> None:
        first, second = here.experiment("a"), here.experiment("b")
        tags = {"team": "vision", "n": "1", **USER}
        made = genai.create_dataset(name="questions", experiment_id=first, tags=tags)
        dataset_id = made.dataset_id
        here.note("made", _facts(made))
        here.note("got", _facts(genai.get_dataset(dataset_id=dataset_id)))
        here.note("by name", _facts(genai.get_dataset(name="questions")))
        genai.set_dataset_tags(dataset_id=dataset_id, tags={"team": "speech", "n": None, "new": 1})
        genai.delete_dataset_tag(dataset_id=dataset_id, key="n")
        here.see("remove a tag again", genai.delete_dataset_tag, dataset_id=dataset_id, key="n")
        genai.add_dataset_to_experiments(dataset_id=dataset_id, experiment_ids=[first, second])
        here.note("changed", _facts(genai.get_dataset(dataset_id=dataset_id)))
        genai.remove_dataset_from_experiments(dataset_id=dataset_id, experiment_ids=[first])
        here.note("unlinked", _facts(genai.get_dataset(dataset_id=dataset_id)))
        unknown = {"dataset_id": dataset_id, "experiment_ids": ["987654"]}
        here.see("link nobody", genai.add_dataset_to_experiments, **unknown)
        here.see("delete", genai.delete_dataset, dataset_id=dataset_id)
        here.see("get deleted", genai.get_dataset, dataset_id=dataset_id)
        here.see("get by a name in vain", genai.get_dataset, name="nobody")
        delete = {"dataset_id": dataset_id}
        here.see("again", genai.delete_dataset, **delete, differs=differences.DATASET_NOT_THERE)

    both(scenario)


def test_records_are_merged(both: Both) -> None:
    def scenario(here: Here) -> None:
        dataset = genai.create_dataset(name="q", experiment_id=here.experiment(), tags=USER)
        dataset.merge_records(
            [
                _row("a", expectations={"x": 1}),
            ]
        )
        dataset.merge_records([_row("b", outputs={"k": [1, None]})])
        dataset.merge_records([_row("c", outputs="text", tags={"t": "1"})])
        here.note("at first", _records(dataset))
        again = [
            _row("a", expectations={"y": 2}, outputs=None, tags={"u": "2"}),
            _row("c", source={"source_type": "DOCUMENT", "source_data": {"source_id": "d"}}),
        ]
        dataset.merge_records(again)
        here.note("merged", _records(dataset))
        here.note("described", _facts(dataset))
        ids = dataset.to_df()["dataset_record_id"].tolist()
        here.note("deleted", dataset.delete_records(ids[:1]))
        here.note("left", _records(dataset))
        here.note("deleted again", dataset.delete_records(ids[:1]))
        session = [{"inputs": {"goal": "g", "persona": "p"}}]
        here.see("another kind", dataset.merge_records, session)

    both(scenario)


def test_records_below_the_client(both: Both) -> None:
    def scenario(here: Here) -> None:
        made = here.post(
            "create", f"{V3}/create", {"name": "q", "tags": json.dumps(USER)}, shown=_shown
        )
        place = f"{V3}/{made['dataset']['dataset_id']}"
        here.post("twice in one", f"{place}/records", _sent(_row("a"), _row("a"), _row("a")))
        here.post("none", f"{place}/records", _sent())
        here.post("no inputs", f"{place}/records", _sent({"outputs": 1, "tags": USER}))
        here.get("read", f"{place}/records", shown=_read)
        page = here.get("first page", f"{place}/records", params={"max_results": 1}, shown=_read)
        more = {"max_results": 5, "page_token": page["next_page_token"]}
        here.get("next page", f"{place}/records", params=more, shown=_read)
        here.get("dataset", place, shown=_shown)
        here.get("experiments", f"{place}/experiment-ids")
        here.post("no records", f"{place}/records", {})
        here.post("no name", f"{V3}/create", {"experiment_ids": []})
        unknown = f"{V3}/d-{'0' * 32}"
        here.get("nobody", unknown)
        here.post("nobody's records", f"{unknown}/records", _sent(_row("a")))
        here.request("nobody's tags", "PATCH", f"{unknown}/tags", json={"tags": "{}"})
        here.post("nobody's links", f"{unknown}/add-experiments", {"experiment_ids": []})

    both(scenario)


def test_datasets_are_searched(both: Both) -> None:
    def scenario(here: Here) -> None:
        first, second = here.experiment("a"), here.experiment("b")
        for name, tags in (("one", {"team": "x"}), ("Two", {"team": "y"}), ("three", {})):
            homes = [first] if name == "one" else [first, second]
            genai.create_dataset(name=name, experiment_id=homes, tags={**tags, **USER})
        for text in FILTERS:
            here.see(text, _names, filter_string=text)
        for order in (["name"], ["name DESC"], ["last_update_time"], ["created_time ASC", "name"]):
            here.see(str(order), _names, order_by=order)
        for order in (["digest"], ["tags.team"], ["name SIDEWAYS"]):
            here.see(str(order), _names, order_by=order)
        here.note("of one", _names(experiment_ids=[second]))
        here.note("of two", _names(experiment_ids=[first, second]))
        here.note("of nobody", _names(experiment_ids=["987654"]))
        client = here.client
        page = client.search_datasets(max_results=2, order_by=["name ASC"])
        here.note("page", [each.name for each in page])
        rest = client.search_datasets(max_results=2, order_by=["name ASC"], page_token=page.token)
        here.note("rest", [each.name for each in rest])
        here.note("more", bool(rest.token))
        for number in (-1, 50_001):
            here.post(f"max_results {number}", f"{V3}/search", {"max_results": number})
        here.post("bad token", f"{V3}/search", {"max_results": 5, "page_token": "x"})

    both(scenario)


FILTERS = [
    "name = 'one'",
    "name != 'one'",
    "name IN ('one', 'three')",
    "name NOT IN ('one')",
    "name LIKE 't%'",
    "name ILIKE 't%'",
    "name > 'a'",
    'name = "Two"',
    "tags.team = 'x'",
    "tags.team != 'x'",
    "tags.team LIKE '%'",
    "tags.team IN ('x')",
    "tags.team > 'x'",
    "created_time > 0",
    "created_time = 'x'",
    "created_time LIKE '1%'",
    "last_update_time < 5",
    "created_by = 'ann' AND name ILIKE 'T%'",
    "created_by != 'ann'",
    "last_updated_by LIKE 'a%'",
    "digest = 'x'",
    "params.a = 'b'",
    "name = 'one' OR name = 'Two'",
    "name = ",
]


def _row(question: str, **more: Any) -> dict[str, Any]:
    return {"inputs": {"question": question}, **more}


def _sent(*rows: Any) -> dict[str, str]:
    return {"records": json.dumps(rows)}


def _read(body: dict[str, Any]) -> Any:
    rows = sorted(json.loads(body["records"]), key=lambda row: json.dumps(row["inputs"]))
    for row in rows:
        # Whoever asked is known to Naiad where the client says nothing.
        for name in ("created_by", "last_updated_by"):
            row.pop(name, None)
    return {"rows": len(rows) if "next_page_token" in body else rows}


def _shown(body: dict[str, Any]) -> dict[str, Any]:
    # The digest is of the name and the moment.
    return {**body["dataset"], "digest": len(body["dataset"]["digest"])}


def _names(**query: Any) -> list[str]:
    found = [each.name for each in genai.search_datasets(**query)]
    return (
        found
        if "order_by" in query and query["order_by"] != ["last_update_time"]
        else sorted(found)
    )


def _facts(dataset: Any) -> dict[str, Any]:
    names = ("dataset_id", "name", "tags", "schema", "profile", "created_by", "created_time")
    facts = {name: getattr(dataset, name) for name in names}
    return {**facts, "experiment_ids": dataset.experiment_ids, "digest": len(dataset.digest)}


def _records(dataset: Any) -> list[dict[str, Any]]:
    columns = ["inputs", "outputs", "expectations", "tags", "source_type", "source_id", "source"]
    frame = dataset.to_df()
    rows = [{name: row[name] for name in columns} for row in frame.to_dict("records")]
    for row in rows:
        row["tags"].pop("mlflow.user", None)
        row["source"] = row["source"] and row["source"].to_dict()
    return sorted(rows, key=lambda row: str(row["inputs"]))
