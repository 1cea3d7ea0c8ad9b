"""The write of a log call: points, params and tags of a run, in one transaction.

Acknowledged means committed. No ORM instance is made for a point; what limits a protocol has, its
door has checked.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction

from apps.core.errors import Invalid
from apps.core.events import publish_on_commit
from apps.core.queue import TaskName, enqueue
from apps.experiments.constants import MAX_RUN_NAME, RUN_NAME_TAG
from apps.experiments.contracts import RunRef
from apps.experiments.events import RunChanged, RunSeries
from apps.experiments.models import AttributeKey, Run
from apps.experiments.series.append import encode_append
from apps.experiments.series.columns import MICROS, Batch, Points
from apps.experiments.series.latest import latest_of
from apps.experiments.series.order import sorted_batch
from apps.experiments.services.keys import intern_keys
from apps.experiments.services.latest import merge_latest
from apps.experiments.services.strings import set_params, set_strings

# A run is folded when this much of it lies unfolded; reads decode what does.
FOLD_AFTER_CALLS = 400
FOLD_AFTER_POINTS = 100_000
# More keys than this are not named to the open pages: they refetch what they show.
NAMED_KEYS = 50
_RUNS_COUNTED = 50_000


@dataclass(frozen=True, kw_only=True, slots=True)
class PointColumns:
    """Points in columns of one length. A step is `steps + step_micros / 1,000,000`."""

    keys: Sequence[str]
    steps: Any
    timestamps_ms: Any
    values: Any
    step_micros: Any = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedBatch:
    """What was stored."""

    point_count: int = 0
    keys: tuple[str, ...] = ()


def log_batch(
    run: RunRef,
    *,
    points: PointColumns | None = None,
    params: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> LoggedBatch:
    """Store all of it or nothing.

    Raises:
        ParamChanged: a param has another value already.
        Invalid: the columns differ in length, or hold what is no number.
    """
    with transaction.atomic():
        if params:
            set_params(run_pk=run.id, project_id=run.project_id, values=params)
        if tags:
            _set_tags(run, tags)
        logged = _append(run, points) if points is not None and len(points.keys) else LoggedBatch()
        _announce(run, logged, params=bool(params), tags=bool(tags))
    return logged


def _append(run: RunRef, points: PointColumns) -> LoggedBatch:
    names = tuple(dict.fromkeys(points.keys))
    ids = intern_keys(project_id=run.project_id, kind=AttributeKey.Kind.METRIC, paths=names)
    batch = sorted_batch(_as_batch(points, ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO experiments_seriesappend (run_id, point_count, data) VALUES (%s, %s, %s)",
            [run.id, len(batch), encode_append(batch)],
        )
    merge_latest(run_pk=run.id, latest=latest_of(batch))
    return LoggedBatch(point_count=len(batch), keys=names)


def _as_batch(points: PointColumns, ids: Mapping[str, int]) -> Batch:
    count = len(points.keys)
    try:
        steps = np.asarray(points.steps, np.int64)
        times = np.asarray(points.timestamps_ms, np.int64)
        values = np.asarray(points.values, np.float64)
        micros = (
            np.zeros(count, np.int32)
            if points.step_micros is None
            else np.asarray(points.step_micros, np.int32)
        )
    except (OverflowError, TypeError, ValueError) as exc:
        raise Invalid(f"A point holds what is no number in range: {exc}.") from exc
    if {len(steps), len(times), len(values), len(micros)} != {count}:
        raise Invalid("The columns of points differ in length.")
    if ((micros < 0) | (micros >= MICROS)).any():
        raise Invalid("The millionths of a step go from 0 to 999,999.")
    keys = np.fromiter((ids[name] for name in points.keys), np.int64, count)
    return Batch(keys, Points(steps, micros, times, values))


def _set_tags(run: RunRef, tags: Mapping[str, str]) -> None:
    kind = AttributeKey.Kind.TAG
    if RUN_NAME_TAG in tags:
        name = tags[RUN_NAME_TAG][:MAX_RUN_NAME]
        Run.objects.filter(pk=run.id).update(name=name)
        tags = {**tags, RUN_NAME_TAG: name}
    set_strings(run_pk=run.id, project_id=run.project_id, kind=kind, values=tags)


def _announce(run: RunRef, logged: LoggedBatch, *, params: bool, tags: bool) -> None:
    if logged.point_count:
        named = logged.keys if len(logged.keys) <= NAMED_KEYS else None
        publish_on_commit(RunSeries(run_id=run.run_id, keys=named))
        # The points are safe: a broker that is away must not make their client send them again.
        transaction.on_commit(lambda: _UNFOLDED.add(run, logged.point_count), robust=True)
    fields = tuple(name for name, is_changed in (("params", params), ("tags", tags)) if is_changed)
    if fields:
        publish_on_commit(RunChanged(run_id=run.run_id, project_key=run.project_key, fields=fields))


class _Unfolded:
    """How much this process has appended to each run since it last rang for a fold.

    A guess is enough: what it misses, the periodic fold finds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._amounts: dict[int, tuple[int, int]] = {}

    def add(self, run: RunRef, points: int) -> None:
        """Count a call; ring when enough lies there."""
        with self._lock:
            calls, total = self._amounts.get(run.id, (0, 0))
            calls, total = calls + 1, total + points
            is_due = calls >= FOLD_AFTER_CALLS or total >= FOLD_AFTER_POINTS
            if is_due:
                self._amounts.pop(run.id, None)
            else:
                if len(self._amounts) >= _RUNS_COUNTED:
                    self._amounts.clear()
                self._amounts[run.id] = (calls, total)
        if is_due:
            enqueue(TaskName.FOLD_RUN, run_id=run.run_id)


_UNFOLDED = _Unfolded()
