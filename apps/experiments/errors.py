"""What experiments refuse, by code."""

from apps.core import errors


class ExperimentNotFound(errors.NotFound):
    code = "experiment_not_found"


class RunNotFound(errors.NotFound):
    code = "run_not_found"


class ModelNotFound(errors.NotFound):
    code = "logged_model_not_found"


class TagNotFound(errors.NotFound):
    code = "tag_not_found"


class ExperimentExists(errors.Conflict):
    code = "experiment_exists"


class RunExists(errors.Conflict):
    code = "run_exists"


class ExperimentDeleted(errors.Conflict):
    code = "experiment_deleted"


class RunDeleted(errors.Conflict):
    code = "run_deleted"


class NotDeleted(errors.Conflict):
    code = "not_deleted"


class DefaultExperiment(errors.Conflict):
    """The default experiment can be neither renamed nor deleted."""

    code = "default_experiment"


class ParamChanged(errors.Conflict):
    """A param is written once. `key`, `old` and `new` in the details."""

    code = "param_changed"


class WrongState(errors.Conflict):
    code = "wrong_state"


class RunTokenRefused(errors.PermissionDenied):
    """A job's token reached for more than its own run."""

    code = "run_token_refused"


class InvalidName(errors.Invalid):
    """A name or key has characters, or a length, that it cannot have."""

    code = "invalid_name"


class InvalidValue(errors.Invalid):
    code = "invalid_value"


class InvalidFilter(errors.Invalid):
    """The filter does not follow the search language. `position` in the details."""

    code = "invalid_filter"


class InvalidOrder(errors.Invalid):
    """An `order_by` names what cannot be sorted by. `position` in the details."""

    code = "invalid_order"


class SearchTooSlow(errors.Invalid):
    """The search was stopped, since it took too long."""

    code = "search_too_slow"


class SeriesCorrupt(errors.DomainError):
    """A stored chunk of a series does not decode."""

    code = "series_corrupt"
    status = 500
    title = "Stored data is damaged"


class ConsoleGap(errors.Conflict):
    """Console bytes were skipped. `expected` in the details is where to go on from."""

    code = "console_gap"
