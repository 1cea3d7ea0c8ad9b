"""What MLflow's client writes of a scorer, as far as Naiad reads it. Pure."""

from dataclasses import dataclass
from typing import Any

_PARTS = {
    "instructions_judge_pydantic_data": "judge",
    "builtin_scorer_pydantic_data": "builtin",
    "memory_augmented_judge_data": "judge",
    "third_party_scorer_data": "other",
    "ensemble_scorer_data": "ensemble",
}


@dataclass(frozen=True, slots=True)
class Serialized:
    """A scorer as its client serialised it, parsed."""

    data: dict[str, Any]

    @property
    def kind(self) -> str:
        """Code, a judge with instructions, one that MLflow brings along, several, or another."""
        if self.data.get("call_source") is not None:
            return "code"
        return next((kind for part, kind in _PARTS.items() if self.data.get(part)), "other")

    @property
    def model(self) -> Any:
        """The model that it asks, if it asks one."""
        return _model(self.data)

    @property
    def instructions(self) -> str:
        """What a judge is told."""
        base = _object(_object(self.data, "memory_augmented_judge_data"), "base_judge") or self.data
        return _text(_object(base, "instructions_judge_pydantic_data"), "instructions")

    @property
    def description(self) -> str:
        """What it is for, in its author's words."""
        return _text(self.data, "description")

    @property
    def source(self) -> str:
        """The body of a function that scores."""
        return _text(self.data, "call_source")

    @property
    def has_code(self) -> bool:
        """Whether there is a function in it, at any depth, that a client would run."""
        return _has_code(self.data)


def _model(data: dict[str, Any]) -> Any:
    for part in ("instructions_judge_pydantic_data", "builtin_scorer_pydantic_data"):
        if inner := _object(data, part):
            return inner.get("model")
    if memory := _object(data, "memory_augmented_judge_data"):
        return _model(_object(memory, "base_judge"))
    return _object(data, "third_party_scorer_data").get("model")


def _has_code(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("call_source") is not None or any(map(_has_code, value.values()))
    return isinstance(value, list) and any(map(_has_code, value))


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _text(data: dict[str, Any], name: str) -> str:
    found = data.get(name)
    return found if isinstance(found, str) else ""
