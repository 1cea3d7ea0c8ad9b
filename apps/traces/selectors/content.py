"""What the spans of traces hold: out of the chunks, or out of the file that old clients upload."""

import json
from collections import defaultdict
from collections.abc import Iterable

from apps.accounts.contracts import Actor
from apps.artifacts.contracts import Owner
from apps.artifacts.errors import ArtifactNotFound
from apps.artifacts.selectors import downloads
from apps.traces.constants import DATA_FILE, SIZE_STATS
from apps.traces.contracts import Json, TraceInfo, WholeTrace
from apps.traces.errors import InvalidSpans, SpansNotThere
from apps.traces.models import SpanChunk, Trace
from apps.traces.selectors import traces
from apps.traces.spans import chunk
from apps.traces.spans.canonical import canonical

MAX_FILE = 256 * 2**20


def get_whole(*, actor: Actor, trace_id: str, allow_partial: bool = False) -> WholeTrace:
    """The trace with its spans.

    Raises:
        TraceNotFound: there is none, or the actor is a stranger to it.
        SpansNotThere: some have not come yet, and a part is not wanted.
    """
    row = traces.get_trace_row(actor=actor, trace_id=trace_id)
    info = traces.infos_of([row.pk])[0]
    spans = spans_of_trace(row)
    if not allow_partial and not is_complete(info, len(spans)):
        raise SpansNotThere(
            f"Trace with ID {trace_id} is not fully exported yet, please try again later.",
            fix="Its spans have not all come.",
        )
    return WholeTrace(info=info, spans=spans)


def list_whole(
    *, actor: Actor, trace_ids: list[str], experiment_ids: list[int] | None = None
) -> list[WholeTrace]:
    """Those of the traces that the actor may read and whose spans have all come."""
    infos = traces.list_infos(actor=actor, trace_ids=trace_ids, experiment_ids=experiment_ids)
    spans = spans_of(info.id for info in infos)
    whole = [WholeTrace(info=info, spans=spans.get(info.id, [])) for info in infos]
    return [each for each in whole if is_complete(each.info, len(each.spans))]


def spans_of_trace(row: Trace) -> list[Json]:
    """The spans of a trace, wherever its client put them; none is no error."""
    if not row.span_count:
        return _uploaded(row)
    return spans_of([row.pk]).get(row.pk, [])


def spans_of(ids: Iterable[int]) -> dict[int, list[Json]]:
    """The spans in our store of these traces, in one query. Nobody has been let in by this."""
    chunks: defaultdict[int, list[bytes]] = defaultdict(list)
    rows = SpanChunk.objects.filter(trace__in=list(ids)).order_by("pk")
    for trace, data in rows.values_list("trace_id", "data"):
        chunks[trace].append(bytes(data))
    return {trace: chunk.spans_of(found) for trace, found in chunks.items()}


def is_complete(info: TraceInfo, count: int) -> bool:
    """Whether as many spans are there as the client says that there are."""
    if not count:
        return False
    try:
        stats = json.loads(info.metadata.get(SIZE_STATS, "{}"))
        return count >= int(stats.get("num_spans", 0))
    except (ValueError, TypeError, AttributeError):
        return True


def _uploaded(row: Trace) -> list[Json]:
    """The spans in the file among the trace's files."""
    try:
        data = downloads.read_bytes(
            owner=Owner("trace", row.trace_id), path=DATA_FILE, limit=MAX_FILE
        )
        spans = [canonical(span) for span in json.loads(data)["spans"]]
    except ArtifactNotFound:
        return []
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
        raise InvalidSpans(
            f"The spans of the trace {row.trace_id} are damaged: its file {DATA_FILE} is not what "
            "MLflow's clients upload.",
            fix="Log the trace again.",
        ) from exc
    return sorted(spans, key=lambda span: (bool(span["parent_span_id"]), _start(span)))


def _start(span: Json) -> int:
    return int(span["start_time_unix_nano"])
