"""Whether an answer has the shape that the API's document promises for it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DOCUMENT = Path(__file__).parents[2] / "contract" / "openapi.yaml"
_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}


def check_shape(component: str, body: Any) -> None:
    """Fail unless the body is what the component describes: no member more, none less."""
    problems = list(_problems(_components()[component], body, component))
    assert not problems, problems


@cache
def _components() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(_DOCUMENT.read_text())
    schemas: dict[str, Any] = document["components"]["schemas"]
    return schemas


def _problems(schema: dict[str, Any], value: Any, place: str) -> list[str]:
    if reference := schema.get("$ref"):
        return _problems(_components()[reference.rpartition("/")[2]], value, place)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            found = [_problems(one, value, place) for one in schema[several]]
            return [] if [] in found else found[0]
    for part in schema.get("allOf", ()):
        if found_in_part := _problems(part, value, place):
            return found_in_part
    return _of_type(schema, value, place)


def _of_type(schema: dict[str, Any], value: Any, place: str) -> list[str]:
    if not schema:
        return []  # anything at all
    named = schema.get("type", [])
    names = [named] if isinstance(named, str) else named
    fitting = [name for name in names if type(value) in _TYPES[name]]
    if names and not fitting:
        return [f"{place}: {value!r} is not {named}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value!r} is not one of {schema['enum']}"]
    if isinstance(value, list):
        return [
            problem
            for number, each in enumerate(value)
            for problem in _problems(schema.get("items", {}), each, f"{place}[{number}]")
        ]
    return _members(schema, value, place) if isinstance(value, dict) else []


def _members(schema: dict[str, Any], value: dict[str, Any], place: str) -> list[str]:
    declared, others = schema.get("properties", {}), schema.get("additionalProperties", False)
    problems = [f"{place}: no {name}" for name in declared if name not in value]
    for name, member in value.items():
        if name not in declared and others is False:
            problems.append(f"{place}: {name} is not declared")
        else:
            problems += _problems(declared.get(name, others), member, f"{place}.{name}")
    return problems
