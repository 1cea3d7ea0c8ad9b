"""What runs log, and what is refused of it."""

import math
from typing import Any

import pytest

from tests.mlflow_api.make import Client, Refused, make_client, make_run, point

pytestmark = pytest.mark.django_db


def data_of(client: Client, run_id: str) -> Any:
    return client.get("runs/get", run_id=run_id)["run"]["data"]


def history(client: Client, run_id: str, key: str = "loss") -> list[tuple[Any, int, int]]:
    metrics = client.get("metrics/get-history", run_id=run_id, metric_key=key)["metrics"]
    return [(metric["value"], metric["timestamp"], metric["step"]) for metric in metrics]


def test_a_batch_is_stored_whole() -> None:
    client = make_client()
    run_id = make_run(client)
    client.post(
        "runs/log-batch",
        run_id=run_id,
        metrics=[point(value=0.5, step=0), point(value=0.25, step=1, at=2000)],
        params=[{"key": "lr", "value": "0.1"}],
        tags=[{"key": "team", "value": "vision"}],
    )
    data = data_of(client, run_id)
    assert data["metrics"] == [{"key": "loss", "value": 0.25, "timestamp": 2000, "step": 1}]
    assert data["params"] == [{"key": "lr", "value": "0.1"}]
    assert {"key": "team", "value": "vision"} in data["tags"]
    assert history(client, run_id) == [(0.5, 1000, 0), (0.25, 2000, 1)]


def test_one_metric_one_param_one_tag() -> None:
    client = make_client()
    run_id = make_run(client)
    client.post("runs/log-metric", run_id=run_id, key="loss", value=1.5, timestamp="7", step="3")
    client.post("runs/log-parameter", run_id=run_id, key="empty", value="")
    client.post("runs/set-tag", run_id=run_id, key="note", value="x")
    assert history(client, run_id) == [(1.5, 7, 3)]
    assert data_of(client, run_id)["params"] == [{"key": "empty", "value": ""}]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", 1e308, -0.0, 5e-324])
def test_every_double_is_kept(value: Any) -> None:
    client = make_client()
    run_id = make_run(client)
    client.post("runs/log-metric", run_id=run_id, key="loss", value=value, timestamp=1)
    assert data_of(client, run_id)["metrics"][0]["value"] == value
    kept = history(client, run_id)[0][0]
    assert kept == value
    assert isinstance(value, str) or math.copysign(1, kept) == math.copysign(1, value)


@pytest.mark.parametrize("step", [-5, 0, 2**63 - 1, -(2**63)])
def test_steps_are_any_64_bit_integers(step: int) -> None:
    client = make_client()
    run_id = make_run(client)
    client.post("runs/log-batch", run_id=run_id, metrics=[point(step=step)])
    assert history(client, run_id) == [(0.5, 1000, step)]


def test_steps_come_in_any_order_and_the_greatest_is_the_latest() -> None:
    client = make_client()
    run_id = make_run(client)
    for step in (5, 1, 3):
        client.post("runs/log-batch", run_id=run_id, metrics=[point(value=step, step=step)])
    assert data_of(client, run_id)["metrics"][0]["step"] == 5
    assert sorted(step for _, _, step in history(client, run_id)) == [1, 3, 5]


def test_an_identical_point_counts_once_and_another_value_twice() -> None:
    client = make_client()
    run_id = make_run(client)
    for value in (0.5, 0.5, 0.75):
        client.post("runs/log-batch", run_id=run_id, metrics=[point(value=value)])
    assert history(client, run_id) == [(0.5, 1000, 0), (0.75, 1000, 0)]


def test_a_param_may_be_repeated_but_not_changed() -> None:
    client = make_client()
    run_id = make_run(client)
    for _ in range(2):
        client.post("runs/log-parameter", run_id=run_id, key="lr", value="0.1")
    with pytest.raises(Refused) as refused:
        client.post("runs/log-parameter", run_id=run_id, key="lr", value="0.2")
    assert (refused.value.status, refused.value.code) == (400, "INVALID_PARAMETER_VALUE")


def test_a_changed_param_fails_the_whole_batch() -> None:
    client = make_client()
    run_id = make_run(client)
    client.post("runs/log-parameter", run_id=run_id, key="lr", value="0.1")
    with pytest.raises(Refused):
        client.post(
            "runs/log-batch",
            run_id=run_id,
            metrics=[point()],
            params=[{"key": "new", "value": "1"}, {"key": "lr", "value": "0.2"}],
            tags=[{"key": "team", "value": "x"}],
        )
    data = data_of(client, run_id)
    assert data["metrics"] == []
    assert data["params"] == [{"key": "lr", "value": "0.1"}]
    assert "team" not in {tag["key"] for tag in data["tags"]}


def test_one_param_twice_in_a_batch_is_refused() -> None:
    client = make_client()
    run_id = make_run(client)
    params = [{"key": "lr", "value": "1"}, {"key": "lr", "value": "1"}]
    with pytest.raises(Refused, match="lr"):
        client.post("runs/log-batch", run_id=run_id, params=params)


@pytest.mark.parametrize(
    "body",
    [
        {"metrics": [point(f"k{number}") for number in range(1001)]},
        {"params": [{"key": f"p{number}", "value": "1"} for number in range(101)]},
        {"tags": [{"key": f"t{number}", "value": "1"} for number in range(101)]},
        {
            "metrics": [point(f"k{number}") for number in range(950)],
            "params": [{"key": f"p{number}", "value": "1"} for number in range(51)],
        },
    ],
    ids=["metrics", "params", "tags", "all"],
)
def test_a_batch_has_its_limits(body: dict[str, Any]) -> None:
    client = make_client()
    run_id = make_run(client)
    with pytest.raises(Refused, match="at most") as refused:
        client.post("runs/log-batch", run_id=run_id, **body)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize(
    "key", ["", "a" * 251, "../up", "/root", "a//b", ".", "a/../b", "a\nb", "a*"]
)
@pytest.mark.parametrize("kind", ["metrics", "params", "tags"])
def test_a_key_that_will_not_do_is_refused(kind: str, key: str) -> None:
    client = make_client()
    run_id = make_run(client)
    entry = point(key) if kind == "metrics" else {"key": key, "value": "1"}
    with pytest.raises(Refused) as refused:
        client.post("runs/log-batch", run_id=run_id, **{kind: [entry]})
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("key", ["a" * 250, "train/loss", "é:x y-z_1.0", "a.b"])
def test_a_key_may_hold_what_mlflow_allows(key: str) -> None:
    client = make_client()
    run_id = make_run(client)
    client.post("runs/log-batch", run_id=run_id, metrics=[point(key)])
    assert data_of(client, run_id)["metrics"][0]["key"] == key


@pytest.mark.parametrize(
    ("metric", "named"),
    [
        ({"value": 1, "timestamp": 1}, "key"),
        ({"key": "a", "timestamp": 1}, "value"),
        ({"key": "a", "value": 1}, "timestamp"),
        ({"key": "a", "value": None, "timestamp": 1}, "value"),
        ({"key": "a", "value": 1, "timestamp": -1}, "timestamp"),
        ({"key": "a", "value": "x", "timestamp": 1}, "value"),
        ({"key": "a", "value": True, "timestamp": 1}, "value"),
        ({"key": "a", "value": 1, "timestamp": 1, "step": 2**63}, "step"),
        ({"key": "a", "value": 1, "timestamp": 1, "step": "one"}, "step"),
        ({"key": 5, "value": 1, "timestamp": 1}, "key"),
    ],
)
def test_what_is_wrong_with_a_point_is_named(metric: dict[str, Any], named: str) -> None:
    client = make_client()
    run_id = make_run(client)
    with pytest.raises(Refused, match=rf"metrics\[0\]\.{named}") as refused:
        client.post("runs/log-batch", run_id=run_id, metrics=[metric])
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize(("kind", "most"), [("params", 6_000), ("tags", 8_000)])
def test_what_is_too_long_of_a_value_is_cut_off(kind: str, most: int) -> None:
    client = make_client()
    run_id = make_run(client)
    sent = [{"key": key, "value": "x" * length} for key, length in (("a", most), ("b", most + 1))]
    client.post("runs/log-batch", run_id=run_id, **{kind: sent})
    data = client.get("runs/get", run_id=run_id)["run"]["data"]
    kept = {pair["key"]: pair["value"] for pair in data[kind]}
    assert kept["a"] == kept["b"] == "x" * most


def test_an_empty_batch_is_fine() -> None:
    client = make_client()
    assert client.post("runs/log-batch", run_id=make_run(client)) == {}


def test_inputs_and_outputs_are_read_back() -> None:
    client = make_client()
    run_id = make_run(client)
    model = client.post("logged-models", experiment_id="0", name="m", source_run_id=run_id)
    model_id = model["model"]["info"]["model_id"]
    dataset = {"name": "d", "digest": "abc", "source_type": "local", "source": "{}"}
    tags = [{"key": "mlflow.data.context", "value": "training"}]
    client.post("runs/log-inputs", run_id=run_id, datasets=[{"dataset": dataset, "tags": tags}])
    client.post("runs/outputs", run_id=run_id, models=[{"model_id": model_id, "step": 3}])
    run = client.get("runs/get", run_id=run_id)["run"]
    assert run["inputs"]["dataset_inputs"][0]["dataset"]["name"] == "d"
    assert run["inputs"]["dataset_inputs"][0]["tags"] == tags
    assert run["outputs"]["model_outputs"] == [{"model_id": model_id, "step": 3}]


def test_an_input_without_a_dataset_is_refused() -> None:
    client = make_client()
    with pytest.raises(Refused, match="dataset"):
        client.post("runs/log-inputs", run_id=make_run(client), datasets=[{"tags": []}])


def test_a_metric_of_a_logged_model_is_kept_with_it() -> None:
    client = make_client()
    run_id = make_run(client)
    model = client.post("logged-models", experiment_id="0", name="m", source_run_id=run_id)
    model_id = model["model"]["info"]["model_id"]
    client.post("runs/log-batch", run_id=run_id, metrics=[{**point("auc"), "model_id": model_id}])
    data = client.get(f"logged-models/{model_id}")["model"]["data"]
    assert [(metric["key"], metric["value"]) for metric in data["metrics"]] == [("auc", 0.5)]


def test_mlflow_2_models_are_kept_in_a_tag() -> None:
    client = make_client()
    run_id = make_run(client)
    model = '{"artifact_path": "m", "flavors": {}, "utc_time_created": "t", "run_id": "r"}'
    for _ in range(2):
        client.post("runs/log-model", run_id=run_id, model_json=model)
    tags = {tag["key"]: tag["value"] for tag in data_of(client, run_id)["tags"]}
    assert tags["mlflow.log-model.history"].count('"artifact_path"') == 2


@pytest.mark.parametrize("model", ["{", "{}", "[]", '"x"'])
def test_a_model_description_that_is_none_is_refused(model: str) -> None:
    client = make_client()
    with pytest.raises(Refused) as refused:
        client.post("runs/log-model", run_id=make_run(client), model_json=model)
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"], ids=["nul", "half a pair"])
@pytest.mark.parametrize("kind", ["params", "tags", "metrics"])
def test_text_that_cannot_be_stored_is_refused(kind: str, text: str) -> None:
    client = make_client()
    run_id = make_run(client)
    entry = point(text) if kind == "metrics" else {"key": "k", "value": text}
    with pytest.raises(Refused) as refused:
        client.post("runs/log-batch", run_id=run_id, **{kind: [entry]})
    assert refused.value.code == "INVALID_PARAMETER_VALUE"


def test_a_query_with_text_that_cannot_be_stored_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        make_client().get("registered-models/search", filter="name = 'a\x00'")
    assert refused.value.code == "INVALID_PARAMETER_VALUE"
