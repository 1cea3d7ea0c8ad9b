"""The metrics of runs, read in batches of rows and encoded in batches of series."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from apps.experiments.series.whole import WholeSeries, encode_many, encode_whole
from apps.transfers.mlflow.sources.database.tables import Tables

_POINT = ("run_uuid", "key", "step", "timestamp", "value", "is_nan")
_POINTS_AT_ONCE = 100_000
_NAN = float("nan")
_NOT_NUMBERS = (OverflowError, ValueError, TypeError)

Series = dict[str, dict[str, WholeSeries]]
Broken = dict[str, str]
Named = tuple[str, str]


def read_series(tables: Tables, run_ids: Sequence[str]) -> tuple[Series, Broken]:
    """The series of these runs by run and key, and which runs have points that are none, and why.

    They are encoded as they come, so that few points wait at once.
    """
    found: Series = defaultdict(dict)
    broken: Broken = {}
    waiting = _Waiting()
    batches = tables.partitions("metrics", _POINT, run_ids=run_ids, grouped_by=("run_uuid", "key"))
    for batch in batches:
        waiting.add(batch)
        if len(waiting.steps) >= _POINTS_AT_ONCE:
            _encode(waiting.take(keep_last=True), found, broken)
    _encode(waiting.take(keep_last=False), found, broken)
    return found, broken


class _Columns:
    """Points of series that lie one after another."""

    def __init__(self) -> None:
        self.names: list[Named] = []
        self.sizes: list[int] = []
        self.steps: list[int] = []
        self.times: list[int] = []
        self.values: list[float] = []


class _Waiting(_Columns):
    """Points that were read and not encoded; more of the last series may come."""

    def add(self, rows: Sequence[Any]) -> None:
        """Take in rows of `_POINT`."""
        run_ids, keys, steps, times, values, are_nan = zip(*rows, strict=True)
        if any(are_nan):
            values = tuple(_NAN if is_nan else v for v, is_nan in zip(values, are_nan, strict=True))
        self.steps += steps
        self.times += times
        self.values += values
        for name, size in _groups(run_ids, keys):
            if self.names and self.names[-1] == name:
                self.sizes[-1] += size
            else:
                self.names.append(name)
                self.sizes.append(size)

    def take(self, *, keep_last: bool) -> _Columns:
        """What waits, which then waits no more; but for the last series, if more of it may come."""
        kept = self.sizes[-1] if keep_last else 0
        ready = _Columns()
        count = len(self.steps) - kept
        for name in ("steps", "times", "values"):
            column = getattr(self, name)
            setattr(ready, name, column[:count])
            setattr(self, name, column[count:])
        series = len(self.names) - bool(kept)
        ready.names, self.names = self.names[:series], self.names[series:]
        ready.sizes, self.sizes = self.sizes[:series], self.sizes[series:]
        return ready


def _groups(run_ids: Sequence[str], keys: Sequence[str]) -> Iterator[tuple[Named, int]]:
    """Runs of neighbouring rows of one series: its name, and how many rows."""
    changes = (
        index + 1
        for index, (one, other) in enumerate(zip(pairwise(run_ids), pairwise(keys), strict=True))
        if one[0] != one[1] or other[0] != other[1]
    )
    start = 0
    for end in _and_last(changes, len(keys)):
        yield (run_ids[start], keys[start]), end - start
        start = end


def _and_last(places: Iterable[int], last: int) -> Iterator[int]:
    yield from places
    yield last


def _encode(columns: _Columns, found: Series, broken: Broken) -> None:
    if not columns.sizes:
        return
    try:
        encoded = encode_many(columns.sizes, columns.steps, columns.times, columns.values)
    except _NOT_NUMBERS:
        _encode_each(columns, found, broken)
        return
    for (run_id, key), series in zip(columns.names, encoded, strict=True):
        found[run_id][key] = series


def _encode_each(columns: _Columns, found: Series, broken: Broken) -> None:
    """One by one, so that only the run that has it suffers from a point that is none."""
    start = 0
    for (run_id, key), size in zip(columns.names, columns.sizes, strict=True):
        place = slice(start, start + size)
        start += size
        try:
            series = encode_whole(columns.steps[place], columns.times[place], columns.values[place])
        except _NOT_NUMBERS as error:
            broken[run_id] = f"the metric {key!r} has a point that is none: {error}"
        else:
            found[run_id][key] = series
