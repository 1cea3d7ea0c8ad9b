"""What traces are linked to: runs, and versions of prompts by name."""

from collections.abc import Sequence

from django.db import transaction

from apps.experiments.contracts import RunRef
from apps.traces.constants import MAX_LINKED_PROMPTS, MAX_LINKED_TRACES
from apps.traces.errors import InvalidValue
from apps.traces.models import Trace, TracePrompt, TraceRun
from apps.traces.services import checks, rows
from apps.traces.services.spans import announce


@transaction.atomic
def link_to_run(*, run: RunRef, trace_ids: Sequence[str]) -> int:
    """Link traces to a run that the actor may write. Those that are not there, or not in the run's
    project, are passed over. How many there were.

    Raises:
        InvalidValue: they are too many.
    """
    if len(trace_ids) > MAX_LINKED_TRACES:
        raise InvalidValue(
            f"Cannot link more than {MAX_LINKED_TRACES} traces to a run in a single request. "
            f"Provided {len(trace_ids)} traces.",
            fix="Send them in parts.",
        )
    wanted = [each for each in trace_ids if "\0" not in each]
    found = Trace.objects.filter(trace_id__in=wanted, project=run.project_id)
    traces = list(found.select_related("experiment__project"))
    rows.link_runs([TraceRun(trace=trace, run_id=run.run_id) for trace in traces])
    for trace in traces:
        announce(trace.experiment, [trace.trace_id])
    return len(traces)


@transaction.atomic
def link_prompts(*, trace: Trace, prompts: Sequence[tuple[str, str]]) -> None:
    """Link versions of prompts, each a name and a number, to a trace that the actor may write.

    Raises:
        InvalidValue: they are too many, or one is none.
    """
    if len(prompts) > MAX_LINKED_PROMPTS:
        raise InvalidValue(f"At most {MAX_LINKED_PROMPTS} prompts.", fix="Send them in parts.")
    for name, version in prompts:
        checks.check_text(f"{name}/{version}", "prompt", 500)
        if not name or not version.isdigit():
            raise InvalidValue(
                f"{name[:80]!r} version {version[:20]!r} is no version of a prompt.",
                fix="Send a name and a whole number.",
            )
    TracePrompt.objects.bulk_create(
        [TracePrompt(trace=trace, prompt=f"{name}/{int(version)}") for name, version in prompts],
        ignore_conflicts=True,
    )
    announce(trace.experiment, [trace.trace_id])
