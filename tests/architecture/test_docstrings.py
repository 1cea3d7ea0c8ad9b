"""What other people build on says what it promises."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parent.parent.parent


def modules(*patterns: str) -> Iterator[tuple[Path, ast.Module]]:
    for pattern in patterns:
        for file in sorted(ROOT.glob(pattern)):
            yield file, ast.parse(file.read_text())


def is_protocol(node: ast.ClassDef) -> bool:
    return any("Protocol" in ast.unparse(base) for base in node.bases)


def test_every_model_has_a_docstring() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    written = [model for model in ours if (model.__doc__ or "").startswith(f"{model.__name__}(")]
    assert [model.__name__ for model in written] == []
    assert ours


def test_every_module_of_an_app_says_what_it_is() -> None:
    patterns = ("apps/*/services/*.py", "apps/*/services.py", "apps/*/selectors.py",
                "apps/*/selectors/*.py", "apps/*/contracts.py", "apps/*/__init__.py")  # fmt: skip
    silent = [str(file) for file, tree in modules(*patterns) if not ast.get_docstring(tree)]
    assert silent == []


def test_every_public_service_says_what_it_does() -> None:
    silent = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file, tree in modules("apps/*/services/*.py", "apps/*/services.py")
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_method_of_a_protocol_carries_its_contract() -> None:
    silent = [
        f"{file.relative_to(ROOT)}: {node.name}.{method.name}"
        for file, tree in modules("apps/**/*.py", "workers/**/*.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and is_protocol(node)
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and not ast.get_docstring(method)
    ]
    assert silent == []
