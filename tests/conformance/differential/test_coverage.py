"""Every public function of the client was called by the tests here, or it is listed why not."""

import re
from pathlib import Path

import pytest

from tests.conformance.differential import calls
from tests.conformance.differential.marks import DIFFERENTIAL

pytestmark = DIFFERENTIAL

HERE = Path(__file__).parent
# Patterns of whole names, by the reason why nothing here calls them.
UNCALLED = {
    "not of this server: skills, MCP servers, issues (docs/mlflow.md)": (
        r".*\.(\w*skills?(_\w+)?|\w*mcp_\w+|\w*_issues?|pull)"
    ),
    "Databricks' own": (
        r"mlflow\.genai\.(get_review_app|\w+_labeling_sessions?)"
        r"|mlflow\.login"
    ),
    "asks a language model": (
        r"mlflow\.genai\.(test_agent|optimize_prompts?|compare_evaluations|make_scorer_ensemble)"
    ),
    "speaks to no server": (
        r"mlflow\.(doctor|import_checkpoints|is_tracking_uri_set|context|test)"
        r"|MlflowClient\.get_workspace_store_uri"
        r"|mlflow\.genai\.(scorer|to_predict_fn|set_session_hierarchy|\w+_git_model_versioning)"
        r"|mlflow\.models\.(set_model|set_retriever_schema|list_evaluators"
        r"|build_docker|validate_schema|convert_input_example_to_serving_input|predict"
        r"|validate_serving_input|add_libraries_to_model)"
    ),
    "projects: tests/conformance/test_projects.py": r"mlflow\.run",
}
# MLflow's flavours call it by themselves, if they came to know it after it was watched.
NOT_OURS_TO_CALL = {"mlflow.models.infer_pip_requirements"}


def test_every_public_function_was_called_or_has_a_reason(
    request: pytest.FixtureRequest, called: set[str]
) -> None:
    """It runs last (`conftest`), and says nothing when only some of the tests run."""
    asked_for = {item.path for item in request.session.items}
    if not set(HERE.glob("test_*.py")) <= asked_for:
        pytest.skip("only some modules run, so only some functions are called")
    uncalled = {whole for _, _, whole in calls.public()} - called - NOT_OURS_TO_CALL
    assert sorted(name for name in uncalled if not _reason(name)) == []


def test_no_reason_is_for_what_is_called(called: set[str]) -> None:
    names = {whole for _, _, whole in calls.public()}
    for reason, pattern in UNCALLED.items():
        assert any(re.fullmatch(pattern, name) for name in names), reason
    assert sorted(name for name in called if _reason(name)) == []


def _reason(name: str) -> str:
    return next((why for why, pattern in UNCALLED.items() if re.fullmatch(pattern, name)), "")
