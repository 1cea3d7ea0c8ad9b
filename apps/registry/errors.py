"""What the registry refuses, by code."""

from apps.core import errors


class RegisteredModelNotFound(errors.NotFound):
    code = "registered_model_not_found"


class ModelVersionNotFound(errors.NotFound):
    code = "model_version_not_found"


class AliasNotFound(errors.NotFound):
    code = "alias_not_found"


class RegisteredModelExists(errors.Conflict):
    code = "registered_model_exists"


class InvalidModelName(errors.Invalid):
    code = "invalid_model_name"


class InvalidAlias(errors.Invalid):
    code = "invalid_alias"


class InvalidStage(errors.Invalid):
    code = "invalid_stage"


class InvalidTag(errors.Invalid):
    code = "invalid_tag"


class InvalidSource(errors.Invalid):
    """The source of a version is not within what the run or the logged model holds."""

    code = "invalid_source"


class InvalidSearch(errors.Invalid):
    """The filter or the order does not follow the registry's search language."""

    code = "invalid_filter"
