"""What transfers refuse, by code."""

from apps.core import errors


class TransferNotFound(errors.NotFound):
    code = "transfer_not_found"


class WrongState(errors.Conflict):
    """A transfer is not in a state in which this can be asked of it."""

    code = "transfer_wrong_state"


class InvalidSource(errors.Invalid):
    """The address names nothing that can be imported."""

    code = "invalid_source"


class SourceRefused(errors.Invalid):
    """The source does not let us in."""

    code = "source_refused"


class SourceUnreadable(errors.Invalid):
    """There is something at the address, but it is no MLflow that we can read."""

    code = "source_unreadable"


class SourceUnavailable(errors.Unavailable):
    """The source does not answer, or ceased to."""

    code = "source_unavailable"
