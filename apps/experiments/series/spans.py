"""What is known of a chunk without opening it, and which chunks belong together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from apps.experiments.series.columns import Points
from apps.experiments.series.order import Place, place_at


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where the sorted points of a chunk stand, and in which times."""

    first: Place
    last: Place
    low_time: int
    high_time: int
    count: int

    def meets(self, other: "Span") -> bool:
        """Whether both may hold the same point."""
        return self.first <= other.last and other.first <= self.last


def span_of(points: Points) -> Span:
    """The span of sorted points, at least one."""
    return Span(
        place_at(points, 0),
        place_at(points, -1),
        int(points.timestamp_ms.min()),
        int(points.timestamp_ms.max()),
        len(points),
    )


def by_place(spans: Sequence[Span]) -> list[list[int]]:
    """Groups of spans in series order; points of different groups never interleave."""
    return _groups(spans, lambda span: (span.first, span.last))


def by_time(spans: Sequence[Span]) -> list[list[int]]:
    """Groups of spans in order of history (time, then step), likewise."""
    return _groups(spans, time_range)


def time_range(span: Span) -> tuple[Place, Place]:
    """Bounds of a span's points as (timestamp, step, micro)."""
    return (span.low_time, *span.first[:2]), (span.high_time, *span.last[:2])


def _groups(spans: Sequence[Span], bounds: Callable[[Span], tuple[Any, Any]]) -> list[list[int]]:
    groups: list[list[int]] = []
    reach: Any = None
    ranges = [bounds(span) for span in spans]
    for index in sorted(range(len(spans)), key=lambda index: ranges[index][0]):
        low, high = ranges[index]
        if groups and low <= reach:
            groups[-1].append(index)
            reach = max(reach, high)
        else:
            groups.append([index])
            reach = high
    return groups
