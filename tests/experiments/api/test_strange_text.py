"""Text that no database stores is refused or finds nothing, wherever it is sent."""

import json
from typing import Any

import pytest

from tests.accounts.make import make_client
from tests.experiments.make import make_experiment, make_run
from tests.projects.make import make_cast

pytestmark = pytest.mark.django_db

NUL, SURROGATE = "\0", "\ud800"


@pytest.mark.parametrize("text", [NUL, SURROGATE], ids=["nul", "surrogate"])
@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("post", "projects/{key}/experiments", {"name": "a{text}"}),
        ("post", "projects/{key}/experiments", {"name": "a", "description": "{text}"}),
        ("patch", "experiments/{experiment}", {"name": "a{text}"}),
        ("post", "projects/{key}/runs/search", {"filter": "params.a = '{text}'"}),
        ("post", "projects/{key}/runs/search", {"filter": "params.`{text}` = 'a'"}),
        ("post", "projects/{key}/runs/search", {"order_by": ["params.`{text}`"]}),
        ("post", "projects/{key}/runs/search", {"columns": ["params.{text}"]}),
        ("post", "projects/{key}/runs/search", {"page_token": "{text}"}),
        ("post", "projects/{key}/runs/search", {"view": "{text}"}),
        ("post", "projects/{key}/runs/delete", {"run_ids": ["{text}"]}),
        ("patch", "runs/{run}", {"name": "a{text}"}),
        ("patch", "runs/{run}", {"description": "{text}"}),
        ("patch", "runs/{run}", {"set_tags": {"{text}": "a"}}),
        ("patch", "runs/{run}", {"set_tags": {"a": "{text}"}}),
        ("patch", "runs/{run}", {"remove_tags": ["{text}"]}),
        ("post", "runs/series", {"run_ids": ["{text}"], "keys": ["a"]}),
        ("post", "runs/series", {"run_ids": ["{run}"], "keys": ["{text}"]}),
    ],
)
def test_no_body_is_more_than_refused(
    method: str, address: str, body: dict[str, Any], text: str
) -> None:
    cast = make_cast()
    run = make_run(make_experiment(cast.project))
    names = {"key": cast.project.key, "experiment": str(run.experiment_id), "run": run.run_id}

    sent = json.dumps(body).replace("{text}", json.dumps(text)[1:-1]).replace("{run}", run.run_id)
    answer = getattr(make_client(cast.owner), method)(
        f"/api/v1/{address.format(**names)}", sent, content_type="application/json"
    )

    assert answer.status_code in {400, 404}, answer.content


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "%FF", "%F0%9F%8C%B3"])
@pytest.mark.parametrize(
    "address",
    [
        "projects/{text}/experiments",
        "projects/{text}/attributes",
        "projects/{key}/attributes?search={text}",
        "projects/{key}/attributes?kind={text}",
        "runs/{text}",
        "runs/{text}/params",
        "runs/{text}/metrics",
        "runs/{run}/metrics?search={text}",
        "runs/{text}/console",
    ],
)
def test_no_address_is_more_than_refused(address: str, text: str) -> None:
    cast = make_cast()
    run = make_run(make_experiment(cast.project))
    path = address.format(text=text, key=cast.project.key, run=run.run_id)

    answer = make_client(cast.owner).get(f"/api/v1/{path}")

    assert answer.status_code in {200, 400, 404}, answer.content
