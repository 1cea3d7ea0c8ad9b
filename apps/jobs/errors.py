"""How jobs say no."""

from apps.core import errors


class JobNotFound(errors.NotFound):
    code = "job_not_found"


class CodeNotFound(errors.NotFound):
    code = "code_not_found"


class TargetNotFound(errors.Invalid):
    code = "target_not_found"


class AttemptNotFound(errors.NotFound):
    code = "attempt_not_found"


class WrongState(errors.Conflict):
    code = "wrong_state"


class ResourcesTooLarge(errors.Invalid):
    code = "resources_too_large"


class InvalidCode(errors.Invalid):
    code = "invalid_code"


class CodeTooLarge(errors.TooLarge):
    code = "code_too_large"
