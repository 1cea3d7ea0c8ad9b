"""What traces refuse, by code."""

from apps.core import errors


class TraceNotFound(errors.NotFound):
    code = "trace_not_found"


class SpansNotThere(errors.NotFound):
    """The trace is known, its spans have not all come yet."""

    code = "spans_not_there"


class AssessmentNotFound(errors.NotFound):
    code = "assessment_not_found"


class TagNotFound(errors.NotFound):
    code = "trace_tag_not_found"


class TraceElsewhere(errors.Conflict):
    """The id belongs to a trace of another experiment."""

    code = "trace_elsewhere"


class AssessmentElsewhere(errors.Conflict):
    """The id belongs to an assessment of another trace."""

    code = "assessment_elsewhere"


class JobTokenRefused(errors.PermissionDenied):
    """A job's token reached for a trace that its job did not make."""

    code = "trace_token_refused"


class InvalidValue(errors.Invalid):
    code = "invalid_trace_value"


class InvalidSpans(errors.Invalid):
    """What came is no OTLP request, or holds a span that is none."""

    code = "invalid_spans"


class InvalidFilter(errors.Invalid):
    """The filter does not follow the search language. `position` in the details."""

    code = "invalid_filter"


class InvalidOrder(errors.Invalid):
    """An `order_by` names what cannot be sorted by. `position` in the details."""

    code = "invalid_order"


class InvalidQuery(errors.Invalid):
    """A question about numbers of traces that cannot be answered."""

    code = "invalid_trace_query"
