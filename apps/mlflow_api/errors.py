"""How a refusal is said in MLflow's protocol: a code its client knows, and an HTTP status."""

from typing import ClassVar

from apps.core import errors

# Codes of `apps.core.errors` and of the apps below that MLflow has a name of its own for.
_BY_CODE: dict[str, tuple[str, int]] = {
    "experiment_exists": ("RESOURCE_ALREADY_EXISTS", 400),
    "run_exists": ("RESOURCE_ALREADY_EXISTS", 400),
    "registered_model_exists": ("RESOURCE_ALREADY_EXISTS", 400),
    "alias_not_found": ("INVALID_PARAMETER_VALUE", 400),
    "project_exists": ("RESOURCE_ALREADY_EXISTS", 400),
    "project_not_empty": ("INVALID_STATE", 400),
    "own_account": ("BAD_REQUEST", 400),
    "role_held": ("RESOURCE_ALREADY_EXISTS", 400),
    "user_exists": ("RESOURCE_ALREADY_EXISTS", 400),
    "endpoint_not_found": ("ENDPOINT_NOT_FOUND", 404),
    "not_implemented": ("NOT_IMPLEMENTED", 501),
    "wrong_content_type": ("INVALID_PARAMETER_VALUE", 400),
    "wrong_state": ("INVALID_STATE", 400),
    "not_deleted": ("INVALID_STATE", 400),
}

# Everything else, by the HTTP status of the domain error. A 409 that has no entry above is input
# that does not fit what is stored (a param's other value, a run that is deleted): MLflow's server
# says INVALID_PARAMETER_VALUE to those.
_BY_STATUS: dict[int, tuple[str, int]] = {
    400: ("INVALID_PARAMETER_VALUE", 400),
    401: ("UNAUTHENTICATED", 401),
    403: ("PERMISSION_DENIED", 403),
    404: ("RESOURCE_DOES_NOT_EXIST", 404),
    405: ("ENDPOINT_NOT_FOUND", 405),
    409: ("INVALID_PARAMETER_VALUE", 400),
    413: ("INVALID_PARAMETER_VALUE", 413),
    416: ("INVALID_PARAMETER_VALUE", 416),
    429: ("REQUEST_LIMIT_EXCEEDED", 429),
    501: ("NOT_IMPLEMENTED", 501),
    503: ("TEMPORARILY_UNAVAILABLE", 503),
    507: ("RESOURCE_EXHAUSTED", 507),
}

INTERNAL = ("INTERNAL_ERROR", 500)


class EndpointNotFound(errors.NotFound):
    code = "endpoint_not_found"


class MethodNotAllowed(errors.DomainError):
    code = "method_not_allowed"
    status: ClassVar[int] = 405


class NotSupported(errors.DomainError):
    """The protocol knows it, this installation does not do it; clients have another way."""

    code = "not_implemented"
    status: ClassVar[int] = 501


class OwnAccount(errors.Invalid):
    """What nobody may do to themselves."""

    code = "own_account"


class WrongContentType(errors.Invalid):
    code = "wrong_content_type"


def mlflow_code(error: errors.DomainError) -> tuple[str, int]:
    """MLflow's error code and the HTTP status for a domain error."""
    return _BY_CODE.get(error.code) or _BY_STATUS.get(error.status, INTERNAL)
