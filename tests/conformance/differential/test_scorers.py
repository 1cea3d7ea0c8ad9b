"""Scorers, by the client and below it."""

import json
from typing import Any

from mlflow.genai import scorer
from mlflow.genai.judges import make_judge
from mlflow.genai.scorers import (
    Guidelines,
    delete_scorer,
    get_scorer,
    list_scorers,
)
from mlflow.genai.scorers.registry import list_scorer_versions

from tests.conformance.differential.both import Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

V3 = "/api/3.0/mlflow/scorers"


@scorer
def exact(outputs: str, expectations: dict[str, str]) -> bool:
    return outputs == expectations["answer"]


def test_scorers_are_registered_listed_and_deleted(both: Both) -> None:
    def scenario(here: Here) -> None:
        home: dict[str, Any] = {"experiment_id": here.experiment()}
        other = {"experiment_id": here.experiment("other")}
        judge = make_judge(
            name="polite", instructions="Is {{ outputs }} polite?", model="openai:/gpt-4o"
        )
        registered = judge.register(**home)
        here.note("registered", _facts(registered))
        Guidelines(name="english", guidelines="Be English.", model="openai:/gpt-4o").register(
            **home
        )
        judge.register(**home)
        judge.register(**other)
        here.note("listed", [_facts(each) for each in list_scorers(**home)])
        here.note("elsewhere", [_facts(each) for each in list_scorers(**other)])
        versions = list_scorer_versions(name="polite", **home)
        here.note("versions", [[_facts(each), number] for each, number in versions])
        for version in (None, 1, 2, 3):
            here.note(f"get {version}", _got(here, name="polite", version=version, **home))
        here.see("get nobody", get_scorer, name="nobody", **home)
        delete_scorer(name="polite", version=1, **home)
        here.see("delete it again", delete_scorer, name="polite", version=1, **home)
        here.note("left", [number for _, number in list_scorer_versions(name="polite", **home)])
        delete_scorer(name="polite", version="all", **home)
        here.see("versions of nobody", list_scorer_versions, name="polite", **home)
        here.note("at last", [each.name for each in list_scorers(**home)])

    both(scenario)


def test_a_function_is_registered(both: Both) -> None:
    def scenario(here: Here) -> None:
        home = {"experiment_id": here.experiment()}
        here.see("register", _register, exact, home)

    both(scenario)


def test_scorers_below_the_client(both: Both) -> None:
    def scenario(here: Here) -> None:
        home = here.experiment()
        body = {"experiment_id": home, "name": "a", "serialized_scorer": '{"name": "a"}'}
        here.post("register", f"{V3}/register", body)
        here.post("again", f"{V3}/register", body)
        for label, change in REFUSED.items():
            here.post(label, f"{V3}/register", {**body, **change})
        here.get("get", f"{V3}/get", params={"experiment_id": home, "name": "a"})
        here.get("get 1", f"{V3}/get", params={"experiment_id": home, "name": "a", "version": 1})
        here.get("get 9", f"{V3}/get", params={"experiment_id": home, "name": "a", "version": 9})
        here.get("list", f"{V3}/list", params={"experiment_id": home})
        here.get("list some", f"{V3}/list", params={"experiment_ids": [home, "987654"]})
        here.get("list all", f"{V3}/list")
        both_ways = {"experiment_id": home, "experiment_ids": [home]}
        here.get("list both ways", f"{V3}/list", params=both_ways)
        here.get("versions", f"{V3}/versions", params={"experiment_id": home, "name": "a"})
        here.get("list nowhere", f"{V3}/list", params={"experiment_id": "987654"})
        here.get("get without a name", f"{V3}/get", params={"experiment_id": home})
        gone = {"experiment_id": home, "name": "a"}
        here.request("delete 9", "DELETE", f"{V3}/delete", json={**gone, "version": 9})
        here.request("delete", "DELETE", f"{V3}/delete", json=gone)
        here.request("again gone", "DELETE", f"{V3}/delete", json=gone)
        here.client.delete_experiment(home)
        here.get("list of a deleted one", f"{V3}/list", params={"experiment_id": home})

    both(scenario)


def test_judging_of_new_traces(both: Both) -> None:
    def scenario(here: Here) -> None:
        home = here.experiment()
        body = {"experiment_id": home, "name": "a", "serialized_scorer": '{"name": "a"}'}
        scorer_id = here.post("register", f"{V3}/register", body)["scorer_id"]
        here.get("none online", f"{V3}/online-configs", params={"scorer_ids": [scorer_id]})
        online: dict[str, Any] = {"experiment_id": home, "name": "a", "filter_string": "x = 1"}
        here.request("no rate", "PUT", f"{V3}/online-config", json=online)
        del online["filter_string"]
        for rate in (0, 0.5, 1.5):
            sent = {**online, "sample_rate": rate}
            here.request(f"rate {rate}", "PUT", f"{V3}/online-config", json=sent)
        here.get("online", f"{V3}/online-configs", params={"scorer_ids": [scorer_id, "nobody"]})
        here.get("online of nobody", f"{V3}/online-configs")

    both(scenario)


REFUSED: dict[str, dict[str, Any]] = {
    "no name": {"name": ""},
    "blank name": {"name": "  "},
    "no JSON": {"serialized_scorer": "{"},
    "no source": {"serialized_scorer": '{"call_source": " "}'},
    "blank model": {"serialized_scorer": '{"builtin_scorer_pydantic_data": {"model": " "}}'},
    "a gateway": {
        "serialized_scorer": '{"builtin_scorer_pydantic_data": {"model": "gateway:/nobody"}}'
    },
    "nowhere": {"experiment_id": "987654"},
    "no experiment": {"experiment_id": ""},
}


def _register(scorer_: Any, home: dict[str, str]) -> dict[str, Any]:
    return _facts(scorer_.register(**home))


def _got(here: Here, **which: Any) -> Any:
    """The scorer's facts, or the code of the refusal."""
    try:
        return _facts(get_scorer(**which))
    except Exception as refusal:  # noqa: BLE001  # whatever it is, it is compared
        return getattr(refusal, "error_code", type(refusal).__name__)


def _facts(scorer_: Any) -> dict[str, Any]:
    dumped = scorer_.model_dump()
    return {
        "name": scorer_.name,
        "kind": str(scorer_.kind),
        "status": str(scorer_.status),
        "dumped": json.loads(json.dumps(dumped, default=str)),
    }
