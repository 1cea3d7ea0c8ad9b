"""Running a transfer from where it stands to its end."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import transaction

from apps.core import clock
from apps.core.errors import DomainError
from apps.transfers.constants import FileMode, State, StepKind
from apps.transfers.mlflow.records import ExperimentRecord
from apps.transfers.mlflow.references import reference_maker
from apps.transfers.mlflow.source import Source
from apps.transfers.models import Transfer, TransferStep
from apps.transfers.services.experiments import map_experiments
from apps.transfers.services.files import copy_files
from apps.transfers.services.lease import Lease, Overtaken, Stopped
from apps.transfers.services.steps import Hands, carry_out
from apps.transfers.services.writing import Place

log = structlog.get_logger(__name__)

# Models come before the runs that used or made them, and are linked to runs afterwards.
_ORDER = (
    StepKind.EXPERIMENTS,
    StepKind.LOGGED_MODELS,
    StepKind.RUNS,
    StepKind.MODEL_LINKS,
    StepKind.REGISTERED_MODELS,
    StepKind.TRACES,
    StepKind.EVALUATION_DATASETS,
    StepKind.SCORERS,
    StepKind.RUN_FILES,
    StepKind.MODEL_FILES,
)


def run(
    transfer: Transfer,
    source: Source,
    lease: Lease,
    told: Callable[[TransferStep], None] = lambda _: None,
) -> State:
    """Carry the transfer out; how it ended. What stops it is in its `message`.

    Killed anywhere, it goes on there when it is run again.
    """
    try:
        _carry_out(transfer, source, lease, told)
    except Overtaken:
        return State.RUNNING
    except Stopped:
        return _end(transfer, State.STOPPED, "Stopped. Resume it to go on where it was.")
    except DomainError as error:
        return _end(transfer, State.FAILED, f"{error.message} {error.fix}".strip())
    except BaseException as error:
        if isinstance(error, Exception):
            log.exception("transfer_broke", transfer=str(transfer.pk))
            _end(transfer, State.FAILED, f"An error of Naiad's own: {type(error).__name__}.")
        raise
    finally:
        source.close()
    return _end(transfer, State.DONE, "")


def _carry_out(
    transfer: Transfer, source: Source, lease: Lease, told: Callable[[TransferStep], None]
) -> None:
    info = source.open()
    transfer.source_kind, transfer.source_version = info.kind, info.version
    transfer.save(update_fields=["source_kind", "source_version"])
    lease.check()
    experiments = source.experiments()
    steps = _plan(transfer, experiments)
    pool = ThreadPoolExecutor(transfer.workers, "transfer") if transfer.workers > 1 else None
    hands = Hands(
        source=source,
        lease=lease,
        pool=pool,
        workers=transfer.workers,
        told=told,
    )
    try:
        mapped = map_experiments(transfer, steps[0], experiments, lease)
        hands.told(steps[0])
        for step in steps[1:]:
            if not step.is_done and (not step.scope or step.scope in mapped):
                lease.check()
                _step(transfer, step, mapped, hands)
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _step(transfer: Transfer, step: TransferStep, mapped: dict[str, int], hands: Hands) -> None:
    if StepKind(step.kind).of_files:
        copy_files(step, transfer.project_id, hands)
        return
    place = Place(
        project_id=transfer.project_id,
        experiments=mapped,
        files=FileMode(transfer.files),
        scope=step.scope,
        as_reference=reference_maker(transfer.source, transfer.files_from),
    )
    carry_out(step, place, hands)


@transaction.atomic
def _plan(transfer: Transfer, experiments: Sequence[ExperimentRecord]) -> list[TransferStep]:
    """All steps in their order. Experiments that are new since the last time get theirs."""
    known = {(step.kind, step.scope): step for step in transfer.steps.all()}
    steps: list[TransferStep] = []
    for kind in _ORDER:
        if kind.of_files and transfer.files != FileMode.COPY:
            continue
        for scope in [each.id for each in experiments] if kind.of_experiment else [""]:
            step = known.get((kind.value, scope)) or TransferStep(
                transfer=transfer, kind=kind.value, scope=scope
            )
            step.position = len(steps)
            step.save()
            steps.append(step)
    return steps


def _end(transfer: Transfer, state: State, message: str) -> State:
    """Note how it ended. Credentials are kept only by what can be resumed without asking anew."""
    mine = Transfer.objects.filter(pk=transfer.pk, holder=transfer.holder)
    mine.update(
        state=state,
        message=message,
        ended_at=clock.now(),
        should_stop=False,
        holder="",
        sealed_credentials="",
    )
    return state
