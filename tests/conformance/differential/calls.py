"""Which of MLflow's public functions were called, and which there are."""

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import mlflow
import mlflow.artifacts
import mlflow.genai
import mlflow.models
from mlflow import MlflowClient

TESTS = "tests.conformance.differential."
SURFACES = {
    "MlflowClient": MlflowClient,
    "mlflow": mlflow,
    "mlflow.artifacts": mlflow.artifacts,
    "mlflow.genai": mlflow.genai,
    "mlflow.models": mlflow.models,
}


def public() -> Iterator[tuple[Any, str, str]]:
    """Each public function: whose it is, its name there, and its whole name."""
    for prefix, owner in SURFACES.items():
        for name in getattr(owner, "__all__", dir(owner)):
            if not name.startswith("_") and inspect.isfunction(getattr(owner, name, None)):
                yield owner, name, f"{prefix}.{name}"


def record(called: set[str]) -> Callable[[], None]:
    """Have each call of a public function note its name; what undoes that."""
    originals = []
    for owner, name, whole in public():
        function = getattr(owner, name)
        noting = _noting(function, whole, called)
        for place in (owner, *_importers(function, name)):
            originals.append((place, name, function))
            setattr(place, name, noting)

    def undo() -> None:
        for place, name, function in reversed(originals):
            setattr(place, name, function)

    return undo


def _importers(function: Callable[..., Any], name: str) -> list[Any]:
    """The module that the function is of, and those of the tests that imported it by its name."""
    return [
        module
        for module_name, module in list(sys.modules.items())
        if (module_name == function.__module__ or module_name.startswith(TESTS))
        and vars(module).get(name) is function
    ]


def _noting(function: Callable[..., Any], whole: str, called: set[str]) -> Callable[..., Any]:
    @functools.wraps(function)
    def noting(*args: Any, **kwargs: Any) -> Any:
        called.add(whole)
        return function(*args, **kwargs)

    return noting
