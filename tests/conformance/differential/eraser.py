"""What differs from server to server, replaced by names that do not."""

import re
import time
from collections.abc import Mapping
from typing import Any

DAY_MS = 24 * 3600 * 1000
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
_FOLDER = re.compile(r"mlflow-artifacts:(?://[^/]+)?/(?:workspaces/[^/]+/)?(?P<id>\d+)")
_RANDOM_NAME = re.compile(r"[a-z]+-[a-z]+-\d{1,4}")
_EXPERIMENT_KEYS = {"experiment_id", "experiment_ids", "mlflow.experimentId"}
_TOKEN_KEYS = {"next_page_token", "page_token", "token"}


class Eraser:
    """Replaces what is volatile by names in the order of first sight.

    Ids become ``<id 1>``, experiments' numbers ``<experiment 1>``, times around now ``<now>``.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = dict(words)
        self._seen: dict[tuple[str, str], str] = {}
        self._now = time.time() * 1000

    def clean(self, value: Any, *, key: str = "") -> Any:
        """The plain value with its volatile parts replaced, and empty lists left out."""
        if isinstance(value, dict):
            cleaned = {self._text(name): self.clean(each, key=name) for name, each in value.items()}
            return {name: each for name, each in cleaned.items() if each not in ([], {})}
        if isinstance(value, list):
            return _by_key([self.clean(each, key=key) for each in value])
        if isinstance(value, bool):
            return value
        if key in _EXPERIMENT_KEYS and str(value).isdigit():
            return self._name("experiment", str(value))
        if isinstance(value, str):
            return "<token>" if key in _TOKEN_KEYS and value else self._text(value)
        return "<now>" if isinstance(value, int | float) and self._is_now(value) else value

    def experiment(self, experiment_id: str) -> str:
        """The name that stands for an experiment's number."""
        return self._name("experiment", experiment_id)

    def _is_now(self, value: float) -> bool:
        return any(abs(value / unit - self._now) < DAY_MS for unit in (1, 1_000_000))

    def _text(self, text: str) -> str:
        for word, name in self._words.items():
            text = text.replace(word, name)
        if _RANDOM_NAME.fullmatch(text):
            return "<random name>"
        text = _FOLDER.sub(
            lambda found: f"mlflow-artifacts:/{self._name('experiment', found['id'])}", text
        )
        return _ID.sub(lambda found: self._name("id", found[0]), text)

    def _name(self, kind: str, text: str) -> str:
        number = 1 + sum(1 for seen, _ in self._seen if seen == kind)
        return self._seen.setdefault((kind, text), f"<{kind} {number}>")


def _by_key(items: list[Any]) -> list[Any]:
    """Params, tags and metrics come in any order; those of one key keep theirs."""
    if items and all(isinstance(each, dict) and "key" in each for each in items):
        return sorted(items, key=lambda each: str(each["key"]))
    return items
