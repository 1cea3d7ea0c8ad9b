"""How an attempt ended, in words and in codes."""

import signal

from apps.jobs.contracts import ExitReason, Observation, Phase
from workers.agent.supervision import Ended

_STOPPED = {
    ExitReason.OUT_OF_MEMORY: "The job used more memory than it asked for and was stopped.",
    ExitReason.TIME_LIMIT: "The job ran past its time limit and was stopped.",
    ExitReason.LOG_LIMIT: "The job printed more than may be kept and was stopped.",
}
LOST_WITH_THE_MACHINE = Observation(
    phase=Phase.LOST,
    reason=ExitReason.LOST,
    message="The machine stopped the job; nobody had asked for it.",
)


def describe(ended: Ended) -> Observation:
    """The observation of a command that has ended."""
    if ended.stopped_for is ExitReason.USER_CANCEL:
        return Observation(
            phase=Phase.CANCELLED, reason=ExitReason.USER_CANCEL, message="The job was cancelled."
        )
    if ended.stopped_for is not None:
        return failed(ended.stopped_for, _STOPPED[ended.stopped_for], exit_code=_code(ended))
    if ended.code == 0:
        return Observation(
            phase=Phase.SUCCEEDED,
            exit_code=0,
            reason=ExitReason.COMPLETED,
            message="The job has ended with exit code 0.",
        )
    if ended.code < 0:
        message = f"The job was ended by {_signal_name(-ended.code)}."
        return failed(ExitReason.SIGNAL, message, exit_code=_code(ended))
    message = f"The job has ended with exit code {ended.code}."
    return failed(ExitReason.EXIT_CODE, message, exit_code=_code(ended))


def failed(reason: ExitReason, message: str, *, exit_code: int | None = None) -> Observation:
    """A failure with its reason."""
    return Observation(phase=Phase.FAILED, reason=reason, message=message, exit_code=exit_code)


def _code(ended: Ended) -> int:
    """The exit code as a shell tells it: 128 and the signal's number."""
    return 128 - ended.code if ended.code < 0 else ended.code


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
