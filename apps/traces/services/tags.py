"""Tags of traces; `mlflow.traceName` is the trace's name."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from apps.accounts.contracts import Actor
from apps.experiments.services.names import check_key
from apps.traces.constants import MAX_TAG_VALUE, NAME_TAG, OWN_TAGS
from apps.traces.errors import InvalidValue, TagNotFound
from apps.traces.models import Trace, TraceLabel
from apps.traces.services import checks, rows
from apps.traces.services.spans import announce

Kind = TraceLabel.Kind


@transaction.atomic
def set_tags(*, actor: Actor, trace: Trace, tags: Mapping[str, str]) -> None:
    """Set tags of the trace; a value that is too long is cut off.

    Raises:
        InvalidName, InvalidValue: a tag cannot be stored.
        JobTokenRefused: not with this job's token.
    """
    checks.require_own_trace(actor, trace)
    wanted = {check_key(key, "tag"): _value(key, value) for key, value in tags.items()}
    if NAME_TAG in wanted:
        Trace.objects.filter(pk=trace.pk).update(name=wanted.pop(NAME_TAG))
    rows.set_labels(rows.labels_of(trace, Kind.TAG, wanted))
    announce(trace.experiment, [trace.trace_id])


@transaction.atomic
def remove_tags(*, actor: Actor, trace: Trace, keys: Sequence[str]) -> None:
    """Remove tags of the trace.

    Raises:
        TagNotFound: it has no such tag; nothing is removed then.
        JobTokenRefused: not with this job's token.
    """
    checks.require_own_trace(actor, trace)
    for key in keys:
        _refuse_own(key, "deleted")
    own = TraceLabel.objects.filter(trace=trace, kind=Kind.TAG, key__in=set(keys) - {NAME_TAG})
    found = set(own.values_list("key", flat=True))
    if NAME_TAG in keys and trace.name is not None:
        found.add(NAME_TAG)
    for key in keys:
        if key not in found:
            raise TagNotFound(
                f"No trace tag with key '{key[:80]}' for trace with ID '{trace.trace_id}'",
                fix="Check the key.",
            )
    own.delete()
    if NAME_TAG in keys:
        Trace.objects.filter(pk=trace.pk).update(name=None)
    announce(trace.experiment, [trace.trace_id])


@transaction.atomic
def change_tags(
    *, actor: Actor, trace: Trace, tags: Mapping[str, str], removed: Sequence[str]
) -> None:
    """Remove and set tags, all of it or nothing.

    Raises:
        TagNotFound, InvalidName, InvalidValue, JobTokenRefused: as `set_tags` and `remove_tags`.
    """
    if removed:
        remove_tags(actor=actor, trace=trace, keys=removed)
    if tags:
        set_tags(actor=actor, trace=trace, tags=tags)


def _value(key: str, value: str) -> str:
    _refuse_own(key, "set")
    return checks.check_text(value[:MAX_TAG_VALUE], f"tag {key!r}", MAX_TAG_VALUE)


def _refuse_own(key: str, verb: str) -> None:
    if "\0" in key or key in OWN_TAGS:
        raise InvalidValue(
            f"Tag '{key[:80]}' is immutable and cannot be {verb} on a trace.",
            fix="Use another key.",
        )
