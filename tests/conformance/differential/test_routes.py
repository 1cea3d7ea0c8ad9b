"""Each address that MLflow's server answers, Naiad answers, or it stands here why not."""

import re
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, resolve

from apps.mlflow_api import asgi, routing
from apps.mlflow_api.errors import EndpointNotFound, MethodNotAllowed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.filterwarnings("ignore"),
]

API = r"/(ajax-)?api/3\.0/mlflow"
# Patterns of whole addresses, and why nothing stands there.
REFUSED = {
    "there is no AI gateway": rf"{API}/gateway/.+|/ajax-api/[23]\.0/mlflow/gateway.*",
    "its user interface's: promptlab asks models by the gateway": (
        r"/ajax-api/2\.0/mlflow/runs/create-promptlab-run"
    ),
    "its user interface's: uploads by the browser": r"/ajax-api/2\.0/mlflow/upload-artifact",
    "its user interface's: how it is used": r"/ajax-api/3\.0/mlflow/ui-telemetry",
    "its user interface's: data to try it with": r"/ajax-api/3\.0/mlflow/demo/.+",
    "its user interface's: another language for the same reads": r"/graphql",
    "issues of traces are not kept": rf"{API}/issues.*|/ajax-api/3\.0/mlflow/issues/.+",
    "there are no label schemas": rf"{API}/label-schemas/.+",
    "there are no review queues": rf"{API}/review-queues/.+",
    "prompts are not optimized by the server": rf"{API}/prompt-optimization/.+",
    "the server runs no jobs of MLflow's": r"/ajax-api/3\.0/mlflow/jobs/.+",
    "scorers run where the script runs": r"/ajax-api/3\.0/mlflow/(genai/evaluate|scorer)/invoke",
    "Databricks' own": r"/(ajax-)?api/2\.0/mlflow/(get-online-trace-details|unified-traces)",
    "a slip of MLflow's; clients ask /api/2.0/mlflow/…": (
        r"/(ajax-)?api/2\.0mlflow/experiments/search-datasets"
    ),
}


def test_every_address_is_answered_or_has_a_reason() -> None:
    left = [
        f"{method} {rule}"
        for method, rule in _served()
        if not _is_answered(method, _example(rule)) and not _reason(rule)
    ]
    assert left == []


def test_no_reason_is_idle() -> None:
    """What is refused is served there and refused here."""
    served = list(_served())
    for reason, pattern in REFUSED.items():
        meant = [(method, rule) for method, rule in served if re.fullmatch(pattern, rule)]
        assert meant, reason
        answered = [rule for method, rule in meant if _is_answered(method, _example(rule))]
        assert answered == [], reason


def test_every_spelling_is_answered_alike() -> None:
    for method, rule in _served():
        if rule.startswith("/api/") and not _reason(rule):
            path = _example(rule)
            other = f"/ajax-api/{path.removeprefix('/api/')}"
            assert routing.find(method, path).route is routing.find(method, other).route


def _served() -> Iterator[tuple[str, str]]:
    """The methods and rules of MLflow's server."""
    from mlflow.server import app

    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, str(rule)


def _example(rule: str) -> str:
    """An address that the rule is for."""
    return re.sub(r"<\w+>", "x", re.sub(r"<path:\w+>", "1/2/artifacts/a.txt", rule))


def _is_answered(method: str, path: str) -> bool:
    if asgi.is_ours(path):
        try:
            routing.find(method, path)
        except (EndpointNotFound, MethodNotAllowed):
            return False
        return True
    try:
        found = resolve(path)
    except Resolver404:
        return False
    # The portal opens its pages at whatever address is left.
    return method == "GET" or found.url_name != "portal"


def _reason(rule: str) -> str:
    return next((why for why, pattern in REFUSED.items() if re.fullmatch(pattern, rule)), "")
