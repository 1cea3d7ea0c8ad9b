"""What charts draw: many runs × many keys in a constant number of queries, in n buckets each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from apps.experiments.contracts import RunRef
from apps.experiments.errors import SeriesCorrupt
from apps.experiments.models import AttributeKey, Run
from apps.experiments.selectors import stored
from apps.experiments.selectors.keys import find_keys
from apps.experiments.series.buckets import AxisOf, Buckets, Window, bucket
from apps.experiments.series.summary import Summary
from apps.experiments.series.zoom import View, Zoom


class Axis(StrEnum):
    """What runs along a chart: the step, the time (ms since 1970), or seconds since the start."""

    STEP = "step"
    TIME = "time"
    RELATIVE = "relative"


EMPTY = bucket([], AxisOf(by_time=False), buckets=1)
"""The buckets of a series that shows nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesBuckets:
    """One line of a chart. `total` counts all points, in the window or not. `error` is a code
    where the series cannot be read, else empty."""

    run_id: str
    key: str
    total: int
    buckets: Buckets = field(default=EMPTY)
    error: str = ""


def read_buckets(
    runs: Sequence[RunRef],
    keys: Sequence[str],
    *,
    buckets: int = 600,
    x: Axis = Axis.STEP,
    window: Window = (None, None),
) -> list[SeriesBuckets]:
    """The series that exist among runs × keys, each in at most `buckets` buckets.

    A damaged series is answered with its error; the others are served.
    """
    names = _names_by_key_id(runs, keys)
    if not names:
        return []
    starts = _starts(runs) if x is Axis.RELATIVE else {}
    views = {run.id: View(_axis(x, starts.get(run.id, 0)), window, buckets) for run in runs}
    return stored.settled(lambda: _read(runs, names, views))


class _Line:
    """A series on its way to its buckets."""

    def __init__(self, place: stored.Place, series: stored.Series, view: View) -> None:
        self.place = place
        self.total = series.total
        self.error = ""
        self._chunks = series.chunks
        self._zoom = Zoom([chunk.span for chunk in series.chunks], series.tail, view)
        self._summaries: dict[int, Summary] = {}
        try:
            for index in self._zoom.closed:
                self._summaries[index] = stored.summary_of(place, series.chunks[index])
            self._zoom.open_unordered(self._summaries)
        except SeriesCorrupt as exc:
            self.error = exc.code

    @property
    def needed(self) -> list[int]:
        """Ids of the chunks that must be opened."""
        return [] if self.error else [self._chunks[index].pk for index in self._zoom.opened]

    def finish(self, data: dict[int, bytes]) -> Buckets:
        """The buckets; none where the series is damaged."""
        if self.error:
            return EMPTY
        try:
            opened = {
                index: stored.decode(self.place, data[self._chunks[index].pk])
                for index in self._zoom.opened
            }
        except SeriesCorrupt as exc:
            self.error = exc.code
            return EMPTY
        return self._zoom.finish(self._summaries, opened)


def _read(
    runs: Sequence[RunRef], names: dict[int, str], views: dict[int, View]
) -> list[SeriesBuckets]:
    found = stored.read_series([run.id for run in runs], list(names), with_summary=True)
    places = [(run.id, key_id) for run in runs for key_id in names if (run.id, key_id) in found]
    lines = [_Line(place, found[place], views[place[0]]) for place in places]
    data = stored.read_data(_flat(line.needed for line in lines))
    run_ids = {run.id: run.run_id for run in runs}
    answer = []
    for line in lines:
        drawn = line.finish(data)
        run_pk, key_id = line.place
        answer.append(
            SeriesBuckets(
                run_id=run_ids[run_pk],
                key=names[key_id],
                total=line.total,
                buckets=drawn,
                error=line.error,
            )
        )
    return answer


def _flat(lists: Iterable[list[int]]) -> list[int]:
    return [pk for some in lists for pk in some]


def _names_by_key_id(runs: Sequence[RunRef], keys: Sequence[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for project_id in {run.project_id for run in runs}:
        ids = find_keys(project_id=project_id, kind=AttributeKey.Kind.METRIC, paths=keys)
        names.update({key_id: name for name, key_id in ids.items()})
    return names


def _starts(runs: Sequence[RunRef]) -> dict[int, int]:
    rows = Run.objects.filter(pk__in=[run.id for run in runs])
    return dict(rows.values_list("pk", "start_time_ms"))


def _axis(x: Axis, start_ms: int) -> AxisOf:
    if x is Axis.STEP:
        return AxisOf(by_time=False)
    if x is Axis.TIME:
        return AxisOf(by_time=True)
    return AxisOf(by_time=True, origin=start_ms, scale=1e-3)
