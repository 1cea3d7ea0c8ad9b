"""Every public function of the client is held against MLflow's server by a test, or has a reason."""

import re
from pathlib import Path

import mlflow
from mlflow import MlflowClient

# What no scenario calls, and why. Patterns of whole names.
ELSEWHERE = {
    "the registry and prompts: test_registry*.py and test_prompts*.py": (
        r".*(registered_model|model_version|prompt).*|register_model|get_latest_versions"
    ),
    "traces: test_traces*.py": (
        r".*trace.*|.*span.*|.*assessment.*|log_(expectation|feedback|issue)|override_feedback"
        r"|search_sessions|context"
    ),
    "evaluation: test_genai*.py and test_evaluation*.py": (
        r".*_dataset.*|search_datasets|evaluate|validate_evaluation_results"
    ),
    "webhooks: test_webhooks*.py": r".*webhook.*",
    "workspaces: test_users*.py and test_workspaces*.py": r"(delete|get|list|update)_workspaces?",
    "not of this server: skills, MCP servers, the gateway (docs/mlflow.md)": (
        r".*skill.*|.*mcp_.*|gateway"
    ),
    "speaks to no server": (
        r"ActiveModel|ActiveRun|Image|MlflowClient|MlflowException|doctor|login|pyfunc|test"
        r"|get_registry_uri|get_tracking_uri|is_tracking_uri_set|tracking_uri|set_registry_uri"
        r"|set_tracking_uri|get_workspace_store_uri|import_checkpoints"
    ),
    "calls what others test: tests/conformance/test_projects.py and test_models.py": r"autolog|run",
}


def test_every_public_function_is_tried_or_has_a_reason() -> None:
    tried = _tried()
    names = {name for name in dir(MlflowClient) if not name.startswith("_")}
    names |= set(mlflow.__all__)
    left = {name for name in names - tried if not _reason(name)}
    assert left == set(), "neither in a scenario nor in ELSEWHERE"


def test_no_reason_is_idle() -> None:
    names = {*dir(MlflowClient), *mlflow.__all__}
    for reason, pattern in ELSEWHERE.items():
        assert any(re.fullmatch(pattern, name) for name in names), reason


def _reason(name: str) -> str:
    return next((why for why, pattern in ELSEWHERE.items() if re.fullmatch(pattern, name)), "")


def _tried() -> set[str]:
    """The functions of the client that scenarios here name."""
    found: set[str] = set()
    for module in Path(__file__).parent.glob("test_*.py"):
        found |= set(re.findall(r"(?:client|mlflow)\.(\w+)", module.read_text()))
    return found
