"""Whatever a client or a server answered, as plain data that can be compared."""

import enum
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from mlflow.entities._mlflow_object import _MlflowObject
from mlflow.store.entities import PagedList


def plain(value: Any) -> Any:
    """Entities as dicts with their type, pages as lists with whether more follows, and so on.

    Raises:
        TypeError: it is of a type that nobody has thought of yet.
    """
    if value is pd.NaT or value is pd.NA:
        return None
    for types, convert in _FORMS:
        if isinstance(value, types):
            return convert(value)
    if hasattr(value, "to_dict"):
        return {"type": type(value).__name__, **plain(value.to_dict())}
    raise TypeError(f"{type(value).__name__} has no plain form: add one to _FORMS.")


def walk(theirs: Any, ours: Any, place: str = "") -> Iterable[tuple[str, Any, Any]]:
    """Each place where the two are not equal."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in sorted({*theirs, *ours}):
            yield from walk(theirs.get(name), ours.get(name), f"{place}.{name}" if place else name)
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for number, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from walk(one, other, f"{place}[{number}]")
    elif theirs != ours or isinstance(theirs, bool) is not isinstance(ours, bool):
        yield place, theirs, ours


def _float(value: Any) -> float | str:
    return float(value) if math.isfinite(value) else str(float(value))


def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): plain(each) for name, each in value.items()}


def _list(value: Iterable[Any]) -> list[Any]:
    return [plain(each) for each in value]


# The first that fits counts: an enumeration may be an int too, a page is a list.
_FORMS: list[tuple[type | tuple[type, ...], Callable[[Any], Any]]] = [
    (enum.Enum, lambda value: value.name),
    ((type(None), bool, int, str), lambda value: value),
    ((float, np.floating), _float),
    (np.generic, lambda value: plain(value.item())),
    (pd.DataFrame, lambda frame: {str(name): _list(frame[name]) for name in frame.columns}),
    (datetime, lambda value: int(value.timestamp() * 1000)),
    ((date, Path, bytes), str),
    (PagedList, lambda page: {"items": _list(page), "more": bool(page.token)}),
    (_MlflowObject, lambda entity: {"type": type(entity).__name__, **_mapping(dict(entity))}),
    (Mapping, _mapping),
    ((set, frozenset), lambda value: sorted(_list(value), key=str)),
    ((list, tuple, np.ndarray, Sequence), _list),
]
