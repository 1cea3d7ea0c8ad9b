"""Many clients asking for the same thing in one moment: one gets it, or each gets its own."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from tests.conformance.differential.both import WORKSPACES, Both
from tests.conformance.differential.here import Here
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

MANY = 8
Ask = Callable[[int], httpx.Response]


def test_the_same_name(both: Both) -> None:
    def scenario(here: Here) -> None:
        for path in ("experiments/create", "registered-models/create"):
            name = {"name": here.unique("same")}

            def ask(_number: int, path: str = path, name: dict[str, str] = name) -> httpx.Response:
                return here.send("POST", path, json=name)

            here.note(path, counted(at_once(ask)))
        found = here.client.search_experiments(filter_string=f"name = '{here.unique('same')}'")
        here.note("experiments", len(found))
        models = here.client.search_registered_models(f"name = '{here.unique('same')}'")
        here.note("models", len(models))

    both(scenario)


def test_the_same_workspace(both: Both) -> None:
    def scenario(here: Here) -> None:
        body = {"name": f"w{here.suffix}"}
        headers = {k: v for k, v in here.headers.items() if k == "Authorization"}

        def ask(_number: int) -> httpx.Response:
            return here.http.post(f"{here.url}{WORKSPACES}", json=body, headers=headers)

        here.note("create", counted(at_once(ask)))

    both(scenario)


def test_versions_of_one_model(both: Both) -> None:
    """MLflow's server gives up on some where it meets too many; those that come are numbered."""

    def scenario(here: Here) -> None:
        name = here.unique("m")
        here.client.create_registered_model(name)
        body = {"name": name, "source": "s3://bucket/model"}
        answers = at_once(lambda _number: here.send("POST", "model-versions/create", json=body))
        made = [int(a.json()["model_version"]["version"]) for a in answers if a.is_success]
        here.note("distinct and dense", sorted(made) == list(range(1, len(made) + 1)))
        here.note("some", len(made) > 0)
        if here.name == "naiad":
            assert len(made) == MANY

    both(scenario)


def test_one_alias_of_many_versions(both: Both) -> None:
    def scenario(here: Here) -> None:
        name, client = here.unique("m"), here.client
        client.create_registered_model(name)
        for _ in range(MANY):
            client.create_model_version(name, "s3://bucket/model")

        def ask(number: int) -> httpx.Response:
            body = {"name": name, "alias": "best", "version": str(number + 1)}
            return here.send("POST", "registered-models/alias", json=body)

        answers = at_once(ask)
        won = client.get_model_version_by_alias(name, "best").version
        here.note("it is one of them", answers[int(won) - 1].is_success)
        here.note("and nobody else's", len(client.get_registered_model(name).aliases))

    both(scenario)


def test_one_param_with_many_values(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()

        def ask(number: int) -> httpx.Response:
            body = {"run_id": run_id, "key": "p", "value": str(number)}
            return here.send("POST", "runs/log-parameter", json=body)

        answers = at_once(ask)
        won = here.client.get_run(run_id).data.params["p"]
        here.note("one wins", [str(n) for n, a in enumerate(answers) if a.is_success] == [won])

    both(scenario)


def test_one_batch_many_times(both: Both) -> None:
    def scenario(here: Here) -> None:
        run_id = here.run()
        body = {
            "run_id": run_id,
            "metrics": [{"key": "m", "value": n, "timestamp": n, "step": n} for n in range(50)],
            "params": [{"key": "p", "value": "1"}],
            "tags": [{"key": "t", "value": "1"}],
        }
        at_once(lambda _number: here.send("POST", "runs/log-batch", json=body))
        here.note("points", len(here.client.get_metric_history(run_id, "m")))
        here.note("params", here.client.get_run(run_id).data.params)

    both(scenario)


def test_runs_of_one_experiment(both: Both) -> None:
    """Each is its own, also where nobody made the experiment before."""

    def scenario(here: Here) -> None:
        experiment_id = here.experiment()
        body = {"experiment_id": experiment_id, "run_name": "same", "start_time": 1}
        answers = at_once(lambda _number: here.send("POST", "runs/create", json=body))
        ids = {answer.json()["run"]["info"]["run_id"] for answer in answers}
        here.note("runs", len(ids))
        here.note("found", len(here.client.search_runs([experiment_id])))

    both(scenario)


def at_once(ask: Ask) -> list[httpx.Response]:
    """The answers to as many requests, sent in one moment."""
    together = Barrier(MANY)

    def go(number: int) -> httpx.Response:
        together.wait(timeout=30)
        return ask(number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(go, range(MANY)))


def counted(answers: list[httpx.Response]) -> dict[str, int]:
    """How many of the answers were which."""
    codes = Counter(
        "ok" if answer.is_success else str(answer.json().get("error_code")) for answer in answers
    )
    return dict(sorted(codes.items()))
