"""What an export refuses, by code."""

from apps.core import errors


class TargetNotEmpty(errors.Conflict):
    """There is something already where the export is to go."""

    code = "target_not_empty"


class TargetRefused(errors.Invalid):
    """The database cannot be used."""

    code = "target_refused"


class MlflowMissing(errors.Invalid):
    """There is no MLflow here that could make its tables."""

    code = "mlflow_missing"
